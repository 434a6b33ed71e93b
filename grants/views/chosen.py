"""The choice that a page's address carries: `?m=140&m=263`, the first of them coordinates.

One choice has one address, so that caches keep it once: each key once, the rest after the first
sorted, none that is unknown. Buttons add (`add`), take away (`remove`) and put first (`lead`).
"""

from collections.abc import Container
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

MOST = 60
IGNORED = "ignored"


@dataclass(frozen=True)
class Chosen:
    """Keys in their order; `ignored` when the address named what could not be taken along."""

    keys: tuple[str, ...] = ()
    ignored: bool = False

    def with_(self, key: str) -> "Chosen":
        """One more, when there is room."""
        return ordered((*self.keys, key), ignored=False)

    @property
    def query(self) -> str:
        """The one query string of this choice."""
        return urlencode([*(("m", key) for key in self.keys), *([(IGNORED, "1")] if self.ignored else [])])


def read(query: QueryDict, known: Container[str]) -> Chosen:
    """What an address asks for; never fails, whatever somebody wrote into it."""
    asked = [*query.getlist("m"), *query.getlist("add")]
    lead, removed = query.get("lead"), set(query.getlist("remove"))
    if lead in asked:
        asked.insert(0, lead)
    strange = any(key not in known for key in asked)
    keys = tuple(dict.fromkeys(key for key in asked if key in known and key not in removed))
    return ordered(keys, ignored=strange or IGNORED in query)


def ordered(keys: tuple[str, ...], *, ignored: bool) -> Chosen:
    """Each key once, at most MOST of them, the first one first and the rest sorted."""
    once = list(dict.fromkeys(keys))
    kept = once[:MOST]
    return Chosen((*kept[:1], *sorted(kept[1:])), ignored or len(once) > MOST)
