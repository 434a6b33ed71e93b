"""Tampering behind the portal's back is seen, and the first broken link is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from sky_portal.audit import append_only
from sky_portal.audit.chain import link_hash, root_hash, seal_hash
from sky_portal.audit.models import AuditEvent, AuditHead, AuditPayload, DailySeal, SealedHead
from sky_portal.audit.seals import seal_day, seal_missing
from sky_portal.audit.services import record
from sky_portal.audit.verification import verify
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case

pytestmark = pytest.mark.django_db

MONDAY = date(2021, 3, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def tell(case: Case, verb: str = "save", **options: Any) -> None:
    record(case, verb=verb, thing=case, actor=None, at=noon(MONDAY), payload={"name": "Person"}, **options)


def sealed_at(day: date) -> DailySeal:
    """The day's seal, made just after its midnight by a real clock that stands there."""
    with time_machine.travel(noon(day + timedelta(days=1)), tick=False):
        return seal_day(day)


@pytest.fixture
def cases() -> list[Case]:
    """Two cases of three links each, in the order in which they are verified."""
    made = sorted((open_case("pilot") for _ in range(2)), key=lambda case: str(case.pk))
    for case in made:
        for verb in ("start", "save", "send"):
            tell(case, verb)
    return made


@contextmanager
def without_triggers() -> Iterator[None]:
    """What an attacker with the database's own rights can do."""
    with connection.cursor() as cursor:
        for table in append_only.tables("audit"):
            for statement in append_only.drop_statements(connection, table):
                cursor.execute(statement)
    yield


def tamper(model: Any, lookup: dict[str, Any], **change: Any) -> None:
    with without_triggers():
        model.objects.filter(**lookup).update(**change)


def remove(model: Any, **lookup: Any) -> None:
    with without_triggers():
        model.objects.filter(**lookup)._raw_delete("default")


def test_a_whole_trail_holds(cases: list[Case]) -> None:
    sealed_at(MONDAY)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "6 events of 2 cases and 1 daily seals hold." in out.getvalue()


def test_an_empty_trail_holds() -> None:
    assert verify().broken is None


def change_verb(case: Case) -> None:
    tamper(AuditEvent, {"case": case, "seq": 2}, verb="withdraw")


def change_facts(case: Case) -> None:
    tamper(AuditEvent, {"case": case, "seq": 2}, facts={"sum": 1})


def rewrite_link(case: Case) -> None:
    """Changes a link and gives it the right hash: the next one gives it away."""
    event = AuditEvent.objects.get(case=case, seq=1)
    event.verb = "other"
    tamper(AuditEvent, {"case": case, "seq": 1}, verb="other", hash=link_hash(event))


def remove_link(case: Case) -> None:
    remove(AuditPayload, event__in=AuditEvent.objects.filter(case=case, seq=2))
    remove(AuditEvent, case=case, seq=2)


def remove_tail(case: Case) -> None:
    remove(AuditPayload, event__in=AuditEvent.objects.filter(case=case, seq=3))
    remove(AuditEvent, case=case, seq=3)


def remove_chain(case: Case) -> None:
    remove(AuditPayload, event__in=AuditEvent.objects.filter(case=case))
    remove(AuditEvent, case=case)


def change_payload(case: Case) -> None:
    AuditPayload.objects.filter(event__case=case, event__seq=2).update(data={"name": "Somebody else"})


def remove_payload(case: Case) -> None:
    remove(AuditPayload, event__in=AuditEvent.objects.filter(case=case, seq=2))


def head_behind(case: Case) -> None:
    AuditHead.objects.filter(case=case).update(seq=2)


def head_differs(case: Case) -> None:
    AuditHead.objects.filter(case=case).update(hash="0" * 64)


def remove_head(case: Case) -> None:
    AuditHead.objects.filter(case=case).delete()


