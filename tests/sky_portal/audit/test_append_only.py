"""Append-only tables: the database itself refuses."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField

from sky_portal.audit import append_only
from sky_portal.audit.models import AuditEvent, AuditHead, DailySeal
from sky_portal.audit.services import record
from sky_portal.cases.services import open_case

pytestmark = pytest.mark.django_db

TABLES = append_only.tables()


@pytest.fixture
def event() -> AuditEvent:
    case = open_case("pilot")
    record(case, verb="start", thing=case, actor=None, at=datetime(2021, 3, 1, tzinfo=UTC))
    return AuditEvent.objects.get()


def test_what_must_be_protected_is() -> None:
    assert {"audit.auditevent", "audit.dailyseal", "audit.sealedhead", "grants.submission"} <= set(
        append_only.labels()
    )


@pytest.mark.parametrize("table", TABLES)
def test_the_triggers_are_there(table: str) -> None:
    assert append_only.trigger_names(connection, table) <= append_only.installed(connection, table)


def test_an_event_cannot_be_changed(event: AuditEvent) -> None:
    event.verb = "stop"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(verb="stop")
    assert AuditEvent.objects.get().verb == "start"


def test_an_event_cannot_be_deleted(event: AuditEvent) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk)._raw_delete("default")
    assert AuditEvent.objects.exists()


def test_a_seal_cannot_be_changed() -> None:
    seal = {"made_at": datetime(2021, 3, 2, tzinfo=UTC), "head_count": 0}
    DailySeal.objects.create(day=date(2021, 3, 1), root="r", hash="h", **seal)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        DailySeal.objects.update(root="other")


@pytest.mark.postgres
@pytest.mark.parametrize("table", TABLES)
def test_a_table_cannot_be_truncated(table: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_back_what_a_rebuilt_table_has_lost() -> None:
    table = AuditEvent._meta.db_table
    with connection.cursor() as cursor:
        for statement in append_only.drop_statements(connection, table):
            cursor.execute(statement)
    assert not append_only.trigger_names(connection, table) & append_only.installed(connection, table)
    call_command("migrate", verbosity=0)
    assert append_only.trigger_names(connection, table) <= append_only.installed(connection, table)


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_protected_tables_and_leaves_them_protected() -> None:
    case = open_case("pilot")
    record(case, verb="start", thing=case, actor=None, at=datetime(2021, 3, 1, tzinfo=UTC))
    call_command("flush", verbosity=0, interactive=False, allow_cascade=True)
    assert not AuditEvent.objects.exists()
    assert not AuditHead.objects.exists()
    for table in TABLES:
        assert append_only.trigger_names(connection, table) <= append_only.installed(connection, table)


def test_protected_models_hold_text_that_fits_their_columns() -> None:
    """A state's or verb's name that is too long would fail on PostgreSQL only."""
    from sky_portal.workflow import REGISTRY

    longest = AuditEvent._meta.get_field("source")
    assert isinstance(longest, CharField)
    for flow in REGISTRY.values():
        assert all(len(state) <= longest.max_length for state in flow.states)
        assert all(len(name) <= AuditEvent._meta.get_field("verb").max_length for name in flow.steps)
    assert apps.get_model("audit.AuditEvent") is AuditEvent


@pytest.mark.sqlite
def test_a_replacement_is_a_deletion_too(event: AuditEvent) -> None:
    """SQLite's REPLACE deletes what is in its way, by default without asking any trigger."""
    names = [field.column for field in AuditEvent._meta.concrete_fields]
    values = ", ".join("'stop'" if name == "verb" else f'"{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT OR REPLACE INTO audit_auditevent ({columns}) SELECT {values} FROM audit_auditevent"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().verb == "start"
