"""What an application still lacks before it can be sent, read in a handful of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants.budgeting import BudgetSums
from grants.models import Application, Attachment, Budget
from grants.parts import BUDGET, CONTACT
from grants.services.attachments import listed
from grants.services.budget import applied, sums
from pilots.eligibility import Verdict, verdict_of
from pilots.enums import COUNTING, PRESENT
from pilots.models import Member
from sky_portal.questions import services as questions
from sky_portal.texts import pick

# What describing and judging an application looks at beside its own row.
RELATED = (
    "call__programme",
    "call__authority",
    "case",
    "pilot__programme",
    "applicant",
    "sheet__question_set",
    "current_submission",
)


@dataclass(frozen=True)
class Missing:
    """What still bars sending: the part it is in, what to say, and the field to jump to."""

    section: str
    text: str | Promise
    anchor: str = ""


@dataclass(frozen=True)
class Parcel:
    """An application with all that is sent with it, at one moment: each part is read once."""

    application: Application
    members: list[Member]

    @cached_property
    def budget(self) -> Budget:
        """The working copy of the budget with its rows: not every page asks for it."""
        return applied(self.application, with_rows=True)

    @cached_property
    def answers(self) -> questions.Overview:
        """The question sheet as it stands."""
        return questions.overview(self.application.sheet)

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files of the working copy."""
        return listed(self.application)

    @cached_property
    def sums(self) -> BudgetSums:
        """The sums in cents of the costs that go along."""
        return sums(self.budget, of={member.pk for member in self.partners})

    @cached_property
    def costs_left_out(self) -> list[tuple[str, int]]:
        """Whose costs stay outside of what is sent, because they have no certain part, and how much."""
        certain = {member.pk for member in self.partners}
        found: dict[str, int] = {}
        for line in self.budget.lines.all():
            if line.member_id not in certain:
                name = line.member.organisation.name
                found[name] = found.get(name, 0) + line.amount_cents
        return list(found.items())

    @cached_property
    def partners(self) -> list[Member]:
        """The members whose part is certain: only they go along with what is sent."""
        return [member for member in self.members if member.state in COUNTING]

    @cached_property
    def unanswered(self) -> list[Member]:
        """The members that stay outside what is sent, because they have not answered."""
        return [member for member in self.members if member.state not in COUNTING]

    @cached_property
    def secret_files(self) -> list[Attachment]:
        """The attachments of the working copy that are marked secret."""
        return [one for one in self.attachments if one.secret]

    @property
    def has_secrets(self) -> bool:
        """Whether grounds of secrecy are asked for."""
        return bool(self.answers.marked or self.secret_files)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the consortium fulfils the call's condition today, with the reasons."""
        return verdict_of(self.application.pilot, self.members)

    @cached_property
    def sent_verdict(self) -> Verdict:
        """The verdict on what goes along: nobody is named who has not answered."""
        return verdict_of(self.application.pilot, self.partners)

    def missing(self) -> list[Missing]:
        """What bars sending; a verdict against the application never does."""
        return [*self._answers(), *self._budget(), *self._contact()]

    def _answers(self) -> list[Missing]:
        return [Missing(q.section, pick(q.label).text, q.key) for q in self.answers.missing]

    def _budget(self) -> list[Missing]:
        if not self.application.call.shares_money:
            return []
        certain = {member.pk for member in self.partners}
        if not any(line.member_id in certain for line in self.budget.lines.all()):
            return [Missing(BUDGET, _("The budget has no lines yet."))]
        lacks = []
        if self.sums.grant <= 0:
            lacks.append(Missing(BUDGET, _("The grant applied for is nought euros.")))
        return lacks + self._decisions(certain)

    def _decisions(self, certain: set[int]) -> list[Missing]:
        """Lines of a category that asks for the provider's decision, and do not name it."""
        words = _("Name the provider's decision: %(member)s, %(basis)s.")
        return [
            Missing(
                BUDGET,
                words % {"member": line.member.organisation, "basis": line.basis},
                f"lines-{place}-decision",
            )
            for place, line in enumerate(self.budget.lines.all())
            if line.member_id in certain and line.category.needs_decision and not line.decision
        ]

    def _contact(self) -> list[Missing]:
        lacks = []
        if not self.application.contact_name:
            lacks.append(Missing(CONTACT, _("Name the contact person."), "name"))
        if not self.application.contact_email:
            lacks.append(Missing(CONTACT, _("Enter the contact person's e-mail address."), "email"))
        return lacks


def gather(application: Application) -> Parcel:
    """The application with its budget and its members; RELATED is read with it where it was not."""
    return Parcel(application, members_of(application))


def gather_anew(application: Application) -> Parcel:
    """The same after the application has been read again, for an act that holds its lock."""
    return gather(Application.objects.select_related(*RELATED).get(pk=application.pk))


def members_of(application: Application) -> list[Member]:
    """The pilot's members that have not left, in the order in which they came."""
    return list(
        Member.objects.filter(pilot_id=application.pilot_id, state__in=PRESENT)
        .select_related("organisation")
        .prefetch_related("organisation__register_rows")
        .order_by("pk")
    )
