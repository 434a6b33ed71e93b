"""The horizon: the life of a call as a line from dawn to evening, with today's place on it.

Points stand at even distances, not at their dates: two weeks of a call matter as much as the two
years after it, and labels never collide. Today is placed between its two neighbours by time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sky_portal import clock
from sky_portal.texts import Localized, pick
from sky_portal.ui import formats

# More labels than this would not be read, and on 900 pixels not be legible either.
MOST_LABELS = 6
RIGHT_HALF = 50


@dataclass(frozen=True)
class Point:
    """A milestone on the line; `x` is in per cent of the line's length."""

    label: Localized
    when: str
    x: str
    past: bool
    labelled: bool


@dataclass(frozen=True)
class Horizon:
    """What the template draws."""

    points: tuple[Point, ...]
    now: float
    today: str
    next: Point | None

    @property
    def labels(self) -> list[Point]:
        """The points that have their words under the line."""
        return [point for point in self.points if point.labelled]

    @property
    def x(self) -> str:
        """Today's place in per cent."""
        return _percent(self.now)

    @property
    def leans_left(self) -> bool:
        """Whether the word for today stands to the left of the sun, so that it stays on the page."""
        return self.now > RIGHT_HALF


def draw(call: Any) -> Horizon | None:
    """The horizon of a thing with `milestones`; None when fewer than two are on it."""
    milestones = sorted((m for m in call.milestones.all() if m.on_horizon), key=lambda m: m.at)
    if len(milestones) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    at = clock.now()
    times = [milestone.at for milestone in milestones]
    labelled = _chosen(times, at)
    places = _places(labelled, len(times))
    points = tuple(_points(milestones, places, labelled, at))
    coming = next((point for point in points if not point.past), None)
    return Horizon(points, _place_of(at, times, places), formats.day(at, year=_far(at, times)), coming)


def when(milestone: Any, *, year: bool = True) -> str:
    """When a milestone is, in its own words or as exactly as its date is known."""
    if milestone.when:
        return pick(milestone.when).text
    if milestone.precision == "minute":
        return formats.moment(milestone.at, year=year)
    if milestone.precision == "month":
        return formats.month(milestone.at)
    return formats.day(milestone.at, year=year)


def _points(milestones: Sequence[Any], places: list[float], labelled: list[int], at: datetime) -> list[Point]:
    points = []
    year = None
    for index, milestone in enumerate(milestones):
        words = when(milestone, year=milestone.at.year != year)
        if index in labelled:
            year = milestone.at.year
        x = _percent(places[index])
        points.append(Point(pick(milestone.label), words, x, milestone.at <= at, index in labelled))
    return points


def _chosen(times: list[datetime], at: datetime) -> list[int]:
    """Which points get their words: both ends, what is next, what was last, then evenly others."""
    last = len(times) - 1
    if last < MOST_LABELS:
        return list(range(last + 1))
    coming = sum(time <= at for time in times)
    wanted = {0, last, min(coming, last), max(coming - 1, 0)}
    for index in sorted(range(1, last), key=lambda i: (-_gap(i, last), i)):
        if len(wanted) == MOST_LABELS:
            break
        wanted.add(index)
    return sorted(wanted)


def _gap(index: int, last: int) -> int:
    """How evenly a point divides the line: the larger, the nearer to a fifth of it."""
    step = last / (MOST_LABELS - 1)
    return -round(100 * abs(index / step - round(index / step)))


def _places(labelled: list[int], count: int) -> list[float]:
    """Places in per cent: labelled points at even distances, the others evenly between them."""
    step = 100 / (len(labelled) - 1)
    places = [0.0] * count
    for order, (first, second) in enumerate(pairwise(labelled)):
        for index in range(first, second + 1):
            places[index] = step * (order + (index - first) / (second - first))
    return places


def _place_of(at: datetime, times: list[datetime], places: list[float]) -> float:
    if at <= times[0]:
        return 0.0
    for (start, end), (left, right) in zip(pairwise(times), pairwise(places), strict=True):
        if at < end:
            return left + (right - left) * ((at - start) / (end - start))
    return 100.0


def _far(at: datetime, times: list[datetime]) -> bool:
    """Whether today needs its year: when it lies outside of the line."""
    return not times[0] <= at <= times[-1]


def _percent(value: float) -> str:
    return f"{value:.2f}%"
