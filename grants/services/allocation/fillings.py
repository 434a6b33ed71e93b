"""The rules themselves, pure: the applications of a plan in, grants with their causes out (cents)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grants.services.allocation.proportions import HUNDRED, part_of
from sky_portal.money import CENTS

# A percentage is given, and found, to the hundredth.
STEPS = 100


class Cause(StrEnum):
    """Why a rule proposes what it proposes."""

    ENDED = "ended"
    CONDITION = "condition"
    LOW = "low"
    CUT = "cut"
    SPENT = "spent"
    REST = "rest"
    FLOOR = "floor"


@dataclass(frozen=True)
class Candidate:
    """An application that a rule may fill, in cents."""

    key: int
    asked: int
    before: int
    score: Decimal | None
    region: str = ""
    meets: bool = True
    ended: bool = False


@dataclass(frozen=True)
class Situation:
    """What a rule looks at: its candidates, and what the plan's other rows hold of its room."""

    candidates: tuple[Candidate, ...]
    room: int
    kept: int = 0
    kept_by_region: Mapping[str, int] = field(default_factory=dict)

    @property
    def scored(self) -> list[Candidate]:
        """By score, the highest first; of equal ones the earlier application."""
        scored = [one for one in self.candidates if one.score is not None]
        return sorted(scored, key=lambda one: (-(one.score or 0), one.key))

    @property
    def left(self) -> int:
        """What the candidates may get together; what the unscored have stays theirs."""
        return self.room - self.kept - sum(one.before for one in self.candidates if one.score is None)


@dataclass(frozen=True)
class Filling:
    """A rule's word on one application."""

    grant: int
    cause: Cause


@dataclass
class Filled:
    """What a rule proposes, by application; `tied` are equals between which the money ends."""

    fillings: dict[int, Filling] = field(default_factory=dict)
    tied: list[int] = field(default_factory=list)


def in_order(
    situation: Situation,
    *,
    percent: Decimal = Decimal(HUNDRED),
    lowest: Decimal | None = None,
    rest: bool = False,
) -> Filled:
    """Gives by score until the first one that does not fit; nobody below it is preferred to it."""
    filled, left, last = Filled(), situation.left, None
    for one, barred in _judged(situation, lowest):
        if barred:
            filled.fillings[one.key] = Filling(0, barred)
            continue
        wanted = part_of(one.asked, percent)
        if last is None and wanted <= left:
            filled.fillings[one.key] = Filling(wanted, Cause.CUT)
            left -= wanted
            continue
        given = max(left, 0) // CENTS * CENTS if last is None and rest else 0
        filled.fillings[one.key] = Filling(given, Cause.REST if given else Cause.SPENT)
        last, left = last or one, left - given
    filled.tied = _tied(situation, last, lowest) if last else []
    return filled


def same_cut(situation: Situation, *, above: Decimal, percent: Decimal | None = None) -> Filled:
    """Gives everybody with the score or a higher one the same part, the others nothing.

    Without a percentage it is the highest that the money allows, to the hundredth.
    """
    judged = list(_judged(situation, above))
    asked = [one.asked for one, barred in judged if not barred]
    part = highest_part(asked, situation.left) if percent is None else percent
    return Filled(
        {
            one.key: Filling(0, barred) if barred else Filling(part_of(one.asked, part), Cause.CUT)
            for one, barred in judged
        }
    )


def region_floor(
    situation: Situation,
    *,
    euros: int | None = None,
    percent: Decimal | None = None,
    regions: Iterable[str] | None = None,
) -> Filled:
    """Lifts the regions' applications by score until each region has its floor; lowers nothing.

    The floor is so many euros, or so much of what the region's applications ask for.
    """
    filled, wanted = Filled(), None if not regions else set(regions)
    by_region: dict[str, list[Candidate]] = {}
    for one in situation.candidates:
        if one.region and (wanted is None or one.region in wanted):
            by_region.setdefault(one.region, []).append(one)
    for region, of_region in sorted(by_region.items()):
        asked = sum(one.asked for one in of_region)
        floor = part_of(asked, percent) if percent is not None else (euros or 0) * CENTS
        need = floor - sum(one.before for one in of_region) - situation.kept_by_region.get(region, 0)
        for one in sorted(of_region, key=lambda one: (-(one.score or 0), one.key)):
            lift = min(one.asked - one.before, need)
            if lift > 0 and one.score is not None and one.meets and not one.ended:
                filled.fillings[one.key] = Filling(one.before + lift, Cause.FLOOR)
                need -= lift
    return filled


def highest_part(asked: list[int], left: int) -> Decimal:
    """The highest percentage, to the hundredth, at which all fit into what is left (cents)."""
    low, high = 0, HUNDRED * STEPS
    while low < high:
        middle = (low + high + 1) // 2
        fits = sum(part_of(cents, Decimal(middle) / STEPS) for cents in asked) <= left
        low, high = (middle, high) if fits else (low, middle - 1)
    return Decimal(low) / STEPS


def _judged(situation: Situation, lowest: Decimal | None) -> Iterator[tuple[Candidate, Any]]:
    """The scored ones, and what bars each from any grant."""
    for one in situation.scored:
        if one.ended:
            yield one, Cause.ENDED
        elif not one.meets:
            yield one, Cause.CONDITION
        elif lowest is not None and (one.score or 0) < lowest:
            yield one, Cause.LOW
        else:
            yield one, None


def _tied(situation: Situation, last: Candidate, lowest: Decimal | None) -> list[int]:
    """Those with the score at which the money ended, when some of them came before it."""
    equals = [one.key for one, barred in _judged(situation, lowest) if not barred and one.score == last.score]
    return equals if equals[0] != last.key else []
