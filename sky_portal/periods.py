"""Legal periods: days of service, last days and deadlines.

Counted by the act on the calculation of prescribed times (määräaikalaki 150/1930): the day of
service is not counted, and a period that would end on a Saturday, a Sunday, a public holiday,
6 December, 1 May, Christmas Eve or Midsummer Eve ends on the next weekday.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

import holidays

from sky_portal.clock import local_moment

# When an authority's registry closes, unless its own data says otherwise (FACTS 3).
OFFICE_CLOSES = time(16, 15)
DAY = timedelta(days=1)
MAY, JUNE, DECEMBER = 5, 6, 12
FRIDAY, SATURDAY = 4, 5
_HOURS = re.compile(r"[0-9]{1,2}[.:][0-9]{2}\s*[–-]\s*([0-9]{1,2})[.:]([0-9]{2})")


class Service(Enum):
    """How a document is served, and on which day from the given one it counts as served."""

    # HL 59 §: an ordinary letter, on the seventh day from sending.
    LETTER = 7
    # SAL 19 §: an ordinary electronic message with the recipient's consent, on the third day.
    ELECTRONIC = 3
    # HL 59 §: an authority (a municipality) is served on the day on which the letter arrives.
    AUTHORITY = 0


def day_of_service(by: Service, day: date) -> date:
    """The day on which a document counts as served.

    `day` is the day of sending, for an AUTHORITY the day of arrival. It may well be a Sunday:
    only the end of a period moves, never the presumption of service.
    """
    return day + by.value * DAY


def last_day(start: date, days: int) -> date:
    """The last day of a period of `days` days from `start`, which is not counted itself.

    Raises ValueError when the period has no length.
    """
    if days < 1:
        raise ValueError(f"a period of {days} days")
    end = start + days * DAY
    while not is_working_day(end):
        end += DAY
    return end


def deadline(start: date, days: int, *, closes: time = OFFICE_CLOSES) -> datetime:
    """The last instant (in UTC) of the period: when the office closes on its last day."""
    return local_moment(datetime.combine(last_day(start, days), closes))


def closing_time(details: Mapping[str, Any]) -> time:
    """When an authority's registry closes, from its data: `registry_hours`, "8.00–16.15".

    Raises ValueError when the hours are not understood.
    """
    hours = details.get("registry_hours")
    if not hours:
        return OFFICE_CLOSES
    found = _HOURS.fullmatch(hours)
    if not found:
        raise ValueError(f"registry hours {hours!r}")
    return time(int(found[1]), int(found[2]))


def is_working_day(day: date) -> bool:
    """Whether a legal period can end on the day."""
    return day.weekday() < SATURDAY and day not in _closed_days(day.year)


@lru_cache(maxsize=64)
def _closed_days(year: int) -> frozenset[date]:
    # "public" alone: the category "unofficial" has days on which a period does end.
    library = holidays.country_holidays("FI", years=year, expand=False, categories=("public",))
    # Named by the act itself, so stated here too, whatever the library comes to count as public.
    named = {date(year, MAY, 1), date(year, DECEMBER, 6), date(year, DECEMBER, 24), _midsummer_eve(year)}
    return frozenset(library) | named


def _midsummer_eve(year: int) -> date:
    """The Friday between 19 and 25 June."""
    earliest = date(year, JUNE, 19)
    return earliest + (FRIDAY - earliest.weekday()) % 7 * DAY
