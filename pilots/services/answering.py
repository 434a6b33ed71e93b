"""The member's side: its own signatory confirms with what the programme asks, declines, or leaves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilots import emails
from pilots.links import Share, shares_of
from pilots.models import Member
from pilots.services.changing import changing, tell
from pilots.workflows import MEMBER
from sky_portal.audit.services import canonical, digest
from sky_portal.names import plain_line


@dataclass(frozen=True)
class Terms:
    """What a member accepts by confirming: the programme's commitments, and its share of the costs."""

    commitments: list[dict[str, Any]]
    share: Share | None

    @property
    def mark(self) -> str:
        """What a page keeps of the terms that it showed: other terms have another mark."""
        share = self.share and self.share.costs_cents
        return digest({"commitments": self.commitments, "share": share})


class TermsChanged(Exception):
    """What would be accepted is not what is asked any more; `terms` are what is asked now."""

    def __init__(self, terms: Terms) -> None:
        super().__init__("the terms are no longer those that were accepted")
        self.terms = terms


def terms_of(member: Member) -> Terms:
    """What the member is asked to accept now."""
    return Terms(member.pilot.programme.commitments, shares_of(member.pilot).get(member.pk))


def confirm_member(
    member: Member,
    *,
    accepted: Any = (),
    seen: str = "",
    decision_number: str = "",
    decision_date: date | None = None,
    actor: Any,
) -> Member:
    """The member's own signatory says yes, and accepts the commitments word for word.

    `accepted` are the commitments as they were read; `seen` is the mark of the terms on the page
    where they were. The own body's decision is named where there is one. Raises StepForbidden,
    StepRefused, TermsChanged when the programme asks for something else by now, ValidationError
    on the decision.
    """
    with (
        changing(member.pilot) as (_pilot, at),
        MEMBER.step("confirm_member", member, actor=actor, at=at) as row,
    ):
        terms = terms_of(row)
        if canonical(list(accepted)) != canonical(terms.commitments) or (seen and seen != terms.mark):
            raise TermsChanged(terms)
        row.answered_at, row.answered_by = at, actor
        row.accepted = terms.commitments
        row.accepted_share_cents = terms.share.costs_cents if terms.share else None
        row.decision_number, row.decision_date = plain_line(decision_number), decision_date
        tell(row)
        row.act.facts |= {
            "commitments": [one["key"] for one in terms.commitments],
            "commitments_sha256": digest(terms.commitments),
            "share_cents": row.accepted_share_cents,
            "decision_number": row.decision_number,
            "decision_date": decision_date.isoformat() if decision_date else None,
        }
        emails.answered(row, confirmed=True)
    return row


def decline_member(member: Member, *, actor: Any) -> Member:
    """The member's own signatory says no; raises StepForbidden, StepRefused."""
    with (
        changing(member.pilot) as (_pilot, at),
        MEMBER.step("decline_member", member, actor=actor, at=at) as row,
    ):
        row.answered_at, row.answered_by = at, actor
        tell(row)
        emails.answered(row, confirmed=False)
    return row


def leave_member(member: Member, *, actor: Any) -> Member:
    """The member's own signatory takes it out after its yes; raises StepForbidden, StepRefused."""
    with (
        changing(member.pilot) as (_pilot, at),
        MEMBER.step("leave_member", member, actor=actor, at=at) as row,
    ):
        row.answered_at, row.answered_by = at, actor
        tell(row)
        emails.left(row)
    return row
