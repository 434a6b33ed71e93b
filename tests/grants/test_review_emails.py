"""Mail to assessors: once a day when something is theirs, a reminder before its day and on it."""

from datetime import timedelta

import pytest

from grants.services import reviews as verbs
from sky_portal import clock
from sky_portal.messaging import reminders
from sky_portal.messaging.models import Message
from tests.grants import reviewing

DUE = (reviewing.EXAMINING + timedelta(days=8)).date()


@pytest.fixture
def examining(call, cast, providers):
    applications = [reviewing.send(call, cast, providers, name=f"Pilotti {n}") for n in range(3)]
    with clock.standing_at(reviewing.EXAMINING):
        yield applications


def mails(rule):
    return Message.objects.filter(rule=rule).order_by("pk")


def assign_all(applications, cast, **more):
    return [
        reviewing.assign(one, cast["assessor"], actor=cast["presenting_officer"], **more)[0]
        for one in applications
    ]


def test_one_mail_a_day_however_many_come(examining, cast):
    assign_all(examining[:2], cast, due_on=DUE)
    [mail] = mails("grants.assessments_assigned")
    assert mail.subject == "Arvioitavia hakemuksia: Avustus sitouttavan kouluyhteisötyön pilotteihin (SKY)"
    assert "20.4.2021" in mail.text
    assert "/fi/assessments/" in mail.text
    # It tells of no application: who has a conflict in one gets the same mail.
    assert "Pilotti" not in mail.text
    assert mail.internal
    with clock.standing_at(reviewing.EXAMINING + timedelta(days=1)):
        assign_all(examining[2:], cast)
    assert mails("grants.assessments_assigned").count() == 2


def test_in_swedish_for_who_speaks_it(examining, cast):
    cast["assessor"].language = "sv"
    cast["assessor"].save()
    assign_all(examining[:1], cast, due_on=DUE)
    [mail] = mails("grants.assessments_assigned")
    assert mail.subject.startswith("Ansökningar att bedöma:")
    assert "20.4.2021" in mail.text
    assert "/sv/assessments/" in mail.text


@pytest.mark.parametrize(
    ("days", "hour", "count"),
    [(5, 8, 0), (5, 9, 1), (8, 8, 1), (8, 9, 2)],
    ids=["before the third morning", "three days before", "the last night", "on the day"],
)
def test_reminded_three_days_before_and_on_the_day(examining, cast, days, hour, count):
    assign_all(examining, cast, due_on=DUE)
    start = reviewing.EXAMINING
    for day in range(days + 1):
        for at in (8, 9) if day < days else (8, 9)[: (8, 9).index(hour) + 1]:
            now = clock.helsinki(2021, 4, start.day + day, at, 1)
            with clock.standing_at(now):
                reminders.sweep(now)
    assert mails("grants.assessments_due").count() == count


def test_the_reminder_counts_what_is_not_done_and_ends_with_it(examining, cast):
    own = assign_all(examining, cast, due_on=DUE)
    reviewing.do(own[0], 3, 3, 3, 3, 3)
    now = clock.helsinki(2021, 4, 17, 9, 1)
    with clock.standing_at(now):
        reminders.sweep(now)
        [mail] = mails("grants.assessments_due")
        assert mail.subject == "Arviointiesi on oltava valmiina viimeistään 20.4.2021"
        assert "2 arviointiasi" in mail.text
        assert "Pilotti" not in mail.text
        assert mail.case is None
        reviewing.do(own[1], 3, 3, 3, 3, 3)
        verbs.take_away(own[2], actor=cast["presenting_officer"])
    last = clock.helsinki(2021, 4, 20, 9, 1)
    with clock.standing_at(last):
        reminders.sweep(last)
    assert mails("grants.assessments_due").count() == 1


def test_a_conflict_ends_the_reminders(examining, cast):
    from grants.enums import ConflictState
    from grants.services import conflicts

    assign_all(examining[:1], cast, due_on=DUE)
    conflicts.declare(examining[0], state=ConflictState.CONFLICTED, reason="Sisar", actor=cast["assessor"])
    now = clock.helsinki(2021, 4, 17, 9, 1)
    with clock.standing_at(now):
        reminders.sweep(now)
    assert not mails("grants.assessments_due").exists()
