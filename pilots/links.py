"""Where a pilot's own matter is found: later layers tell, the pilots know nothing of money."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Matter(NamedTuple):
    """The page of the matter that the pilot is about, and the call whose stages it goes through."""

    address: str
    call: Any
    # The list that the page stands in: address and name.
    among: tuple[str, Any]


Finder = Callable[[Any, Any], Matter | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Adds a way to find the matter of a pilot that a person may read; apps call it in AppConfig.ready."""
    _finders.append(finder)


def matter_of(pilot: Any, user: Any) -> Matter | None:
    """The first that is found; None for those who may not read it, or when there is none."""
    return next((found for finder in _finders if (found := finder(pilot, user))), None)
