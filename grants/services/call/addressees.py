"""Who hears of what is told to every applicant alike."""

from typing import Any

from grants.models import Application
from pilots.enums import PRESENT
from pilots.rules import WRITERS
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User
from sky_portal.messaging.services import address_of

# Whom to write to, and in which language.
Addressee = tuple[Any, str]


def applicants_people(application: Application) -> list[Addressee]:
    """The applicant's writers, contact address and registry, and who signs for each member.

    A member for which nobody signs is reached by its registry. Each address comes once; whoever
    has an account reads it in the portal too, in their own language.
    """
    applicant = application.applicant
    found = _Found()
    found.add_people(User.objects.holding(*WRITERS, organisation=applicant.pk))
    found.add_address(application.contact_email, application.language)
    found.add_address(applicant.registry_email, applicant.language)
    present = application.pilot.members.filter(state__in=PRESENT).exclude(organisation=applicant)
    members = list(present.select_related("organisation").order_by("pk"))
    signing = _signatories({member.organisation_id for member in members})
    for member in members:
        if people := signing.get(member.organisation_id):
            found.add_people(people)
        else:
            found.add_address(member.organisation.registry_email, member.organisation.language)
    return found.all()


class _Found:
    """Addressees by address: a person before a bare address."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {}
        self.addresses: dict[str, str] = {}

    def add_people(self, people: Any) -> None:
        for user in people:
            self.people.setdefault(address_of(user), user)

    def add_address(self, address: str, language: str) -> None:
        if address:
            self.addresses.setdefault(address_of(address), language)

    def all(self) -> list[Addressee]:
        bare = set(self.addresses) - set(self.people)
        # A contact person with an account reads in their own language, whoever typed the address.
        known = User.objects.filter(email__in=bare, is_active=True).order_by("pk")
        self.add_people(known)
        people = [(user, user.language) for user in self.people.values()]
        rest = [(a, language) for a, language in self.addresses.items() if a not in self.people]
        return [*people, *rest]


def _signatories(organisations: set[int]) -> dict[int, list[User]]:
    held = Membership.objects.current().filter(
        organisation_id__in=organisations, role=Role.SIGNATORY, user__is_active=True
    )
    found: dict[int, list[User]] = {}
    for membership in held.select_related("user").order_by("organisation_id", "user__name", "pk"):
        found.setdefault(membership.organisation_id, []).append(membership.user)
    return found
