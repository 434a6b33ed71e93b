"""Reminders of drafts and of unanswered invitations: said plainly, at the call's own hours, once."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from grants.models import Application
from grants.services import application as applications
from grants.services import call as calls
from grants.services import submission as submissions
from grants.services import withdrawal as withdrawals
from pilots.services import confirm_member, decline_member, invite_member
from sky_portal import clock
from sky_portal.accounts.models import RegistryLink
from sky_portal.accounts.services.registry_link import by_token
from sky_portal.jobs.services import drain
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


UNANSWERED = "grants.invitation_open"


@pytest.fixture
def invited(draft, cast, providers):
    """Lapinlahti, which has a signatory, has been asked to join."""
    return invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


def beat(moment, *, rule=UNANSWERED):
    """What one hourly sweep queues by the rule."""
    before = set(Message.objects.values_list("pk", flat=True))
    with clock.standing_at(moment):
        sweep(moment)
    queued = Message.objects.filter(rule=rule, state=MessageState.QUEUED).exclude(pk__in=before)
    return list(queued.order_by("address"))


def extend(call, closes_at, *, at, actor):
    with clock.standing_at(at):
        extension = calls.extend(
            call, closes_at=closes_at, reason={"fi": "Häiriö", "sv": "Störning"}, actor=actor
        )
        drain()
    call.refresh_from_db()
    return extension


def test_an_unanswered_invitation_is_reminded_of_seven_and_two_days_ahead(invited, call, cast):
    told = []
    # Ten beats around each moment, from an hour before it: exactly one message, at its own hour.
    for days in (7, 2):
        moment = call.closes_at - timedelta(days=days)
        told.append([[m.recipient for m in beat(moment + timedelta(hours=h - 1))] for h in range(10)])
    assert told == [[[], [cast["participant"]], *[[]] * 8]] * 2
    assert Message.objects.filter(rule=UNANSWERED).count() == 2


def test_weekends_are_no_pause(call, cast, providers):
    """Two days before a closing on a Monday is a Saturday."""
    monday = clock.helsinki(2021, 4, 12, 16, 15)
    extend(call, monday, at=clock.helsinki(2021, 3, 15, 12), actor=cast["call_administrator"])
    draft = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    [mail] = beat(clock.helsinki(2021, 4, 10, 16, 16))
    assert mail.due.startswith("P2D")


def test_the_invitations_reminder_says_what_waits_and_for_how_long(invited, call):
    [mail] = beat(call.closes_at - timedelta(days=2))
    assert mail.subject == (
        "Vielä vastaamatta: kutsu pilottiin Jokainen koulupäivä. Haku päättyy 31.3.2021 klo 16.15"
    )
    assert "Iisalmi on kutsunut organisaation Lapinlahti pilottiin Jokainen koulupäivä" in mail.text
    assert f"/fi/members/{invited.pk}/answer/" in mail.text
    assert (mail.case, mail.confidential) == (invited.pilot.case, False)


def test_where_nobody_signs_the_registry_gets_a_link_of_its_own(draft, call, cast, providers):
    member = invite_member(draft.pilot, organisation=providers["siilinjarvi"], actor=cast["preparer"])
    links = RegistryLink.objects.filter(organisation=member.organisation).count()
    [mail] = beat(call.closes_at - timedelta(days=7))
    assert (mail.recipient, mail.address) == (None, "kirjaamo@siilinjarvi.example")
    assert RegistryLink.objects.filter(organisation=member.organisation).count() == links + 1
    assert mail.confidential
    token = re.search(r"/fi/registry/([^/]+)/", mail.text)[1]
    assert by_token(token).continue_to == f"/fi/members/{member.pk}/answer/"
    assert beat(call.closes_at - timedelta(days=7, hours=-1)) == []
    assert RegistryLink.objects.filter(organisation=member.organisation).count() == links + 1


def test_nobody_is_reminded_where_nobody_can_be_reached(invited, call, cast):
    organisation = invited.organisation
    organisation.registry_email = ""
    organisation.save()
    organisation.memberships.update(removed_at=call.opens_at)
    assert beat(call.closes_at - timedelta(days=7)) == []


def test_a_swedish_member_reads_swedish(draft, call, cast, providers):
    invite_member(draft.pilot, organisation=providers["vaasa"], actor=cast["preparer"])
    [mail] = beat(call.closes_at - timedelta(days=7))
    assert (mail.language, mail.recipient) == ("sv", cast["outsider_signatory"])
    assert "Idensalmi har bjudit in Vasa till pilotprojektet Jokainen koulupäivä" in mail.text


def test_after_a_gap_only_the_latest_goes_out(invited, call):
    assert len(beat(call.closes_at - timedelta(hours=1))) == 1
    assert beat(call.closes_at) == []
    found = Message.objects.filter(rule=UNANSWERED).order_by("state").values_list("due", "state")
    assert [(due[:3], state) for due, state in found] == [
        ("P2D", MessageState.QUEUED),
        ("P7D", MessageState.SUPERSEDED),
    ]


def test_who_has_answered_in_between_is_not_reminded(invited, call, cast):
    assert len(beat(call.closes_at - timedelta(days=7))) == 1
    accepted = call.programme.commitments
    confirm_member(invited, accepted=accepted, actor=cast["participant"])
    assert beat(call.closes_at - timedelta(days=2)) == []


def test_who_is_invited_late_is_not_told_of_what_was_before(draft, call, cast, providers):
    with clock.standing_at(call.closes_at - timedelta(days=3)):
        invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    assert beat(call.closes_at - timedelta(days=3, hours=-1)) == []
    assert len(beat(call.closes_at - timedelta(days=2))) == 1


def test_drafts_of_calls_and_closed_calls_remind_of_nothing(invited, call):
    assert beat(call.closes_at + timedelta(minutes=1)) == []
    assert beat(call.opens_at - timedelta(minutes=1)) == []


def test_an_extension_moves_the_reminders(invited, call, cast):
    first = call.closes_at
    assert len(beat(first - timedelta(days=7))) == 1
    later = clock.helsinki(2021, 4, 14, 16, 15)
    extend(call, later, at=first - timedelta(days=3), actor=cast["call_administrator"])
    # Two days before the old closing nothing happens; the new one has moments of its own.
    assert beat(first - timedelta(days=2)) == []
    assert [m.due[:3] for m in beat(later - timedelta(days=7))] == ["P7D"]
    assert [m.due[:3] for m in beat(later - timedelta(days=2))] == ["P2D"]


def test_an_extension_by_a_day_does_not_repeat_what_it_has_said_itself(invited, call, cast):
    first = call.closes_at
    later = first + timedelta(days=1)
    extend(call, later, at=first - timedelta(minutes=5), actor=cast["call_administrator"])
    assert beat(first) == []
    assert beat(first, rule="grants.draft_open") == []
    assert len(beat(later - timedelta(hours=3), rule="grants.draft_open")) == 2


def test_a_reminder_that_still_waits_is_withdrawn_by_an_extension(invited, call, cast):
    [mail] = beat(call.closes_at - timedelta(days=7))
    [draft_mail, _] = beat(call.closes_at - timedelta(hours=24), rule="grants.draft_open")
    extend(
        call,
        call.closes_at + timedelta(days=7),
        at=call.closes_at - timedelta(hours=20),
        actor=cast["call_administrator"],
    )
    states = Message.objects.filter(pk__in=[mail.pk, draft_mail.pk]).values_list("state", flat=True)
    assert set(states.order_by("pk")) == {MessageState.SUPERSEDED}


def test_what_changes_while_a_sweep_runs_is_seen(invited, call, cast, providers):
    """A member that answers after the sweep has read it, and before its turn, hears nothing."""
    other = invite_member(invited.pilot, organisation=providers["siilinjarvi"], actor=cast["preparer"])
    answered = []

    def answering():
        if not answered:
            answered.append(True)
            decline_member(invited, actor=cast["participant"])
        return transaction.atomic()

    moment = call.closes_at - timedelta(days=7)
    with clock.standing_at(moment):
        sweep(moment, each=answering)
    assert [m.thing for m in Message.objects.filter(rule=UNANSWERED)] == [str(other.pk)]


DRAFT = "grants.draft_open"


def test_the_sky_call_reminds_two_weeks_a_week_a_day_and_three_hours_ahead():
    data = json.loads((settings.BASE_DIR / "grants" / "data" / "sky-2021.json").read_text(encoding="utf-8"))
    assert data["reminder_hours"] == [14 * 24, 7 * 24, 24, 3]


def test_a_draft_is_reminded_of_on_a_sunday_and_at_easter(call, cast, providers):
    """A day before a closing on Tuesday after Easter is Easter Monday; a week before it a Tuesday."""
    tuesday = clock.helsinki(2021, 4, 6, 16, 15)
    extend(call, tuesday, at=clock.helsinki(2021, 3, 15, 12), actor=cast["call_administrator"])
    factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    told = {}
    for at in (clock.helsinki(2021, 3, 30, 16, 16), clock.helsinki(2021, 4, 5, 16, 16)):
        told[at] = [mail.due[:3] for mail in beat(at, rule=DRAFT)]
    assert list(told.values()) == [["P7D", "P7D"], ["P1D", "P1D"]]


def test_after_a_days_gap_a_drafts_writers_hear_the_latest_alone(draft, call):
    assert len(beat(call.closes_at - timedelta(days=8), rule=DRAFT)) == 2
    # Nobody swept from eight days to twenty hours ahead.
    assert [mail.due[:3] for mail in beat(call.closes_at - timedelta(hours=20), rule=DRAFT)] == ["P1D", "P1D"]
    states = Message.objects.filter(rule=DRAFT, due__startswith="P7D").values_list("state", flat=True)
    assert list(states) == [MessageState.SUPERSEDED] * 2


def test_what_the_applicant_has_given_up_or_withdrawn_is_not_reminded_of(draft, call, cast):
    withdrawals.give_up(draft, actor=cast["preparer"])
    assert beat(call.closes_at - timedelta(days=1), rule=DRAFT) == []
    with clock.standing_at(call.closes_at - timedelta(hours=23)):
        withdrawals.take_up(draft, actor=cast["preparer"])
    assert len(beat(call.closes_at - timedelta(hours=3), rule=DRAFT)) == 2


def test_who_has_sent_is_not_told_of_a_draft_though_the_working_copy_differs(ready, call, cast):
    """What was sent is the application: a sentence on drafts would frighten for nothing."""
    submissions.submit(ready, actor=cast["signatory"])
    applications.save_note(ready, text="Vielä yksi seikka.", actor=cast["preparer"])
    assert submissions.differs(submissions.gather(Application.objects.select_related().get(pk=ready.pk)))
    assert beat(call.closes_at - timedelta(hours=3), rule=DRAFT) == []
    withdrawals.withdraw(ready, actor=cast["signatory"])
    assert beat(call.closes_at - timedelta(hours=2), rule=DRAFT) == []
