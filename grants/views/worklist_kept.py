"""The worklist's table is made once as long as nothing happens, however large the call is.

Whatever changes what it shows is an act, and every act writes an audit event: the table is kept by
the last event there is, for the one person who has asked, for a minute at most. While acts are being
written it is made anew: an event may stand before an earlier one that is still to be committed.
"""

import functools
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis import RedisError

from sky_portal import clock
from sky_portal.audit.models import AuditEvent

logger = logging.getLogger(__name__)

SETTLED = timedelta(seconds=5)
LONGEST = 60


def kept(request: HttpRequest, make: Callable[[], str]) -> SafeString:
    """What `make` makes of this address for this person, or what it made of it before."""
    key = _key(request)
    if key is None:
        return mark_safe(make())  # noqa: S308 - a rendered template
    try:
        if (found := cache.get(key)) is None:
            cache.set(key, found := str(make()), LONGEST)
    except RedisError:
        logger.warning("the worklist cannot be kept", exc_info=True)
        found = make()
    return mark_safe(found)  # noqa: S308 - a rendered template


def _key(request: HttpRequest) -> str | None:
    """Where it is kept; None while something is happening."""
    last = _last_event()
    now = clock.now()
    if last is None or abs(now - last[1]) < SETTLED:
        return None
    user: Any = request.user
    roles = sorted((one.organisation_id, one.role) for one in user.current_memberships())
    # By the minute: what is overdue follows from the clock.
    minute = now.replace(second=0, microsecond=0)
    parts = [user.pk, user.acting_for, roles, request.get_full_path(), get_language(), last[0], minute]
    return f"worklist.{sha256(repr(parts).encode()).hexdigest()}"


def _last_event() -> tuple[int, datetime] | None:
    """Number and moment of the last audit event; put into SQL once, as it is asked at every request."""
    with connection.cursor() as cursor:
        cursor.execute(_last_sql())
        row = cursor.fetchone()
    if row is None:
        return None
    number, at = row
    # SQLite keeps moments in UTC without saying so.
    return number, at if at.tzinfo else at.replace(tzinfo=UTC)


@functools.cache
def _last_sql() -> str:
    return str(AuditEvent.objects.order_by("-pk").values("pk", "at")[:1].query)
