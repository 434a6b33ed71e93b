"""In which order the worklist stands: by any of its columns, ties by the case number."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length

from grants.enums import ReviewKind, ReviewState
from grants.models import Review
from grants.models.application import ApplicationQuerySet
from sky_portal.alphabet import in_order, name_language

FIRST_ORDER = "number"
# A number of a series sorts as a number, not as text.
_NUMBER = (Length("case__number"), F("case__number"))
_PLAIN: dict[str, str] = {
    "region": "region_code",
    "language": "language",
    "members": "current_submission__member_count",
    "total": "current_submission__total_cents",
    "grant": "current_submission__grant_cents",
    "eligible": "meets",
    "arrived": "current_submission__arrived_at",
    "state": "state",
    "assessments": "done_count",
    "score": "score",
    "spread": "score_spread",
}


def in_table_order(
    found: ApplicationQuerySet, key: str = FIRST_ORDER, *, descending: bool = False
) -> ApplicationQuerySet:
    """Sorted by a column; what has no value in it comes last either way. Ties by number."""
    if key == "eligible":
        found = found.with_ruling()
    if key == "assessments":
        found = found.annotate(done_count=done_count())
    keys = [
        one.desc(nulls_last=True) if descending else one.asc(nulls_last=True) for one in _expressions(key)
    ]
    return found.order_by(*keys, *_NUMBER, "pk")


def done_count() -> Any:
    """How many of an application's assessments are done."""
    return _counted(Q(state=ReviewState.DONE))


def given_count() -> Any:
    """To how many assessors an application has been given."""
    return _counted(Q())


def _counted(condition: Q) -> Any:
    counting = Review.objects.counting().filter(condition, kind=ReviewKind.INDIVIDUAL)
    each = counting.filter(application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(each.annotate(count=Count("pk")).values("count")), 0)


def _expressions(key: str) -> tuple[Any, ...]:
    if key == "name":
        return (in_order("current_submission__name"),)
    if key == "applicant":
        return (in_order(f"applicant__name_{name_language()}"),)
    if key == "officer":
        return (in_order("presenting_officer__name"),)
    return (F(_PLAIN[key]),) if key in _PLAIN else _NUMBER
