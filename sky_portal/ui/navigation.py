"""The main menu: each app adds its entries in `AppConfig.ready`, the kernel knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """A word in the main menu.

    `shown(user)` decides whether it is there; `visitors` shows it to those without a session too.
    `count(user)` is a number beside the word, nought shows none. `within` names the URL names (or
    namespaces, ending in a colon) whose pages belong under it.
    """

    url_name: str
    label: Any
    place: int
    shown: Callable[[Any], bool] = lambda user: True
    visitors: bool = False
    count: Callable[[Any], int] | None = None
    within: tuple[str, ...] = ()

    def holds(self, view_name: str) -> bool:
        """Whether a page belongs under this entry."""
        return view_name == self.url_name or any(
            view_name == name or (name.endswith((":", "_")) and view_name.startswith(name))
            for name in self.within
        )


@dataclass(frozen=True)
class Item:
    """An entry as a page shows it."""

    address: str
    label: Any
    current: bool
    count: int = 0


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Adds entries to the main menu; the last one of a URL name wins."""
    _entries.update({entry.url_name: entry for entry in entries})


def items(request: HttpRequest, user: Any | None) -> list[Item]:
    """The menu of a person, or with None of a visitor, whose session is not even asked for."""
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    return [
        Item(
            address=reverse(entry.url_name),
            label=entry.label,
            current=entry.holds(view_name or ""),
            count=entry.count(user) if entry.count and user else 0,
        )
        for entry in sorted(_entries.values(), key=lambda entry: entry.place)
        if (entry.shown(user) if user else entry.visitors)
    ]
