"""Every rule of every app: its list and its single answer agree, for the whole cast on every row.

Rules are found, not listed: those of `<app>.rules` and those of every step. Rows are those of the
small world (sky_portal.cases.examples), put into every state that the database lets them have,
at moments before, in and after the call.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction
from django.db.models import Model

from sky_portal import clock
from sky_portal.cases.examples import MOMENT, Cast, small_world
from sky_portal.permissions import PORTAL, Rule
from sky_portal.workflow import REGISTRY, Step, Workflow
from tests.agreement import disagreements

pytestmark = pytest.mark.django_db

MOMENTS = {
    "before the call": clock.helsinki(2021, 2, 15, 7, 59),
    "in the call": MOMENT,
    "the last instant": clock.helsinki(2021, 3, 31, 16, 15),
    "after the call": clock.helsinki(2021, 3, 31, 16, 16),
}
# Rules whose list names keys: nothing in it tells of which model they are the keys.
ABOUT = {
    "sky_portal.accounts.rules.manages_organisation": "accounts.organisation",
    "sky_portal.accounts.rules.administers_authority": "accounts.organisation",
    "pilots.rules.is_member": "pilots.pilot",
    "pilots.rules.writes_for_provider": "accounts.organisation",
    "pilots.rules.sees_pilot": "pilots.pilot",
    "grants.rules.reads_sent_pilot": "pilots.pilot",
    "grants.rules.has_conflict": "grants.application",
    "grants.rules.has_declared": "grants.application",
    "grants.rules.is_opened_to": "grants.application",
    "grants.rules.assesses": "grants.application",
    "grants.rules.all_assessed": "grants.application",
    "grants.rules.has_open_request": "grants.application",
}
# The invited person is nobody of the cast, and a conflict ends an assessment in nobody's name.
OF_NOBODY = {"accounts.invitation accept", "grants.review end_for_conflict"}
# Who assigns knows who assesses what, and never what they have written: no list holds it for them.
NOT_READ = {"take_away", "assign_again"}


def app_rules() -> dict[str, Rule]:
    """Every rule that a `rules` module names, by its full name."""
    names = [f"{app.name}.rules" for app in apps.get_app_configs()]
    modules = [import_module(name) for name in names if find_spec(name)]
    return {
        f"{module.__name__}.{name}": rule
        for module in modules
        for name, rule in vars(module).items()
        if isinstance(rule, Rule)
    }


def step_rules() -> list[tuple[str, Rule, type[Model]]]:
    """The rule of every step, with the model that it is about."""
    return [
        (f"{label} {step.name}", step.rule, flow.model)
        for label, flow in REGISTRY.items()
        for step in flow.steps.values()
    ]


def models_with_rows() -> list[type[Model]]:
    """Models that rules may be about and of which the small world has rows."""
    named = {flow.model for flow in REGISTRY.values()}
    listed = {model for model in apps.get_models() if hasattr(model._default_manager.all(), "visible_to")}
    people = {apps.get_model("accounts", name) for name in ("Organisation", "Membership")}
    found = sorted(named | listed | people, key=lambda model: model._meta.label)
    return [model for model in found if model._default_manager.exists()]


def models_of(name: str, rule: Rule, models: list[type[Model]], cast: Cast) -> list[type[Model]]:
    """The models that the rule can be asked of; one is enough for a rule about the user alone."""
    if name in ABOUT:
        return [apps.get_model(ABOUT[name])]
    found = [model for model in models if is_about(rule, model, cast)]
    return found[:1] if len(found) == len(models) else found


def is_about(rule: Rule, model: type[Model], cast: Cast) -> bool:
    """Whether the rule can be asked of the model at all: its fields are there."""
    rows = model._default_manager.all()
    try:
        for user in cast.values():
            rows.filter(rule.q(user))
            rule.test(user, rows.order_by("pk").first())
    except (FieldError, AttributeError):
        return False
    return True


def states(model: type[Model]) -> list[str | None]:
    """Every state of the model's workflow; None alone for a model without one."""
    flow = REGISTRY.get(model._meta.label_lower)
    return list(flow.states) if flow else [None]


