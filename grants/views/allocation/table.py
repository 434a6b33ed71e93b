"""A plan's rows as the page shows them: words for every cell, filtered and sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grants.documents.plan_pictures import share_of
from grants.services.allocation import Flag, PlanFigures, RowFigures
from sky_portal.alphabet import sort_key
from sky_portal.search import fold
from sky_portal.ui import formats
from sky_portal.ui.tables import Column, Order

FIRST_ORDER = "rank"
COLUMNS = (
    Column("rank", pgettext_lazy("rank", "#"), numeric=True),
    Column("name", gettext_lazy("Pilot")),
    Column("region", gettext_lazy("Region")),
    Column("score", gettext_lazy("Score"), numeric=True),
    Column("asked", gettext_lazy("Applied for, €"), numeric=True),
    Column("proposed", gettext_lazy("Proposed, €"), numeric=True),
    Column("share", gettext_lazy("Share"), numeric=True),
    Column("state", gettext_lazy("State")),
)
# What is worth noticing, in a word for the row and one for the list beside it; the tone of both.
FLAGS: dict[Flag, tuple[Any, Any, str]] = {
    Flag.OVERLAP: (
        gettext_lazy("Overlap"),
        gettext_lazy("A municipality in two applications"),
        "wait",
    ),
    Flag.SPREAD: (gettext_lazy("Scores apart"), gettext_lazy("Assessors 1.5 or more apart"), "wait"),
    Flag.CONFLICT: ("", gettext_lazy("A conflict of interest declared"), ""),
    Flag.SUPPLEMENT: (
        gettext_lazy("Supplement open"),
        gettext_lazy("A supplement is being waited for"),
        "do",
    ),
    Flag.WITHDRAWAL: (
        gettext_lazy("Withdrawal asked"),
        gettext_lazy("The applicant asks for a withdrawal"),
        "no",
    ),
    Flag.NEWER: (
        gettext_lazy("Newer version"),
        gettext_lazy("A newer version since the sum was set"),
        "wait",
    ),
    Flag.NO_REASON: (gettext_lazy("Reason lacking"), gettext_lazy("The reason is lacking"), "no"),
}


@dataclass
class Shown:
    """One row in words. `value` is what stands in its field, `saved` what is stored."""

    pk: int
    figures: RowFigures
    name: str
    number: str
    applicant: str
    address: str
    region: str
    rank: str
    score: str
    asked: str
    saved: str
    value: str
    share: str
    kind: str
    tags: list[tuple[Any, str]]
    base: int
    editable: bool
    reason: str
    # How the row stands out, what it was when it was last read, and why it was not saved.
    mark: str = ""
    before: str = ""
    error: str = ""

    @property
    def asked_cents(self) -> int:
        """What was applied for."""
        return self.figures.asked_cents

    @property
    def proposed_cents(self) -> int:
        """What is proposed."""
        return self.figures.proposed_cents

    @property
    def method(self) -> Any:
        """How the sum came about."""
        return self.figures.row.get_method_display() if self.figures.row else _("Nothing proposed")


@dataclass(frozen=True)
class Chosen:
    """What the rows are filtered by; empty means everything."""

    region: str = ""
    meets: str = ""
    flag: str = ""
    words: Sequence[str] = field(default_factory=tuple)

    def lets(self, row: RowFigures) -> bool:
        """Whether the row is among those that were asked for."""
        if self.region and row.application.region_code != self.region:
            return False
        if self.meets and row.meets != (self.meets == "yes"):
            return False
        if self.flag and self.flag not in row.flags:
            return False
        return not self.words or all(word in _searched(row) for word in self.words)


def shown(row: RowFigures, *, plan: Any, regions: Mapping[str, str]) -> Shown:
    """The row in the page's language."""
    one: Any = row.application
    proposal = formats.money(row.proposed_cents, unit=False) if row.row else ""
    return Shown(
        pk=one.pk,
        figures=row,
        name=one.current_submission.name,
        number=one.case.number or "",
        applicant=applicant_of(row),
        address=reverse("grants:allocation_row", args=[plan.call.slug, plan.pk, one.case_id]),
        region=regions.get(one.region_code, ""),
        rank=str(row.rank) if row.rank else "–",
        score=score_in_words(row.score),
        asked=formats.money(row.asked_cents, unit=False),
        saved=proposal,
        value=proposal,
        share=share_of(row.proposed_cents, row.asked_cents),
        kind="hatched" if row.exceptional else "solid",
        tags=tags_of(row),
        base=row.revision,
        editable=row.opens,
        reason=row.row.reason if row.row else "",
    )


def applicant_of(row: RowFigures) -> str:
    """The coordinator and how many others: "Iisalmi + 3"."""
    name = str(row.application.applicant)
    return f"{name} + {row.members - 1}" if row.members > 1 else name


def score_in_words(score: Any) -> str:
    """A mean with one decimal; nothing where nobody has scored."""
    return "" if score is None else formats.number(round(score * 10), 1)


def tags_of(row: RowFigures) -> list[tuple[Any, str]]:
    """The condition, what is worth noticing, and whether its own declaration is lacking."""
    if not row.exceptional:
        first = (_("Fulfils the condition"), "ok")
    elif row.meets or row.proposed_cents:
        first = (_("By exception"), "wait")
    else:
        first = (_("Does not fulfil the condition"), "no")
    flags = [(FLAGS[flag][0], FLAGS[flag][2]) for flag in FLAGS if flag in row.flags and FLAGS[flag][0]]
    closed = [] if row.opens else [(_("Not declared by you"), "do")]
    return [first, *flags, *closed]


def in_order(rows: list[Shown], order: Order) -> list[Shown]:
    """Sorted by a column; those without a value last, ties by rank and number."""
    by: dict[str, Any] = {
        "name": lambda row: sort_key(row.name),
        "region": lambda row: sort_key(row.region) if row.region else None,
        "score": lambda row: row.figures.score,
        "asked": lambda row: row.asked_cents,
        "proposed": lambda row: row.proposed_cents,
        "share": lambda row: row.figures.share,
        "state": lambda row: (row.figures.meets, len(row.tags)),
        "rank": lambda row: row.figures.rank,
    }
    key = by[order.key]
    known = [row for row in rows if key(row) is not None]
    # The sort is stable: what is alike stays by rank.
    known.sort(key=key, reverse=order.descending)
    return known + [row for row in rows if key(row) is None]


def totals(rows: list[Shown], figures: PlanFigures) -> dict[str, Any]:
    """The foot of the table: of the rows that are shown."""
    asked, proposed = sum(row.asked_cents for row in rows), sum(row.proposed_cents for row in rows)
    return {
        "count": len(rows),
        "all": len(figures.rows),
        "asked": formats.money(asked, unit=False),
        "proposed": formats.money(proposed, unit=False),
        "share": share_of(proposed, asked),
    }


def noteworthy(figures: PlanFigures, address: str) -> list[dict[str, Any]]:
    """How many rows have something worth noticing, each with the way to them."""
    return [
        {
            "words": words,
            "count": figures.flagged[flag],
            "tone": tone,
            "address": f"{address}?flag={flag.value}" if flag != Flag.CONFLICT else "",
        }
        for flag, (_tag, words, tone) in FLAGS.items()
        if figures.flagged.get(flag)
    ]


def _searched(row: RowFigures) -> str:
    one: Any = row.application
    words: list[Model | str] = [one.current_submission.name, one.case.number or "", one.applicant]
    return fold(" ".join(map(str, words)))
