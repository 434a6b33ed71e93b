"""How long before closing something is reminded of, as people write it: "14 d, 7 d, 3 h"."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAY = 24
LONGEST = 365 * DAY
MOST = 10
_ONE = re.compile(r"([0-9]{1,4})\s*([^\W\d_]+)\.?", re.IGNORECASE)
_DAYS = frozenset(["d", "day", "days", "pv", "päivä", "päivää", "dag", "dagar", "dygn"])
_HOURS = frozenset(["h", "hour", "hours", "t", "tunti", "tuntia", "tim", "timme", "timmar"])


def in_words(hours: list[int]) -> str:
    """The lead times from the longest on: whole days as days, the others as hours."""
    return ", ".join(_one_in_words(one) for one in sorted(hours, reverse=True))


def parse(text: str) -> list[int]:
    """The hours of "14 d, 7 d, 3 h", longest first; raises ValueError with the wrong piece."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n]", text)]
    return sorted({_hours(piece) for piece in pieces if piece}, reverse=True)


class LeadTimesField(forms.CharField):
    """Gives a list of hours; none when nothing is given."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy("Days and hours before closing, for example 14 d, 7 d, 1 d, 3 h.")
        super().__init__(required=False, max_length=120, help_text=help_text, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Hours in words; what was typed as it is."""
        return in_words(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The hours; raises ValidationError that quotes what is not understood."""
        if isinstance(value, list):
            return value
        try:
            found = parse(super().to_python(value) or "")
        except ValueError as wrong:
            text = _("“%(text)s” is not understood. Give days and hours, for example 14 d, 3 h.")
            raise ValidationError(text % {"text": wrong}, code="not_understood") from None
        if len(found) > MOST:
            raise ValidationError(_("At most %(count)d reminders.") % {"count": MOST}, code="too_many")
        return found

    def run_validators(self, value: Any) -> None:
        """None: the length of the text says nothing of a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other hours are given than before."""
        try:
            return self.to_python(data) != sorted(initial or [], reverse=True)
        except ValidationError:
            return True


def _hours(piece: str) -> int:
    found = _ONE.fullmatch(piece)
    unit = found[2].lower() if found else ""
    if not found or unit not in _DAYS | _HOURS:
        raise ValueError(piece)
    hours = int(found[1]) * (DAY if unit in _DAYS else 1)
    if not 1 <= hours <= LONGEST:
        raise ValueError(piece)
    return hours


def _one_in_words(hours: int) -> str:
    if hours % DAY == 0:
        return _("%(count)d d") % {"count": hours // DAY}
    return _("%(count)d h") % {"count": hours}
