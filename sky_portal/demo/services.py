"""Moving the demo's clock. Forward is a mere change of clock; back restores a kept database."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from sky_portal import clock
from sky_portal.demo import moments
from sky_portal.demo.moments import Moment

# What the apps do when the clock has gone forward: play what others do in the meantime.
_tellers: list[Callable[[Moment], None]] = []


def register_teller(tell: Callable[[Moment], None]) -> None:
    """Adds what happens when the clock has gone forward to a moment; apps call it in ready."""
    _tellers.append(tell)


class NotPrepared(Exception):
    """No database was kept for a moment that lies behind."""


def prepared(moment: Moment) -> bool:
    """Whether the moment can be gone back to."""
    return _path(moment).exists()


def keep(moment: Moment) -> None:
    """Keeps today's database as the one of the moment."""
    _require_demo()
    path = _path(moment)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    target = sqlite3.connect(half)
    try:
        connection.ensure_connection()
        connection.connection.backup(target)
    finally:
        target.close()
    half.replace(path)


def move(moment: Moment) -> None:
    """Sets the clock to the moment: forward keeps the place left, back restores the place returned to.

    Raises NotPrepared when the moment lies behind and nothing was kept of it.
    """
    _require_demo()
    here = moments.current()
    forward = moment.at > clock.now()
    if forward:
        if here is not None:
            keep(here)
    elif prepared(moment):
        _restore(moment)
    else:
        raise NotPrepared(moment.key)
    stand(moment)
    if forward:
        for tell in _tellers:
            tell(moment)


def stand(moment: Moment) -> None:
    """Sets the clock to the moment; time runs on from there."""
    clock.set_offset(moment.at - datetime.now(UTC))


def _restore(moment: Moment) -> None:
    # Into the open database page by page, under its own lock: web and worker stay connected.
    source = sqlite3.connect(_path(moment))
    try:
        connection.ensure_connection()
        source.backup(connection.connection)
    finally:
        source.close()


def _path(moment: Moment) -> Path:
    return Path(settings.VAR_DIR) / "demo" / "moments" / f"{moment.key}.sqlite3"


def _require_demo() -> None:
    if not (settings.DEMO and settings.EMBEDDED):
        raise ImproperlyConfigured("the clock moves only in a demo on the embedded database")


def choices() -> list[dict[str, Any]]:
    """The moments as the top bar offers them: those ahead, and those behind that were kept."""
    now = clock.now()
    here = moments.current()
    return [
        {"moment": moment, "current": moment == here, "behind": moment.at <= now}
        for moment in moments.every()
        if moment.at > now or moment == here or prepared(moment)
    ]
