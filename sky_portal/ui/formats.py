"""Numbers, sums, dates and times as each language writes them.

Finnish 31.3.2021 klo 16.15, Swedish 31.3.2021 kl. 16.15, English 31 March 2021 at 16:15; always
Helsinki time. Groups of digits are parted by U+00A0: a narrow space is too thin in the portal's face.
"""

from datetime import date, datetime, timedelta

from django.utils import dates
from django.utils.translation import get_language, gettext, ngettext

from sky_portal import clock
from sky_portal.money import CENTS

SPACE = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000 * CENTS
WEEK = 7
KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def language() -> str:
    """The page's language: fi, sv or en."""
    return (get_language() or "fi")[:2]


def number(value: int, places: int = 0) -> str:
    """A count, or with `places` a value in hundredths (tenths, …), with its groups of digits parted."""
    sign = MINUS if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    english = language() == "en"
    text = f"{whole:,}" if english else f"{whole:,}".replace(",", SPACE)
    if places:
        text += f"{'.' if english else ','}{part:0{places}d}"
    return sign + text


def money(cents: int, *, unit: bool = True, exact: bool = False) -> str:
    """A sum in cents as "625 000 €"; cents are shown when there are any, or when `exact`."""
    places = 2 if exact or cents % CENTS else 0
    text = number(cents if places else cents // CENTS, places)
    if not unit:
        return text
    if language() != "en":
        return f"{text}{SPACE}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def millions(cents: int) -> str:
    """A large sum in words, "6,8 milj. €", when that loses nothing; else the whole sum."""
    if cents < MILLION or cents % (MILLION // 10):
        return money(cents)
    tenths = cents // (MILLION // 10)
    text = number(tenths, 1) if tenths % 10 else number(tenths // 10)
    return gettext("€%(sum)s million") % {"sum": text}


def size(value: int) -> str:
    """How large a file is: 640 kB, 1,2 MB, with the units as the language names them."""
    # The units stand outside of the f-string: there the collector of strings would not find them.
    if value >= MEGABYTE:
        amount, unit = number(round(10 * value / MEGABYTE), 1), gettext("MB")
    else:
        # The smallest file weighs something, an empty list nothing.
        amount, unit = number(-(-value // KILOBYTE)), gettext("kB")
    return f"{amount}{SPACE}{unit}"


def day(value: date | datetime, *, year: bool = True) -> str:
    """A date: 31.3.2021, or 31 March 2021; without the year where it is plain from the place."""
    found = _helsinki_date(value)
    if language() == "en":
        return f"{found.day}{SPACE}{dates.MONTHS[found.month]}" + (f" {found.year}" if year else "")
    return f"{found.day}.{found.month}.{found.year if year else ''}"


def hour(value: datetime) -> str:
    """The time of day: 16.15, or 16:15."""
    at = value.astimezone(clock.HELSINKI)
    return f"{at.hour}{':' if language() == 'en' else '.'}{at.minute:02d}"


def moment(value: datetime, *, year: bool = True) -> str:
    """A date and the time of day."""
    joined = {"fi": f" klo{SPACE}", "sv": f" kl.{SPACE}"}.get(language(), " at ")
    return f"{day(value, year=year)}{joined}{hour(value)}"


def weekday(value: date | datetime) -> str:
    """The day of the week."""
    return str(dates.WEEKDAYS[_helsinki_date(value).weekday()])


def month(value: date | datetime) -> str:
    """A month: 5/2021, or May 2021."""
    found = _helsinki_date(value)
    if language() == "en":
        return f"{dates.MONTHS[found.month]} {found.year}"
    return f"{found.month}/{found.year}"


def near(value: date | datetime) -> str:
    """How far a moment is in words while it is within a week ("in 3 days"), else its date.

    A date is judged by days; a moment of today by hours and minutes.
    """
    days = (_helsinki_date(value) - clock.today()).days
    if days == 0 and isinstance(value, datetime):
        return _near_today(value)
    words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if days in words:
        return words[days]
    if abs(days) > WEEK:
        return day(value)
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def left(until: datetime) -> str:
    """How much time is left: whole days while there are any, then hours and minutes; "" when none."""
    rest = until - clock.now()
    if rest < timedelta(0):
        return ""
    if rest.days:
        return _days(rest.days)
    return _hours(rest)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(rest: timedelta) -> str:
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def _near_today(value: datetime) -> str:
    rest = value - clock.now()
    if rest < timedelta(0):
        return gettext("today at %(hour)s") % {"hour": hour(value)}
    return gettext("in %(time)s") % {"time": _hours(rest)}


def _helsinki_date(value: date | datetime) -> date:
    return value.astimezone(clock.HELSINKI).date() if isinstance(value, datetime) else value
