"""Pictures of a plan, the same on the page and on paper: the bar, the maps, groups beside each other.

`figures` is grants.services.allocation.PlanFigures, one person's view of a plan: what is closed to
that person stands in no picture but the bar, whose sums stay true.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilots.models import Municipality
from sky_portal.alphabet import name_language
from sky_portal.money import CENTS
from sky_portal.ui import formats, stacked, tilemap

THOUSAND = 1000 * CENTS


@dataclass(frozen=True)
class Map:
    """One of the maps between which one chooses."""

    key: str
    label: str
    drawn: tilemap.TileMap


@dataclass(frozen=True)
class GroupLine:
    """A line of a table whose last column is its picture."""

    name: str
    count: int
    asked: str
    proposed: str
    share: str
    asked_length: str
    proposed_length: str


@dataclass(frozen=True)
class Grouping:
    """A table of groups."""

    key: str
    title: str
    what: str
    lines: list[GroupLine]


def bar_of(figures: Any) -> stacked.Bar:
    """The appropriation: what fulfils the condition, what is by exception, what is left."""
    meeting = figures.proposed_cents - figures.exceptional_cents
    parts = [
        _part("solid", _("Fulfils the condition"), meeting),
        _part("hatched", _("By exception"), figures.exceptional_cents),
    ]
    if figures.unseen_cents:
        parts.append(_part("unseen", _("In applications that are closed to you"), figures.unseen_cents))
    whole = figures.money.appropriation
    if elsewhere := whole - figures.room_cents:
        parts.append(_part("spent", _("Committed otherwise"), max(elsewhere, 0)))
    return stacked.fill(
        _("Appropriation"),
        whole,
        parts,
        left=pgettext("money", "Left"),
        show=formats.money,
        key=f"plan-{figures.plan.pk}",
    )


def ledger_bar(money: Any, *, key: str = "ledger") -> stacked.Bar:
    """What the ledger has reserved and committed of the appropriation."""
    parts = [_part("solid", _("Reserved and committed"), max(money.committed, 0))]
    return stacked.fill(
        _("Appropriation"),
        money.appropriation,
        parts,
        left=pgettext("money", "Left"),
        show=formats.money,
        key=key,
    )


def maps_of(figures: Any) -> list[Map]:
    """Proposed, applied for and euros a pupil by region; regions outside of the register are on no map."""
    names = region_names()
    groups = [group for group in figures.by_region if group.key in tilemap.PLACES]
    measures = (
        ("proposed", _("Proposed"), _("Proposed by region, thousands of euros"), _in_thousands, "proposed"),
        ("asked", _("Applied for"), _("Applied for by region, thousands of euros"), _in_thousands, "asked"),
        ("pupil", _("Euros a pupil"), _("Proposed euros a pupil by region"), _in_euros, "pupil"),
    )
    return [
        Map(
            key,
            label,
            tilemap.draw(
                {group.key: _value(group, value) for group in groups},
                names,
                title=title,
                unit=_("Thousands of euros") if key != "pupil" else _("Euros a pupil"),
                show=show,
                shaded=True,
            ),
        )
        for key, label, title, show, value in measures
    ]


def groupings_of(figures: Any) -> list[Grouping]:
    """By language and by size."""
    return [
        _grouping("language", _("By language"), _("Language"), figures.by_language),
        _grouping("size", _("By the size of the consortium"), _("Size"), figures.by_size),
    ]


def region_names() -> dict[str, str]:
    """The names of all regions by code, in the page's language."""
    name = f"region_name_{name_language()}"
    return dict(Municipality.objects.order_by("region_code").values_list("region_code", name).distinct())


def percent(share: Any) -> str:
    """A share as the language writes it: "92 %"."""
    return f"{round(share)}{'' if formats.language() == 'en' else formats.SPACE}%"


def share_of(part: int, whole: int) -> str:
    """Part of a whole in per cent; a dash where there is no whole."""
    return percent(100 * part / whole) if whole else "–"


def _grouping(key: str, title: str, what: str, groups: list[Any]) -> Grouping:
    most = max((max(group.asked_cents, group.proposed_cents) for group in groups), default=0)
    return Grouping(key, title, what, [_line(group, most) for group in groups])


def _line(group: Any, most: int) -> GroupLine:
    return GroupLine(
        str(group.label) or "–",
        group.count,
        formats.money(group.asked_cents, unit=False),
        formats.money(group.proposed_cents, unit=False),
        share_of(group.proposed_cents, group.asked_cents),
        stacked.length(group.asked_cents, most),
        stacked.length(group.proposed_cents, most),
    )


def _part(kind: str, label: str, cents: int) -> stacked.Part:
    return stacked.Part(kind, label, cents, formats.money(cents))


def _value(group: Any, measure: str) -> int:
    if measure == "pupil":
        return group.cents_a_pupil or 0
    return getattr(group, f"{measure}_cents")


def _in_thousands(cents: int) -> str:
    return formats.number(-(-cents // THOUSAND) if cents % THOUSAND >= THOUSAND // 2 else cents // THOUSAND)


def _in_euros(cents: int) -> str:
    return formats.number(round(cents / CENTS))
