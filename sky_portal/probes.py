"""/live: the process answers. /ready: everything it stands on is there. Neither opens a session."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import redis
import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sky_portal.audience import PUBLIC, audience
from sky_portal.jobs.models import Heartbeat, instant
from sky_portal.jobs.services import SWEEP

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 2
# A store is written to at most this often, however many balancers ask.
STORAGE_EVERY_SECONDS = 60


@audience(PUBLIC)
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Says that the process answers; touches nothing else."""
    return JsonResponse({"status": "live"})


@audience(PUBLIC)
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when all works, else 503 with the names of what does not; reasons go to the log."""
    failing = [name for name, check in checks().items() if not _passes(name, check)]
    told: dict[str, Any] = {"status": "not ready" if failing else "ready", "failing": failing}
    # A beat that stands still delays work; it is no reason to take web nodes away.
    told["seconds_since_sweep"] = None if "database" in failing else seconds_since_sweep()
    return JsonResponse(told, status=503 if failing else 200)


def checks() -> dict[str, Callable[[], None]]:
    """What this portal stands on, by name; each raises when it is not there."""
    broker = {"redis": check_redis} if settings.REDIS_URL else {"queue": check_queue}
    return {"database": check_database, "migrations": check_migrations, **broker, "storage": check_storage}


def check_database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """No migration waits. Once none does, none will until the next start."""
    if not _migrated():
        _migrated.cache_clear()
        raise RuntimeError("migrations are waiting")


def check_redis() -> None:
    """Redis answers."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS
    )
    try:
        client.ping()
    finally:
        client.close()


def check_queue() -> None:
    """The folder that is the embedded portal's broker can be written to."""
    probe = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]), "ready.probe")
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.write_bytes(b"")


def check_storage() -> None:
    """A file can be stored and taken away again."""
    _write_to_storage(int(time.monotonic() // STORAGE_EVERY_SECONDS))


def seconds_since_sweep() -> int | None:
    """How long ago beat's sweep last ran; None when it never has."""
    last = Heartbeat.objects.filter(name=SWEEP).first()
    return round((instant() - last.at).total_seconds()) if last else None


@cache
def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


_stored_in: set[int] = set()


def _write_to_storage(period: int) -> None:
    if period in _stored_in:
        return
    name = default_storage.save("probes/ready", ContentFile(b"ready"))
    default_storage.delete(name)
    _stored_in.clear()
    _stored_in.add(period)


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        log.exception("not ready", check=name)
        return False
    return True


urlpatterns = [path("live", live, name="live"), path("ready", ready, name="ready")]
