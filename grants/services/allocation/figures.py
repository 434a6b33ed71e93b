"""The numbers of a plan: its rows, its totals by region, language and size, as a person sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from grants.enums import ConflictState
from grants.models import AllocationPlan, Application, ConflictDeclaration, PlanRow, Submission
from grants.rules import SENT_STATES, has_open_request, opens_sent, reads_sent
from grants.services.allocation.changes import total_of
from grants.services.allocation.ledger import Money, money, room
from grants.services.allocation.proportions import HUNDRED
from sky_portal.enums import Language
from sky_portal.texts import pick

WIDE_SPREAD = Decimal("1.5")
TENTH = Decimal("0.1")
# By the pupils of the consortium: key, the number from which on, and what it is called.
SIZES = (
    ("large", 20_001, _("Over 20,000 pupils")),
    ("middling", 5_000, _("5,000–20,000 pupils")),
    ("small", 2_000, _("2,000–4,999 pupils")),
    ("smallest", 0, _("Under 2,000 pupils")),
)


class Flag(StrEnum):
    """What is worth noticing of a row."""

    OVERLAP = "overlap"  # a municipality is in another application too
    SPREAD = "spread"  # the assessors are 1.5 or more apart
    CONFLICT = "conflict"  # somebody has declared a conflict of interest
    SUPPLEMENT = "supplement"  # a supplement has been asked for
    WITHDRAWAL = "withdrawal"  # the applicant has asked for the matter to be ended
    NEWER = "newer"  # a newer version has been sent since the sum was set
    NO_REASON = "no_reason"  # differs from what was applied for, and says not why


@dataclass(frozen=True)
class RowFigures:
    """One application in the plan. Sums in cents; `share` is proposed ÷ asked in per cent (one decimal)."""

    application: Application  # for_list(): call, case, applicant, current_submission
    row: PlanRow | None
    rank: int | None  # by score among the rows shown; equal scores share a rank
    score: Decimal | None
    spread: Decimal | None
    asked_cents: int
    proposed_cents: int
    region: dict[str, str]  # the coordinating municipality's, as sent: its name by language
    pupils: int  # of school age in the municipalities of the consortium, as sent
    members: int
    meets: bool  # the condition: the latest ruling, else the verdict
    opens: bool  # the person may set its sum: they have declared
    flags: frozenset[Flag]

    @property
    def share(self) -> Decimal:
        """Proposed of asked, in per cent."""
        if not self.asked_cents:
            return Decimal(0)
        return (Decimal(HUNDRED * self.proposed_cents) / self.asked_cents).quantize(TENTH)

    @property
    def exceptional(self) -> bool:
        """Whether what is proposed is so by exception: an official's ruling, or in spite of one."""
        sent = self.application.current_submission
        return not (self.meets and sent is not None and sent.eligible)

    @property
    def revision(self) -> int:
        """What a form sends back as `base_revision`: 0 without a row."""
        return self.row.revision if self.row else 0


@dataclass(frozen=True)
class Group:
    """A total of the rows shown. `key`: region code, language, or size class."""

    key: str
    label: Any
    count: int
    funded: int  # how many get something
    asked_cents: int
    proposed_cents: int
    pupils: int  # of those that get something

    @property
    def cents_a_pupil(self) -> int | None:
        """Proposed cents for each pupil of those that get something; None without pupils."""
        return round(self.proposed_cents / self.pupils) if self.pupils else None


@dataclass(frozen=True)
class PlanFigures:
    """A plan as a person sees it: rows closed to them are not there, `total` and `money` stay true."""

    plan: AllocationPlan
    rows: list[RowFigures]  # by rank, those without a score last
    money: Money  # the call's appropriation and ledger
    room_cents: int  # what the plan may hold at most
    total_cents: int  # the whole plan, rows closed to the person counted in
    exceptional_cents: int  # of the rows shown: by ruling, or against the condition
    asked_cents: int  # of the rows shown
    proposed_cents: int  # of the rows shown
    by_region: list[Group]
    by_language: list[Group]
    by_size: list[Group]
    flagged: dict[Flag, int]

    @property
    def left_cents(self) -> int:
        """What the plan leaves of its room."""
        return self.room_cents - self.total_cents

    @property
    def unseen_cents(self) -> int:
        """Of the total, what stands in rows that are closed to the person."""
        return self.total_cents - self.proposed_cents


@dataclass(frozen=True)
class _Members:
    """Who takes part, as it was sent."""

    organisations: frozenset[int] = frozenset()
    pupils: int = 0
    region: tuple[tuple[str, str], ...] = ()


def figures(plan: AllocationPlan, user: Any) -> PlanFigures:
    """The plan's rows and totals in a constant number of queries.

    Groups and counts are of the rows shown: nothing of a closed application is to be reckoned from
    them but its part of the total, without which what is left would be wrong.
    """
    rows = _rows(plan, user)
    flags = [flag for row in rows for flag in row.flags]
    return PlanFigures(
        plan=plan,
        rows=rows,
        money=money(plan.call),
        room_cents=room(plan).left,
        total_cents=total_of(plan),
        exceptional_cents=sum(row.proposed_cents for row in rows if row.exceptional),
        asked_cents=sum(row.asked_cents for row in rows),
        proposed_cents=sum(row.proposed_cents for row in rows),
        by_region=_groups(rows, lambda row: row.application.region_code, _region_names(rows)),
        by_language=_groups(rows, lambda row: row.application.language, dict(Language.choices)),
        by_size=_groups(rows, _size, {key: label for key, _from, label in SIZES}),
        flagged={flag: flags.count(flag) for flag in Flag},
    )


