"""The vocabulary of pages about assessments."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from grants.enums import ReviewState
from grants.models import Application, Criterion, Review, ReviewScore
from grants.services.side_by_side import Board
from sky_portal.ui import formats

register = template.Library()

TONES = {ReviewState.DONE: "ok", ReviewState.IN_PROGRESS: "do", ReviewState.ASSIGNED: "plain"}
# A score is shown to the hundredth; where that would hide a difference, to the thousandth.
HUNDREDTHS, THOUSANDTHS = 2, 3


@register.simple_tag
def score(value: Decimal | None) -> str:
    """A mean or a spread: 4,25, or 4,325 where hundredths are not enough; nothing for none."""
    if value is None:
        return ""
    thousandths = int(value * 10**THOUSANDTHS)
    whole, rest = divmod(thousandths, 10)
    if rest:
        return formats.number(thousandths, THOUSANDTHS)
    return formats.number(whole, HUNDREDTHS)


@register.simple_tag
def review_tag(review: Review) -> SafeString:
    """Where an assessment stands, in a word and a shape."""
    tone = TONES.get(ReviewState(review.state), "plain")
    return format_html('<span class="tag {}">{}</span>', tone, review.get_state_display())


@register.simple_tag
def save_address(application: Application, key: str, is_consensus: bool) -> str:
    """Where one criterion is saved by itself."""
    name = "grants:consensus_score" if is_consensus else "grants:review_score"
    return reverse(name, args=[application.case_id, key])


@register.simple_tag
def own_scores(review: Review) -> list[tuple[Criterion, ReviewScore]]:
    """What an assessment has given, in the order of the criteria."""
    scores = review.scores.select_related("criterion").order_by("criterion__place")
    return [(one.criterion, one) for one in scores]


@register.inclusion_tag("grants/reviews/_board.html")
def board(board: Board) -> dict[str, Any]:
    """The assessments side by side."""
    return {"board": board, "has_summaries": any(one.review.summary for one in board.columns)}
