"""The coordinator reminds once a day, removes whom it has seen, and everybody concerned hears of it."""

from datetime import timedelta

import pytest

from pilots.enums import MemberState
from pilots.models import Member
from pilots.services import (
    RemindedToday,
    confirm_member,
    decline_member,
    invite_member,
    remind_member,
    remove_member,
)
from sky_portal import clock
from sky_portal.accounts.models import RegistryLink
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused

NOON = clock.helsinki(2021, 3, 15, 12)


@pytest.fixture
def invited(pilot, register, cast) -> Member:
    with clock.standing_at(NOON):
        return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


def test_a_member_is_reminded_once_a_day(invited, cast):
    with clock.standing_at(NOON + timedelta(hours=1)):
        remind_member(invited, actor=cast["preparer"])
        with pytest.raises(RemindedToday):
            remind_member(invited, actor=cast["signatory"])
    # Past midnight in Helsinki, still the same day in UTC.
    with clock.standing_at(clock.helsinki(2021, 3, 16, 0, 30)):
        remind_member(invited, actor=cast["signatory"])
    reminders = Message.objects.filter(rule="pilots.invited").exclude(due=invited.invited_at.isoformat())
    assert reminders.count() == 2
    assert all("Muistutus" in message.subject for message in reminders)


def test_only_the_coordinator_reminds_and_only_who_has_not_answered(invited, cast):
    with pytest.raises(StepForbidden):
        remind_member(invited, actor=cast["participant"])
    confirm_member(invited, actor=cast["participant"])
    with pytest.raises(StepRefused):
        remind_member(invited, actor=cast["preparer"])


def test_who_answered_in_between_is_not_removed_unseen(pilot, invited, cast):
    seen = invited.state
    confirm_member(invited, actor=cast["participant"])
    with pytest.raises(StepRefused):
        remove_member(invited, seen=seen, actor=cast["preparer"])
    assert Member.objects.get(pk=invited.pk).state in (MemberState.CONFIRMED,)
    pilot.refresh_from_db()
    assert pilot.membership_version == 3
    remove_member(invited, seen=MemberState.CONFIRMED, actor=cast["preparer"])
    assert Member.objects.get(pk=invited.pk).state in (MemberState.REMOVED,)


def test_who_is_removed_is_told(invited, cast):
    remove_member(invited, actor=cast["preparer"])
    [message] = Message.objects.filter(rule="pilots.removed")
    assert message.recipient == cast["participant"]


def test_without_a_signatory_the_registry_gets_a_link_that_nobody_else_reads(pilot, register, cast):
    sonkajarvi = register["sonkajarvi"]
    sonkajarvi.memberships.all().delete()
    sonkajarvi.registry_email = "kirjaamo@sonkajarvi.example"
    sonkajarvi.save()
    member = invite_member(pilot, organisation=sonkajarvi, actor=cast["preparer"])
    link = RegistryLink.objects.get(organisation=sonkajarvi)
    assert link.continue_to == f"/fi/members/{member.pk}/answer/"
    [message] = Message.objects.filter(rule="pilots.registry_asked")
    assert (message.address, message.confidential) == ("kirjaamo@sonkajarvi.example", True)
    assert link.token_hash not in message.text
    remind_member(member, actor=cast["preparer"])
    assert RegistryLink.objects.filter(organisation=sonkajarvi).count() == 2


def test_who_declined_can_be_asked_again(invited, pilot, cast):
    decline_member(invited, actor=cast["participant"])
    again = invite_member(pilot, organisation=invited.organisation, actor=cast["preparer"])
    assert again.pk == invited.pk
    assert again.state in (MemberState.INVITED,)
