"""Empties the test database quickly, and although it keeps some tables append-only.

`manage.py flush` empties tables between tests that commit. The append-only triggers refuse just
that; emptying a hundred empty tables takes longer than the few rows of a test, and what every
database has from its migrations (types of content, permissions) need not go to be made again.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection

from sky_portal.audit import append_only

# Filled by post_migrate, the same for every test.
STAYING = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def _flush_quickly() -> Iterator[None]:
    # On the class: inside Playwright's event loop the same thread has a connection of its own.
    ops = type(connection.ops)
    original, signal = ops.sql_flush, flush.emit_post_migrate_signal

    def sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        tables = sorted(set(tables) - STAYING)
        if connection.vendor == "postgresql":
            # Numbers run on: worlds that are put back (tests.kept) have had theirs already.
            return _deletions(self, tables)
        statements = original(self, style, tables, **options)
        if not statements:
            return statements
        protected = sorted(set(append_only.tables()) & set(tables))
        off = [sql for table in protected for sql in append_only.drop_statements(connection, table)]
        on = [sql for table in protected for sql in append_only.create_statements(connection, table)]
        return [*off, *statements, *on]

    ops.sql_flush = sql_flush
    flush.emit_post_migrate_signal = lambda *args, **options: None
    yield
    ops.sql_flush, flush.emit_post_migrate_signal = original, signal


def _deletions(ops: Any, tables: list[str]) -> list[str]:
    """Deletes from the tables that have rows: quicker than to TRUNCATE them all."""
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {ops.quote_name(table)})" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return _unguarded([f"DELETE FROM {ops.quote_name(table)}" for (table,) in cursor.fetchall()])


def _unguarded(statements: list[str]) -> list[str]:
    """The statements without triggers, foreign keys' and append-only ones, in one session."""
    if not statements:
        return []
    return [
        "SET session_replication_role = replica",
        *statements,
        "SET session_replication_role = DEFAULT",
    ]
