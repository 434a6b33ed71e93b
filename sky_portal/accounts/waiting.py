"""What waits for an organisation in which nobody has an account: the apps say it in words."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override


class Waiting(NamedTuple):
    """What waits, in the page's language: a sentence, and facts as pairs of a name and a value."""

    text: str
    facts: list[tuple[Any, Any]]


Describer = Callable[[dict[str, Any]], Waiting | None]
_describers: dict[str, Describer] = {}


def register(page: str, describe: Describer) -> None:
    """Tells what waits on a page (a URL's name), by its arguments; apps call it in AppConfig.ready."""
    _describers[page] = describe


def what_waits(address: str) -> Waiting | None:
    """What waits at an address of the portal; None when there is nothing to say of it."""
    path = urlsplit(address).path
    with override(get_language_from_path(path)):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    describe = _describers.get(match.view_name)
    return describe(match.kwargs) if describe else None
