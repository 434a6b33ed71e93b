"""Lets the test database be flushed although it keeps some tables append-only.

`manage.py flush` empties tables between tests that commit, and the triggers refuse just that.
"""

from typing import Any

import pytest
from django.db import connection

from sky_portal.audit import append_only


@pytest.fixture(scope="session", autouse=True)
def _flush_append_only_tables() -> None:
    # On the class: inside Playwright's event loop the same thread has a connection of its own.
    ops = type(connection.ops)
    original = ops.sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        statements = original(self, style, tables, **options)
        if not statements:
            return statements
        if connection.vendor == "postgresql":
            return [
                "SET session_replication_role = replica",
                *statements,
                "SET session_replication_role = DEFAULT",
            ]
        protected = sorted(set(append_only.tables()) & set(tables))
        off = [sql for table in protected for sql in append_only.drop_statements(connection, table)]
        on = [sql for table in protected for sql in append_only.create_statements(connection, table)]
        return [*off, *statements, *on]

    ops.sql_flush = sql_flush
