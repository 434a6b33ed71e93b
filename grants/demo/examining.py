"""What the officials do after the closing: declare, share the work, check, ask; and what comes back."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from grants.demo.consortium import Consortium, Event, People, moment
from grants.demo.officials import ensure_officials, official
from grants.enums import CheckAnswer, ConflictState
from grants.models import Application, Call, ChecklistItem, ConflictDeclaration
from grants.rules import is_under_examination
from grants.services import assigning, checklist, conflicts, deputies, eligibility, notes, withdrawal
from grants.workflows import APPLICATION
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User

PLAN: dict[str, Any] = json.loads(Path(__file__).with_name("examining.json").read_text(encoding="utf-8"))
ASSESSORS = (
    "assessor",
    "conflicted_assessor",
    "third_assessor",
    "fourth_assessor",
    "fifth_assessor",
    "sixth_assessor",
)
OFFICERS = ("presenting_officer", "second_officer", "third_officer")
# Of every three, two have been checked by the middle of April.
TURNS = 3


class Examination:
    """The officials at work on the call; what each does stands in examining.json."""

    def __init__(self, call: Call, consortia: list[Consortium], people: People) -> None:
        self.call, self.people = call, people
        self.by_key = {consortium.row["key"]: consortium for consortium in consortia}

    def events(self) -> Iterator[Event]:
        """Everything that they do, in no order."""
        yield Event(moment(PLAN["made"]), self.make_officials)
        yield Event(moment(PLAN["taken"]), self.take)
        yield from self._declaring()
        yield Event(moment(PLAN["officers"]["at"]), self.give_to_officers)
        yield Event(moment(PLAN["assessors"]["at"]), self.give_to_assessors)
        for row in self.told("reassigned"):
            yield Event(moment(row["at"]), partial(self.give_again, row))
        for row in PLAN["deputies"]:
            yield Event(moment(row["at"]), partial(self.stand_in, row))
        for row in self.told("rulings"):
            yield Event(moment(row["at"]), partial(self.rule, row))
        yield Event(moment(PLAN["checked"]["first"]), partial(self.check, rest=False))
        yield Event(moment(PLAN["checked"]["rest"]), partial(self.check, rest=True))
        for row in self.told("notes"):
            yield Event(moment(row["at"]), partial(self.note, row))
        if found := self.by_key.get(PLAN["withdrawal"]["key"]):
            yield Event(moment(PLAN["withdrawal"]["at"]), partial(self.ask_to_end, found))

    def _declaring(self) -> Iterator[Event]:
        for row in self.told("conflicts"):
            yield Event(moment(row["at"]), partial(self.declare_conflict, row))
        for row in self.told("decided"):
            yield Event(moment(row["at"]), partial(self.decide, row))
        for key, at in PLAN["declared"].items():
            left = PLAN["left"]["keys"] if key == PLAN["left"]["person"] else ()
            yield Event(moment(at), partial(self.declare_free, key, left))
        yield Event(moment(PLAN["left"]["at"]), partial(self.declare_free, PLAN["left"]["person"], ()))

    def make_officials(self) -> None:
        """The ministry calls its people together."""
        ensure_officials(self.people["call_administrator"].password)

    def take(self) -> None:
        """Everything that has been sent is taken under examination."""
        actor = self.official("presenting_officer")
        for application in self.waiting():
            if APPLICATION.may("examine", actor, application):
                assigning.take_under_examination(application, actor=actor)

    def declare_free(self, key: str, left: Sequence[str]) -> None:
        """Somebody says of each application that there is no conflict, some left for later."""
        person = self.official(key)
        later = {self.by_key[one].token for one in left if one in self.by_key}
        known = ConflictDeclaration.objects.filter(person=person).order_by().values("application")
        for application in self.examined().exclude(pk__in=known):
            if application.start_token not in later:
                conflicts.declare(application, state=ConflictState.FREE, actor=person)

    def declare_conflict(self, row: dict[str, Any]) -> None:
        """A conflict, or a doubt that waits for a superior."""
        conflicts.declare(
            self.application(row),
            state=row["state"],
            reason=row["reason"],
            actor=self.official(row["person"]),
        )

    def decide(self, row: dict[str, Any]) -> None:
        """The superior decides on a doubt."""
        found = ConflictDeclaration.objects.get(
            application=self.application(row), person=self.official(row["person"])
        )
        superior = self.people["decision_maker"]
        conflicts.decide(found, conflict=row["conflict"], reason=row["reason"], actor=superior)

    def give_to_officers(self) -> None:
        """Applications in Swedish go to who writes Swedish, the others evenly."""
        actor, swedish = self.official("presenting_officer"), self.official(PLAN["officers"]["sv"])
        for found, people in (
            (self.examined().filter(language="sv"), [swedish]),
            (self.examined(), self.officers()),
        ):
            assigning.spread_evenly(list(found), people=people, what=assigning.OFFICER, actor=actor)

    def give_to_assessors(self) -> None:
        """Two assessors for each, evenly."""
        assigning.spread_evenly(
            list(self.examined()),
            people=[self.official(key) for key in ASSESSORS],
            due_on=date.fromisoformat(PLAN["assessors"]["due_on"]),
            actor=self.official("presenting_officer"),
        )

    def give_again(self, row: dict[str, Any]) -> None:
        """Somebody else assesses what a conflict has ended."""
        assigning.assign_assessors(
            self.application(row),
            assessors=[self.official(row["person"])],
            due_on=date.fromisoformat(row["due_on"]),
            actor=self.official("presenting_officer"),
        )

    def stand_in(self, row: dict[str, Any]) -> None:
        """An officer is away for some days, and another stands in."""
        person = self.official(row["person"])
        deputies.add(
            person=person,
            deputy=self.official(row["deputy"]),
            starts_on=date.fromisoformat(row["from"]),
            ends_on=date.fromisoformat(row["until"]),
            actor=person,
        )

    def rule(self, row: dict[str, Any]) -> None:
        """The officer decides whether the call's condition is met after all."""
        application = self.application(row)
        eligibility.rule_on_eligibility(
            application,
            eligible=row["eligible"],
            reason=row["reason"],
            actor=self.presenting(application),
        )

    def check(self, *, rest: bool) -> None:
        """Marks the call's checklist in two of three applications, or in what is still unmarked."""
        found = {(row["key"], row["item"]): row for row in PLAN["checked"]["exceptions"]}
        keys: dict[UUID | None, str] = {consortium.token: key for key, consortium in self.by_key.items()}
        items = list(self.call.checklist.all())
        for number, application in enumerate(self.examined()):
            actor = self.presenting(application)
            if (rest or number % TURNS) and APPLICATION.may("mark_check", actor, application):
                marked = set(application.checks.values_list("item", flat=True))
                for item in items:
                    if item.pk not in marked:
                        said = found.get((keys.get(application.start_token), item.key), {})
                        _mark(application, item, said, actor)

    def note(self, row: dict[str, Any]) -> None:
        """An official tells the others something."""
        notes.write_note(self.application(row), text=row["text"], actor=self.official(row["person"]))

    def ask_to_end(self, found: Consortium) -> None:
        """The signatory asks that the matter be ended."""
        reason = PLAN["withdrawal"]["reason"]
        withdrawal.ask_withdrawal(found.application(), reason=reason, actor=found.person(Role.SIGNATORY))

    def told(self, part: str) -> Iterator[dict[str, Any]]:
        """The rows of a part of the plan that are about an application of this story."""
        yield from (row for row in PLAN[part] if row["key"] in self.by_key)

    def waiting(self) -> QuerySet[Application]:
        """What has been sent and is not taken up yet, in the order of arrival."""
        return self._in_order().filter(state__in=APPLICATION.steps["examine"].sources)

    def examined(self) -> QuerySet[Application]:
        """What is under examination, in the order of arrival."""
        return (
            self._in_order()
            .filter(is_under_examination.q(None))
            .exclude(state__in=APPLICATION.steps["examine"].sources)
        )

    def _in_order(self) -> QuerySet[Application]:
        found = Application.objects.filter(call=self.call).select_related(
            "call", "case", "presenting_officer"
        )
        return found.order_by("current_submission__arrived_at", "pk")

    def application(self, row: dict[str, Any]) -> Application:
        """The application that a row is about, as it is now."""
        return self.by_key[row["key"]].application()

    def official(self, key: str) -> User:
        """An official by the key in the plan."""
        return official(self.people, key)

    def officers(self) -> list[User]:
        """The presenting officers."""
        return [self.official(key) for key in OFFICERS]

    def presenting(self, application: Application) -> User:
        """Who presents the application: somebody else than the plan says where it was given to them."""
        return application.presenting_officer or self.official("presenting_officer")


def _mark(application: Application, item: ChecklistItem, said: dict[str, Any], actor: User) -> None:
    checklist.mark(
        application,
        item=item,
        answer=said.get("answer", CheckAnswer.OK),
        note=said.get("note", ""),
        base_version=0,
        actor=actor,
    )
