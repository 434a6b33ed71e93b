"""A case's trail in words, for those who handle it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message

# What was done to the draft is the applicant's own matter: a draft is not a document (JulkL 7 §).
DRAFTING = ("start", "save_answers", "save_budget", "save_contact", "save_note", "ask_signatory")
DRAFTING_MAIL = ("grants.please_sign", "grants.draft_reminder")
VERBS = {
    "submit": _("Sent the application"),
    "start": _("Started the application"),
    "save_answers": _("Saved answers"),
    "save_budget": _("Saved the budget"),
    "save_contact": _("Saved the contact details"),
    "save_note": _("Wrote about the condition of the call"),
    "ask_signatory": _("Asked the signatory to send"),
    "create_news": _("Wrote the draft"),
    "edit_news": _("Changed the text"),
    "tell_demo": _("The demo's story went on"),
    "publish_news": _("Published"),
    "withdraw_news": _("Withdrew"),
    "rule_on_eligibility": _("Decided on the condition of the call"),
}
# What officials do to prepare the decision is theirs until the decision is made (JulkL 6 §).
OFFICIAL = ("rule_on_eligibility",)


def in_words(event: AuditEvent) -> Any:
    """What was done; a verb without words of its own is shown as it is."""
    return VERBS.get(event.verb, event.verb)


def state_in_words(state: str) -> Any:
    """A state of an application in the page's language."""
    return ApplicationState(state).label if state in ApplicationState.values else state


def trail(case: UUID) -> list[dict[str, Any]]:
    """What has been done in the case since it became the authority's, in the chain's order."""
    events = AuditEvent.objects.filter(case_id=case).exclude(verb__in=DRAFTING)
    return [
        {
            "at": event.at,
            "seq": event.seq,
            "actor": event.actor,
            "what": in_words(event),
            "state": state_in_words(event.target) if event.source != event.target else "",
            "hash": event.hash,
        }
        for event in events.select_related("actor").order_by("seq")
    ]


def mail(case: UUID) -> QuerySet[Message]:
    """The case's messages that concern the authority, oldest first."""
    sent = Message.objects.filter(case_id=case, confidential=False).exclude(rule__in=DRAFTING_MAIL)
    return sent.select_related("recipient").order_by("created_at", "pk")


def last_event(case: UUID) -> dict[str, Any] | None:
    """What was done last in the case, by whom: for the applicant, without the officials' own work."""
    events = AuditEvent.objects.filter(case_id=case).exclude(verb__in=OFFICIAL)
    event = events.select_related("actor").order_by("-seq").first()
    if event is None:
        return None
    return {"at": event.at, "actor": event.actor, "what": in_words(event)}
