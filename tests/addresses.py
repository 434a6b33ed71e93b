"""All addresses of the portal, found by walking the resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def walk(
    resolver: URLResolver | None = None,
    namespaces: tuple[str, ...] = (),
    arguments: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, Any, frozenset[str]]]:
    """Name with namespaces, view, and the names of the arguments of every URL."""
    for pattern in (resolver or get_resolver()).url_patterns:
        known = arguments | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or ""]), pattern.callback, known
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern, inner, known)
