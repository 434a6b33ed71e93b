"""The application under its lock, and the parts it has."""

from typing import Any

from django.core.exceptions import PermissionDenied

from grants import parts
from grants.models import Application
from sky_portal import locks
from sky_portal.permissions import Rule


class NoSuchPart(Exception):
    """The call asks for no such part."""


def locked(application: Application, rule: Rule, actor: Any) -> Application:
    """The application, locked; raises PermissionDenied for whom the rule does not let act on it."""
    found = locks.lock(Application, pk=application.pk)
    if not rule.test(actor, found):
        raise PermissionDenied
    return found


def check_part(application: Application, part: str) -> None:
    """Raises NoSuchPart for what is no part of this application."""
    if part not in parts.titles(application):
        raise NoSuchPart(part)
