"""Kinds of jobs for a test, and a database that other threads and processes see."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from sky_portal.jobs import broker, registry


@pytest.fixture(autouse=True)
def _awake() -> Iterator[None]:
    yield
    broker.pause.end()


@pytest.fixture
def kind(monkeypatch) -> Callable[..., Any]:
    """`kind("tests.x", max_attempts=2)` declares a handler for this test alone."""
    registry.discover()
    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))
    monkeypatch.setattr(registry, "_PERIODIC", {})
    return registry.handles


@pytest.fixture
def shared_database(transactional_db) -> Iterator[str]:
    """The test database under an address that others can open: SQLite's moves from memory to a file."""
    if connection.vendor == "postgresql":
        host, _name = settings.DATABASE_URL.rsplit("/", 1)
        yield f"{host}/{connection.settings_dict['NAME']}"
        return
    path, known = Path(settings.VAR_DIR, "portal.sqlite3"), connections.settings["default"]
    in_memory, name = connections["default"], known["NAME"]
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
    copy.close()
    known["NAME"] = str(path)
    del connections["default"]
    try:
        yield ""
    finally:
        connections["default"].close()
        known["NAME"] = name
        connections["default"] = in_memory
        for left in path.parent.glob("portal.sqlite3*"):
            left.unlink()


@pytest.fixture
def time_machine_at() -> Callable[..., Any]:
    """`with time_machine_at(moment):` moves the real clock, without letting it run."""
    import time_machine

    return lambda moment: time_machine.travel(moment, tick=False)
