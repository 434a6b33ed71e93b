"""How the money is shared out in the story: two scenarios, one of them presented."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from grants.demo.consortium import Event, moment
from grants.demo.examining import Examination
from grants.models import AllocationPlan, BudgetLine
from grants.services import allocation
from sky_portal.money import CENTS

PLAN: dict[str, Any] = json.loads(Path(__file__).with_name("sharing.json").read_text(encoding="utf-8"))
BETWEEN_ACTS = timedelta(minutes=7)


class Sharing:
    """The officer at work on scenarios; what is done stands in sharing.json."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination

    def events(self) -> Iterator[Event]:
        """Every act on the plans, in no order."""
        for row in PLAN["plans"]:
            yield Event(moment(row["at"]), partial(self.make, row))
            yield from self._acting(row)
        yield from self._acting(PLAN["reworked"])
        yield Event(moment(PLAN["presented"]["at"]), self.present)

    def _acting(self, row: dict[str, Any]) -> Iterator[Event]:
        for turn, act in enumerate(row["acts"], start=1):
            if "key" not in act or act["key"] in self.examination.by_key:
                yield Event(moment(row["at"]) + turn * BETWEEN_ACTS, partial(self.act, row["id"], act))

    def make(self, row: dict[str, Any]) -> None:
        """A new scenario."""
        allocation.make_plan(
            self.examination.call,
            name=row["name"],
            note=row["note"],
            token=_token(row["id"]),
            actor=self.officer,
        )

    def act(self, plan_id: str, act: dict[str, Any]) -> None:
        """One act on a plan, by the verb that it names."""
        getattr(self, f"_{act['verb']}")(_plan(plan_id), act)

    def present(self) -> None:
        """The plan goes to the decision-maker."""
        allocation.present(_plan(PLAN["presented"]["id"]), actor=self.officer)

    @property
    def officer(self) -> Any:
        """Who shares out."""
        return self.examination.official(PLAN["person"])

    def _rule(self, plan: AllocationPlan, act: dict[str, Any]) -> None:
        allocation.apply_rule(plan, rule=act["rule"], parameters=act["parameters"], actor=self.officer)

    def _lines(self, plan: AllocationPlan, act: dict[str, Any]) -> None:
        application = self.examination.application(act)
        cuts = {_place_of(cut): cut["euros"] * CENTS for cut in act["cut"]}
        proposed = allocation.by_line(plan, application)
        accepted = {one.line.pk: cuts.get(_place(one.line), one.line.amount_cents) for one in proposed}
        allocation.set_lines(plan, application, accepted=accepted, reason=act["reason"], actor=self.officer)

    def _lump(self, plan: AllocationPlan, act: dict[str, Any]) -> None:
        allocation.set_lump(
            plan,
            self.examination.application(act),
            grant_cents=act["euros"] * CENTS,
            reason=act["reason"],
            actor=self.officer,
        )

    def _percent(self, plan: AllocationPlan, act: dict[str, Any]) -> None:
        allocation.set_percent(
            plan,
            self.examination.application(act),
            percent=Decimal(act["percent"]),
            reason=act["reason"],
            actor=self.officer,
        )

    def _undo(self, plan: AllocationPlan, _act: dict[str, Any]) -> None:
        allocation.undo(plan, actor=self.officer)


def events(examination: Examination) -> Iterator[Event]:
    """All of the sharing out."""
    yield from Sharing(examination).events()


def _plan(plan_id: str) -> AllocationPlan:
    return AllocationPlan.objects.get(token=_token(plan_id))


def _token(plan_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/plan/{plan_id}")


def _place(line: BudgetLine) -> tuple[Any, ...]:
    return line.member.organisation.name_fi, line.category.number, line.cost_type, line.year


def _place_of(cut: dict[str, Any]) -> tuple[Any, ...]:
    return cut["municipality"], cut["category"], cut["type"], cut["year"]
