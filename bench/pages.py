"""Key pages beside the floor, measured alternately in one run so that noise meets both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 60
WARM_UP = 10
OK = 200


@dataclass(frozen=True)
class Measured:
    """A page at one size: medians in milliseconds, their ratio, queries."""

    page: str
    applications: int
    median_ms: float
    p95_ms: float
    floor_ms: float
    ratio: float
    queries: int

    def as_json(self) -> dict[str, Any]:
        """For results.json."""
        return asdict(self)


def timed(ask: Callable[[], tuple[int, bytes]]) -> float:
    """Milliseconds of one request, which must succeed."""
    started = time.perf_counter()
    status, _body = ask()
    passed = (time.perf_counter() - started) * 1000
    if status != OK:
        raise SystemExit(f"a measured page answered {status}")
    return passed


def measure(
    page: str,
    applications: int,
    ask: Callable[[], tuple[int, bytes]],
    floor: Callable[[], tuple[int, bytes]],
    queries: int,
) -> Measured:
    """Asks page and floor in turns."""
    for _round in range(WARM_UP):
        timed(ask)
        timed(floor)
    pairs = [(timed(ask), timed(floor)) for _round in range(ROUNDS)]
    of_page, of_floor = zip(*pairs, strict=True)
    median, ground = statistics.median(of_page), statistics.median(of_floor)
    return Measured(
        page,
        applications,
        round(median, 2),
        round(statistics.quantiles(of_page, n=20)[-1], 2),
        round(ground, 2),
        round(median / ground, 2),
        queries,
    )


def count_queries(user: Any, path: str) -> int:
    """How many queries the page makes, sign-in and session included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    if user is not None:
        client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path)
    return len(queries)
