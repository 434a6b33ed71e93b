"""What one consortium of the story does, verb by verb, each at its own moment."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from grants.demo.people import organisation
from grants.models import Application, Call
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import submission as submissions
from grants.services import together
from grants.services.budget import FundingInput, LineInput
from pilots.models import Member
from pilots.services import confirm_member, invite_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User

UNTIL_INVITED = timedelta(minutes=20)
# A day each, at the hour of the invitation: nobody answers at night.
BETWEEN_ANSWERS = timedelta(days=1, minutes=11)

People = dict[Any, User]


class Event(NamedTuple):
    """Something that happens in the story."""

    at: datetime
    do: Callable[[], None]


class Consortium:
    """One row of grants.demo.consortia, at work in the call."""

    def __init__(self, call: Call, row: dict[str, Any], people: People) -> None:
        self.call, self.row, self.people = call, row, people
        self.token: UUID = uuid5(NAMESPACE_URL, f"demo/{row['key']}")

    def events(self) -> Iterator[Event]:
        """Everything that it does, in no order; the story sorts what all do."""
        started = moment(self.row["started"])
        yield Event(started, self.start)
        yield Event(started + UNTIL_INVITED, self.invite)
        for turn, name in enumerate(self.row["confirmed"], start=1):
            yield Event(self._answered(started, turn), self._confirming(name))
        if self.row["written"]:
            yield Event(moment(self.row["written"]), self.write)
        if shared := self.row.get("together"):
            yield Event(moment(shared["at"]), self.share)
        if self.row["sent"]:
            yield Event(moment(self.row["sent"]), self.send)

    def _answered(self, started: datetime, turn: int) -> datetime:
        """Before anything is written: what is written names those who take part."""
        latest = moment(self.row["written"]) if self.row["written"] else started + timedelta(days=7)
        return min(started + UNTIL_INVITED + turn * BETWEEN_ANSWERS, latest - timedelta(minutes=1))

    def application(self) -> Application:
        """Its application, as it is now."""
        found = Application.objects.select_related("pilot", "call", "sheet__question_set", "applicant")
        return found.get(start_token=self.token)

    def start(self) -> None:
        """The coordinator's preparer starts the application."""
        applications.start(
            self.call,
            name=self.row["name"],
            organisation=organisation(self.row["coordinator"]),
            language=self.row["language"],
            actor=self.person(Role.PREPARER),
            token=self.token,
        )

    def invite(self) -> None:
        """And invites the others."""
        pilot = self.application().pilot
        for name in (*self.row["confirmed"], *self.row["unanswered"]):
            invite_member(pilot, organisation=organisation(name), actor=self.person(Role.PREPARER))

    def write(self) -> None:
        """Contact person, answers and budget."""
        application = self.application()
        preparer, row = self.person(Role.PREPARER), self.row
        applications.save_contact(
            application,
            name=preparer.name,
            email=preparer.email,
            phone=row["contact_phone"],
            language=row["language"],
            actor=preparer,
        )
        applications.save_note(application, text=row["eligibility_note"], actor=preparer)
        for section in application.sheet.sections:
            asked = {question.key for question in section.questions} & set(row["answers"])
            values = {key: row["answers"][key] for key in asked}
            applications.save_section(
                application, section.key, actor=preparer, values=values, base_versions={}
            )
        budgets.save_lines(
            application,
            lines=lines_of(application, row["lines"]),
            other=[FundingInput(one["granter"], one["euros"]) for one in row["other"]],
            base_revision=0,
            actor=preparer,
        )

    def share(self) -> None:
        """A part is given to a member's signatory, with a word about it."""
        shared, application = self.row["together"], self.application()
        about: dict[str, Any] = {"part": shared["part"], "actor": self.person(Role.PREPARER)}
        person = self.people[shared["municipality"], Role.SIGNATORY]
        together.give(application, person=person, **about)
        together.add_comment(application, text=shared["comment"], **about)

    def send(self) -> None:
        """The signatory sends."""
        submissions.submit(self.application(), actor=self.person(Role.SIGNATORY))

    def _confirming(self, name: str) -> Callable[[], None]:
        def confirm() -> None:
            member = Member.objects.get(pilot=self.application().pilot, organisation__name_fi=name)
            signatory = self.people[name, Role.SIGNATORY]
            confirm_member(member, accepted=self.call.programme.commitments, actor=signatory)

        return confirm

    def person(self, role: Role) -> User:
        """Who acts for the coordinator in the role."""
        named = self.row[role.value]
        return self.people.get(named) or self.people[named, role]


def moment(text: str) -> datetime:
    """An instant of the story's data, which is in Helsinki time."""
    return clock.local_moment(datetime.fromisoformat(text))


def lines_of(application: Application, rows: list[dict[str, Any]]) -> list[LineInput]:
    """The rows in the words of the budget's verb, of those who take part."""
    members = {m.organisation.name_fi: m for m in submissions.members_of(application)}
    categories = {category.number: category for category in application.call.cost_categories.all()}
    return [
        LineInput(
            member=members[row["municipality"]],
            category=categories[row["category"]],
            cost_type=row["type"],
            year=row["year"],
            basis=row["basis"],
            amount=row["euros"],
            person_months=row["person_months"],
            decision=row.get("decision", ""),
        )
        for row in rows
        if row["municipality"] in members
    ]