def put_into(model: type[Model], state: str | None) -> None:
    """Puts every row into the state that the database lets be there."""
    if state is None:
        return
    field = REGISTRY[model._meta.label_lower].state_field
    for row in model._default_manager.order_by("pk"):
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{field: state})
        except IntegrityError:
            continue


def compared_by_state(pairs: list[tuple[str, Rule, type[Model]]], users: list[Any]) -> Iterator[str]:
    """Every disagreement of the rules about the models, in every state."""
    for model in sorted({model for _, _, model in pairs}, key=lambda model: model._meta.label):
        rules = [pair for pair in pairs if pair[2] is model]
        for state in states(model):
            put_into(model, state)
            yield from (f"{state}: {found}" for found in differing(rules, users))


def differing(pairs: list[tuple[str, Rule, type[Model]]], users: list[Any]) -> Iterator[str]:
    """The disagreements of the rules here and now."""
    for name, rule, model in pairs:
        yield from (f"{name}: {found}" for found in disagreements(rule, users, model._default_manager.all()))


@pytest.fixture
def world(db: None) -> Iterator[Cast]:
    with small_world() as (cast, _):
        yield cast


def test_every_rule_of_the_apps_agrees_with_itself(world: Any) -> None:
    rules, models = app_rules(), models_with_rows()
    pairs = [(n, rule, model) for n, rule in rules.items() for model in models_of(n, rule, models, world)]
    untried = set(rules) - {name for name, _, _ in pairs}
    assert not untried, "no row of the small world that these rules could be asked of"
    assert list(compared_by_state(pairs, [*world.values(), PORTAL])) == []


def test_every_step_agrees_with_itself(world: Any) -> None:
    pairs = step_rules()
    assert {model for _, _, model in pairs} <= set(models_with_rows())
    users = [*world.values(), PORTAL]
    for moment, instant in MOMENTS.items():
        with clock.standing_at(instant):
            assert list(differing(pairs, users)) == [], moment
    assert list(compared_by_state(pairs, users)) == []


def test_lists_are_the_rules_lists(world: Any) -> None:
    """A row that `visible_to` holds is one that some rule lets its reader see, and the other way round."""
    from grants.models import Application, Call
    from grants.rules import sees_application, sees_call
    from pilots.models import Member, Pilot
    from pilots.rules import sees_member, sees_pilot

    rules = {Application: sees_application, Call: sees_call, Member: sees_member, Pilot: sees_pilot}
    for model, rule in rules.items():
        for user in world.values():
            seen = set(model._default_manager.visible_to(user))
            assert seen == {row for row in model._default_manager.all() if rule.test(user, row)}


def test_somebody_is_let_and_somebody_refused_by_every_step(world: Any) -> None:
    """A step that nobody may take, or everybody, is a slip of the pen."""
    for name, rule, model in step_rules():
        if name in OF_NOBODY:
            continue
        answers: set[bool] = set()
        for instant in MOMENTS.values():
            with clock.standing_at(instant):
                rows = list(model._default_manager.all())
                answers |= {bool(rule.test(user, row)) for user in world.values() for row in rows}
            if answers == {True, False}:
                break
        assert answers == {True, False}, name


def offered(flow: Workflow, step: Step, user: Any) -> set[Model]:
    """The things on whose own page the user would be offered the step."""
    return {thing for thing in flow.model._default_manager.all() if step in flow.available(user, thing)}


def test_what_one_may_do_one_may_also_see(world: Any) -> None:
    for flow in REGISTRY.values():
        for step in flow.steps.values():
            if step.name in NOT_READ:
                continue
            for user in world.values():
                assert offered(flow, step, user) == set(flow.waiting(step, user)), f"{step.name}, {user}"


def test_todo_lists_are_the_buttons_of_what_one_sees(world: Any) -> None:
    for flow in REGISTRY.values():
        for state in states(flow.model):
            put_into(flow.model, state)
            for step in flow.steps.values():
                for user in world.values():
                    assert set(flow.waiting(step, user)) <= offered(flow, step, user), f"{step.name}, {user}"
