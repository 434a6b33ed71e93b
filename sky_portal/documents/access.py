"""Who may read a document: by default whoever may read its case.

An app whose case holds documents of different reach registers a rule of its own for its kind
of case; that rule then answers alone.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from sky_portal.cases import access as cases
from sky_portal.documents.models import Document

DocumentRule = Callable[[Any, Document], bool]

_rules: dict[str, DocumentRule] = {}


def register(case_kind: str, may_read: DocumentRule) -> None:
    """Declares who may read documents of cases of this kind; called once, in AppConfig.ready."""
    if _rules.get(case_kind, may_read) is not may_read:
        raise ImproperlyConfigured(f"two rules for documents of cases of the kind {case_kind}")
    _rules[case_kind] = may_read


def may_read(user: Any, document: Document) -> bool:
    """Whether the user may read the document, whatever the virus scanner says of it."""
    rule = _rules.get(document.case.kind)
    return rule(user, document) if rule else cases.may_read(user, document.case)
