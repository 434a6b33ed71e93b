"""Tables that the database itself keeps append-only: UPDATE, DELETE and TRUNCATE are refused.

    @append_only
    class Submission(models.Model): ...

Triggers are installed after every migrate, because on SQLite any altered field rebuilds the
table and drops them. Both databases answer with an IntegrityError.
"""

from typing import Any, TypeVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_LABELS: list[str] = []

M = TypeVar("M", bound=type[models.Model])

_REFUSE = """
CREATE OR REPLACE FUNCTION sky_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(model: M) -> M:
    """Has the database refuse every change of the model's rows but their making."""
    _LABELS.append(model._meta.label_lower)
    return model


def labels() -> tuple[str, ...]:
    """The protected models, `app.model`."""
    return tuple(_LABELS)


def tables(app_label: str | None = None) -> list[str]:
    """The protected tables, of one app or of all."""
    found = [apps.get_model(label) for label in _LABELS]
    return sorted(m._meta.db_table for m in found if app_label in (None, m._meta.app_label))


def trigger_names(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    """What the triggers on the table should be called."""
    kinds = ("change", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    return {f"{table}_no_{kind}" for kind in kinds}


def installed(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    """The names of the triggers that the table has."""
    asks = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(asks[connection.vendor], [table])
        return {row[0] for row in cursor.fetchall()}


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Makes the triggers of one table, whatever is left of earlier ones."""
    statements = [*drop_statements(connection, table), *create_statements(connection, table)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for statement in statements:
            cursor.execute(statement)


def drop_statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """SQL that takes the triggers off a table."""
    on = f" ON {connection.ops.quote_name(table)}" if connection.vendor == "postgresql" else ""
    quoted = [connection.ops.quote_name(name) for name in sorted(trigger_names(connection, table))]
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in quoted]


def create_statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """SQL that puts the triggers on a table."""
    on = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        call = "EXECUTE FUNCTION sky_append_only()"
        return [
            f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON {on} FOR EACH ROW {call}',
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON {on} FOR EACH STATEMENT {call}',
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f'CREATE TRIGGER "{table}_no_{change}" BEFORE {change.upper()} ON {on} {refuse}'
        for change in ("update", "delete")
    ]


def install_after_migrate(*, app_config: Any, using: str, **_: Any) -> None:
    """Signal handler of post_migrate: puts back what a rebuilt table has lost."""
    connection = connections[using]
    wanted = tables(app_config.label)
    existing = set(connection.introspection.table_names()) if wanted else set()
    for table in wanted:
        if table in existing and not trigger_names(connection, table) <= installed(connection, table):
            install(connection, table)
