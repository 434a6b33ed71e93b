"""The end of the story: the last weeks of the call, its last hour, and what comes after the closing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.demo import papers
from grants.demo.consortium import Consortium, Event, People, lines_of, moment
from grants.demo.later import PLAN
from grants.demo.people import organisation
from grants.models import Application, Call
from grants.services import application as applications
from grants.services import arrivals, attachments, attempts, together, withdrawal
from grants.services import budget as budgets
from grants.services import submission as submissions
from pilots.enums import MemberState
from pilots.models import Member
from pilots.services import confirm_member, invite_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.workflow import StepForbidden

TALKED = timedelta(days=1)
ATTACHED = timedelta(minutes=12)


class Ending:
    """What one consortium still does after the demo's start."""

    def __init__(self, consortium: Consortium) -> None:
        self.its, self.row = consortium, consortium.row
        self.later: dict[str, Any] = self.row["later"]

    def events(self) -> Iterator[Event]:
        """Everything that it does, in no order."""
        if self.row["key"] == PLAN["withdrawn"]["key"]:
            yield Event(moment(PLAN["withdrawn"]["at"]), self.withdraw)
        if self.row["sent"]:
            return
        for name, at in zip(self.later["members"], self.later["answered"], strict=False):
            yield Event(moment(at), partial(self.join, name))
        if self.later["written"]:
            written = moment(self.later["written"])
            yield Event(written, self.finish)
            yield from self._beside(written)
        if self.later["sent"]:
            yield Event(moment(self.later["sent"]), self.its.send)
        if self.row["key"] == PLAN["late"]["key"]:
            yield Event(moment(PLAN["late"]["at"]), self.send_too_late)
            yield Event(moment(PLAN["late"]["recorded"]), self.record_late)

    def join(self, name: str) -> None:
        """A municipality is invited where it has not been, and takes part."""
        pilot = self.application().pilot
        member = Member.objects.filter(pilot=pilot, organisation__name_fi=name).first()
        if member is None:
            member = invite_member(pilot, organisation=organisation(name), actor=self.preparer)
        if member.state in (MemberState.INVITED,):
            accepted = self.its.call.programme.commitments
            confirm_member(member, accepted=accepted, actor=self.its.people[name, Role.SIGNATORY])

    def finish(self) -> None:
        """Writes what is still empty: what somebody has written meanwhile stays theirs."""
        application, actor = self.application(), self.preparer
        if not application.contact_phone:
            self._contact(application, actor)
        written = set(application.sheet.answers.values_list("key", flat=True))
        for section in application.sheet.sections:
            asked = {question.key for question in section.questions} - written
            values = {key: value for key, value in self.later["answers"].items() if key in asked}
            applications.save_section(application, section.key, actor=actor, values=values, base_versions={})
        budget = budgets.applied(application)
        if not budget.lines.exists():
            budgets.save_lines(
                application,
                lines=lines_of(application, self.later["lines"]),
                other=[],
                base_revision=budget.revision,
                actor=actor,
            )

    def divide(self) -> None:
        """Gives the first section to a member's signatory, and the budget to the preparer."""
        application = self.application()
        parts = [section.key for section in application.sheet.sections]
        for part, person in zip((parts[-1], "budget"), self._writers(), strict=False):
            together.give(application, part=part, person=person, actor=self.preparer)

    def talk(self) -> None:
        """Comments by turns on the first section; what has been answered is settled."""
        application, said = self.application(), []
        part = application.sheet.sections[0].key
        for turn, (_language, text) in enumerate(PLAN["talk"][self.row["key"]]):
            people = self._writers()
            author = people[turn % len(people)]
            said.append(together.add_comment(application, part=part, text=text, actor=author))
        if len(said) > 1:
            together.settle(said[0], actor=self.preparer)

    def attach(self) -> None:
        """A small PDF: the coordinator's own decision on taking part."""
        application = self.application()
        name, content = papers.decision(application)
        upload = SimpleUploadedFile(name, content, content_type="application/pdf")
        attachments.add(application, upload=upload, asked=None, actor=self.preparer)

    def withdraw(self) -> None:
        """The signatory takes back what was sent."""
        withdrawal.withdraw(self.application(), reason=PLAN["withdrawn"]["reason"], actor=self.signatory)

    def send_too_late(self) -> None:
        """The signatory presses the button after the closing: refused, and noted."""
        application = self.application()
        try:
            submissions.submit(application, actor=self.signatory)
        except StepForbidden:
            attempts.record_refusal(application, actor=self.signatory, arrived=clock.now())

    def record_late(self) -> None:
        """The registrar records what was refused: it goes on to a decision of its own."""
        registrar, application = self.its.people["registrar"], self.application()
        late = attempts.refused_sendings(registrar).get(pk=application.pk)
        told = arrivals.Told(
            channel="portal",
            arrived_at=late.refused_at,
            sender=application.applicant.name_fi,
            pilot_name=application.pilot.name,
            language=application.language,
            reason=PLAN["late"]["reason"],
            provider=application.applicant,
            application=application,
            contact_name=application.contact_name,
            contact_email=application.contact_email,
        )
        arrivals.record_arrival(self.its.call, told=told, actor=registrar)

    def application(self) -> Application:
        """Its application, as it is now."""
        return self.its.application()

    @property
    def preparer(self) -> User:
        """Who prepares it."""
        return self.its.person(Role.PREPARER)

    @property
    def signatory(self) -> User:
        """Who signs for it."""
        return self.its.person(Role.SIGNATORY)

    def _beside(self, written: Any) -> Iterator[Event]:
        key = self.row["key"]
        if key in PLAN["talk"]:
            yield Event(written - TALKED, self.divide)
            yield Event(written - TALKED / 2, self.talk)
        if key in PLAN["files"]:
            yield Event(written + ATTACHED, self.attach)

    def _contact(self, application: Application, actor: User) -> None:
        applications.save_contact(
            application,
            name=actor.name,
            email=actor.email,
            phone=self.row["contact_phone"],
            language=self.row["language"],
            actor=actor,
        )

    def _writers(self) -> list[User]:
        """A member's signatory where one takes part, and the coordinator's preparer."""
        certain = self.application().pilot.members.filter(state=MemberState.CONFIRMED).order_by("pk")
        names = certain.values_list("organisation__name_fi", flat=True)
        found = [self.its.people[name, Role.SIGNATORY] for name in names[:1]]
        return [*found, self.preparer]


def events(call: Call, consortia: list[Consortium], people: People) -> Iterator[Event]:
    """The end of all of them, and what came past the portal."""
    for consortium in consortia:
        yield from Ending(consortium).events()
    for row in PLAN["arrivals"] if consortia else []:
        yield Event(moment(row["recorded"]), _recording(call, row, people["registrar"]))


def _recording(call: Call, row: dict[str, Any], registrar: User) -> Callable[[], None]:
    def record() -> None:
        provider = organisation(row["municipality"])
        told = arrivals.Told(
            channel=row["channel"],
            arrived_at=moment(row["at"]),
            sender=provider.name_fi,
            pilot_name=row["pilot"],
            language="fi",
            reason=row["reason"],
            provider=provider,
            contact_name=row["contact"],
            contact_email=provider.registry_email,
        )
        arrivals.record_arrival(call, told=told, actor=registrar)

    return record
