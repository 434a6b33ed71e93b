"""The coordinator's side of the membership: it invites, reminds and removes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from pilots import emails
from pilots.models import Member, Pilot
from pilots.rules import is_given_up, leads_pilot
from pilots.services.changing import changing, check_provider, tell
from pilots.services.reaching import ask
from pilots.workflows import MEMBER
from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.workflow import StepRefused


class RemindedToday(Exception):
    """The member has been reminded today already: once a day is enough."""


def invite_member(pilot: Pilot, *, organisation: Organisation, actor: Any) -> Member:
    """Asks an education provider to take part; one that declined or was removed is asked again.

    Raises PermissionDenied for others than the coordinator's preparer and signatory,
    ValidationError for an organisation that provides no education, StepRefused for one that
    belongs to the pilot already.
    """
    check_provider(organisation)
    with changing(pilot) as (locked, at):
        member = Member.objects.filter(pilot=locked, organisation=organisation).first()
        if member is None:
            return _invite_first(locked, organisation, actor, at)
        with MEMBER.step("invite_member", member, actor=actor, at=at) as row:
            _forget_answer(row, at)
            tell(row)
        ask(row, asked_by=actor)
        return row


def remind_member(member: Member, *, actor: Any) -> Member:
    """Asks once more whoever has not answered, its registry where nobody signs for it.

    Raises StepForbidden, StepRefused when it has answered, RemindedToday.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        with MEMBER.step("remind_member", member, actor=actor, at=at) as row:
            if row.reminded_at and _day(row.reminded_at) == _day(at):
                raise RemindedToday
            row.reminded_at = at
            row.act.facts = {"organisation": row.organisation_id}
        ask(row, asked_by=actor, again=True)
    return row


def remove_member(member: Member, *, seen: str = "", actor: Any) -> Member:
    """The coordinator takes a member out of the pilot.

    `seen` is the state in which the actor saw the member: who has answered in between is not
    removed. Raises StepForbidden, StepRefused.
    """
    with (
        changing(member.pilot) as (_pilot, at),
        MEMBER.step("remove_member", member, actor=actor, at=at) as row,
    ):
        if seen and MEMBER.state(row) not in (seen,):
            raise StepRefused(MEMBER.steps["remove_member"], MEMBER.state(row))
        tell(row)
        emails.removed(row)
    return row


def _invite_first(pilot: Pilot, organisation: Organisation, actor: Any, at: datetime) -> Member:
    if not leads_pilot.test(actor, pilot) or is_given_up.test(actor, pilot):
        raise PermissionDenied
    member = Member(pilot=pilot, organisation=organisation, invited_at=at)
    member.full_clean()
    member.save()
    facts = {"organisation": organisation.pk, "membership_version": pilot.membership_version}
    audit.record(
        pilot.case, verb="invite_member", thing=member, actor=actor, at=at, target=member.state, facts=facts
    )
    ask(member, asked_by=actor)
    return member


def _forget_answer(row: Any, at: datetime) -> None:
    """What was accepted before was accepted then; the trail and the versions remember it."""
    row.invited_at, row.answered_at, row.answered_by, row.reminded_at = at, None, None, None
    row.accepted, row.accepted_share_cents = [], None
    row.decision_number, row.decision_date = "", None


def _day(instant: datetime) -> Any:
    return instant.astimezone(clock.HELSINKI).date()
