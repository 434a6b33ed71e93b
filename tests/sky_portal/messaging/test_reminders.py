from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from sky_portal import clock
from sky_portal.jobs import registry
from sky_portal.jobs import services as jobs
from sky_portal.jobs.models import Job
from sky_portal.messaging import reminders
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.reminders import Reminder
from sky_portal.messaging.rendering import Mail

pytestmark = pytest.mark.django_db

DUE = datetime(2021, 3, 31, 13, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Duty:
    pk: int = 1
    due: datetime = DUE
    people: list = field(default_factory=lambda: [("anna@iisalmi.example", "fi")])
    began: datetime = DUE - 60 * DAY


@pytest.fixture
def duties() -> list[Duty]:
    return [Duty()]


@pytest.fixture
def rule(only, duties) -> Reminder:
    return only(
        Reminder(
            "tests.duty",
            things=lambda now: duties,
            due=lambda duty: duty.due,
            before=[14 * DAY, 7 * DAY, DAY],
            recipients=lambda duty: duty.people,
            compose=lambda duty, due, language: Mail(f"{language} {due:%d.%m.}", "text", ""),
            since=lambda duty: duty.began,
        )
    )


def states() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("due", "state"))


def sweep_at(before_due: timedelta) -> int:
    return reminders.sweep(DUE - before_due)


def test_nothing_before_the_first_moment(rule):
    assert sweep_at(14 * DAY + timedelta(minutes=1)) == 0
    assert states() == []


def test_one_message_a_moment_however_often_asked(rule):
    assert [sweep_at(14 * DAY - timedelta(hours=hour)) for hour in range(4)] == [1, 0, 0, 0]
    assert sweep_at(7 * DAY) == 1
    assert Message.objects.count() == 2


def test_after_a_gap_only_the_latest_goes_out(rule):
    assert sweep_at(2 * DAY) == 1
    assert states() == [
        ("P14DT0S/2021-03-31T13:15Z", MessageState.SUPERSEDED),
        ("P7DT0S/2021-03-31T13:15Z", MessageState.QUEUED),
    ]
    assert Job.objects.filter(kind="messaging.send").count() == 1
    assert sweep_at(2 * DAY) == 0


def test_one_that_still_waits_for_the_mail_server_is_superseded(rule):
    sweep_at(14 * DAY)
    sweep_at(DAY)
    assert [state for _due, state in states()].count(MessageState.QUEUED) == 1
    assert Message.objects.get(state=MessageState.QUEUED).due.startswith("P1D")


def test_what_waits_is_withdrawn_and_what_has_gone_stays(rule, duties):
    duties.append(Duty(pk=2))
    sweep_at(14 * DAY)
    Message.objects.filter(thing="2").update(state=MessageState.SENT)
    assert reminders.withdraw("tests.duty", [1, 2]) == 1
    assert dict(Message.objects.values_list("thing", "state")) == {
        "1": MessageState.SUPERSEDED,
        "2": MessageState.SENT,
    }
    assert sweep_at(13 * DAY) == 0


def test_a_reminder_with_a_secret_in_it_is_confidential(only, duties):
    only(
        Reminder(
            "tests.secret",
            things=lambda now: duties,
            due=lambda duty: duty.due,
            before=[7 * DAY],
            recipients=lambda duty: duty.people,
            compose=lambda duty, due, language: Mail("Linkki", "https://…", "", confidential=True),
        )
    )
    sweep_at(7 * DAY)
    assert Message.objects.get().confidential


def test_nothing_once_the_due_date_has_passed(rule):
    assert sweep_at(timedelta(0)) == 1
    Message.objects.all().delete()
    assert sweep_at(-timedelta(seconds=1)) == 0


def test_an_extension_reminds_anew(rule, duties):
    sweep_at(DAY)
    duties[0].due = DUE + 14 * DAY
    assert sweep_at(DAY) == 0
    assert reminders.sweep(DUE) == 1


def test_moments_before_the_thing_began_do_not_count(rule, duties):
    duties[0].began = DUE - 3 * DAY
    assert sweep_at(2 * DAY) == 0
    assert sweep_at(DAY) == 1
    assert [due for due, _state in states()] == ["P1DT0S/2021-03-31T13:15Z"]


def test_users_in_their_language_addresses_in_the_given_one(rule, duties, cast):
    cast["preparer"].language = "sv"
    duties[0].people = [cast["preparer"], ("registry@iisalmi.example", "fi")]
    assert sweep_at(7 * DAY) == 2
    subjects = dict(Message.objects.filter(state=MessageState.QUEUED).values_list("address", "subject"))
    assert subjects == {cast["preparer"].email: "sv 31.03.", "registry@iisalmi.example": "fi 31.03."}


def test_a_thing_that_fails_does_not_stop_the_others(rule, duties):
    mistyped = Duty(pk=1, people=[("no address", "fi"), ("bertta@iisalmi.example", "fi")])
    without_people = Duty(pk=2, people=None)
    duties[:] = [mistyped, without_people, Duty(pk=3)]
    with pytest.raises(ValidationError):
        sweep_at(7 * DAY)
    queued = Message.objects.filter(state=MessageState.QUEUED)
    assert set(queued.values_list("thing", "address")) == {
        ("1", "bertta@iisalmi.example"),
        ("3", "anna@iisalmi.example"),
    }


def test_a_name_belongs_to_one_rule(rule):
    other = Reminder("tests.duty", rule.things, rule.due, rule.before, rule.recipients, rule.compose)
    with pytest.raises(ImproperlyConfigured):
        reminders.register(other)


@pytest.mark.django_db(transaction=True)
def test_beat_asks_with_the_portals_clock(rule, monkeypatch):
    hourly = "messaging.sweep_reminders"
    monkeypatch.setattr(registry, "_PERIODIC", {hourly: registry.recurring()[hourly]})
    with clock.standing_at(DUE - 7 * DAY):
        jobs.sweep()
        jobs.sweep()
        job = Job.objects.get(kind=hourly)
        assert jobs.run(job.pk)
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 1
    job.refresh_from_db()
    assert job.is_done, job.error
