"""Sessions in the database, read by a query that is composed once: every page begins with it."""

from datetime import UTC, datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from sky_portal.prepared import Prepared

LIVING = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key="a session's key",
    now=datetime(1999, 12, 31, tzinfo=UTC),
)


class SessionStore(db.SessionStore):
    """Django's own store; a key that is none of ours finds no row, as there."""

    def _get_session_from_db(self) -> Session | None:
        # The real clock: a session's end has nothing to do with the demo's date.
        found = LIVING(key=self.session_key, now=datetime.now(UTC))
        if found:
            return found[0]
        self._session_key = None
        return None
