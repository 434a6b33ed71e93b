"""What the officials ask of the applicants in the story, what they answer, and what both write."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from grants.demo import papers
from grants.demo.consortium import Consortium, Event, lines_of, moment
from grants.demo.examining import PLAN, Examination
from grants.enums import CaseMessageKind
from grants.models import Application, CaseMessage
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import correspondence, supplements
from grants.services.budget import FundingInput
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User

SHORTLY_BEFORE = timedelta(minutes=25)
OWN_GROUP_HOURS = 3
HOURLY = {"fi": "{basis}, {hours} h × 42 €", "sv": "{basis}, {hours} h × 42 €"}
HOUR_EUROS = 42


class Asking:
    """Supplement requests and the thread, as examining.json tells them."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination

    def events(self) -> Iterator[Event]:
        """Everything that is asked and answered, in no order."""
        for row in PLAN["supplements"]:
            yield Event(moment(row["at"]), partial(self.ask, row))
        for row in self.examination.told("extended"):
            yield Event(moment(row["at"]), partial(self.extend, row))
        for row in self.examination.told("answered"):
            yield Event(moment(row["at"]) - SHORTLY_BEFORE, partial(self.write, row))
            yield Event(moment(row["at"]), partial(self.answer, row))
        for row in self.examination.told("closed"):
            yield Event(moment(row["at"]), partial(self.close, row))
        for row in self.examination.told("messages"):
            yield Event(moment(row["at"]), partial(self.say, row))

    def ask(self, row: dict[str, Any]) -> None:
        """One request, to one or several at once."""
        for key in row["keys"]:
            if consortium := self.examination.by_key.get(key):
                application = consortium.application()
                supplements.ask(
                    application,
                    parts=row["parts"],
                    what=row["what"],
                    due_at=moment(row["due"]),
                    batch=_token(row["batch"]),
                    actor=self.examination.presenting(application),
                )

    def extend(self, row: dict[str, Any]) -> None:
        """More time, with the reason."""
        application = self.examination.application(row)
        request = supplements.open_request(application)
        if request:
            supplements.extend(
                request,
                due_at=moment(row["due"]),
                reason=row["reason"],
                actor=self.examination.presenting(application),
            )

    def write(self, row: dict[str, Any]) -> None:
        """The preparer writes into what the request has opened, and into nothing else."""
        consortium = self.examination.by_key[row["key"]]
        application, actor = consortium.application(), consortium.person(Role.PREPARER)
        if row["change"] == "hours":
            self._open_hours(consortium, application, actor)
            return
        key = row["change"]
        asked = application.sheet.question_set.questions
        section = next(one.section for one in asked if one.key == key)
        versions = dict(application.sheet.answers.filter(key=key).values_list("key", "version"))
        applications.save_section(
            application, section, actor=actor, values={key: row["text"]}, base_versions=versions
        )

    def answer(self, row: dict[str, Any]) -> None:
        """The signatory sends the supplement."""
        consortium = self.examination.by_key[row["key"]]
        actor = consortium.person(Role.SIGNATORY)
        supplements.answer(consortium.application(), words=row["words"], actor=actor)

    def close(self, row: dict[str, Any]) -> None:
        """The officials go on without an answer."""
        application = self.examination.application(row)
        request = supplements.open_request(application)
        if request:
            actor = self.examination.presenting(application)
            supplements.close(request, reason=row["reason"], actor=actor)

    def say(self, row: dict[str, Any]) -> None:
        """A message of either side, perhaps with a file, perhaps in answer to another."""
        consortium = self.examination.by_key[row["key"]]
        application = consortium.application()
        correspondence.send(
            application,
            text=row["text"],
            files=[_paper(application)] if row.get("file") else [],
            due_at=moment(row["due"]) if "due" in row else None,
            replies_to=self._message(row),
            kind=row.get("kind", CaseMessageKind.MESSAGE),
            token=_message_token(row["key"], row["id"]) if "id" in row else None,
            actor=self._speaker(consortium, row["side"]),
        )

    def _message(self, row: dict[str, Any]) -> CaseMessage | None:
        if "replies_to" not in row:
            return None
        return CaseMessage.objects.get(token=_message_token(row["key"], row["replies_to"]))

    def _speaker(self, consortium: Consortium, side: str) -> User:
        if side in {Role.PREPARER, Role.SIGNATORY}:
            return consortium.person(Role(side))
        return self.examination.presenting(consortium.application())

    def _open_hours(self, consortium: Consortium, application: Application, actor: User) -> None:
        """The same lines, with hours and their price told where they were asked for."""
        row = consortium.row
        rows = [_with_hours(line, row["language"]) for line in row["lines"] or row["later"]["lines"]]
        budgets.save_lines(
            application,
            lines=lines_of(application, rows),
            other=[FundingInput(one["granter"], one["euros"]) for one in row["other"]],
            base_revision=budgets.applied(application).revision,
            actor=actor,
        )


def events(examination: Examination) -> Iterator[Event]:
    """All that is asked and said beside the examination."""
    yield from Asking(examination).events()


def _with_hours(line: dict[str, Any], language: str) -> dict[str, Any]:
    if line["category"] != OWN_GROUP_HOURS:
        return line
    told = HOURLY[language].format(basis=line["basis"], hours=line["euros"] // HOUR_EUROS)
    return line | {"basis": told}


def _paper(application: Application) -> SimpleUploadedFile:
    name, content = papers.decision(application)
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def _token(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/asked/{name}")


def _message_token(key: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/message/{key}/{name}")
