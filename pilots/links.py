"""What a pilot belongs to: later layers tell, the pilots know nothing of calls and money."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple


class Matter(NamedTuple):
    """The page of the matter that the pilot is about, and the call whose stages it goes through."""

    address: str
    call: Any
    # The list that the page stands in: address and name.
    among: tuple[str, Any]


class Occasion(NamedTuple):
    """What a pilot comes together for, as anybody may know it: a call, its page and its closing."""

    call: Any
    # Texts in {fi, sv, en}.
    name: dict[str, str]
    address: str
    closes_at: datetime | None
    is_open: bool


class Share(NamedTuple):
    """A member's part of the costs as the budget stands, and of it what it pays itself; cents."""

    costs_cents: int
    own_cents: int
    own_percent: int


Finder = Callable[[Any, Any], Matter | None]
OccasionFinder = Callable[[Any], Occasion | None]
# The shares of a pilot's members by their ids; members without costs are not there.
ShareFinder = Callable[[Any], dict[int, Share]]
_finders: list[Finder] = []
_occasions: list[OccasionFinder] = []
_shares: list[ShareFinder] = []


def register(finder: Finder) -> None:
    """Adds a way to find the matter of a pilot that a person may read; apps call it in AppConfig.ready."""
    _finders.append(finder)


def register_occasion(finder: OccasionFinder) -> None:
    """Adds a way to find what a pilot comes together for."""
    _occasions.append(finder)


def register_shares(finder: ShareFinder) -> None:
    """Adds a way to find the members' shares of the costs."""
    _shares.append(finder)


def matter_of(pilot: Any, user: Any) -> Matter | None:
    """The first that is found; None for those who may not read it, or when there is none."""
    return next((found for finder in _finders if (found := finder(pilot, user))), None)


def occasion_of(pilot: Any) -> Occasion | None:
    """What the pilot comes together for; None when no later layer knows."""
    return next((found for finder in _occasions if (found := finder(pilot))), None)


def shares_of(pilot: Any) -> dict[int, Share]:
    """The members' shares of the costs, by member id; empty where nobody plans costs."""
    return next((found for finder in _shares if (found := finder(pilot))), {})
