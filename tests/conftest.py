"""The strict world in which tests run: see docs/testing.md.

Warnings are errors (pyproject.toml), an unknown template variable fails, and a query without
an order comes back shuffled, because one day the database would shuffle it.
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.template import engines
from django.utils import translation

from tests import kept
from tests.strict_templates import UnknownVariable

pytest_plugins = ["tests.append_only"]
if (Path(__file__).parent / "cast.py").exists():
    pytest_plugins.append("tests.cast")

SEED = int(os.environ.get("SKY_TEST_SEED", random.randrange(10**6)))


def pytest_report_header() -> str:
    """Which database, and the seed of the shuffling: SKY_TEST_SEED repeats it."""
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    return f"portal: {engine}, redis {'on' if settings.REDIS_URL else 'off'}, shuffle seed {SEED}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what belongs to the other database; deploy/test.py runs both and reports both."""
    postgres = bool(settings.DATABASE_URL)
    keep, drop = [], []
    for item in items:
        only_postgres = item.get_closest_marker("postgres") or item.get_closest_marker("redis")
        journey = item.get_closest_marker("browser") and not item.get_closest_marker("smoke")
        elsewhere = item.get_closest_marker("sqlite") if postgres else (only_postgres or journey)
        (drop if elsewhere else keep).append(item)
    if drop:
        config.hook.pytest_deselected(items=drop)
        items[:] = keep


@pytest.fixture(scope="session", autouse=True)
def _strict_templates() -> None:
    for backend in engines.all():
        backend.engine.string_if_invalid = UnknownVariable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; at the end what tests have started gets time to leave it."""
    yield
    if settings.DATABASE_URL:
        with django_db_blocker.unblock():
            _wait_to_be_alone(connection.cursor())
            connection.close()


def _wait_to_be_alone(cursor: Any, longest: float = 30) -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until = time.monotonic() + longest
    while time.monotonic() < until:
        cursor.execute(f"SELECT pid, state, query {others}")
        left = cursor.fetchall()
        if not left:
            return
        time.sleep(0.2)
    print("connections that no test has closed:", *left, sep="\n  ")  # noqa: T201
    cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture(autouse=True)
def _shuffle_unordered(monkeypatch) -> None:
    """Rows of a query that names no order come in any order."""
    fetch_all = QuerySet._fetch_all
    dice = random.Random(SEED)

    def shuffled(self) -> None:
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and len(self._result_cache) > 1 and not self.ordered and not self.query.is_sliced:
            dice.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)


@pytest.fixture(autouse=True)
def _new_worlds() -> None:
    """A test begins in the worlds that it asks for, none of another's."""
    from sky_portal.questions.models import forget_read

    kept.forget()
    forget_read()


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    """A test that moved the demo's clock leaves it as it was."""
    yield
    if settings.DEMO_CLOCK_FILE:
        settings.DEMO_CLOCK_FILE.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _language_of_the_portal() -> Iterator[None]:
    """The language that a request or a test left active is not the next test's."""
    yield
    translation.deactivate()
