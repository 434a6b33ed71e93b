"""What people write in several lines: without what nobody sees, and no longer than it may be."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sky_portal.names import plain_line


def lines(text: str, *, name: str, longest: int, empty: Any = "") -> str:
    """The text line by line as it is kept; raises ValidationError on the field `name`.

    `empty` is the sentence for who has written nothing; without one that is allowed. A text column
    judges no length, so it is judged here.
    """
    words = "\n".join(map(plain_line, text.strip().splitlines())).strip()
    if not words and empty:
        raise ValidationError({name: empty})
    if len(words) > longest:
        raise ValidationError({name: _("Write at most %(count)s characters.") % {"count": longest}})
    return words
