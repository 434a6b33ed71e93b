"""Copying a database at one instant, and putting a copy in its place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from sky_portal.backup.failures import BackupFailed
from sky_portal.backup.manifest import Entry

ROWS = "SELECT DISTINCT path, sha256, size FROM documents_document ORDER BY path"


def dump(target: Path) -> list[Entry]:
    """Writes the whole database to `target`; the documents that this very copy names."""
    return {"postgresql": _dump_postgresql, "sqlite": _dump_sqlite}[connection.vendor](target)


def load(source: Path) -> None:
    """Replaces everything in the database by the copy, or changes nothing.

    Raises BackupFailed.
    """
    loaders: dict[str, Callable[[Path], None]] = {"postgresql": _load_postgresql, "sqlite": _load_sqlite}
    loaders[connection.vendor](source)
    connection.close_if_unusable_or_obsolete()


def is_empty() -> bool:
    """Whether nobody has used this portal yet: no person and no case."""
    tables = {"accounts_user", "cases_case"} & set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return False
    return True


def _entries(rows: Iterable[tuple[str, str, int]]) -> list[Entry]:
    return [Entry(*row) for row in rows]


def _dump_sqlite(target: Path) -> list[Entry]:
    """By SQLite's online backup: whole also while others write."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        return _entries(copy.execute(ROWS).fetchall())


def _load_sqlite(source: Path) -> None:
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            if (told := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise BackupFailed(f"the database in the backup is damaged: {told}")
            copy.backup(connection.connection)
    except (sqlite3.Error, OperationalError) as failure:
        raise BackupFailed(f"{failure}. Is the portal running? Stop it first.") from failure


def _dump_postgresql(target: Path) -> list[Entry]:
    """By pg_dump within a snapshot, in which the documents are read too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        cursor.execute(ROWS)
        return _entries(cursor.fetchall())


def _load_postgresql(source: Path) -> None:
    """In one transaction: an empty schema, then the copy; a failure leaves all as it was."""
    script = source.with_suffix(".sql")
    _tool("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    connection.close()
    afresh = "SET lock_timeout = '30s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    _run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-c", afresh, "-f", str(script))


def _run(name: str, *options: str) -> None:
    """Runs a client program of PostgreSQL on the portal's database."""
    (_psql, *place), env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    _tool(name, *options, *place, env=env)


def _tool(name: str, *arguments: str, env: dict[str, str] | None = None) -> None:
    program = shutil.which(name)
    if program is None:
        raise BackupFailed(f"{name} is not installed: install the PostgreSQL client (postgresql-client)")
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{name}: {done.stderr.strip()[-2000:] or done.stdout.strip()[-2000:]}")
