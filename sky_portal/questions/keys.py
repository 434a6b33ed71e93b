"""Keys that the portal makes from the words people write: lower-case, plain, each once."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60
# Names that the forms themselves send beside the answers: a question of that key would take their place.
RESERVED = frozenset({"continue", "csrfmiddlewaretoken", "kept_owner", "take"})
_OTHERS = re.compile("[^a-z0-9]+")


def key_from(words: str, taken: Collection[str] = (), *, fallback: str, digits: bool = False) -> str:
    """A key made of the words, other than those taken; `fallback` where the words have no letters.

    ä and å become a, ö becomes o. With `digits` the key may begin with one, as a value of a scale.
    """
    plain = unicodedata.normalize("NFKD", words.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    key = _OTHERS.sub("_", plain).strip("_")[:LONGEST].rstrip("_") or fallback
    if not digits and not key[0].isalpha():
        key = f"{fallback}_{key}"[:LONGEST].rstrip("_")
    return _unique(key, {*taken, *RESERVED})


def _unique(key: str, taken: Collection[str]) -> str:
    if key not in taken:
        return key
    number = 2
    while (numbered := f"{key[: LONGEST - 1 - len(str(number))]}_{number}") in taken:
        number += 1
    return numbered
