"""Names and other single lines as people type or paste them.

They stand in lists, subjects and letters beside other people's words: a line break would begin a
line of its own there, and a mark that turns the direction would turn its neighbours.
"""

import re
import unicodedata

# Control characters and line ends become a space; marks of direction, which Windows pastes around
# addresses and numbers, and halves of characters are left out.
_BREAKS = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def plain_line(text: str) -> str:
    """The text composed (NFC), on one line, without characters that nobody sees."""
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", _UNSEEN.sub("", text))).strip()
