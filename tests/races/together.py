"""Several at once: threads with connections of their own, or processes of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from threading import Barrier, local
from typing import Any

import pytest
from django.db import connection, models

from sky_portal import locks

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work(0)` … `work(count - 1)` returned or raised, all started at one moment."""
    start = Barrier(count, timeout=PATIENCE)

    def run(index: int) -> Any:
        try:
            start.wait()
            return work(index)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def processes(count: int, *arguments: str, env: dict[str, str]) -> list[list[str]]:
    """The lines that `count` processes of tests.races.worker printed; fails if one of them failed."""
    command = [sys.executable, "-m", "tests.races.worker", *arguments]
    options = {"cwd": ROOT, "env": env, "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [subprocess.Popen(command, **options) for _ in range(count)]
    told = [process.communicate(timeout=2 * PATIENCE) for process in running]
    for process, (_, errors) in zip(running, told, strict=True):
        assert process.returncode == 0, errors[-2000:]
    return [lines.split() for lines, _ in told]


@contextmanager
def unlocked(*free: type[models.Model]) -> Iterator[None]:
    """The control: rows of these models are loaded without a lock, all else as ever."""
    honest = locks.lock

    def lock(model: type[models.Model], **lookup: Any) -> models.Model:
        return model._default_manager.get(**lookup) if model in free else honest(model, **lookup)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "lock", lock)
        yield


@contextmanager
def both_reading(model: type[models.Model], *free: type[models.Model]) -> Iterator[None]:
    """The control in which two have read a row of `model` before either writes, and work on it as read.

    An act may lock its row several times: without a lock a later reading could see the other's work.
    """
    both_have_read, read = Barrier(2, timeout=PATIENCE), local()
    with unlocked(model, *free), pytest.MonkeyPatch.context() as patch:
        load = locks.lock

        def lock(of: type[models.Model], **lookup: Any) -> models.Model:
            if of is not model:
                return load(of, **lookup)
            if not hasattr(read, "row"):
                read.row = load(of, **lookup)
                both_have_read.wait()
            return copy(read.row)

        patch.setattr(locks, "lock", lock)
        yield
