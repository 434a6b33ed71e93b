"""People, organisations, and who is what where and when."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.accounts.enums import (
    AccessDecider,
    AccessRequestState,
    InvitationState,
    MembershipSource,
    OrganisationKind,
    Role,
)
from sky_portal.alphabet import in_order, name_language
from sky_portal.enums import Language
from sky_portal.prepared import Prepared


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password nobody can sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A maintainer of code lists in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def holding(self, *roles: Role, organisation: int) -> "models.QuerySet[User]":
        """Whoever holds one of the roles in the organisation today and can sign in, by name."""
        held = Membership.objects.current().filter(organisation_id=organisation, role__in=roles)
        found = self.filter(is_active=True, pk__in=held.order_by().values("user"))
        return found.order_by(in_order("name"), "pk")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from their memberships, never from flags."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FI)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    # The organisation this person has chosen to act for in this session (ActingMiddleware).
    acting_for: int | None = None

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The person's name, or the address when none is known."""
        return str(self)

    def current_memberships(self) -> list["Membership"]:
        """Today's memberships with their organisations: one query a request."""
        today = clock.today()
        cached = self.__dict__.get("_memberships")
        if cached is None or cached[0] != today:
            found = HELD(user=self.pk, day=today)
            cached = self.__dict__["_memberships"] = (today, found)
        return cached[1]

    def forget_memberships(self) -> None:
        """Drops the cached memberships after one of them changed."""
        self.__dict__.pop("_memberships", None)

    def organisations_as(self, *roles: Role) -> set[int]:
        """Ids of the organisations in which this person acts in one of the roles today."""
        return {
            m.organisation_id
            for m in self.current_memberships()
            if (not roles or m.role in roles) and self.acting_for in (None, m.organisation_id)
        }

    def has_role(self, *roles: Role) -> bool:
        """Whether this person acts in one of the roles anywhere today."""
        return bool(self.organisations_as(*roles))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations in their order."""

    def by_name(self) -> "OrganisationQuerySet":
        """By the name in the page's language."""
        return self.order_by(in_order(f"name_{name_language()}"), "pk")


class Organisation(models.Model):
    """An education provider, or an authority. Its registry address opens its door."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="organisation")
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    # A short name for the authorities that data names (OKM, KARVI, OPH); empty for providers.
    code = models.CharField(max_length=20, blank=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=200)
    name_sv = models.CharField(_("name in Swedish"), max_length=200)
    business_id = models.CharField(_("business ID"), max_length=9, unique=True, null=True, blank=True)
    registry_email = models.EmailField(_("registry's e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FI)
    # What only some kinds have: an authority's postal address, registry hours and the like.
    details = models.JSONField(default=dict, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = (in_order("name_fi"), "pk")
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~Q(code=""), name="organisation_code_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the page's language."""
        return self.name_sv if name_language() == "sv" else self.name_fi


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def current(self, today: Any = None) -> "MembershipQuerySet":
        """Those in force on `today` (Helsinki date): both ends are days of membership."""
        today = today or clock.today()
        return self.standing(today).filter(starts_on__lte=today)

    def standing(self, today: Any = None) -> "MembershipQuerySet":
        """Those in force or still to come: neither ended nor removed."""
        today = today or clock.today()
        return self.filter(Q(removed_at=None) & (Q(ends_on=None) | Q(ends_on__gte=today)))


class Membership(models.Model):
    """A person's role in an organisation from a day to a day (a substitute's July)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=25, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(max_length=10, choices=MembershipSource, default=MembershipSource.GRANTED)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A removal acts at once, whatever the dates say; the row stays as evidence.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("organisation_id", "role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("user", "organisation", "role", "starts_on"),
                condition=Q(removed_at=None),
                name="membership_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"

    @property
    def case(self) -> models.Model:
        """What happens to people is told in their organisation's case."""
        return self.organisation.case


HELD = Prepared(
    lambda user, day: Membership.objects.current(day).filter(user=user).select_related("organisation"),
    user=-1,
    day=date(1917, 12, 6),
)


class RegistryLink(models.Model):
    """A link sent to an organisation's registry: whoever holds it names who acts for the organisation.

    It is made when something waits for an organisation in which nobody has an account yet.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registry_links")
    # SHA-256 of the link's token.
    token_hash = models.CharField(max_length=64, unique=True)
    # What waits: the page to which the named person comes.
    continue_to = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    # By the real clock, as every token.
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("registry's link")
        verbose_name_plural = _("registry's links")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.organisation} {self.made_at:%d.%m.%Y}"

    @property
    def case(self) -> models.Model:
        """The case of the organisation whose registry it is."""
        return self.organisation.case


class Invitation(models.Model):
    """An offer of a role, bound to an e-mail address; its link works once and for a while."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=25, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.SENT)
    # SHA-256 of the link's token: the database alone opens no door.
    token_hash = models.CharField(max_length=64, unique=True)
    # A person, or the holder of the registry's link.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registry_link = models.ForeignKey(
        RegistryLink, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    # What waits for the invited person: the page after accepting.
    continue_to = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    # By the real clock, as every token.
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="invitation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="acceptance_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=Q(invited_by__isnull=False) | Q(registry_link__isnull=False),
                name="invitation_has_its_inviter",
            ),
            models.UniqueConstraint(
                fields=("organisation", "email", "role"),
                condition=Q(state="sent"),
                name="one_open_invitation_a_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"

    @property
    def case(self) -> models.Model:
        """The case of the organisation that invites."""
        return self.organisation.case


class AccessRequest(models.Model):
    """Somebody asks to act for an organisation: its registry or a signatory opens the door."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="access_requests")
    role = models.CharField(_("role"), max_length=25, choices=Role)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=AccessRequestState, default=AccessRequestState.OPEN)
    # Where the person was when the door was closed: the way on after the answer.
    continue_to = models.CharField(max_length=500, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    # Until when the registry's link works, by the real clock.
    expires_at = models.DateTimeField()
    granted_role = models.CharField(max_length=25, choices=Role, blank=True)
    decided_via = models.CharField(max_length=10, choices=AccessDecider, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation"), condition=Q(state="open"), name="one_open_request_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"])
                | (Q(decided_at__isnull=False) & ~Q(decided_via="")),
                name="access_decision_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | ~Q(granted_role=""), name="granted_access_names_its_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def case(self) -> models.Model:
        """The case of the organisation whose door it is."""
        return self.organisation.case
