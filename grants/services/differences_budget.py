"""What has changed in the costs between two snapshots: line by line, and in the sums."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants.enums import CostType
from sky_portal.texts import pick
from sky_portal.ui.formats import language

Json = dict[str, Any]
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SUMS = (
    ("total_cents", _("Total costs")),
    ("own_share_cents", _("Own share")),
    ("other_cents", _("Other public funding")),
    ("grant_cents", _("Grant applied for")),
)
# Lines have no name of their own: what is the same line is told by ever less of it.
LIKENESSES: tuple[Callable[[Json], Any], ...] = (
    lambda line: (line["member"], line["category"], line["cost_type"], line["year"], line["basis"]),
    lambda line: (line["member"], line["category"], line["cost_type"], line["year"]),
    lambda line: (line["member"], line["year"], line["basis"]),
)


@dataclass(frozen=True)
class LineChange:
    """A cost line that came, went or is another: each side as {member, category, …}, cents or None."""

    kind: str
    before: Json | None
    after: Json | None

    @property
    def shown(self) -> Json:
        """The line as it is told: the later one where there is one."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def earlier_only(self) -> Json:
        """What the earlier line said otherwise, by the cell's name."""
        if not (self.before and self.after):
            return {}
        return {name: value for name, value in self.before.items() if value != self.after.get(name)}


@dataclass(frozen=True)
class SumChange:
    """A sum in cents on both sides; None where it was not there."""

    label: str | Promise
    before: int | None
    after: int | None

    @property
    def grown(self) -> int:
        """By how much it has grown, in cents; negative when it has shrunk."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class BudgetChange:
    """All that differs in the costs."""

    lines: list[LineChange]
    other: list[SumChange]
    sums: list[SumChange]
    by_member: list[SumChange]

    @property
    def count(self) -> int:
        """How many lines and grants of others differ; the sums follow from them."""
        return len(self.lines) + len(self.other)


def budget_change(before: Json, after: Json) -> BudgetChange | None:
    """What differs in the costs, or None."""
    old, new = before.get("budget") or {}, after.get("budget") or {}
    found = BudgetChange(
        _lines(before, after),
        _other(old, new),
        _sums(old, new),
        _by_member(before, after),
    )
    changed = found.lines or found.other or any(one.grown for one in (*found.sums, *found.by_member))
    return found if changed else None


def _lines(before: Json, after: Json) -> list[LineChange]:
    old, new = _told(before), _told(after)
    for line in list(old):
        # What is equal to the last cell is paired off first, as often as it is there.
        if line in new:
            new.remove(line)
            old.remove(line)
    pairs = list(_pairs(old, new))
    changed = [LineChange(CHANGED, one, other) for one, other in pairs]
    gone = [LineChange(REMOVED, line, None) for line in old]
    come = [LineChange(ADDED, None, line) for line in new]
    return [*changed, *gone, *come]


def _pairs(old: list[Json], new: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Takes out of both what is the same line with something else in it."""
    for likeness in LIKENESSES:
        for line in list(old):
            match = next((one for one in new if likeness(one) == likeness(line)), None)
            if match is not None:
                old.remove(line)
                new.remove(match)
                yield line, match


def _told(content: Json) -> list[Json]:
    """The lines with names instead of keys: keys alone would make another of the same."""
    budget = content.get("budget") or {}
    names = _names(content)
    categories = budget.get("categories") or {}
    return [
        {
            "member": names.get(line["member"], "–"),
            "category": _category(categories.get(str(line["category"]))),
            "cost_type": str(CostType(line["cost_type"]).label),
            "year": line["year"],
            "basis": line.get("basis", ""),
            "person_months": line.get("person_months") or "",
            "decision": line.get("decision", ""),
            "amount_cents": line["amount_cents"],
        }
        for line in budget.get("lines", [])
    ]


def _category(category: Json | None) -> str:
    return f"{category['number']} {pick(category['name']).text}" if category else "–"


def _names(content: Json) -> dict[int, str]:
    in_language = "sv" if language() == "sv" else "fi"
    return {
        member["id"]: member["organisation"]["name"][in_language] for member in content.get("members", [])
    }


def _other(old: Json, new: Json) -> list[SumChange]:
    """Other public funding by granter; a granter named twice counts together."""
    before, after = _granters(old), _granters(new)
    keys = [*after, *(granter for granter in before if granter not in after)]
    found = [SumChange(granter, before.get(granter), after.get(granter)) for granter in keys]
    return [one for one in found if one.before != one.after]


def _granters(budget: Json) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in budget.get("other", []):
        found[row["granter"]] = found.get(row["granter"], 0) + row["amount_cents"]
    return found


def _sums(old: Json, new: Json) -> list[SumChange]:
    before, after = old.get("sums") or {}, new.get("sums") or {}
    return [SumChange(label, before.get(key), after.get(key)) for key, label in SUMS]


def _by_member(before: Json, after: Json) -> list[SumChange]:
    old, new = ((c.get("budget") or {}).get("sums", {}).get("by_member", {}) for c in (before, after))
    names = _names(before) | _names(after)
    keys = [*new, *(key for key in old if key not in new)]
    found = [SumChange(names.get(int(key), key), old.get(key), new.get(key)) for key in keys]
    return [one for one in found if one.before != one.after]