@pytest.mark.parametrize(
    ("attack", "seq", "what"),
    [
        (change_verb, " #2", "content has been changed (hash differs)"),
        (change_facts, " #2", "content has been changed (hash differs)"),
        (rewrite_link, " #2", "previous differs"),
        (remove_link, " #2", "the link is missing"),
        (remove_tail, " #3", "the link is missing: the head is at #3"),
        (remove_chain, "", "every link up to #3 is missing"),
        (change_payload, " #2", "payload has been changed"),
        (remove_payload, " #2", "payload is missing"),
        (head_behind, " #3", "the head is behind, at #2"),
        (head_differs, " #3", "the head has another hash"),
        (remove_head, " #3", "the head is behind, at #0"),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_the_first_broken_link_is_named(
    cases: list[Case], which: int, attack: Callable[[Case], None], seq: str, what: str
) -> None:
    attack(cases[which])
    with pytest.raises(CommandError) as broken:
        call_command("verify_audit", stdout=StringIO())
    assert f"case {cases[which].pk}{seq}:" in str(broken.value)
    assert what in str(broken.value)
    assert broken.value.returncode == 1


def test_a_tail_cut_off_with_its_head_is_seen_by_the_seal(cases: list[Case]) -> None:
    sealed_at(MONDAY)
    remove_tail(cases[0])
    left = AuditEvent.objects.get(case=cases[0], seq=2)
    AuditHead.objects.filter(case=cases[0]).update(seq=2, hash=left.hash)
    broken = verify().broken
    assert broken is not None
    assert str(broken) == f"case {cases[0].pk} #3: cut off or replaced after the seal of 2021-03-01"


def test_a_later_event_leaves_earlier_seals_whole(cases: list[Case]) -> None:
    first = sealed_at(MONDAY)
    tell(cases[0])
    second = sealed_at(MONDAY + timedelta(days=1))
    third = sealed_at(MONDAY + timedelta(days=2))
    assert [seal.moved.count() for seal in (first, second, third)] == [2, 1, 0]
    assert second.previous == first.hash
    assert third.root == second.root
    assert third.hash != second.hash
    assert verify().broken is None
    assert verify().last_seal == third.hash


def test_a_changed_root_is_seen_also_with_a_right_hash(cases: list[Case]) -> None:
    seal = sealed_at(MONDAY)
    root = root_hash([])
    tamper(DailySeal, {}, root=root, hash=seal_hash(seal.day, seal.made_at, root, ""))
    assert "the root over all heads differs" in str(verify().broken)


def test_a_changed_seal_is_seen(cases: list[Case]) -> None:
    sealed_at(MONDAY)
    tamper(DailySeal, {}, made_at=noon(MONDAY))
    assert "the seal has been changed" in str(verify().broken)


def test_a_seal_taken_out_is_seen(cases: list[Case]) -> None:
    for days in range(3):
        sealed_at(MONDAY + timedelta(days=days))
    remove(SealedHead, seal__day=MONDAY + timedelta(days=1))
    remove(DailySeal, day=MONDAY + timedelta(days=1))
    assert str(verify().broken).startswith("seal of 2021-03-03: does not follow")


def test_a_day_is_sealed_once_and_only_when_it_is_over(cases: list[Case]) -> None:
    seal = sealed_at(MONDAY)
    assert sealed_at(MONDAY) == seal
    assert DailySeal.objects.count() == 1
    with (
        time_machine.travel(datetime(2021, 3, 2, 21, 59, tzinfo=UTC)),
        pytest.raises(ValueError, match="over"),
    ):
        seal_day(date(2021, 3, 2))
    with time_machine.travel(datetime(2021, 3, 2, 22, 0, tzinfo=UTC)):
        assert seal_day(date(2021, 3, 2)).head_count == 2


def test_days_are_sealed_in_their_order(cases: list[Case]) -> None:
    sealed_at(MONDAY)
    with pytest.raises(ValueError, match="sealed already"):
        sealed_at(MONDAY - timedelta(days=1))


def test_a_gap_of_days_is_sealed_afterwards(cases: list[Case]) -> None:
    with time_machine.travel(noon(date(2021, 3, 2))):
        assert [seal.day for seal in seal_missing()] == [MONDAY]
        assert seal_missing() == []
    with time_machine.travel(noon(date(2021, 3, 5))):
        assert [seal.day.day for seal in seal_missing()] == [2, 3, 4]
    assert verify().broken is None


def test_seals_use_the_real_clock_also_in_the_demo(cases: list[Case]) -> None:
    from sky_portal import clock

    with clock.travel(timedelta(days=400)), time_machine.travel(noon(date(2021, 3, 2))):
        assert [seal.day for seal in seal_missing()] == [MONDAY]


def test_the_beat_seals_by_a_job(cases: list[Case]) -> None:
    from sky_portal.audit.tasks import seal
    from sky_portal.jobs import registry
    from sky_portal.jobs.models import Job

    assert "audit.seal" in registry.recurring()
    finish = seal(Job(kind="audit.seal", key="2021-03-01"))
    with time_machine.travel(noon(date(2021, 3, 2))):
        assert [made.day for made in finish()] == [MONDAY]
