"""Keeps the slow part of a job from writing to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "MERGE")

_refusing: ContextVar[bool] = ContextVar("refusing", default=False)


class WriteInSlowPart(RuntimeError):
    """A handler wrote to the database before it had returned what is to be written."""


@contextmanager
def no_writes() -> Iterator[None]:
    """Refuses INSERT, UPDATE and DELETE inside, but for what `writes_allowed` surrounds."""
    token = _refusing.set(True)
    try:
        with connection.execute_wrapper(_refuse):
            yield
    finally:
        _refusing.reset(token)


@contextmanager
def writes_allowed() -> Iterator[None]:
    """Lets the job's own bookkeeping through."""
    token = _refusing.set(False)
    try:
        yield
    finally:
        _refusing.reset(token)


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if _refusing.get() and sql.lstrip()[:8].upper().startswith(WRITES):
        raise WriteInSlowPart(
            "a job's handler returns what writes (`return lambda: verb(...)`), or writes "
            "inside `with committing(job):` what may happen more than once"
        )
    return execute(sql, params, many, context)
