"""Taking back: a sent application is withdrawn, a draft that never arrived is given up."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants import emails
from grants.models import Application
from grants.models.application import ApplicationQuerySet
from grants.rules import is_withdrawn
from grants.services.eligibility import SentAnew
from grants.workflows import APPLICATION
from pilots.enums import MemberState
from pilots.models import Member
from sky_portal import clock, locks
from sky_portal.accounts.rules import is_presenting_officer
from sky_portal.names import plain_line
from sky_portal.workflow import StepRefused


def withdraw(
    application: Application, *, reason: str = "", seen: int | None = None, actor: Any
) -> Application:
    """Withdraws what has been sent while the call is open; the case keeps its number.

    `seen` is the number of the submission that the signatory read. Raises StepForbidden for
    others than signatories and after the closing, StepRefused for what is not there to be
    withdrawn, SentAnew when a newer version has been sent meanwhile, ValidationError on the
    reason.
    """
    with APPLICATION.step("withdraw", application, actor=actor) as row:
        sent = row.current_submission
        if seen is not None and sent.number != seen:
            raise SentAnew(sent)
        row.withdrawn_at, row.withdrawal_asked_at = row.act.at, None
        row.withdrawal_reason = _in_words(reason)
        row.act.facts = {"submission": sent.number}
        row.act.payload = {"reason": row.withdrawal_reason}
        emails.application_withdrawn(row, by=actor, partners=partners(row))
    return row


def ask_withdrawal(application: Application, *, reason: str = "", actor: Any) -> Application:
    """Asks, after the closing, that the matter be ended: the authority does that by a decision.

    Asked once more, nothing changes. Raises StepForbidden for others than signatories and while
    the call is open, StepRefused for what is not under examination, ValidationError.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locked = locks.lock(Application, pk=application.pk)
        if locked.withdrawal_asked_at and APPLICATION.may("ask_withdrawal", actor, locked):
            return locked
        with APPLICATION.step("ask_withdrawal", application, actor=actor, at=at) as row:
            row.withdrawal_asked_at, row.withdrawal_reason = at, _in_words(reason)
            row.act.facts = {"submission": row.current_submission.number}
            row.act.payload = {"reason": row.withdrawal_reason}
            emails.withdrawal_asked(row, by=actor)
        return row


def give_up(application: Application, *, actor: Any) -> Application:
    """Puts a draft away that was never sent: nobody is reminded of it, its members are free.

    Who has confirmed its part is told. Raises StepForbidden for others than the applicant's
    writers, StepRefused for what has been given up or sent already.
    """
    with APPLICATION.step("give_up", application, actor=actor) as row:
        row.withdrawn_at = row.act.at
        emails.draft_given_up(row, to=partners(row), at=row.act.at)
    return row


def take_up(application: Application, *, actor: Any) -> Application:
    """Takes the draft up again, as it was; raises StepForbidden after the closing, StepRefused."""
    with APPLICATION.step("take_up", application, actor=actor) as row:
        row.withdrawn_at = None
        emails.draft_taken_up(row, to=partners(row), at=row.act.at)
    return row


def partners(application: Application) -> list[Any]:
    """Who has confirmed the part of a member: they hear what becomes of what they joined."""
    confirmed = Member.objects.filter(pilot=application.pilot_id, state=MemberState.CONFIRMED)
    return [member.answered_by for member in confirmed.select_related("answered_by").order_by("pk")]


def is_given_up(application: Application) -> bool:
    """Whether it is a draft that has been put away: it never arrived."""
    return is_withdrawn.test(None, application) and application.current_submission_id is None


def asked_of(user: Any) -> ApplicationQuerySet:
    """The applications whose end has been asked for, for those who prepare the decision on it."""
    sources = APPLICATION.steps["ask_withdrawal"].sources
    found = Application.objects.visible_to(user).filter(is_presenting_officer.q(user))
    return found.filter(withdrawal_asked_at__isnull=False, state__in=sources)


def _in_words(reason: str) -> str:
    """Each line without what nobody sees; its length is judged here: a text column judges none."""
    words = "\n".join(map(plain_line, reason.strip().splitlines()))
    longest = Application._meta.get_field("withdrawal_reason").max_length
    if longest and len(words) > longest:
        raise ValidationError({"reason": _("Write at most %(count)s characters.") % {"count": longest}})
    return words


__all__ = [
    "SentAnew",
    "StepRefused",
    "ask_withdrawal",
    "asked_of",
    "give_up",
    "is_given_up",
    "partners",
    "take_up",
    "withdraw",
]
