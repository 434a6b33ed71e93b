"""Two at once on one thing: exactly one wins; without the lock both would."""

import sqlite3
import time
from threading import Barrier
from typing import Any

import pytest

from pilots.enums import MemberState
from pilots.models import Member
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.audit.models import AuditEvent, DailySeal
from sky_portal.audit.seals import seal_missing
from sky_portal.audit.verification import verify
from sky_portal.cases.services import open_case
from sky_portal.permissions import is_portal
from sky_portal.workflow import Step, StepRefused, Workflow
from tests.races.conftest import environment
from tests.races.together import processes, together, unlocked
from tests.sky_portal.conftest import make_member, make_pilot

FLOW = Workflow(
    "pilots.member",
    [Step("remove", {MemberState.INVITED}, MemberState.REMOVED, is_portal)],
    initial=MemberState.INVITED,
    register=False,
)


@pytest.fixture
def invited(transactional_db: None) -> Member:
    return make_member(make_pilot(), "Sonkajärvi")


def remover(member: Member, meanwhile: Any) -> Any:
    """Takes the step with a fresh copy of the thing; `meanwhile` runs inside it."""

    def remove(_index: int) -> str:
        with FLOW.step("remove", Member.objects.get(pk=member.pk), actor=None):
            meanwhile()
        return "done"

    return remove


@pytest.mark.postgres
def test_one_of_eight_takes_the_step(invited: Member) -> None:
    told = together(8, remover(invited, lambda: time.sleep(0.05)))
    assert told.count("done") == 1
    assert sum(isinstance(outcome, StepRefused) for outcome in told) == 7
    assert AuditEvent.objects.count() == 1
    assert verify().broken is None


@pytest.mark.postgres
def test_control_without_the_lock_two_take_the_same_step(invited: Member) -> None:
    both_inside = Barrier(2, timeout=10)
    with unlocked(Member):
        told = together(2, remover(invited, both_inside.wait))
    assert told == ["done", "done"]
    assert [event.source for event in AuditEvent.objects.all()] == ["invited", "invited"]


def test_one_of_six_processes_takes_the_step_on_the_embedded_database(embedded: dict[str, str]) -> None:
    member_id = _member_in(embedded)
    told = processes(6, "remove", member_id, env=embedded)
    assert sorted(outcome for (outcome,) in told) == ["done"] + ["refused"] * 5
    with sqlite3.connect(f"{embedded['SKY_VAR_DIR']}/portal.sqlite3") as file:
        assert file.execute("SELECT count(*) FROM audit_auditevent WHERE verb = 'remove'").fetchone() == (1,)


@pytest.mark.postgres
def test_one_of_six_processes_takes_the_step_on_postgresql(invited: Member, tmp_path: Any) -> None:
    told = processes(6, "remove", str(invited.pk), env=environment(tmp_path))
    assert sorted(outcome for (outcome,) in told) == ["done"] + ["refused"] * 5
    assert AuditEvent.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_acts_that_touch_cases_in_opposite_orders_never_wait_for_each_other() -> None:
    one, other = open_case("pilot"), open_case("pilot")

    def tell(index: int) -> None:
        for _ in range(25):
            with locks.act():
                for case in (one, other) if index % 2 else (other, one):
                    audit.record(case, verb="tell", thing=case, actor=None, at=clock.act())

    assert together(6, tell) == [None] * 6
    assert AuditEvent.objects.of(one).count() == AuditEvent.objects.of(other).count() == 150
    assert verify().broken is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_make_one_seal() -> None:
    case = open_case("pilot")
    audit.record(case, verb="tell", thing=case, actor=None, at=clock.act())
    told = together(4, lambda _: seal_missing())
    assert not [outcome for outcome in told if isinstance(outcome, Exception)]
    assert DailySeal.objects.count() == 1
    assert verify().broken is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_trail_is_verified_while_others_append() -> None:
    cases = [open_case("pilot") for _ in range(3)]

    def tell_or_verify(index: int) -> Any:
        if index == 3:
            return [verify().broken for _ in range(10)]
        for _ in range(30):
            audit.record(cases[index], verb="tell", thing=cases[index], actor=None, at=clock.act())
        return None

    assert together(4, tell_or_verify) == [None, None, None, [None] * 10]


def _member_in(env: dict[str, str]) -> str:
    (told,) = processes(1, "member", env=env)
    return told[0]
