"""Registrars who record the same thing at one moment: once is what it comes to, and no number is lost."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from grants.models import Application, Arrival, Call
from grants.services import arrivals
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.cases.models import NumberSeries
from sky_portal.jobs.models import Job
from tests.grants import factories
from tests.races.together import together, unlocked

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AFTER = factories.LAST_INSTANT + timedelta(hours=17)
TIMES = 6


@pytest.fixture
def draft(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft, sent too late."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        return factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


def record(draft: Application, actor: Any, token: Any, **changes: Any) -> Arrival:
    with clock.standing_at(AFTER):
        told = replace(factories.arrival_told(provider=draft.applicant), **changes)
        return arrivals.record_arrival(draft.call, told=told, actor=actor, token=token)


def registrars(cast: dict[str, Any], index: int) -> Any:
    return cast[("registrar", "call_administrator")[index % 2]]


def test_one_token_records_once_whoever_presses(draft: Application, cast: dict[str, Any]) -> None:
    token = uuid4()
    made = together(TIMES, lambda index: record(draft, registrars(cast, index), token))
    assert {arrival.pk for arrival in made} == {Arrival.objects.get().pk}
    assert NumberSeries.objects.get().next_number == 2
    assert AuditEvent.objects.filter(verb="record_arrival").count() == 1
    assert Job.objects.filter(kind=arrivals.RECEIPT_JOB).count() == 1


def test_as_many_papers_get_as_many_numbers_without_a_gap(draft: Application, cast: dict[str, Any]) -> None:
    together(TIMES, lambda index: record(draft, registrars(cast, index), uuid4()))
    numbers = sorted(arrival.case.number for arrival in Arrival.objects.select_related("case").order_by("pk"))
    assert numbers == [f"OKM/{number}/520/2021" for number in range(1, TIMES + 1)]
    assert verify().broken is None


def late_sending(draft: Application, cast: dict[str, Any]) -> list[Any]:
    sent = {"channel": "portal", "application": draft}
    return together(TIMES, lambda index: record(draft, registrars(cast, index), uuid4(), **sent))


def test_one_late_sending_is_recorded_once(draft: Application, cast: dict[str, Any]) -> None:
    told = late_sending(draft, cast)
    assert sum(isinstance(outcome, ValidationError) for outcome in told) == TIMES - 1
    assert Arrival.objects.count() == 1
    assert NumberSeries.objects.get().next_number == 2


def test_control_without_the_lock_it_is_recorded_twice(
    draft: Application, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = arrivals._check

    def slow(arrival: Arrival) -> None:
        honest(arrival)
        time.sleep(0.2)

    monkeypatch.setattr(arrivals, "_check", slow)
    with unlocked(Call):
        late_sending(draft, cast)
    assert Arrival.objects.count() > 1
