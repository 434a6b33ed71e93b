"""Databases that earlier releases left, kept as rows: what an upgrade must carry along.

    python -m tests.upgrades.samples write FILE    # keeps this database, before a release changes models
    python -m tests.upgrades.samples load FILE     # fills an empty database, as it was then
    python -m tests.upgrades.samples check FILE    # says what an upgrade has lost

A sample holds the rows of the demo after all its work is done, and the migrations that were
applied. It is loaded through the models as those migrations know them, never through today's.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

# What Django makes again by itself, and what ends with a release anyway.
LEFT_OUT = {"contenttypes", "sessions", "admin", "auth"}


def write(path: Path) -> None:
    """Keeps the rows of this database; passwords are not kept."""
    rows = {
        model._meta.label_lower: list(_rows(model)) for model in _models() if model._base_manager.exists()
    }
    for user in rows["accounts.user"]:
        user["password"] = "!"
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    content = json.dumps({"migrations": applied, "rows": rows}, cls=DjangoJSONEncoder, ensure_ascii=False)
    path.write_bytes(gzip.compress(content.encode(), mtime=0))


def load(path: Path) -> None:
    """Migrates an empty database to where the sample was taken, and fills it with the sample's rows."""
    sample = read(path)
    executor = MigrationExecutor(connection)
    # The last one of each app, as names sort: it brings those before it along.
    last = dict(sorted(map(tuple, sample["migrations"])))
    then = executor.migrate([key for key in last.items() if key in executor.loader.graph.nodes]).apps
    with transaction.atomic():
        for label, rows in sample["rows"].items():
            model = then.get_model(label)
            model._base_manager.bulk_create([_row(model, row) for row in rows])
    found = [then.get_model(label) for label in sample["rows"]]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)


def check(path: Path) -> list[str]:
    """What has been lost, is no longer valid or reads otherwise than before; empty when all is well."""
    faults = [
        fault
        for label, rows in read(path)["rows"].items()
        if (model := _today(label))
        for fault in (*_lost(model, rows), *_invalid(model))
    ]
    return [*faults, *_differing()]


def read(path: Path) -> dict[str, Any]:
    """The sample itself: `migrations` and `rows` by model."""
    return json.loads(gzip.decompress(path.read_bytes()))


def _models() -> list[type[models.Model]]:
    found = [model for model in apps.get_models() if model._meta.app_label not in LEFT_OUT]
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    yield from model._base_manager.order_by("pk").values(*names)


def _row(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in row.items()})


def _today(label: str) -> type[models.Model] | None:
    """The model as it is called today; None for one that a migration took away on purpose."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _lost(model: type[models.Model], rows: list[dict[str, Any]]) -> Iterator[str]:
    key = model._meta.pk.attname
    there = {str(pk) for pk in model._base_manager.order_by().values_list("pk", flat=True)}
    yield from (f"{model._meta.label} {row[key]} is gone" for row in rows if str(row[key]) not in there)


def _invalid(model: type[models.Model]) -> Iterator[str]:
    for row in model._base_manager.order_by("pk"):
        # What only a form would ask for may be empty; constraints hold for every row.
        empty = {f.name for f in model._meta.fields if getattr(row, f.attname) in f.empty_values}
        try:
            row.clean_fields(exclude=empty)
            row.validate_constraints()
        except ValidationError as wrong:
            yield f"{model._meta.label} {row.pk}: {wrong}"


def _differing() -> Iterator[str]:
    """What was sent and never edited since says what its working copy says, whatever release sent it."""
    from grants.models import Application
    from grants.services.submission import differs, gather

    for application in Application.objects.sent():
        if differs(gather(application)):
            yield f"application {application.pk} differs from what was sent"


def main(verb: str, path: str) -> int:
    """Does one of the three; `check` ends with 1 when something was lost."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sky_portal.settings")
    django.setup()
    if verb != "check":
        {"write": write, "load": load}[verb](Path(path))
        return 0
    faults = check(Path(path))
    sys.stdout.write("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
