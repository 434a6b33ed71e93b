"""The sums typed into a plan's table: each cell keeps what was written, right or wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sky_portal.money import AmountRefused, is_whole, parse_euros
from sky_portal.ui import formats

_FIELD = re.compile(r"grant-([0-9]{1,18})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
REASON = 4000


@dataclass(frozen=True)
class Typed:
    """One cell: the text, the revision of the row that the page showed, and what it showed."""

    application: int
    text: str
    base: int
    was: str

    @property
    def is_changed(self) -> bool:
        """Whether the person has written something else than what the page showed."""
        return self.text.strip() != self.was.strip()

    @property
    def is_empty(self) -> bool:
        """Nothing is proposed."""
        return not self.text.strip()

    @property
    def cents(self) -> int:
        """The sum; raises ValueError with a sentence for the person."""
        return whole_euros(self.text)


def typed_sums(data: Mapping[str, str]) -> list[Typed]:
    """The cells that were sent, in the page's order."""
    found = []
    for name, text in data.items():
        if match := _FIELD.fullmatch(name):
            key = match[1]
            base = data.get(f"base-{key}", "")
            found.append(
                Typed(int(key), text, int(base) if _NUMBER.fullmatch(base) else 0, data.get(f"was-{key}", ""))
            )
    return found


def whole_euros(text: str) -> int:
    """The cents of a sum in whole euros from nought up; raises ValueError with a sentence."""
    try:
        cents = parse_euros(text, formats.language())
    except AmountRefused as refused:
        raise ValueError(_words(refused.code)) from None
    if cents < 0:
        raise ValueError(_("A sum cannot be negative."))
    if not is_whole(cents):
        raise ValueError(_("Write the sum in whole euros."))
    return cents


def _words(code: str) -> str:
    known = {
        "empty": _("Write the sum."),
        "ambiguous": _("This may be two sums: write 28500 or 28 500."),
        "too_precise": _("Write the sum in whole euros."),
        "too_large": _("The sum is too large."),
    }
    return known.get(code, _("Write the sum in figures, such as 28 500."))
