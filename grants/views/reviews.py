"""One's own assessments: what is to be assessed, by when, and which comes next; a call's ranking."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.enums import ReviewKind, ReviewState
from grants.models import Application, Call, Criterion, Review
from grants.rules import (
    call_is_public,
    has_declared,
    writes_consensus,
)
from grants.services import ranking as ranks
from grants.services.own_reviews import own_reviews
from grants.services.scores import are_alike, weighted_mean
from grants.views.review_panel import panel
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audience import audience, roles

__all__ = ["ASSESSING", "panel", "ranking", "reviews"]

ASSESSING = roles(Role.ASSESSOR, Role.PRESENTING_OFFICER, Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR)
RANKING = roles(Role.PRESENTING_OFFICER, Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR)


@dataclass(frozen=True)
class OwnRow:
    """One assessment of the list."""

    review: Review
    ready: int
    criteria: int
    mean: Decimal | None
    declared: bool
    today: date

    @property
    def is_done(self) -> bool:
        """Whether it is ready."""
        return self.review.state in (ReviewState.DONE,)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return not self.is_done and self.review.due_on is not None and self.review.due_on < self.today

    @property
    def is_newer_sent(self) -> bool:
        """Whether a newer version has been sent since the first score was given."""
        scored = self.review.submission_id
        return scored is not None and scored != self.review.application.current_submission_id


@audience(ASSESSING)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What this person assesses, what is due first on top; and the rankings they may read."""
    rows = own_rows(request.user)
    open_rows = [row for row in rows if not row.is_done]
    context: dict[str, Any] = {
        "rows": rows,
        "done": len(rows) - len(open_rows),
        "next": open_rows[0] if open_rows else None,
        "agreeing": to_agree_on(request.user),
        "rankings": ranked_calls(request.user),
    }
    return render(request, "grants/reviews/list.html", context)


@audience(RANKING)
@require_safe
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's applications in the order of their scores."""
    call = get_object_or_404(ranked_calls(request.user), slug=slug)
    found = ranks.ranking(call, request.user)
    context = {"call": call, "ranking": found, "alike": are_alike(call.criteria.all())}
    return render(request, "grants/reviews/ranking.html", context)


def own_rows(user: Any) -> list[OwnRow]:
    """The person's assessments that have not ended, in the order in which they come."""
    listed = (
        own_reviews(user)
        .select_related(
            "application__call",
            "application__case",
            "application__applicant",
            "application__current_submission",
        )
        .defer("application__current_submission__content", "application__current_submission__search")
    )
    reviews = list(listed.prefetch_related("scores", "application__call__criteria").order_by("pk"))
    declared = Application.objects.filter(
        has_declared.q(user), pk__in=[one.application_id for one in reviews]
    )
    opened = set(declared.order_by().values_list("pk", flat=True))
    today = clock.today()
    rows = [_own_row(one, opened, today) for one in reviews]
    return sorted(rows, key=lambda row: (row.is_done, row.review.due_on or date.max, _number(row)))


def to_agree_on(user: Any) -> list[Application]:
    """Applications whose assessors are to agree, this person among them, and have not done so."""
    agreed = Review.objects.filter(kind=ReviewKind.CONSENSUS, state__in=(ReviewState.DONE,)).order_by()
    wanted = Application.objects.filter(call__consensus_wanted=True).exclude(
        pk__in=agreed.values("application_id")
    )
    return list(wanted.filter(writes_consensus.q(user)).for_list().order_by(*ranks.BY_NUMBER))


def ranked_calls(user: Any) -> Any:
    """The calls whose rankings the person reads: those that have closed."""
    if not user.has_role(Role.PRESENTING_OFFICER, Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR):
        return Call.objects.none()
    closed = Call.objects.visible_to(user).filter(call_is_public.q(user), closes_at__lt=clock.now())
    return closed.filter(criteria__isnull=False).distinct().order_by("-opens_at", "pk")


def _own_row(review: Review, opened: set[int], today: date) -> OwnRow:
    criteria: list[Criterion] = list(review.application.call.criteria.all())
    scores = {one.criterion_id: one for one in review.scores.all()}
    ready = [one for one in scores.values() if one.score is not None and one.reason]
    mean = weighted_mean(criteria, {pk: one.score for pk, one in scores.items()})
    return OwnRow(review, len(ready), len(criteria), mean, review.application_id in opened, today)


def _number(row: OwnRow) -> tuple[int, str]:
    number = row.review.application.case.number or ""
    return len(number), number
