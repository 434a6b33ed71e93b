"""Words as searches compare them, the same on both databases: SQLite's LIKE knows no Ä."""

import unicodedata

# Letters of their own in Finnish and Swedish; every other accent is dropped.
_OWN_LETTERS = frozenset("åäö")


def fold(text: str) -> str:
    """The text in small letters and without foreign accents: "Äänekoski É" is "äänekoski e"."""
    small = unicodedata.normalize("NFC", text).casefold()
    return "".join(letter if letter in _OWN_LETTERS else _plain(letter) for letter in small)


def plain(text: str) -> str:
    """The same without any accents, for those whose keyboard has none: "aanekoski"."""
    return "".join(map(_plain, fold(text)))


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))
