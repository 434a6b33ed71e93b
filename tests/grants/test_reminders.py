"""Reminders of drafts: said plainly, at the call's own hours, once."""

from datetime import timedelta

import pytest

from grants.models import Application
from grants.services import submission as submissions
from sky_portal import clock
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.reminders import sweep
from tests.grants import factories

pytestmark = pytest.mark.django_db


def remind(call, *, hours):
    """What the hourly sweep sends a minute after that many hours before closing."""
    moment = call.closes_at - timedelta(hours=hours) + timedelta(minutes=1)
    before = set(Message.objects.values_list("pk", flat=True))
    with clock.standing_at(moment):
        sweep(moment)
    return list(
        Message.objects.filter(rule="grants.draft_open", state=MessageState.QUEUED)
        .exclude(pk__in=before)
        .order_by("address")
    )


def test_writers_of_a_draft_are_reminded_at_the_calls_hours_and_once(draft, call, cast):
    for hours in (336, 168, 24, 3):
        assert [m.recipient for m in remind(call, hours=hours)] == [cast["preparer"], cast["signatory"]]
        assert remind(call, hours=hours) == []
    assert remind(call, hours=2) == []


def test_the_reminder_says_that_a_draft_is_no_application(draft, call):
    mail = remind(call, hours=24)[0]
    assert mail.subject == "Vielä lähettämättä: Jokainen koulupäivä. Haku päättyy 31.3.2021 klo 16.15"
    assert "Luonnos ei ole hakemus" in mail.text
    assert f"/fi/applications/{draft.case_id}/" in mail.text
    assert mail.case == draft.case


def test_what_has_been_sent_or_has_closed_is_not_reminded_of(ready, call, cast):
    with clock.standing_at(call.closes_at + timedelta(seconds=1)):
        assert sweep(call.closes_at + timedelta(seconds=1)) == 0
    submissions.submit(ready, actor=cast["signatory"])
    assert remind(call, hours=24) == []
    assert Application.objects.get().current_submission


def test_who_starts_three_days_ahead_is_not_told_of_two_weeks(call, cast, providers):
    with clock.standing_at(call.closes_at - timedelta(days=3)):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    assert remind(call, hours=70) == []
    assert len(remind(call, hours=24)) == 2
    assert not Message.objects.filter(state=MessageState.SUPERSEDED).exists()


def test_each_reads_it_in_their_own_language(call, cast, providers):
    factories.start(call, organisation=providers["vaasa"], actor=cast["outsider"], name="Närvaro")
    mail = remind(call, hours=24)[0]
    assert (mail.language, "Ett utkast är inte en ansökan" in mail.text) == ("sv", True)
