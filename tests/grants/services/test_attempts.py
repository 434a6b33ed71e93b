"""Sendings after the closing: noted to the microsecond, once a sending, seen by registrars alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from grants.services import arrivals
from grants.services import submission as submissions
from grants.services.attempts import record_refusal, refused_sendings
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

pytestmark = pytest.mark.django_db
LATE = factories.LAST_INSTANT + timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def afterwards(draft):
    with clock.standing_at(factories.LAST_INSTANT + timedelta(hours=17)):
        yield draft


def noted(draft):
    return list(AuditEvent.objects.filter(case=draft.case, verb="submit_refused").order_by("seq"))


def test_the_trail_holds_the_instant_and_the_closing_and_nothing_of_what_was_sent(afterwards, cast):
    assert record_refusal(afterwards, actor=cast["signatory"], arrived=LATE) == LATE
    (event,) = noted(afterwards)
    assert (event.at, event.actor) == (LATE, cast["signatory"])
    assert event.facts == {"closes_at": factories.LAST_INSTANT.isoformat()}
    assert event.personal == {}


def test_one_person_s_sendings_within_a_minute_are_one_and_count_from_the_first(afterwards, cast):
    signatory = cast["signatory"]
    other = factories.make_person(afterwards.applicant, "signatory")
    assert record_refusal(afterwards, actor=signatory, arrived=LATE) == LATE
    assert record_refusal(afterwards, actor=signatory, arrived=LATE + timedelta(seconds=59)) == LATE
    assert record_refusal(afterwards, actor=other, arrived=LATE + timedelta(seconds=1)) != LATE
    assert record_refusal(afterwards, actor=signatory, arrived=LATE + 2 * MINUTE) == LATE + 2 * MINUTE
    assert len(noted(afterwards)) == 3


def test_it_waits_for_the_registrar_until_recorded(afterwards, cast):
    for at in (LATE, LATE + 2 * MINUTE):
        record_refusal(afterwards, actor=cast["signatory"], arrived=at)
    found = refused_sendings(cast["registrar"]).get()
    assert (found.refused_at, found.refused_by) == (LATE, cast["signatory"].name)
    for who in ("presenting_officer", "signatory", "outsider", "visitor"):
        assert not refused_sendings(cast[who]).exists()
    told = replace(
        factories.arrival_told(provider=afterwards.applicant), channel="portal", application=afterwards
    )
    arrivals.record_arrival(afterwards.call, told=told, actor=cast["registrar"])
    assert not refused_sendings(cast["registrar"]).exists()


def test_an_extension_makes_an_earlier_refusal_void(afterwards, cast):
    record_refusal(afterwards, actor=cast["signatory"], arrived=LATE)
    call = afterwards.call
    call.closes_at = factories.LAST_INSTANT + timedelta(seconds=30)
    call.save()
    assert not refused_sendings(cast["registrar"]).exists()
    anew = call.closes_at + timedelta(seconds=1)
    assert record_refusal(afterwards, actor=cast["signatory"], arrived=anew) == anew
    assert refused_sendings(cast["registrar"]).get().refused_at == anew


def test_what_was_sent_in_time_is_an_application_whatever_came_after(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    with clock.standing_at(LATE + MINUTE):
        record_refusal(ready, actor=cast["signatory"], arrived=LATE)
        assert not refused_sendings(cast["registrar"]).exists()
