"""The officials' worklist: what it needs beside the applications, and its pages."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

# The issue's own measure: at least half of the floor's throughput, as it is given while nothing happens.
MOST_TIMES_FLOOR = 2.0
JUDGED = "worklist"
_anew: Iterator[int] = itertools.count()


def ready(user: Any, application: Any) -> None:
    """The stems of all that was sent, and one application opened to its reader."""
    from grants.enums import ConflictState
    from grants.services import conflicts, stems

    for submission in stems.lacking().iterator(chunk_size=500):
        stems.keep(submission)
    conflicts.declare(application, state=ConflictState.FREE, actor=user)


def pages() -> list[tuple[str, str]]:
    """(name, path); an address that ends in `anew=` is another one every time, so never kept."""
    return [
        ("worklist", "/fi/received/"),
        ("worklist, last page", "/fi/received/?page=9999"),
        ("worklist, filtered", "/fi/received/?region=11&flag=overlap&sort=-grant"),
        ("worklist, searched", "/fi/received/?q=oppilaiden+iisalmi"),
        ("worklist, made anew", "/fi/received/?anew="),
        ("worklist, searched anew", "/fi/received/?q=oppilaiden&anew="),
    ]


def asking(browser: Any, path: str) -> Callable[[], tuple[int, bytes]]:
    """Asks for a page as it is, or for one that nobody has asked for before."""
    if path.endswith("anew="):
        return lambda: browser.get(f"{path}{next(_anew)}")
    return lambda: browser.get(path)


def too_slow(pages_measured: list[dict[str, Any]]) -> list[str]:
    """The worklists that take longer than they may."""
    return [
        f"{one['page']} at {one['applications']}: {one['ratio']} × floor"
        for one in pages_measured
        if one["page"] == JUDGED and one["ratio"] > MOST_TIMES_FLOOR
    ]
