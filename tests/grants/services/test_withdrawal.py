"""Taking back: withdrawn while the call is open, asked for after it, drafts given up and taken up."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from grants.models import Application
from grants.reminders import open_drafts, open_invitations
from grants.services import submission as submissions
from grants.services import withdrawal
from grants.services.eligibility import SentAnew
from grants.services.overlap import overlaps_as_sent
from pilots.services import confirm_member, invite_member, overlaps
from pilots.workflows import MEMBER
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories

AFTER = factories.LAST_INSTANT + timedelta(seconds=1)


@pytest.fixture
def sent(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    return ready


def fresh(application):
    return Application.objects.get(pk=application.pk)


def addresses(rule):
    return sorted(Message.objects.filter(rule=rule).values_list("address", flat=True))


def test_withdrawn_it_keeps_its_number_and_its_evidence(sent, cast):
    withdrawal.withdraw(sent, reason=" Rahoitus järjestyi\nmuuten. ", seen=1, actor=cast["signatory"])
    now = fresh(sent)
    assert (now.get_state_display(), now.withdrawn_at) == ("Peruutettu", factories.OPEN)
    assert now.withdrawal_reason == "Rahoitus järjestyi\nmuuten."
    assert now.case.number == sent.case.number
    assert now.current_submission == sent.current_submission
    event = AuditEvent.objects.get(verb="withdraw")
    assert (event.target, event.facts) == ("withdrawn", {"submission": 1})
    assert now not in Application.objects.standing()
    assert now in Application.objects.visible_to(cast["presenting_officer"])


def test_it_is_confirmed_to_those_who_got_the_receipt_and_to_the_partners(ready, cast, providers):
    [member] = factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    submission = submissions.submit(ready, actor=cast["signatory"])
    content = submission.content["application"]
    withdrawal.withdraw(ready, actor=cast["signatory"])
    everybody = {cast["signatory"].email, content["contact"]["email"], member.answered_by.email}
    registry = {content["applicant"]["registry_email"]} - {"", None}
    assert set(addresses("grants.application_withdrawn")) == everybody | registry
    first = Message.objects.filter(rule="grants.application_withdrawn").first()
    assert content["pilot"]["name"] in first.text
    assert submission.content["sent"]["case_number"] in first.subject


def test_only_a_signatory_withdraws(sent, cast):
    for who in ("preparer", "participant", "outsider_signatory", "presenting_officer"):
        with pytest.raises(StepForbidden):
            withdrawal.withdraw(sent, actor=cast[who])


def test_a_draft_is_not_withdrawn_and_nothing_twice(ready, sent, cast, call, providers):
    other = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    with pytest.raises(StepRefused):
        withdrawal.withdraw(other, actor=cast["signatory"])
    withdrawal.withdraw(sent, actor=cast["signatory"])
    with pytest.raises(StepRefused):
        withdrawal.withdraw(sent, actor=cast["signatory"])
    assert AuditEvent.objects.filter(verb="withdraw").count() == 1


def test_what_was_sent_meanwhile_is_not_withdrawn_unseen(sent, cast):
    factories.save_budget(sent, factories.line(sent, "30 000"), actor=cast["preparer"])
    second = submissions.submit(sent, actor=cast["signatory"])
    with pytest.raises(SentAnew) as newer:
        withdrawal.withdraw(sent, seen=1, actor=cast["signatory"])
    assert newer.value.current == second
    assert fresh(sent).withdrawn_at is None


def test_a_reason_has_its_length(sent, cast):
    with pytest.raises(ValidationError):
        withdrawal.withdraw(sent, reason="x" * 2001, actor=cast["signatory"])
    assert fresh(sent).withdrawn_at is None


def test_the_last_instant_is_in_time_and_the_next_is_not(sent, cast):
    with clock.standing_at(AFTER), pytest.raises(StepForbidden):
        withdrawal.withdraw(sent, actor=cast["signatory"])
    with clock.standing_at(factories.LAST_INSTANT):
        withdrawal.withdraw(sent, actor=cast["signatory"])
    assert fresh(sent).withdrawn_at == factories.LAST_INSTANT


def test_sent_again_it_is_the_application_again(sent, cast):
    withdrawal.withdraw(sent, reason="Virhe", actor=cast["signatory"])
    with pytest.raises(submissions.Withdrawn):
        submissions.submit(sent, actor=cast["signatory"])
    again = submissions.submit(sent, actor=cast["signatory"], again=True)
    now = fresh(sent)
    # The same content: a new filing all the same, under the same number.
    assert (again.number, now.current_submission) == (2, again)
    assert again.content["application"] == sent.current_submission.content["application"]
    assert (now.withdrawn_at, now.withdrawal_reason) == (None, "")
    assert now.case.number == again.content["sent"]["case_number"]
    assert submissions.submit(sent, actor=cast["signatory"], again=True) == again


def test_after_the_closing_it_is_not_sent_again(sent, cast):
    withdrawal.withdraw(sent, actor=cast["signatory"])
    with pytest.raises(StepForbidden):
        submissions.submit(sent, actor=cast["signatory"], arrived=AFTER, again=True)


def test_after_the_closing_the_end_is_asked_for_once(sent, cast):
    with pytest.raises(StepForbidden):
        withdrawal.ask_withdrawal(sent, actor=cast["signatory"])
    with clock.standing_at(AFTER):
        withdrawal.ask_withdrawal(sent, reason="Ensin", actor=cast["signatory"])
    with clock.standing_at(AFTER + timedelta(days=1)):
        withdrawal.ask_withdrawal(sent, reason="Toinen", actor=cast["signatory"])
        now = fresh(sent)
        assert (now.withdrawal_asked_at, now.withdrawal_reason) == (AFTER, "Ensin")
        assert now in Application.objects.standing()
        assert list(withdrawal.asked_of(cast["presenting_officer"])) == [now]
        assert not withdrawal.asked_of(cast["assessor"]).exists()
        with pytest.raises(StepForbidden):
            withdrawal.ask_withdrawal(sent, actor=cast["preparer"])
    assert AuditEvent.objects.filter(verb="ask_withdrawal").count() == 1
    assert cast["signatory"].email in addresses("grants.withdrawal_asked")


def test_a_given_up_draft_is_nobody_s_duty_and_comes_back_as_it_was(ready, cast):
    assert list(open_drafts(factories.OPEN)) == [ready]
    withdrawal.give_up(ready, actor=cast["preparer"])
    assert withdrawal.is_given_up(fresh(ready))
    assert list(open_drafts(factories.OPEN)) == []
    with pytest.raises(submissions.Withdrawn):
        submissions.submit(ready, actor=cast["signatory"], again=True)
    withdrawal.take_up(ready, actor=cast["signatory"])
    now = fresh(ready)
    assert (now.withdrawn_at, now.get_state_display()) == (None, "Luonnos")
    assert submissions.submit(now, actor=cast["signatory"]).number == 1


def test_what_was_sent_is_not_given_up(sent, cast):
    with pytest.raises(StepRefused):
        withdrawal.give_up(sent, actor=cast["preparer"])
    withdrawal.withdraw(sent, actor=cast["signatory"])
    with pytest.raises(StepForbidden):
        withdrawal.take_up(sent, actor=cast["preparer"])


def test_a_closed_call_takes_nothing_up(ready, cast):
    with clock.standing_at(AFTER):
        withdrawal.give_up(ready, actor=cast["preparer"])
        with pytest.raises(StepForbidden):
            withdrawal.take_up(ready, actor=cast["preparer"])


def test_members_of_a_given_up_draft_are_free(ready, cast, providers):
    [confirmed] = factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    invited = invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    assert list(open_invitations(factories.OPEN)) == [invited]
    withdrawal.give_up(ready, actor=cast["preparer"])
    assert list(open_invitations(factories.OPEN)) == []
    todos = {step.name: list(things) for step, things in MEMBER.todos(cast["participant"])}
    assert todos == {"confirm_member": []}
    with pytest.raises(StepForbidden):
        confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])
    assert addresses("grants.draft_given_up") == [confirmed.answered_by.email]
    withdrawal.take_up(ready, actor=cast["preparer"])
    assert addresses("grants.draft_taken_up") == [confirmed.answered_by.email]
    confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])


def test_what_is_out_competes_with_nobody(call, ready, cast, providers):
    factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    other = factories.make_ready(call, organisation=providers["vaasa"], actor=cast["outsider"])
    factories.join(other, providers["siilinjarvi"], actor=cast["outsider"])
    mine = submissions.submit(ready, actor=cast["signatory"])
    assert len(overlaps(ready.pilot)) == 1
    withdrawal.give_up(other, actor=cast["outsider"])
    assert overlaps(ready.pilot) == []
    withdrawal.take_up(other, actor=cast["outsider"])
    submissions.submit(other, actor=cast["outsider_signatory"])
    assert len(overlaps_as_sent(mine, user=cast["finance"])) == len(overlaps(ready.pilot)) == 1
    withdrawal.withdraw(other, actor=cast["outsider_signatory"])
    assert overlaps_as_sent(mine, user=cast["finance"]) == overlaps(ready.pilot) == []


def test_invitations_of_a_withdrawn_application_are_not_reminded_of(ready, cast, providers):
    invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    submissions.submit(ready, actor=cast["signatory"])
    assert len(open_invitations(factories.OPEN)) == 1
    withdrawal.withdraw(ready, actor=cast["signatory"])
    assert len(open_invitations(factories.OPEN)) == 0
