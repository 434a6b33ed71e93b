"""Row locks in one order everywhere, so that two acts never wait for each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from sky_portal.prepared import Prepared

# Names, not imports: the kernel knows no app. Audit heads come last because every act ends
# with its audit events; the number series stands before them (docs/decisions/0001).
ORDER = (
    "accounts.organisation",
    "accounts.membership",
    "accounts.invitation",
    "accounts.accessrequest",
    "grants.call",
    "grants.newsitem",
    "grants.allocationplan",
    "pilots.pilot",
    "pilots.member",
    "pilots.partnernotice",
    "grants.application",
    "grants.arrival",
    "grants.conflictdeclaration",
    "grants.supplementrequest",
    "grants.review",
    "grants.budget",
    "questions.answersheet",
    "cases.numberseries",
    "audit.audithead",
)

M = TypeVar("M", bound=models.Model)
Place = tuple[int, str]


class LockOrderError(RuntimeError):
    """A lock was asked for outside an act, or after one that comes later in ORDER."""


@dataclass
class _Act:
    """The outermost act of this thread: what it holds, and what it still does before it commits."""

    held: set[Place] = field(default_factory=set)
    endings: list[tuple[str, Callable[[], None]]] = field(default_factory=list)


_act: ContextVar[_Act | None] = ContextVar("act", default=None)


def rank(model: type[models.Model]) -> int:
    """The place of a model in ORDER; raises LockOrderError for one that has none."""
    label = model._meta.label_lower
    if label not in ORDER:
        raise LockOrderError(f"{label} has no place in sky_portal.locks.ORDER")
    return ORDER.index(label)


@contextmanager
def act(*, joined: bool = False) -> Iterator[None]:
    """One transaction in which rows are locked by `lock`; nests into the outermost one.

    A nested act that fails leaves nothing of its own: neither rows nor endings, and the
    locks it took are forgotten, since rolling back to a savepoint gives them up. A `joined`
    one has no savepoint of its own: it is part of the act around it, and takes that along
    when it fails.
    """
    if (outer := _act.get()) is not None:
        with _nested(outer, savepoint=not joined):
            yield
        return
    current = _Act()
    token = _act.set(current)
    with transaction.atomic():
        try:
            yield
            _finish(current)
        finally:
            # Before the commit, so that what runs on commit starts acts of its own.
            _act.reset(token)


def in_act() -> bool:
    """Whether the code runs inside an act already."""
    return _act.get() is not None


def at_end(place: str, ending: Callable[[], None]) -> None:
    """Does `ending` just before the outermost act commits, sorted by `place`.

    Audit events wait here: nested acts may touch several cases in any order, and their audit
    heads are locked last and sorted. Raises LockOrderError outside an act.
    """
    _running("at_end()").endings.append((place, ending))


def lock(model: type[M], **lookup: Any) -> M:
    """Locks and loads one row; SQLite's immediate transaction has locked the whole database.

    Raises the model's DoesNotExist (also when the row stopped matching while we waited),
    MultipleObjectsReturned, and LockOrderError when ORDER would be broken.
    """
    running = _running("lock()")
    pk = lookup["pk"] if set(lookup) == {"pk"} else _pk_of(model, lookup)
    place = _free_place(running, model, pk)
    thing = _locked(model, pk, lookup)
    running.held.add(place)
    return thing


def _locked(model: type[M], pk: Any, lookup: dict[str, Any]) -> M:
    if set(lookup) != {"pk"}:
        return model._default_manager.select_for_update(of=("self",)).get(Q(pk=pk), **lookup)
    found = _row_of(model)(pk=model._meta.pk.to_python(getattr(pk, "pk", pk)))
    if not found:
        raise model.DoesNotExist(f"{model._meta.label} {pk}")  # type: ignore[attr-defined]
    return found[0]


@cache
def _row_of(model: type[M]) -> Prepared[M]:
    key = getattr(model._meta.pk, "target_field", model._meta.pk)
    sample = UUID(int=1) if isinstance(key, models.UUIDField) else -1
    return Prepared(
        lambda pk: model._default_manager.select_for_update(of=("self",)).filter(pk=pk), pk=sample
    )


def lock_again(thing: M, *unchanging: str) -> M:
    """Locks the row of a thing that has been read, and loads it anew.

    Relations named in `unchanging` never lead anywhere else once the row is made: they are kept
    where they have been read already.
    """
    locked = lock(type(thing), pk=thing.pk)
    kept = thing._state.fields_cache
    locked._state.fields_cache.update({name: kept[name] for name in unchanging if name in kept})
    return locked


def _running(what: str) -> _Act:
    running = _act.get()
    if running is None:
        raise LockOrderError(f"{what} needs a surrounding act()")
    return running


@contextmanager
def _nested(outer: _Act, *, savepoint: bool) -> Iterator[None]:
    held, endings = set(outer.held), len(outer.endings)
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except BaseException:
        outer.held = held
        del outer.endings[endings:]
        raise


def _finish(current: _Act) -> None:
    while current.endings:
        waiting, current.endings = sorted(current.endings, key=lambda ending: ending[0]), []
        for _, ending in waiting:
            ending()


def _pk_of(model: type[models.Model], lookup: dict[str, Any]) -> Any:
    return model._default_manager.values_list("pk", flat=True).get(**lookup)


def _free_place(running: _Act, model: type[models.Model], pk: Any) -> Place:
    place = _place(model, pk)
    if running.held and place not in running.held and place < max(running.held):
        raise LockOrderError(f"{model._meta.label_lower} {pk} after {ORDER[max(running.held)[0]]}")
    return place


def _place(model: type[models.Model], pk: Any) -> Place:
    pk = model._meta.pk.to_python(pk)
    return rank(model), f"{pk:020d}" if isinstance(pk, int) else str(pk)
