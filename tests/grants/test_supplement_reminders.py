"""Reminders of supplements and of asked answers: seven, two and one day before, each once."""

from datetime import timedelta

import pytest

from grants.models import Application
from grants.services import correspondence, supplements
from sky_portal import clock
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.reminders import sweep
from tests import kept
from tests.grants import asked

RULE, ANSWER = "grants.supplement_due", "grants.answer_due"


@pytest.fixture
def april(ready, cast):
    made = kept.world("examined", lambda: asked.make_examined(ready, cast), Application.objects.get)
    with clock.standing_at(asked.ASKED_AT):
        yield made


def remind(days, *, due=asked.DUE, rule=RULE):
    """What the hourly sweep queues a minute after so many days before the due time."""
    moment = due - timedelta(days=days) + timedelta(minutes=1)
    before = set(Message.objects.values_list("pk", flat=True))
    with clock.standing_at(moment):
        sweep(moment)
    found = Message.objects.filter(rule=rule, state=MessageState.QUEUED).exclude(pk__in=before)
    return sorted(found, key=lambda message: message.address)


def test_the_applicants_people_are_reminded_seven_two_and_one_day_before_and_once(april, cast):
    asked.ask(april, cast, "contact", "budget")
    contact = april.current_submission.content["application"]["contact"]["email"]
    everybody = sorted({cast["preparer"].email, cast["signatory"].email, contact})
    for days in (7, 2, 1):
        assert [one.address for one in remind(days)] == everybody
        assert remind(days) == []
    assert remind(0) == []
    text = asked.plain(Message.objects.filter(rule=RULE).first().text)
    assert "Talousarvio, Yhteyshenkilö" in text
    assert "20.4.2021 klo 16.15" in text


@pytest.mark.parametrize(
    ("language", "subject"), [("fi", "Ministeriö odottaa"), ("sv", "Ministeriet väntar på")]
)
def test_each_is_reminded_in_their_own_language(april, cast, language, subject):
    cast["signatory"].language = language
    cast["signatory"].save()
    asked.ask(april, cast)
    [mail] = [one for one in remind(2) if one.recipient == cast["signatory"]]
    assert mail.subject.startswith(subject)


def test_who_was_asked_five_days_before_hears_nothing_of_seven(april, cast):
    with clock.standing_at(asked.DUE - timedelta(days=5)):
        asked.ask(april, cast)
    assert remind(4) == []
    assert remind(2)


def test_more_time_reminds_anew_and_an_answer_ends_it(april, cast):
    request = asked.ask(april, cast)
    assert remind(1)
    later = asked.DUE + timedelta(days=7)
    with clock.standing_at(asked.DUE):
        supplements.extend(request, due_at=later, reason="Lautakunta", actor=cast["presenting_officer"])
    assert remind(2, due=later)
    with clock.standing_at(asked.DUE + timedelta(days=5, hours=1)):
        supplements.answer(april, words="Tässä", actor=cast["signatory"])
    assert remind(1, due=later) == []


def test_what_was_closed_is_not_reminded_of(april, cast):
    supplements.close(asked.ask(april, cast), actor=cast["presenting_officer"])
    assert remind(2) == []


def test_an_answer_that_a_message_asks_for_is_reminded_of_until_the_applicant_writes(april, cast):
    officer = cast["presenting_officer"]
    correspondence.send(april, text="Kysymys", due_at=asked.DUE, actor=officer)
    assert [one.recipient for one in remind(2, rule=ANSWER) if one.recipient] != []
    with clock.standing_at(asked.DUE - timedelta(days=1, hours=3)):
        correspondence.send(april, text="Vastaus", actor=cast["preparer"])
    assert remind(1, rule=ANSWER) == []
