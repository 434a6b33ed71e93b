"""The control of the consortium over HTTP: no row locks, and no version of the membership.

The version's own UPDATE makes two changes of one pilot wait for each other, whatever the locks do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tests.races.unlocked_wsgi import application  # isort: skip — Django is set up by it
from pilots.models import Pilot
from pilots.services import answering, inviting
from sky_portal import clock, locks

__all__ = ["application"]


@contextmanager
def _unguarded(pilot: Pilot) -> Iterator[tuple[Pilot, datetime]]:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        yield pilot, at


answering.changing = inviting.changing = _unguarded
