"""One table says who may move what from where to where; one function does it.

A line of the table reads `Step("submit", {DRAFT}, SUBMITTED, is_signatory & call_is_open)`.
From the tables come the buttons of a page, everybody's to-do list, the state × step × role
test and the diagrams in docs/. No other code sets or compares a state.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models

from sky_portal import clock, locks
from sky_portal.permissions import Rule

REGISTRY: dict[str, "Workflow"] = {}


class StepRefused(Exception):
    """The thing is no longer where the step starts from: somebody was quicker."""

    def __init__(self, step: "Step", state: str) -> None:
        super().__init__(f"{step.name} is not possible in state {state}")
        self.step, self.state = step, state


class StepForbidden(PermissionDenied):
    """The actor may not take this step on this thing now."""

    def __init__(self, step: "Step") -> None:
        super().__init__(f"{step.name} is not allowed")
        self.step = step


@dataclass(frozen=True)
class Step:
    """One line of the table. `target` None keeps the state; `todo` puts it on to-do lists."""

    name: str
    sources: frozenset[str] | set[str]
    target: str | None
    rule: Rule
    label: Any = ""
    todo: Any = ""
    primary: bool = False
    # Steps that the clock or a form of their own takes have no button.
    button: bool = True


@dataclass
class Act:
    """What a running step tells its audit event: names, ids and digests; payload is personal."""

    thing: Any
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


class Workflow:
    """The steps of one model with a `state` field and a `case`."""

    def __init__(
        self, model: str, steps: Iterable[Step], *, initial: str, state_field: str = "state"
    ) -> None:
        self.label = model.lower()
        self.steps = {step.name: step for step in steps}
        self.initial = initial
        self.state_field = state_field
        REGISTRY[self.label] = self

    @property
    def model(self) -> type[models.Model]:
        """The model class, looked up late."""
        return apps.get_model(self.label)

    def state(self, thing: Any) -> str:
        """The stored state of a thing."""
        return getattr(thing, self.state_field)

    @contextmanager
    def step(
        self, name: str, thing: Any, *, actor: Any, at: datetime | None = None, **payload: Any
    ) -> Iterator[Any]:
        """Takes one step: locks and reloads the row, judges it, yields it, sets the target, saves.

        `at` is the instant at which the complete request had been received; without it the
        database's time at entry. Either is taken before the wait for the lock and judged
        after it. One AuditEvent is written with the step, or nothing at all. Raises
        StepRefused on a wrong source state, StepForbidden on the rule, ValidationError when
        a constraint does not hold.
        """
        step = self.steps[name]
        at = at or clock.act()
        with locks.act(), clock.standing_at(at):
            row = locks.lock(self.model, pk=thing.pk)
            source = self.state(row)
            if source not in step.sources:
                raise StepRefused(step, source)
            if not step.rule.test(actor, row):
                raise StepForbidden(step)
            act = Act(row, at, payload=payload)
            row.act = act
            yield row
            if step.target is not None:
                setattr(row, self.state_field, step.target)
            row.full_clean()
            row.save()
            self._record(step, source, act, actor)

    def _record(self, step: Step, source: str, act: Act, actor: Any) -> None:
        from sky_portal.audit import services as audit

        audit.record(
            act.thing.case,
            verb=step.name,
            thing=act.thing,
            actor=actor,
            at=act.at,
            source=source,
            target=self.state(act.thing),
            facts=act.facts,
            payload=act.payload,
        )

    def available(self, user: Any, thing: Any) -> list[Step]:
        """The steps that this user may take on this thing now."""
        state = self.state(thing)
        return [s for s in self.steps.values() if state in s.sources and s.rule.test(user, thing)]

    def buttons(self, user: Any, thing: Any) -> list[Step]:
        """The available steps that a page shows as buttons."""
        return [step for step in self.available(user, thing) if step.button]

    def may(self, name: str, user: Any, thing: Any) -> bool:
        """Whether the step is available: for pages that show or hide one button."""
        return any(step.name == name for step in self.available(user, thing))

    def waiting(self, step: Step, user: Any) -> models.QuerySet:
        """The things on which this user may take the step now, in SQL."""
        return self.model._default_manager.filter(
            step.rule.q(user), **{f"{self.state_field}__in": step.sources}
        )

    def todos(self, user: Any) -> Iterator[tuple[Step, models.QuerySet]]:
        """What this user has to do: (step, things), computed and never stored."""
        for step in self.steps.values():
            if step.todo:
                yield step, self.waiting(step, user)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for step in self.steps.values():
            for source in sorted(step.sources):
                lines.append(f"    {source} --> {step.target or source}: {step.name}")
        return "\n".join(lines)
