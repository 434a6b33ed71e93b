"""A word of warning where a form names a day on which no office is open."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from sky_portal import clock
from sky_portal.periods import SATURDAY, is_working_day
from sky_portal.ui import formats


def remark(value: date | datetime | None) -> str:
    """What stands out about a day, in a sentence: a weekend or a holiday; "" for a working day."""
    if value is None:
        return ""
    day = value.astimezone(clock.HELSINKI).date() if isinstance(value, datetime) else value
    if is_working_day(day):
        return ""
    words = {"day": formats.day(day), "weekday": formats.weekday(day)}
    if day.weekday() >= SATURDAY:
        return _("%(day)s is a %(weekday)s.") % words
    return _("%(day)s is a holiday (%(weekday)s).") % words
