"""More time for a published call, told to every applicant alike."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants import emails
from grants.models import Application, Call, Extension
from grants.services.call.addressees import applicants_people
from grants.workflows import CALL
from pilots.models import Member
from sky_portal import clock
from sky_portal.jobs.services import enqueue
from sky_portal.messaging import reminders
from sky_portal.texts import LANGUAGES, NEEDED_TO_PUBLISH

TELL = "grants.tell_extension"
TELL_ONE = "grants.tell_extension_to"
LONGEST_REASON = 2000
# The reminders that name the closing time.
DRAFT_OPEN = "grants.draft_open"
INVITATION_OPEN = "grants.invitation_open"


def extend(call: Call, *, closes_at: datetime, reason: dict[str, str], actor: Any) -> Extension:
    """Moves the closing of a published call to a later time; it may have closed already (an outage).

    Every applicant is told alike, draft or sent, by a job. Raises StepForbidden, StepRefused, and
    ValidationError for a time that is not later than the closing and now, or a reason that is not
    there in Finnish and Swedish.
    """
    with CALL.step("extend", call, actor=actor) as row:
        reason = _checked(row, closes_at, reason)
        extension = Extension.objects.create(
            call=row,
            closed_at=row.closes_at,
            closes_at=closes_at,
            reason=reason,
            made_at=clock.now(),
            made_by=actor,
        )
        row.closes_at = closes_at
        row.milestones.filter(key="closes").update(at=closes_at)
        row.act.facts = {
            "extension": extension.pk,
            "closed_at": extension.closed_at.isoformat(),
            "closes_at": closes_at.isoformat(),
        }
        _withdraw_reminders(row)
        enqueue(TELL, key=str(extension.pk), case=row.case, extension=extension.pk)
    return extension


def tell_applicants(extension: Extension) -> None:
    """Queues the telling, an application at a time: thousands of messages are no single act."""
    for pk in Application.objects.filter(call=extension.call_id).order_by("pk").values_list("pk", flat=True):
        enqueue(TELL_ONE, key=f"{extension.pk} {pk}", extension=extension.pk, application=pk)


def tell_one(extension: Extension, application: Application) -> int:
    """Tells the people of one application; how many had not been told yet."""
    told = [
        emails.call_extended(extension, application, to, language)
        for to, language in applicants_people(application)
    ]
    return sum(message is not None for message in told)


def _withdraw_reminders(call: Call) -> None:
    """One that still waits for the mail server would tell the old time after the new one."""
    applications = Application.objects.filter(call=call).order_by()
    members = Member.objects.filter(pilot__application__call=call).order_by()
    reminders.withdraw(DRAFT_OPEN, applications.values_list("pk", flat=True))
    reminders.withdraw(INVITATION_OPEN, members.values_list("pk", flat=True))


def _checked(call: Call, closes_at: datetime, reason: dict[str, str]) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    if closes_at <= call.closes_at:
        errors["closes_at"] = [_("The new closing time must be later than the present one.")]
    elif closes_at <= clock.now():
        errors["closes_at"] = [_("The new closing time must be in the future.")]
    kept = {language: reason.get(language, "").strip() for language in LANGUAGES}
    if not all(kept[language] for language in NEEDED_TO_PUBLISH):
        errors["reason"] = [_("Give the reason in Finnish and in Swedish: everybody reads it.")]
    elif any(len(text) > LONGEST_REASON for text in kept.values()):
        errors["reason"] = [_("The reason may have %(limit)s characters.") % {"limit": LONGEST_REASON}]
    if errors:
        raise ValidationError(errors)
    return {language: text for language, text in kept.items() if text}
