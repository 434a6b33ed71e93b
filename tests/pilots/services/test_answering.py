"""A member's signatory accepts what is asked at that moment, word for word, or says no."""

from datetime import date

import pytest

from pilots.enums import MemberState
from pilots.links import Share
from pilots.models import Member
from pilots.services import TermsChanged, answering, confirm_member, decline_member, invite_member, terms_of
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepRefused

COMMITMENTS = [
    {"key": "evaluation", "text": {"fi": "Osallistumme arviointiin.", "sv": "Vi deltar i utvärderingen."}},
    {"key": "absences", "text": {"fi": "Raportoimme poissaolot.", "sv": "Vi rapporterar frånvaron."}},
]


@pytest.fixture
def asked(pilot, programme, register, cast) -> Member:
    """Lapinlahti, invited to a pilot whose programme asks for two commitments."""
    programme.commitments = COMMITMENTS
    programme.save()
    return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


def state_of(member: Member) -> str:
    return Member.objects.get(pk=member.pk).state


def test_what_was_accepted_is_kept_word_for_word(asked, programme, cast):
    confirm_member(
        asked,
        accepted=COMMITMENTS,
        decision_number=" 12 §\n",
        decision_date=date(2021, 3, 9),
        actor=cast["participant"],
    )
    programme.commitments = []
    programme.save()
    kept = Member.objects.get(pk=asked.pk)
    assert kept.accepted == COMMITMENTS
    assert (kept.decision_number, kept.decision_date) == ("12 §", date(2021, 3, 9))
    assert kept.accepted_share_cents is None
    event = AuditEvent.objects.get(case=asked.pilot.case, verb="confirm_member")
    assert event.facts["commitments"] == ["evaluation", "absences"]
    assert event.facts["decision_date"] == "2021-03-09"


@pytest.mark.parametrize(
    "accepted", [[], COMMITMENTS[:1], [*COMMITMENTS[:1], {**COMMITMENTS[1], "text": {"fi": "Muuta."}}]]
)
def test_less_than_what_is_asked_is_no_yes(asked, cast, accepted):
    with pytest.raises(TermsChanged) as refused:
        confirm_member(asked, accepted=accepted, actor=cast["participant"])
    assert refused.value.terms.commitments == COMMITMENTS
    assert state_of(asked) in (MemberState.INVITED,)
    asked.pilot.refresh_from_db()
    assert asked.pilot.membership_version == 2


def test_what_changed_after_it_was_shown_is_shown_anew(asked, programme, cast):
    shown = terms_of(asked)
    programme.commitments = COMMITMENTS[:1]
    programme.save()
    with pytest.raises(TermsChanged):
        confirm_member(asked, accepted=shown.commitments, seen=shown.mark, actor=cast["participant"])
    # Nor are the new ones accepted by who has seen the old.
    with pytest.raises(TermsChanged):
        confirm_member(asked, accepted=COMMITMENTS[:1], seen=shown.mark, actor=cast["participant"])
    assert state_of(asked) in (MemberState.INVITED,)


def test_the_share_is_kept_as_it_was_shown(asked, cast, monkeypatch):
    shares = {asked.pk: Share(2_850_000, 570_000, 20)}
    monkeypatch.setattr(answering, "shares_of", lambda pilot: shares)
    shown = terms_of(asked)
    shares[asked.pk] = Share(3_000_000, 600_000, 20)
    with pytest.raises(TermsChanged):
        confirm_member(asked, accepted=COMMITMENTS, seen=shown.mark, actor=cast["participant"])
    confirmed = confirm_member(
        asked, accepted=COMMITMENTS, seen=terms_of(asked).mark, actor=cast["participant"]
    )
    assert confirmed.accepted_share_cents == 3_000_000


def test_a_programme_without_commitments_is_just_confirmed(pilot, register, cast):
    member = invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    confirmed = confirm_member(member, actor=cast["participant"])
    assert (confirmed.state, confirmed.accepted) == (MemberState.CONFIRMED, [])


def test_who_comes_second_is_refused(asked, cast):
    decline_member(asked, actor=cast["participant"])
    with pytest.raises(StepRefused):
        confirm_member(asked, accepted=COMMITMENTS, actor=cast["participant"])
    assert state_of(asked) in (MemberState.DECLINED,)


@pytest.mark.parametrize("confirms", [True, False])
def test_the_coordinators_people_hear_of_every_answer_once(asked, cast, confirms):
    if confirms:
        confirm_member(asked, accepted=COMMITMENTS, decision_number="12 §", actor=cast["participant"])
    else:
        decline_member(asked, actor=cast["participant"])
    told = Message.objects.filter(rule="pilots.answered")
    assert {message.recipient for message in told} == {cast["preparer"], cast["signatory"]}
    assert told.count() == 2
    for message in told:
        assert "Lapinlahti" in message.subject
        assert str(cast["participant"]) in message.text
        assert ("12 §" in message.text) is confirms


def test_asked_again_nothing_of_the_first_answer_stands(asked, pilot, cast):
    confirm_member(asked, accepted=COMMITMENTS, decision_number="12 §", actor=cast["participant"])
    answering.leave_member(asked, actor=cast["participant"])
    again = invite_member(pilot, organisation=asked.organisation, actor=cast["preparer"])
    assert (again.accepted, again.decision_number, again.answered_by) == ([], "", None)
