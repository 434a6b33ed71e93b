"""Worlds that tests begin in: made once a process by the portal's own verbs, then put back as rows.

Most tests begin with the same people and the same call. Making them takes longer than most tests.
So what a fixture makes first is kept as rows, and written back where the database stands just as it
did then; anywhere else it is made again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

T = TypeVar("T")
Rows = dict[str, list[tuple[Any, ...]]]
Counts = dict[str, int]
# As many values as one statement takes on either database.
MOST_VALUES = 5000
# Who has signed in before a world was asked for is neither here nor there; the others are filled
# by migrations and stay as they are.
PASSING = {"django_session", "django_content_type", "auth_permission"}


@dataclass
class Kept:
    """What a world added to the tables, which rows it changed, and how full the tables are with it."""

    rows: Rows
    changed: Rows
    after: Counts


_kept: dict[tuple[str, ...], Kept | None] = {}
# The worlds of the running test, in their order; None once something was made that is not kept.
_chain: tuple[str, ...] | None = ()


def forget() -> None:
    """A new test begins."""
    global _chain  # noqa: PLW0603
    _chain = ()


def world(name: str, make: Callable[[], T], find: Callable[[], T]) -> T:
    """What `make` makes: by its kept rows where they fit (`find` then loads it), else by `make`."""
    global _chain  # noqa: PLW0603
    # Beside anything else than the worlds before it, a world has other keys than the kept ones.
    if _chain is None or _counts() != _full(_chain):
        _chain = None
        return make()
    chain = (*_chain, name)
    if chain not in _kept:
        found, _kept[chain] = _watched(make)
        _chain = chain if _kept[chain] else None
        return found
    kept = _kept[chain]
    if kept is None:
        _chain = None
        return make()
    # One transaction: a row may name one of a table that comes later.
    with transaction.atomic():
        _write(kept.rows)
        _rewrite(kept.changed)
    _chain = chain
    return find()


def _full(chain: tuple[str, ...]) -> Counts:
    """How many rows each table has after these worlds; none at all where a test begins."""
    kept = _kept.get(chain)
    return kept.after if kept else dict.fromkeys(_tables(), 0)


def _watched(make: Callable[[], T]) -> tuple[T, Kept | None]:
    """Makes the world, and keeps it unless it deleted something."""
    before = _everything()
    found = make()
    after = _everything()
    rows, changed = {}, {}
    for table, known in before.items():
        # A row is known by its first column, which is its key.
        keys, same = {row[0] for row in known}, set(known)
        if not keys <= {row[0] for row in after[table]}:
            return found, None
        rows[table] = [row for row in after[table] if row[0] not in keys]
        changed[table] = [row for row in after[table] if row[0] in keys and row not in same]
    return found, Kept(_without_empty(rows), _without_empty(changed), _counts())


def _without_empty(rows: Rows) -> Rows:
    return {table: some for table, some in rows.items() if some}


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    managed = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    return sorted(managed - PASSING)


def _counts() -> Counts:
    parts = [f"SELECT '{table}', count(*) FROM {connection.ops.quote_name(table)}" for table in _tables()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def _everything() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = [tuple(_plain(value) for value in row) for row in cursor.fetchall()]
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _write(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, new in rows.items():
            width = len(new[0])
            size = max(1, MOST_VALUES // width)
            for start in range(0, len(new), size):
                part = new[start : start + size]
                places = ", ".join([f"({', '.join(['%s'] * width)})"] * len(part))
                insert = f"INSERT INTO {connection.ops.quote_name(table)} VALUES {places}"
                cursor.execute(insert, [value for row in part for value in row])


def _rewrite(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, changed in rows.items():
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted} LIMIT 0")
            names = [connection.ops.quote_name(column[0]) for column in cursor.description]
            places = ", ".join(f"{name} = %s" for name in names)
            for row in changed:
                cursor.execute(f"UPDATE {quoted} SET {places} WHERE {names[0]} = %s", [*row, row[0]])
