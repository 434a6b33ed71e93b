"""Names in the order of the Finnish and the Swedish alphabet, the same on both databases.

PostgreSQL brings the order as a collation; SQLite sorts Ä before Å by code point, so each of its
connections learns a collation of the same name.
"""

import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import F
from django.db.models.functions import Collate
from django.utils.translation import get_language

from sky_portal.search import fold

COLLATION = "fi-x-icu"
# Letters that the alphabet takes for others, and the three that stand after Z, in their order.
_TAKEN_FOR = str.maketrans({"ü": "y", "æ": "ä", "ø": "ö"})
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def sort_key(name: str) -> tuple[str, str]:
    """The key by which names sort: "Åbo" before "Äänekoski" before "Öja", all three after "Zürich"."""
    small = unicodedata.normalize("NFC", name).casefold().translate(_TAKEN_FOR)
    return fold(small).translate(_AFTER_Z), name


def name_language() -> str:
    """In which language names are shown: in Swedish on Swedish pages, else in Finnish."""
    return "sv" if (get_language() or "").startswith("sv") else "fi"


def in_order(field: str) -> Collate:
    """For order_by(): the field's names in the alphabet's order."""
    return Collate(F(field), COLLATION)


def teach_sqlite() -> None:
    """Lets every SQLite connection sort names; called before the first one opens."""
    connection_created.connect(_teach, dispatch_uid="names in the alphabet's order")


def _teach(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, _compare)


def _compare(one: str, other: str) -> int:
    first, second = sort_key(one), sort_key(other)
    return (first > second) - (first < second)