def _rows(plan: AllocationPlan, user: Any) -> list[RowFigures]:
    sent = Application.objects.filter(reads_sent.q(user), call_id=plan.call_id, state__in=SENT_STATES)
    applications = list(_annotated(sent).for_list().with_ruling().order_by("pk"))  # type: ignore[attr-defined]
    opened = set(sent.filter(opens_sent.q(user)).order_by().values_list("pk", flat=True))
    members = _members(sent)
    found = PlanRow.objects.filter(plan=plan, application__in=sent.order_by().values("pk"))
    rows = {row.application_id: row for row in found}
    twice, ranks = _in_several(members), _ranks(applications)
    shown = [
        _row(
            one,
            rows.get(one.pk),
            members.get(one.pk, _Members()),
            rank=ranks.get(one.pk),
            opens=one.pk in opened,
            overlaps=bool(twice & members.get(one.pk, _Members()).organisations),
        )
        for one in applications
    ]
    last = len(shown) + 1
    return sorted(shown, key=lambda row: (row.rank or last, row.application.pk))


def _annotated(applications: QuerySet[Application]) -> QuerySet[Application]:
    closed = ConflictDeclaration.objects.filter(application=OuterRef("pk")).exclude(state=ConflictState.FREE)
    asked = Application.objects.filter(has_open_request.q(None), pk=OuterRef("pk"))
    return applications.annotate(somebody_conflicted=Exists(closed), supplement_open=Exists(asked))


def _row(
    application: Any, row: PlanRow | None, members: _Members, *, rank: int | None, opens: bool, overlaps: bool
) -> RowFigures:
    sent, proposed = application.current_submission, row.grant_cents if row else 0
    noticed = {
        Flag.OVERLAP: overlaps,
        Flag.SPREAD: (application.score_spread or 0) >= WIDE_SPREAD,
        Flag.CONFLICT: application.somebody_conflicted,
        Flag.SUPPLEMENT: application.supplement_open,
        Flag.WITHDRAWAL: application.withdrawal_asked_at is not None,
        Flag.NEWER: row is not None and row.submission_id != sent.pk,
        Flag.NO_REASON: row is not None and proposed != sent.grant_cents and not row.reason,
    }
    return RowFigures(
        application=application,
        row=row,
        rank=rank,
        score=application.score,
        spread=application.score_spread,
        asked_cents=sent.grant_cents,
        proposed_cents=proposed,
        region=dict(members.region),
        pupils=members.pupils,
        members=sent.member_count,
        meets=application.meets,
        opens=opens,
        flags=frozenset(flag for flag, so in noticed.items() if so),
    )


def _members(applications: QuerySet[Application]) -> dict[int, _Members]:
    """Of the sent JSON only the members are read: one query."""
    current = Submission.objects.filter(current_of__in=applications.order_by().values("pk"))
    parts = current.annotate(sent_members=KeyTransform("members", KeyTransform("application", "content")))
    return {
        application: _understood(members)
        for application, members in parts.order_by().values_list("application_id", "sent_members")
    }


def _understood(members: list[dict[str, Any]]) -> _Members:
    registered = [member["register"] for member in members if member["register"]]
    leading = next((one["register"] for one in members if one["coordinates"] and one["register"]), None)
    return _Members(
        organisations=frozenset(member["organisation"]["id"] for member in members),
        pupils=sum(row["school_age"] or 0 for row in registered),
        region=tuple(leading["region"].items()) if leading else (),
    )


def _in_several(members: dict[int, _Members]) -> frozenset[int]:
    """Organisations that take part in more than one of the applications shown."""
    seen: set[int] = set()
    twice: set[int] = set()
    for one in members.values():
        twice |= seen & one.organisations
        seen |= one.organisations
    return frozenset(twice)


def _ranks(applications: list[Application]) -> dict[int, int]:
    scores = sorted((one.score for one in applications if one.score is not None), reverse=True)
    places = {score: place for place, score in reversed(list(enumerate(scores, 1)))}
    return {one.pk: places[one.score] for one in applications if one.score is not None}


def _region_names(rows: list[RowFigures]) -> dict[str, str]:
    named = {row.application.region_code: pick(row.region).text for row in rows if row.region}
    return dict(sorted(named.items()))


def _size(row: RowFigures) -> str:
    return next(key for key, least, _label in SIZES if row.pupils >= least)


def _groups(rows: list[RowFigures], key: Callable[[RowFigures], str], labels: dict[str, Any]) -> list[Group]:
    """The groups that have rows, in the order of the labels (regions by their code)."""
    found: dict[str, list[RowFigures]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    order = [name for name in labels if name in found] if labels else sorted(found)
    order += sorted(set(found) - set(order))
    return [
        Group(
            key=name,
            label=labels.get(name, ""),
            count=len(found[name]),
            funded=sum(row.proposed_cents > 0 for row in found[name]),
            asked_cents=sum(row.asked_cents for row in found[name]),
            proposed_cents=sum(row.proposed_cents for row in found[name]),
            pupils=sum(row.pupils for row in found[name] if row.proposed_cents),
        )
        for name in order
    ]
