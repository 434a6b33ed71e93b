"""Links that open a door: the mail holds the token, the database only its digest."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

INVITATION_LIFE = timedelta(days=14)
REGISTRY_LINK_LIFE = timedelta(days=30)


def fresh() -> str:
    """A token nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry(life: timedelta) -> datetime:
    """When a link made now stops working, by the real clock."""
    return datetime.now(UTC) + life
