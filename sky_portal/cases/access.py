"""Who may read what hangs on a case: one answer for its documents, messages and jobs.

The kernel knows no app: each registers its kinds in `AppConfig.ready`,
`register("application", may_read)`.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from sky_portal.cases.models import Case

MayRead = Callable[[Any, Case], bool]

_READERS: dict[str, MayRead] = {}


def register(kind: str, may_read: MayRead) -> None:
    """Says who may read cases of `kind`: may_read(user, case).

    Raises ImproperlyConfigured when another condition is registered for the kind already.
    """
    if _READERS.setdefault(kind, may_read) is not may_read:
        raise ImproperlyConfigured(f"two conditions for reading cases of the kind {kind}")


def whoever_sees(label: str) -> MayRead:
    """The condition that most kinds have: the case is read by who sees its `app.Model` in a list."""

    def condition(user: Any, case: Case) -> bool:
        seen = apps.get_model(label)._default_manager.visible_to(user)
        return seen.filter(case=case).exists()

    return condition


def may_read(user: Any, case: Case | None) -> bool:
    """Whether the user may read the case; what is of no case or of an unknown kind, nobody."""
    if case is None:
        return False
    condition = _READERS.get(case.kind)
    return bool(condition and condition(user, case))
