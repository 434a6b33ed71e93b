"""A case's trail in words, for those who handle it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState, ArrivalState, ConflictState, ReviewState
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message

# What was done to the draft is the applicant's own matter: a draft is not a document (JulkL 7 §).
DRAFTING: tuple[str, ...] = (
    "start",
    "save_answers",
    "save_budget",
    "save_contact",
    "save_note",
    "ask_signatory",
)
DRAFTING += ("take_over", "give_up", "take_up", "give_part", "take_back_part")
DRAFTING += ("comment", "settle_comment", "take_up_comment")
DRAFTING += ("keep_statement", "ask_draft")
# What became of a file that went along is told beside the file itself.
DRAFTING += ("documents.upload", "documents.screen", "remove_attachment", "mark_attachment")
DRAFTING_MAIL = (
    *("grants.please_sign", "grants.draft_reminder"),
    *("grants.draft_given_up", "grants.draft_taken_up", "grants.supplement_please_send"),
)
VERBS = {
    "submit": _("Sent the application"),
    "start": _("Started the application"),
    "save_answers": _("Saved answers"),
    "save_budget": _("Saved the budget"),
    "save_contact": _("Saved the contact details"),
    "documents.upload": _("Added an attachment"),
    "documents.screen": _("An attachment was checked for viruses"),
    "remove_attachment": _("Removed an attachment"),
    "mark_attachment": _("Changed the secrecy mark of an attachment"),
    "save_note": _("Wrote about the condition of the call"),
    "ask_signatory": _("Asked the signatory to send"),
    "keep_statement": _("Filled in the sending"),
    "ask_draft": _("Asked for a draft as a PDF"),
    "create_news": _("Wrote the draft"),
    "edit_news": _("Changed the text"),
    "tell_demo": _("The demo's story went on"),
    "publish_news": _("Published"),
    "withdraw_news": _("Withdrew"),
    "rule_on_eligibility": _("Decided on the condition of the call"),
    "submit_refused": _("Sent after the closing: refused"),
    "record_arrival": _("Recorded the arrival"),
    "correct_arrival": _("Corrected the arrival"),
    "withdraw": _("Withdrew the application"),
    "ask_withdrawal": _("Asked for the end of the matter"),
    "give_up": _("Deleted the draft"),
    "take_over": _("Took over answers from an earlier application"),
    "take_up": _("Took the draft up again"),
    "give_part": _("Gave a part to somebody"),
    "take_back_part": _("Took a part back"),
    "comment": _("Commented on a part"),
    "settle_comment": _("Settled a comment"),
    "take_up_comment": _("Opened a comment again"),
    "declare": _("Declared on a conflict of interest"),
    "declare_conflict": _("Declared a conflict of interest"),
    "ask_superior": _("Asked a superior to decide on a conflict of interest"),
    "claim_conflict": _("Claimed that another official has a conflict of interest"),
    "find_conflict": _("Decided that an official has a conflict of interest"),
    "find_no_conflict": _("Decided that an official has no conflict of interest"),
    "officer_dropped": _("Ended the presenting officer's part because of a conflict of interest"),
    "end_for_conflict": _("Ended an assessment because of a conflict of interest"),
    "examine": _("Took under examination"),
    "assign": _("Said who examines"),
    "mark_check": _("Marked the checklist"),
    "write_note": _("Wrote a note"),
}
VERBS |= {
    "assign_again": _("Gave an assessment back to its assessor"),
    "save_score": _("Scored the application"),
    "finish": _("Finished an assessment"),
    "reopen": _("Took a finished assessment up again"),
    "take_away": _("Took an assessment away from its assessor"),
    "begin_consensus": _("Began the consensus of the assessors"),
    "begin_again": _("Began the consensus of the assessors anew"),
}
VERBS |= {
    "ask_supplement": _("Asked for a supplement"),
    "extend_supplement": _("Gave more time for the supplement"),
    "answer_supplement": _("Sent the supplement"),
    "close_supplement": _("Closed the supplement request without an answer"),
    "write_to_officials": _("Wrote to the ministry"),
    "write_to_applicant": _("Wrote to the applicant"),
}
# An assessor's words are theirs while they write them.
DRAFTING += ("save_score",)
# What officials do to prepare the decision is theirs until the decision is made (JulkL 6 §).
OFFICIAL: tuple[str, ...] = ("rule_on_eligibility",)
OFFICIAL += ("declare", "declare_conflict", "ask_superior", "claim_conflict", "find_conflict")
OFFICIAL += ("find_no_conflict", "officer_dropped", "end_for_conflict")
OFFICIAL += ("assign", "mark_check", "write_note")
OFFICIAL += ("assign_again", "save_score", "finish", "reopen", "take_away")
OFFICIAL += ("begin_consensus", "begin_again")


def in_words(event: AuditEvent) -> Any:
    """What was done; a verb without words of its own is shown as it is."""
    return VERBS.get(event.verb, event.verb)


def state_in_words(state: str) -> Any:
    """A state of what a trail tells of, in the page's language."""
    known: tuple[Any, ...] = (ApplicationState, ArrivalState, ConflictState, ReviewState)
    return next((states(state).label for states in known if state in states.values), state)


def events_of(case: UUID, *, hidden: tuple[str, ...] = DRAFTING) -> QuerySet[AuditEvent]:
    """What has been done in the case since it became the authority's, with who did it."""
    return AuditEvent.objects.filter(case_id=case).exclude(verb__in=hidden).select_related("actor")


def told(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """The same in words."""
    return [
        {
            "at": event.at,
            "seq": event.seq,
            "actor": event.actor,
            "what": in_words(event),
            "state": state_in_words(event.target) if event.source != event.target else "",
            "hash": event.hash,
        }
        for event in events
    ]


def trail(case: UUID, *, hidden: tuple[str, ...] = DRAFTING) -> list[dict[str, Any]]:
    """All of it, in the chain's order."""
    return told(events_of(case, hidden=hidden).order_by("seq"))


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
