"""Text as it is stored: one form of every letter and line break, counted as the browser counts."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Control characters (Cc) but tab and line feed, and halves of pairs that no encoding can hold (Cs).
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def normalise(text: str) -> str:
    """Line breaks as LF, letters composed (NFC), blanks at both ends gone.

    Forms send CR LF and scripts LF: one text must be one text whichever way it came.
    Raises ValidationError naming the first character that cannot be kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := FORBIDDEN.search(text):
        place = {"code": f"U+{ord(found[0]):04X}", "place": found.start() + 1}
        message = _("The text has a character that cannot be saved (%(code)s, character %(place)s).")
        raise ValidationError(message % place, code="character")
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Normalised text on a single line: pasted line breaks and tabs become spaces."""
    return re.sub("[\n\t\u2028\u2029]+", " ", normalise(text))


def length(text: str) -> int:
    """Characters as a browser's text box counts them: UTF-16 code units of the composed text."""
    return len(text.encode("utf-16-le")) // 2


def check_length(text: str, limit: int | None) -> None:
    """Raises ValidationError when the text is longer than its limit, and says by how much."""
    if limit is not None and (over := length(text) - limit) > 0:
        message = ngettext(
            "The text is %(over)s character too long (at most %(limit)s).",
            "The text is %(over)s characters too long (at most %(limit)s).",
            over,
        )
        raise ValidationError(message % {"over": over, "limit": limit}, code="length")
