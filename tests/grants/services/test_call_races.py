"""Two at once on a call, at the level of verbs: each in a connection of its own, on PostgreSQL."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from grants.models import Call, Extension, Submission
from grants.services import call as calls
from grants.services import submission as submissions
from sky_portal import clock
from sky_portal.accounts.cast import ensure_authorities
from sky_portal.clock import helsinki
from sky_portal.messaging.models import Message
from sky_portal.messaging.reminders import sweep
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.grants.services.test_call_creation import fields
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

OLD = factories.LAST_INSTANT
NEW = helsinki(2021, 4, 7, 16, 15)
REASON = {"fi": "Häiriö", "sv": "Störning"}


def at_once(moment, *verbs):
    """What the verbs returned or raised, all at that moment: a thread has no clock of its own."""

    def run(index):
        with clock.standing_at(moment):
            return verbs[index]()

    return together(len(verbs), run)


def test_two_administrators_extend_by_one_order(call, cast):
    actor = cast["call_administrator"]
    times = [NEW, NEW, NEW]
    verbs = [lambda at=at: calls.extend(call, closes_at=at, reason=REASON, actor=actor) for at in times]
    done = at_once(factories.OPEN, *verbs)
    # The same time three times: one extends, for the others it is not later any more.
    assert sorted(type(one).__name__ for one in done) == ["Extension", "ValidationError", "ValidationError"]
    assert Extension.objects.count() == 1
    assert Call.objects.get().closes_at == NEW


def test_a_sending_and_an_extension_at_the_last_moment(ready, call, cast):
    """Just after closing either may come first: sent by the new time or refused by the old, never between."""
    sent, extended = at_once(
        OLD + timedelta(seconds=1),
        lambda: submissions.submit(ready, actor=cast["signatory"]),
        lambda: calls.extend(call, closes_at=NEW, reason=REASON, actor=cast["call_administrator"]),
    )
    assert isinstance(extended, Extension)
    if isinstance(sent, StepForbidden):
        assert not Submission.objects.exists()
    else:
        assert Submission.objects.get() == sent
        # What was kept names the time by which it was judged.
        assert sent.content["application"]["call"]["closes_at"] == NEW.isoformat()
    with clock.standing_at(OLD + timedelta(seconds=2)):
        submissions.submit(ready, actor=cast["signatory"])
    assert Submission.objects.count() == 1


def test_reminders_never_name_a_time_that_is_no_more(draft, call, cast):
    """A sweep beside an extension: whatever still waits to be sent afterwards names the new closing."""
    moment = OLD - timedelta(hours=23)
    swept, extended = at_once(
        moment,
        lambda: sweep(moment),
        lambda: calls.extend(call, closes_at=NEW, reason=REASON, actor=cast["call_administrator"]),
    )
    assert isinstance(swept, int)
    assert isinstance(extended, Extension)
    with clock.standing_at(NEW - timedelta(hours=23)):
        sweep(NEW - timedelta(hours=23))
    latest = Message.objects.filter(rule="grants.draft_open", state="queued", text__contains="7.4.2021")
    assert latest.count() == 2


def test_a_call_is_published_once(cast, db):
    with clock.standing_at(helsinki(2021, 2, 8, 9)):
        call = factories.make_call(published=False)
    done = at_once(
        helsinki(2021, 2, 8, 10), *[lambda: calls.publish(call, actor=cast["call_administrator"])] * 3
    )
    assert sorted(type(one).__name__ for one in done) == ["Call", "StepRefused", "StepRefused"]
    assert StepRefused in {type(one) for one in done}


def test_the_same_address_is_given_once(cast):
    authority = ensure_authorities()["OKM"]
    keys = ("first", "second", "third")
    done = at_once(
        factories.OPEN,
        *[
            lambda key=key: calls.create(
                **fields(programme_key=key, authority=authority, actor=cast["call_administrator"])
            )
            for key in keys
        ],
    )
    assert Call.objects.count() == 1
    refused = [one for one in done if isinstance(one, ValidationError)]
    assert [set(one.message_dict) for one in refused] == [{"slug"}] * 2
