"""Time: what is shown and ruled by (`now`), the instant of an act (`act`), local moments.

In the demo both are moved forward by an offset that lives in a file; production has none.
Sessions, tokens, lockouts and seals use the real clock and never this module. Legal periods
are counted in sky_portal.periods.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

HELSINKI = ZoneInfo("Europe/Helsinki")

Signature = tuple[int, int, int]

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


@dataclass
class _Moved:
    """How far this process's clock is moved: by the demo's file as last read, by `travel`."""

    signature: Signature = (0, 0, 0)
    by_file: timedelta = timedelta(0)
    by_travel: timedelta = timedelta(0)


_moved = _Moved()


class NoSuchTime(ValueError):
    """The local time is skipped when summer time begins (28.3.2021 3.30 in Helsinki)."""


class AmbiguousTime(ValueError):
    """The local time occurs twice when summer time ends; `choices` are the two instants."""

    def __init__(self, local: datetime, choices: tuple[datetime, datetime]) -> None:
        super().__init__(f"{local:%d.%m.%Y %H:%M} occurs twice in Helsinki")
        self.choices = choices


def offset() -> timedelta:
    """How far the portal's clock is from the real one; nought in production."""
    path = settings.DEMO_CLOCK_FILE
    return _moved.by_travel + (_file_offset(path) if path else timedelta(0))


def set_offset(new: timedelta) -> None:
    """Moves the demo's clock for web, worker and beat alike; raises RuntimeError outside the demo."""
    path = settings.DEMO_CLOCK_FILE
    if path is None:
        raise RuntimeError("only the demo's clock can be moved")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps({"offset": new.total_seconds()}))
    # File times tick in milliseconds: two changes within a tick must still look different.
    changed = max(time.time_ns(), _signature(path)[0] + 1)
    os.utime(draft, ns=(changed, changed))
    draft.replace(path)


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
    token = _standing.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _standing.reset(token)


@contextmanager
def travel(by: timedelta) -> Iterator[None]:
    """Moves the clock of the whole process, all its threads: for tests with a live server.

    Raises RuntimeError in production.
    """
    if settings.PRODUCTION:
        raise RuntimeError("the clock of production cannot be moved")
    _moved.by_travel += by
    try:
        yield
    finally:
        _moved.by_travel -= by


def local_moment(local: datetime, *, which: Literal["first", "second"] | None = None) -> datetime:
    """The instant (in UTC) of a naive Helsinki time.

    Raises NoSuchTime for one that is skipped and AmbiguousTime for one that occurs twice,
    unless `which` says whether the first or the second is meant. In UTC, because Python
    reckons with wall-clock time between two moments of one zone: a day with a change of
    the hour would come out an hour wrong.
    """
    if local.tzinfo is not None:
        raise ValueError("a local moment is given without a time zone")
    first, second = (local.replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(HELSINKI).replace(tzinfo=None) != local:
        raise NoSuchTime(f"{local:%d.%m.%Y %H:%M} does not exist in Helsinki")
    if first != second and which is None:
        raise AmbiguousTime(local, (first, second))
    return second if which == "second" else first


def helsinki(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The instant (in UTC) of a moment given in Helsinki time; raises like `local_moment`."""
    return local_moment(datetime(year, month, day, hour, minute))


def _file_offset(path: Path) -> timedelta:
    signature = _signature(path)
    if signature != _moved.signature:
        _moved.by_file = timedelta(seconds=_stored_seconds(path))
        _moved.signature = signature
    return _moved.by_file


def _signature(path: Path) -> Signature:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _stored_seconds(path: Path) -> float:
    try:
        return json.loads(path.read_text())["offset"]
    except FileNotFoundError:
        return 0.0
