"""The one function that moves a state: judged after the lock, all or nothing, with one event."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from pilots.enums import MemberState
from pilots.models import Member, Pilot
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User
from sky_portal.accounts.rules import holds
from sky_portal.audit.models import AuditEvent
from sky_portal.permissions import anybody, is_portal, nobody, signed_in
from sky_portal.workflow import REGISTRY, Step, StepForbidden, StepRefused, Workflow
from tests.sky_portal.conftest import make_member

pytestmark = pytest.mark.django_db

INVITED, CONFIRMED, REMOVED = MemberState.INVITED, MemberState.CONFIRMED, MemberState.REMOVED

FLOW = Workflow(
    "pilots.member",
    [
        Step("confirm", {INVITED}, CONFIRMED, signed_in, label="Confirm", todo="Answer", primary=True),
        Step("remind", {INVITED, CONFIRMED}, None, signed_in, button=False),
        Step("expire", {INVITED}, REMOVED, is_portal),
        Step("forbid", {INVITED}, REMOVED, nobody),
        Step("sign", {INVITED}, REMOVED, holds(Role.SIGNATORY)),
    ],
    initial=INVITED,
    public={INVITED: "Waiting for an answer"},
    register=False,
)


def confirm(member: Member, actor: User, **options: Any) -> Member:
    with FLOW.step("confirm", member, actor=actor, **options) as row:
        row.answered_at, row.answered_by = clock.act(), actor
    return row


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.order_by("case_id", "seq"))


def test_a_step_moves_the_state_and_tells_of_it_once(member: Member, person: User) -> None:
    instant = datetime(2021, 3, 1, 10, 0, tzinfo=UTC)
    row = confirm(member, person, at=instant, remark="personal")
    member.refresh_from_db()
    assert FLOW.state(member) == FLOW.state(row) == CONFIRMED
    assert member.answered_at == instant
    (event,) = events()
    assert (event.verb, event.source, event.target) == ("confirm", "invited", "confirmed")
    assert (event.actor, event.at, event.case) == (person, instant, member.pilot.case)
    assert (event.thing_type, event.thing_pk) == ("pilots.member", str(member.pk))
    assert event.personal == {"remark": "personal"}


def test_facts_of_the_act_reach_the_event(member: Member, person: User) -> None:
    with FLOW.step("remind", member, actor=person) as row:
        row.act.facts["times"] = 2
    assert events()[0].facts == {"times": 2}
    assert (events()[0].source, events()[0].target) == ("invited", "invited")


def test_a_step_without_its_evidence_leaves_nothing(member: Member, person: User) -> None:
    with pytest.raises(ValidationError), FLOW.step("confirm", member, actor=person):
        pass
    assert FLOW.state(Member.objects.get()) == INVITED
    assert events() == []


def test_an_exception_in_the_body_leaves_nothing(member: Member, person: User) -> None:
    def fail() -> None:
        with FLOW.step("confirm", member, actor=person) as row:
            Pilot.objects.update(name="lost")
            row.answered_at, row.answered_by = clock.act(), person
            row.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert FLOW.state(Member.objects.get()) == INVITED
    assert Pilot.objects.get().name == "Koti ja koulu"
    assert events() == []


def test_the_second_of_two_finds_the_step_gone(member: Member, person: User) -> None:
    stale = Member.objects.get()
    confirm(member, person)
    with pytest.raises(StepRefused) as refused:
        confirm(stale, person)
    assert refused.value.state == CONFIRMED
    assert len(events()) == 1


def test_the_rule_forbids(member: Member, person: User) -> None:
    with pytest.raises(StepForbidden), FLOW.step("forbid", member, actor=person):
        pytest.fail("the body of a forbidden step must not run")
    assert events() == []


def test_without_an_actor_the_portal_acts(member: Member, person: User) -> None:
    with pytest.raises(StepForbidden), FLOW.step("expire", member, actor=person):
        pytest.fail("only the portal may")
    with pytest.raises(StepForbidden), FLOW.step("confirm", member, actor=None):
        pytest.fail("the portal is not signed in")
    with FLOW.step("expire", member, actor=None):
        pass
    assert events()[0].actor is None


def test_a_role_lost_while_waiting_counts(member: Member, person: User) -> None:
    role = Membership.objects.create(
        user=person, organisation=member.organisation, role=Role.SIGNATORY, starts_on=date(2020, 1, 1)
    )
    assert person.has_role(Role.SIGNATORY)
    Membership.objects.filter(pk=role.pk).update(ends_on=date(2020, 1, 2))
    with pytest.raises(StepForbidden), FLOW.step("sign", member, actor=person):
        pytest.fail("the membership has ended")


def test_a_thing_that_was_never_saved_or_is_gone(member: Member, person: User) -> None:
    with pytest.raises(ValueError, match="never saved"), FLOW.step("remind", Member(), actor=person):
        pass
    Member.objects.all()._raw_delete("default")
    with pytest.raises(StepRefused) as refused, FLOW.step("remind", member, actor=person):
        pass
    assert refused.value.state == ""
    with pytest.raises(TypeError), FLOW.step("remind", member.pilot, actor=person):
        pass


def test_only_the_table_sets_a_state(member: Member, person: User) -> None:
    with (
        pytest.raises(RuntimeError, match="only the table"),
        FLOW.step("remind", member, actor=person) as row,
    ):
        setattr(row, "state", REMOVED)  # noqa: B010 — the linter would see the plain spelling
    assert FLOW.state(Member.objects.get()) == INVITED


def test_steps_nest_on_different_things_with_one_instant(pilot: Pilot, person: User) -> None:
    first, second = make_member(pilot, "Vieremä"), make_member(pilot, "Keitele")
    with FLOW.step("remind", first, actor=person):
        confirm(second, person)
    told = events()
    assert [(event.seq, event.thing_pk) for event in told] == [(1, str(second.pk)), (2, str(first.pk))]
    assert told[0].at == told[1].at


def test_nested_steps_fail_together(pilot: Pilot, person: User) -> None:
    first, second = make_member(pilot, "Vieremä"), make_member(pilot, "Keitele")

    def fail() -> None:
        with FLOW.step("remind", first, actor=person):
            confirm(second, person)
            with FLOW.step("forbid", make_member(pilot, "Kiuruvesi"), actor=person):
                pass

    with pytest.raises(StepForbidden):
        fail()
    assert events() == []
    assert not Member.objects.filter(state=CONFIRMED).exists()


def test_no_step_within_a_step_on_the_same_thing(member: Member, person: User) -> None:
    with (
        pytest.raises(RuntimeError, match="in the middle"),
        FLOW.step("remind", member, actor=person),
        FLOW.step("remind", Member.objects.get(), actor=person),
    ):
        pass
    confirm(member, person)


def test_buttons_and_what_is_available(member: Member, person: User) -> None:
    assert [step.name for step in FLOW.available(person, member)] == ["confirm", "remind"]
    assert [step.name for step in FLOW.buttons(person, member)] == ["confirm"]
    assert FLOW.may("confirm", person, member)
    assert not FLOW.may("forbid", person, member)
    assert not FLOW.may("confirm", person, confirm(member, person))


@pytest.fixture
def _all_are_seen(monkeypatch: Any) -> None:
    queryset = type(Member._default_manager.all())
    monkeypatch.setattr(queryset, "visible_to", lambda self, user: self, raising=False)


@pytest.mark.usefixtures("_all_are_seen")
def test_todos_are_computed_for_whoever_may(pilot: Pilot, person: User) -> None:
    first, second = make_member(pilot, "Vieremä"), make_member(pilot, "Keitele")
    confirm(second, person)
    ((step, things),) = FLOW.todos(person)
    assert (step.name, list(things)) == ("confirm", [first])
    ((_, nothing),) = FLOW.todos(type("Visitor", (), {"is_authenticated": False})())
    assert not nothing.exists()


def test_todos_keep_to_what_one_may_see(monkeypatch: Any, member: Member, person: User) -> None:
    queryset = type(Member._default_manager.all())
    monkeypatch.setattr(queryset, "visible_to", lambda self, user: self.none(), raising=False)
    ((_, things),) = FLOW.todos(person)
    assert not things.exists()


def test_labels_for_officials_and_for_the_public(member: Member, person: User) -> None:
    assert FLOW.state_label(member) == MemberState.INVITED.label
    assert FLOW.public_label(member) == "Waiting for an answer"
    confirmed = confirm(member, person)
    assert FLOW.public_label(confirmed) == FLOW.state_label(confirmed) == MemberState.CONFIRMED.label


def test_the_diagram_is_the_table() -> None:
    lines = FLOW.diagram().splitlines()
    assert lines[:3] == ["stateDiagram-v2", "    [*] --> invited", "    invited --> confirmed: confirm"]
    assert "    confirmed --> confirmed: remind" in lines


def test_a_table_that_contradicts_itself_is_refused() -> None:
    line = Step("confirm", {INVITED}, CONFIRMED, anybody)
    with pytest.raises(ValueError, match="two steps"):
        Workflow("pilots.member", [line, Step("confirm", {INVITED}, None, anybody)], initial=INVITED)
    taken = next(iter(REGISTRY))
    with pytest.raises(ValueError, match="has a workflow already"):
        Workflow(taken, [line], initial=INVITED)


def test_every_table_fits_its_model() -> None:
    from sky_portal.locks import rank

    assert {"grants.call", "grants.application"} <= set(REGISTRY)
    for label, flow in REGISTRY.items():
        states = set(flow.states)
        assert flow.initial in states, label
        assert flow.model._meta.get_field(flow.state_field).default == flow.initial
        assert set(flow.public) <= states
        assert hasattr(flow.model, "case")
        rank(flow.model)
        for step in flow.steps.values():
            assert set(step.sources) <= states, step.name
            assert step.target is None or step.target in states, step.name
            assert step.label or not step.button, f"{label}: the button {step.name} has no label"


def test_the_instant_is_taken_before_the_wait(member: Member, person: User) -> None:
    before = clock.act()
    with FLOW.step("remind", member, actor=person) as row:
        assert row.act.at == clock.now() == clock.act()
    assert timedelta(0) <= row.act.at - before < timedelta(seconds=30)
