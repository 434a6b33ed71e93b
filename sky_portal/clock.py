"""Time: what is shown and ruled by (`now`), the instant of an act (`act`), legal periods.

In the demo both are moved forward by an offset that lives in a file; production has none.
Sessions, tokens, lockouts and seals use the real clock and never this module.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.db import connection

HELSINKI = ZoneInfo("Europe/Helsinki")

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)
_read_offset: tuple[float, timedelta] = (0.0, timedelta(0))


def offset() -> timedelta:
    """How far the demo's clock is from the real one; nought in production."""
    global _read_offset
    path = settings.DEMO_CLOCK_FILE
    if path is None:
        return timedelta(0)
    try:
        changed = path.stat().st_mtime
    except FileNotFoundError:
        return timedelta(0)
    if changed != _read_offset[0]:
        _read_offset = (changed, timedelta(seconds=json.loads(path.read_text())["offset"]))
    return _read_offset[1]


def now() -> datetime:
    """The portal's time, aware: inside a step the instant of the act."""
    return _standing.get() or datetime.now(UTC) + offset()


def today() -> date:
    """The portal's date in Helsinki."""
    return now().astimezone(HELSINKI).date()


def act() -> datetime:
    """The instant of an act: the database's time, so that all web nodes agree.

    Asked in a statement of its own: beside FOR UPDATE it would tell the time before
    the wait for the lock.
    """
    if standing := _standing.get():
        return standing
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC) + offset()
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC) + offset()


@contextmanager
def standing_at(instant: datetime) -> Iterator[datetime]:
    """Lets the clock stand at one instant: inside a step, in tests and in the demo story."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    token = _standing.set(instant)
    try:
        yield instant
    finally:
        _standing.reset(token)


def helsinki(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment given in Helsinki time."""
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)
