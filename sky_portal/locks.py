"""Row locks in one order everywhere, so that two acts never wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models, transaction

# Names, not imports: the kernel knows no app. Audit heads come last because every act ends
# with its audit events; the number series stands before them (docs/decisions/0001).
ORDER = (
    "accounts.organisation",
    "accounts.membership",
    "grants.call",
    "pilots.pilot",
    "pilots.member",
    "grants.application",
    "grants.budget",
    "questions.answersheet",
    "cases.numberseries",
    "audit.audithead",
)

M = TypeVar("M", bound=models.Model)
Place = tuple[int, str]

_held: ContextVar[set[Place] | None] = ContextVar("held", default=None)


class LockOrderError(RuntimeError):
    """A lock was asked for outside an act, or after one that comes later in ORDER."""


def rank(model: type[models.Model]) -> int:
    """The place of a model in ORDER; raises LockOrderError for one that has none."""
    label = model._meta.label_lower
    if label not in ORDER:
        raise LockOrderError(f"{label} has no place in sky_portal.locks.ORDER")
    return ORDER.index(label)


@contextmanager
def act() -> Iterator[None]:
    """One transaction in which rows are locked by `lock`; nests into the outermost one."""
    if _held.get() is not None:
        with transaction.atomic():
            yield
        return
    token = _held.set(set())
    try:
        with transaction.atomic():
            yield
    finally:
        _held.reset(token)


def lock(model: type[M], **lookup: Any) -> M:
    """Locks and loads one row; SQLite's immediate transaction has locked the whole database.

    Raises the model's DoesNotExist, and LockOrderError when ORDER would be broken.
    """
    held = _held.get()
    if held is None:
        raise LockOrderError("lock() needs a surrounding act()")
    pk = model._default_manager.values_list("pk", flat=True).get(**lookup)
    place = (rank(model), _sortable(pk))
    if held and place not in held and place < max(held):
        raise LockOrderError(f"{model._meta.label_lower} {pk} after {ORDER[max(held)[0]]}")
    thing = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    held.add(place)
    return thing


def _sortable(pk: Any) -> str:
    return f"{pk:020d}" if isinstance(pk, int) else str(pk)
