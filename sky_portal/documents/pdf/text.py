"""Characters: only those that the embedded fonts can show come into a PDF.

PDF/A forbids glyphs that are missing, and a font that happens to be on one machine would give
the same content other bytes there. What cannot be shown is replaced by a visible mark.
"""

import re
import unicodedata
from functools import lru_cache

from fontTools.ttLib import TTFont

from sky_portal.documents.pdf.fetcher import static_path

SUBSETS = ("latin", "latin-ext")
REPLACEMENT = "\N{INVERTED QUESTION MARK}"
# Shown by nothing, or by the layout itself: line ends, spaces, soft hyphen, zero-width space.
_LAYOUT = frozenset("\t\n\r \N{NO-BREAK SPACE}\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}")
# What only joins, hides or turns its neighbours: without a glyph of its own it is left out.
_SILENT = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
_WORDS_FOR = {
    "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{FIGURE SPACE}": "\N{NO-BREAK SPACE}",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LINE SEPARATOR}": "\n",
    "\N{PARAGRAPH SEPARATOR}": "\n",
}


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """The characters that every weight of the embedded fonts has a glyph for."""
    found: set[str] = set()
    for subset in SUBSETS:
        path = static_path(f"static:vendor/source-sans-3/source-sans-3-{subset}-400-normal.woff2")
        with TTFont(path) as font:
            found.update(map(chr, font.getBestCmap()))
    return frozenset(found) | _LAYOUT


def printable(html: str) -> str:
    """The same HTML with every character showable: composed, replaced or left out."""
    known = covered()
    composed = unicodedata.normalize("NFC", html)
    return re.sub(r"[^\x20-\x7e\n]", lambda found: _showable(found[0], known), composed)


def _showable(character: str, known: frozenset[str]) -> str:
    category = unicodedata.category(character)
    if category in _SILENT and character not in _LAYOUT:
        # Turned text is how one number passes for another: no direction marks in a decision.
        return character if category == "Mn" and character in known else ""
    if character in known:
        return character
    return _WORDS_FOR.get(character) or (" " if category == "Zs" else REPLACEMENT)
