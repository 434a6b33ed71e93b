"""What has changed between two texts, word by word, for people to read.

`"".join(before parts)` is the earlier text and `"".join(after parts)` the later: nothing is lost.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
# A word, a mark, or what is between them.
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# More than this many pairs of words to compare, and lines are compared instead.
MOST_PAIRS = 4_000_000


class Piece(NamedTuple):
    """A stretch of text: in both, only in the earlier one, or only in the later one."""

    kind: str
    text: str


def by_words(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order; what is gone stands before what came in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return by_lines(before, after)
    return _pieces(old, new)


def by_lines(before: str, after: str) -> list[Piece]:
    """The same a line at a time: rows of tables, lists, texts too long for words."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return _joined(iter([(before, after)]))
    return _pieces(old, new)


def earlier(pieces: list[Piece]) -> str:
    """The earlier text."""
    return "".join(piece.text for piece in pieces if piece.kind != NEW)


def later(pieces: list[Piece]) -> str:
    """The later text."""
    return "".join(piece.text for piece in pieces if piece.kind != GONE)


def _pieces(old: list[str], new: list[str]) -> list[Piece]:
    """What both begin and end with is set aside first: most changes are small."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    start, rest = "".join(old[:head]), "".join(old[len(old) - tail :])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]

    def stretches() -> Iterator[tuple[str, str]]:
        yield start, start
        for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
            yield "".join(old[i1:i2]), "".join(new[j1:j2])
        yield rest, rest

    return _joined(stretches())


def _common(old: list[str], new: list[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(stretches: Iterator[tuple[str, str]]) -> list[Piece]:
    """Neighbouring changes as one, the space between them included: read word by word they flicker."""
    pieces: list[Piece] = []
    gone = new = between = ""
    for old, text in stretches:
        if old != text:
            # The space belongs to a change when one stands on either side of it.
            gone, new, between = gone + between + old, new + between + text, ""
        elif (gone or new) and not old.strip():
            between += old
        else:
            pieces += _change(gone, new)
            pieces += _same(between + old)
            gone = new = between = ""
    return [*pieces, *_change(gone, new), *_same(between)]


def _change(gone: str, new: str) -> list[Piece]:
    found = [Piece(GONE, gone), Piece(NEW, new)]
    return [piece for piece in found if piece.text]


def _same(text: str) -> list[Piece]:
    return [Piece(SAME, text)] if text else []
