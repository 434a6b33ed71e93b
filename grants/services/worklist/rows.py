"""The rows of the worklist: plain values of what is shown, in one query however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper

from grants.models import Application
from grants.services.worklist.flags import Flag, flags_for
from grants.services.worklist.ordering import done_count, given_count
from sky_portal.alphabet import name_language

_FIELDS = {
    "pk": "pk",
    "case_id": "case_id",
    "number": "case__number",
    "name": "current_submission__name",
    "applicant_fi": "applicant__name_fi",
    "applicant_sv": "applicant__name_sv",
    "region": "region_code",
    "language": "language",
    "members": "current_submission__member_count",
    "total_cents": "current_submission__total_cents",
    "grant_cents": "current_submission__grant_cents",
    "computed": "current_submission__eligible",
    "version": "current_submission__number",
    "arrived_at": "current_submission__arrived_at",
    "state": "state",
    "withdrawn_at": "withdrawn_at",
    "withdrawal_asked_at": "withdrawal_asked_at",
    "officer_id": "presenting_officer_id",
    "officer": "presenting_officer__name",
    "score": "score",
    "spread": "score_spread",
    # Annotated.
    "meets": "meets",
    "ruled": "ruled",
    "ruled_version": "ruled_number",
    "done": "done_count",
    "given": "given_count",
}


@dataclass(frozen=True)
class Row:
    """One application as the worklist tells of it; sums are cents."""

    pk: int
    case_id: UUID
    number: str
    name: str
    applicant_fi: str
    applicant_sv: str
    region: str
    language: str
    members: int
    total_cents: int
    grant_cents: int
    computed: bool
    version: int
    arrived_at: datetime
    state: str
    withdrawn_at: datetime | None
    withdrawal_asked_at: datetime | None
    officer_id: int | None
    officer: str | None
    score: Decimal | None
    spread: Decimal | None
    meets: bool
    ruled: bool | None
    ruled_version: int | None
    done: int
    given: int
    flags: tuple[Flag, ...] = ()

    @property
    def applicant(self) -> str:
        """The applicant's name in the page's language."""
        return self.applicant_sv if name_language() == "sv" else self.applicant_fi


def rows_of(keys: Sequence[int], user: Any) -> list[Row]:
    """The rows of these applications, in the order of their keys."""
    flags = flags_for(user)
    asked = {f"flag_{flag.key}": _told(flag, user) for flag in flags}
    found: Any = (
        Application.objects.filter(pk__in=keys)
        .with_ruling()
        .annotate(done_count=done_count(), given_count=given_count(), **asked)
        .order_by()
        .values_list(*_FIELDS.values(), *asked)
    )
    width = len(_FIELDS)
    by_key = {}
    for values in found:
        raised = zip(flags, values[width:], strict=True)
        told = dict(zip(_FIELDS, values, strict=False))
        by_key[values[0]] = Row(**told, flags=tuple(flag for flag, is_up in raised if is_up))
    return [by_key[key] for key in keys if key in by_key]


def _told(flag: Flag, user: Any) -> Any:
    return ExpressionWrapper(flag.condition(user), output_field=BooleanField())
