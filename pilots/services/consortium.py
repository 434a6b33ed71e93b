"""The consortium: a pilot is started, members are invited, answer, and are removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from pilots import emails
from pilots.enums import PRESENT, MemberState
from pilots.models import Member, MembershipVersion, Pilot, Programme
from pilots.rules import WRITERS, leads_pilot
from pilots.workflows import MEMBER
from sky_portal import clock, locks
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.cases.services import open_case
from sky_portal.names import plain_line


def start_pilot(programme: Programme, *, name: str, coordinator: Organisation, actor: Any) -> Pilot:
    """A pilot with its coordinator as the first member.

    The coordinator's part is not confirmed apart from the rest: its signatory does that by
    sending the application, and until then it counts because it leads. Raises PermissionDenied
    for those who write for no such provider, ValidationError on the name or the organisation.
    """
    if coordinator.pk not in actor.organisations_as(*WRITERS):
        raise PermissionDenied
    _check_provider(coordinator)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        case = open_case("pilot", language=coordinator.language)
        pilot = Pilot(
            case=case, programme=programme, name=plain_line(name), coordinator=coordinator, started_at=at
        )
        pilot.full_clean()
        pilot.save()
        Member.objects.create(pilot=pilot, organisation=coordinator, state=MemberState.LEADING, invited_at=at)
        _keep_version(pilot, at)
        facts = {"coordinator": coordinator.pk, "programme": programme.key}
        audit.record(case, verb="start_pilot", thing=pilot, actor=actor, at=at, facts=facts)
    return pilot


def invite_member(pilot: Pilot, *, organisation: Organisation, actor: Any) -> Member:
    """Asks an education provider to take part; one that declined or was removed is asked again.

    Raises PermissionDenied for others than the coordinator's preparer and signatory,
    ValidationError for an organisation that provides no education, StepRefused for one that
    belongs to the pilot already.
    """
    _check_provider(organisation)
    with _changing(pilot) as (locked, at):
        member = Member.objects.filter(pilot=locked, organisation=organisation).first()
        if member is None:
            return _invite_first(locked, organisation, actor, at)
        with MEMBER.step("invite_member", member, actor=actor, at=at) as row:
            row.invited_at, row.answered_at, row.answered_by = at, None, None
            _tell(row)
        emails.invited(row, asked_by=actor)
        return row


def confirm_member(member: Member, *, actor: Any) -> Member:
    """The member's own signatory says yes; raises StepForbidden, StepRefused."""
    return _answer("confirm_member", member, actor)


def decline_member(member: Member, *, actor: Any) -> Member:
    """The member's own signatory says no; raises StepForbidden, StepRefused."""
    return _answer("decline_member", member, actor)


def leave_member(member: Member, *, actor: Any) -> Member:
    """The member's own signatory takes it out after its yes; raises StepForbidden, StepRefused."""
    return _answer("leave_member", member, actor)


def remove_member(member: Member, *, actor: Any) -> Member:
    """The coordinator takes a member out of the pilot; raises StepForbidden, StepRefused."""
    with (
        _changing(member.pilot) as (_pilot, at),
        MEMBER.step("remove_member", member, actor=actor, at=at) as row,
    ):
        _tell(row)
    return row


def _answer(step: str, member: Member, actor: Any) -> Member:
    with _changing(member.pilot) as (_pilot, at), MEMBER.step(step, member, actor=actor, at=at) as row:
        row.answered_at, row.answered_by = at, actor
        _tell(row)
    return row


def _invite_first(pilot: Pilot, organisation: Organisation, actor: Any, at: datetime) -> Member:
    if not leads_pilot.test(actor, pilot):
        raise PermissionDenied
    member = Member(pilot=pilot, organisation=organisation, invited_at=at)
    member.full_clean()
    member.save()
    facts = {"organisation": organisation.pk, "membership_version": pilot.membership_version}
    audit.record(
        pilot.case, verb="invite_member", thing=member, actor=actor, at=at, target=member.state, facts=facts
    )
    emails.invited(member, asked_by=actor)
    return member


@contextmanager
def _changing(pilot: Pilot) -> Iterator[tuple[Pilot, datetime]]:
    """One change of the membership: the pilot is locked, its version grows, who is in is kept."""
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        pilot = locks.lock(Pilot, pk=pilot.pk)
        pilot.membership_version += 1
        pilot.save(update_fields=["membership_version"])
        yield pilot, at
        _keep_version(pilot, at)


def _keep_version(pilot: Pilot, at: datetime) -> None:
    members = pilot.members.filter(state__in=PRESENT).select_related("organisation")
    MembershipVersion.objects.create(
        pilot=pilot,
        number=pilot.membership_version,
        at=at,
        members=[
            {
                "organisation": member.organisation_id,
                "business_id": member.organisation.business_id,
                "name_fi": member.organisation.name_fi,
                "name_sv": member.organisation.name_sv,
                "state": member.state,
            }
            for member in members.order_by("organisation__business_id", "pk")
        ],
    )


def _tell(member: Any) -> None:
    member.act.facts = {
        "organisation": member.organisation_id,
        "membership_version": member.pilot.membership_version,
    }


def _check_provider(organisation: Organisation) -> None:
    if organisation.kind not in PROVIDER_KINDS:
        raise ValidationError(_("Only education providers can take part in a pilot."))
