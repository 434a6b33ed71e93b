"""The named moments between which the demo's clock moves.

The apps register theirs when they are ready: the kernel knows no call and no dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sky_portal import clock


@dataclass(frozen=True)
class Moment:
    """A point in the life of a call, with the instant at which it is entered."""

    key: str
    at: datetime
    name: Any


_moments: dict[str, Moment] = {}


def register(moments: Iterable[Moment]) -> None:
    """Adds moments to the demo."""
    _moments.update({moment.key: moment for moment in moments})


def every() -> list[Moment]:
    """All moments in the order of time."""
    return sorted(_moments.values(), key=lambda moment: moment.at)


def get(key: str) -> Moment:
    """One moment by its key; raises KeyError."""
    return _moments[key]


def current() -> Moment | None:
    """The latest moment that the portal's clock has reached."""
    return max(
        (moment for moment in _moments.values() if moment.at <= clock.now()), key=lambda m: m.at, default=None
    )
