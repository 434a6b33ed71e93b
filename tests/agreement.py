"""Whether the two faces of a rule agree: what `q` lists is what `test` allows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from sky_portal.permissions import Rule


def disagreements(rule: Rule, users: Iterable[Any], rows: QuerySet) -> list[str]:
    """Every user and row on which the list and the single answer of the rule differ."""
    model_rows = list(rows.order_by("pk"))
    found = []
    for user in users:
        listed = {row.pk for row in rows.filter(rule.q(user))}
        found += [
            f"{rule.name}: {user!s} on {row!r}: q says {row.pk in listed}, test says {row.pk not in listed}"
            for row in model_rows
            if bool(rule.test(user, row)) != (row.pk in listed)
        ]
    return found


def both_faces_agree(rule: Rule, users: Iterable[Any], rows: QuerySet) -> None:
    """Fails with the list of all disagreements, and when there is nothing to compare."""
    assert rows.exists(), f"{rule.name}: no rows to compare on"
    assert disagreements(rule, users, rows) == []
