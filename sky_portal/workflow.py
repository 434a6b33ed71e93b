"""One table says who may move what from where to where; one function does it.

A line of the table reads `Step("submit", {DRAFT}, SUBMITTED, is_signatory & call_is_open)`.
From the tables come the buttons of a page, everybody's to-do list, the state × step × role
test and the diagrams in docs/. No other code sets or compares a state.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models

from sky_portal import clock, locks
from sky_portal.permissions import PORTAL, Rule
from sky_portal.ui.caching import pages_changed

REGISTRY: dict[str, "Workflow"] = {}

# The things that steps of this thread are at work on, outermost first.
_stepping: ContextVar[tuple[tuple[str, Any], ...]] = ContextVar("stepping", default=())


class StepRefused(Exception):
    """The thing is no longer where the step starts from: somebody was quicker.

    `state` is where it is now, empty when it is gone.
    """

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
    """The steps of one model with a `state` field and a `case`.

    `public` gives the labels that applicants read where they differ from the officials'.
    `on_public_pages` says that everybody reads of these things: a step drops the kept pages.
    Raises ValueError when two steps share a name or the model has a workflow already.
    """

    def __init__(
        self,
        model: str,
        steps: Iterable[Step],
        *,
        initial: str,
        state_field: str = "state",
        public: Mapping[str, Any] | None = None,
        on_public_pages: bool = False,
        register: bool = True,
    ) -> None:
        self.label = model.lower()
        self.steps: dict[str, Step] = {}
        for step in steps:
            if self.steps.setdefault(step.name, step) is not step:
                raise ValueError(f"{self.label}: two steps are called {step.name}")
        self.initial = initial
        self.state_field = state_field
        self.public = dict(public or {})
        self.on_public_pages = on_public_pages
        if register and REGISTRY.setdefault(self.label, self) is not self:
            raise ValueError(f"{self.label} has a workflow already")

    @property
    def model(self) -> type[models.Model]:
        """The model class, looked up late."""
        return apps.get_model(self.label)

    @property
    def states(self) -> dict[str, Any]:
        """Every state with the label that officials read."""
        return dict(self.model._meta.get_field(self.state_field).flatchoices)  # type: ignore[union-attr]

    def state(self, thing: Any) -> str:
        """The stored state of a thing."""
        return getattr(thing, self.state_field)

    def state_label(self, thing: Any) -> Any:
        """What officials call the state of a thing."""
        return self.states[self.state(thing)]

    def public_label(self, thing: Any) -> Any:
        """What applicants and the public call the state of a thing."""
        return self.public.get(self.state(thing)) or self.state_label(thing)

    @contextmanager
    def step(
        self, name: str, thing: Any, *, actor: Any, at: datetime | None = None, **payload: Any
    ) -> Iterator[Any]:
        """Takes one step: locks and reloads the row, judges it, yields it, sets the target, saves.

        `at` is the instant at which the complete request had been received; without it the
        database's time at entry. Either is taken before the wait for the lock and judged
        after it. `actor=None` is the portal itself. One AuditEvent is written with the step,
        or nothing at all. Raises StepRefused on a wrong source state or a thing that is gone,
        StepForbidden on the rule, ValidationError when a constraint does not hold, ValueError
        for a thing that was never saved.
        """
        step = self.steps[name]
        at = at or clock.act()
        with locks.act(), clock.standing_at(at), self._alone_with(thing):
            row, source = self._judged(step, thing, actor)
            before = _values(row)
            row.act = act = Act(row, at, payload=payload)
            yield row
            if self.state(row) != source:
                raise RuntimeError(f"{self.label}: only the table sets a state ({step.name})")
            if step.target is not None:
                setattr(row, self.state_field, step.target)
            _clean(row, before)
            row.save()
            self._record(step, source, act, actor)
            if self.on_public_pages:
                pages_changed()

    def available(self, user: Any, thing: Any) -> list[Step]:
        """The steps that this user may take on this thing now."""
        state = self.state(thing)
        return [s for s in self.steps.values() if state in s.sources and s.rule.test(user, thing)]

    def buttons(self, user: Any, thing: Any) -> list[Step]:
        """The available steps that a page shows as buttons."""
        return [step for step in self.available(user, thing) if step.button]

    def may(self, name: str, user: Any, thing: Any) -> bool:
        """Whether the step is available: for pages that show or hide one button."""
        step = self.steps[name]
        return self.state(thing) in step.sources and step.rule.test(user, thing)

    def waiting(self, step: Step, user: Any) -> models.QuerySet:
        """The things on which this user may take the step now, in SQL: never one they may not see."""
        things = self.model._default_manager.all()
        if hasattr(things, "visible_to"):
            things = things.visible_to(user)
        return things.filter(step.rule.q(user), **{f"{self.state_field}__in": step.sources})

    def todos(self, user: Any) -> Iterator[tuple[Step, models.QuerySet]]:
        """What this user has to do: (step, things), computed and never stored."""
        for step in self.steps.values():
            if step.todo:
                yield step, self.waiting(step, user)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for step in self.steps.values():
            for source in sorted(str(source) for source in step.sources):
                lines.append(f"    {source} --> {step.target or source}: {step.name}")
        return "\n".join(lines)

    @contextmanager
    def _alone_with(self, thing: Any) -> Iterator[None]:
        """Keeps a step from being taken inside another on the same thing: one would be lost."""
        if not isinstance(thing, self.model):
            raise TypeError(f"{thing!r} is no {self.label}")
        if thing._state.adding or thing.pk is None:
            raise ValueError(f"this {self.label} was never saved")
        place = (self.label, thing.pk)
        if place in _stepping.get():
            raise RuntimeError(f"{self.label} {thing.pk} is in the middle of a step")
        token = _stepping.set((*_stepping.get(), place))
        try:
            yield
        finally:
            _stepping.reset(token)

    def _judged(self, step: Step, thing: Any, actor: Any) -> tuple[Any, str]:
        try:
            row = locks.lock(self.model, pk=thing.pk)
        except self.model.DoesNotExist:  # type: ignore[attr-defined]
            raise StepRefused(step, "") from None
        source = self.state(row)
        if source not in step.sources:
            raise StepRefused(step, source)
        # A role may have been taken away while we waited for the lock.
        if forget := getattr(actor, "forget_memberships", None):
            forget()
        if not step.rule.test(PORTAL if actor is None else actor, row):
            raise StepForbidden(step)
        return row, source

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


def _values(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _clean(row: Any, before: dict[str, Any]) -> None:
    """What full_clean does, without asking again for what has stayed as it was.

    Every constraint is looked at all the same: evidence is columns of one row.
    """
    same = {name for name, value in _values(row).items() if value == before[name]}
    row.clean_fields(exclude=same)
    row.clean()
    row.validate_unique(exclude=same)
    constraints = row._meta.constraints
    conditions = [one.condition for one in constraints if isinstance(one, models.CheckConstraint)]
    # All conditions in one question; only where one does not hold each is asked for its own words.
    whole: Any = reduce(and_, conditions) if conditions else None
    if whole is not None and not whole.check(row._get_field_expression_map(meta=row._meta)):
        row.validate_constraints()
    for constraint in constraints:
        if not isinstance(constraint, models.CheckConstraint):
            constraint.validate(type(row), row)
