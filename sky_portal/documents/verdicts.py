"""Who hears what the scanner says: an app names, for its kind of case, what it does about it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from sky_portal.documents.models import Document

Heard = Callable[[Document], Any]

_listeners: dict[str, Heard] = {}


def register(case_kind: str, heard: Heard) -> None:
    """Declares what is done when a document of this kind of case gets its verdict.

    Called once, in AppConfig.ready; `heard(document)` runs in the act that keeps the verdict,
    after the case's audit head was locked: it may lock nothing.
    """
    if _listeners.setdefault(case_kind, heard) is not heard:
        raise ImproperlyConfigured(f"two listeners to verdicts of cases of the kind {case_kind}")


def tell(document: Document) -> None:
    """Tells the app whose case it is."""
    if heard := _listeners.get(document.case.kind):
        heard(document)
