"""The control of the consortium over HTTP: no row locks, and no version of the membership.

The version's own UPDATE makes two changes of one pilot wait for each other, whatever the locks do.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from tests.races.unlocked_wsgi import application  # isort: skip — Django is set up by it
from pilots.models import Member, Pilot
from pilots.services import answering, inviting
from sky_portal import clock, locks

__all__ = ["application"]


@contextmanager
def _unguarded(pilot: Pilot) -> Iterator[tuple[Pilot, datetime]]:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        yield pilot, at


answering.changing = inviting.changing = _unguarded

_full_clean = Member.full_clean


def _judged_early(self: Member, *args: Any, **kwargs: Any) -> None:
    _full_clean(self, *args, **kwargs)
    # Long enough for another request to have judged the same.
    time.sleep(0.3)


Member.full_clean = _judged_early  # type: ignore[method-assign]
