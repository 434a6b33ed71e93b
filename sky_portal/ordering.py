"""Rows with numbers of their own, 1, 2, 3 …, without a gap and without two alike.

Whoever calls holds the lock of what the rows belong to: the numbers are read and then written.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

UP, DOWN = "up", "down"
STEPS = {UP: -1, DOWN: 1}
# Above every number in use, below what a small integer holds.
ASIDE = 10_000

T = TypeVar("T")


def moved(items: Sequence[T], item: T, direction: str) -> list[T]:
    """The items with this one a step further up or down; at the end of the list it stays.

    Raises ValueError for an item that is not among them, KeyError for another direction.
    """
    place = items.index(item)
    goal = min(max(place + STEPS[direction], 0), len(items) - 1)
    rest = [*items[:place], *items[place + 1 :]]
    return [*rest[:goal], item, *rest[goal:]]


def renumber(rows: Sequence[Any], field: str) -> int:
    """Numbers the saved rows 1, 2, 3 … in this order and tells how many got another number.

    In two steps: first all that change are set aside, so that at no moment two have the same number.
    """
    changed = [(row, place) for place, row in enumerate(rows, start=1) if getattr(row, field) != place]
    if not changed:
        return 0
    manager: models.Manager = type(changed[0][0])._default_manager
    manager.filter(pk__in=[row.pk for row, _place in changed]).update(**{field: F(field) + ASIDE})
    for row, place in changed:
        manager.filter(pk=row.pk).update(**{field: place})
        setattr(row, field, place)
    return len(changed)
