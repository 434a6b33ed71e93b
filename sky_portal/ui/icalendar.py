"""Calendar files (RFC 5545) with times in Helsinki."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sky_portal import clock

FOLD = 75
# Summer time as EU law has it since 1997: the last Sundays of March and October, 01.00 UTC.
TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:STANDARD
DTSTART:19971026T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
END:DAYLIGHT
END:VTIMEZONE""".splitlines()


@dataclass(frozen=True)
class Event:
    """A day, or a moment of Helsinki time, that is to stand in a calendar; `uid` never changes.

    `sequence` counts the changes that calendars must take over, `changed_at` is the last of them.
    """

    uid: str
    at: date | datetime
    summary: str
    description: str = ""
    url: str = ""
    remind_before: timedelta | None = None
    sequence: int = 0
    changed_at: datetime | None = None


def write(events: Sequence[Event], *, name: str) -> bytes:
    """The calendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SKY//Grants//FI", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escape(name)}", *TIMEZONE]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line)).encode()


def escape(text: str) -> str:
    """A text as a property's value."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def fold(line: str) -> Iterator[str]:
    """A content line in parts of at most 75 octets, never cutting a character."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part


def _event(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escape(event.uid)}",
        f"DTSTAMP:{_utc(clock.now())}",
        f"SEQUENCE:{event.sequence}",
    ]
    if event.changed_at:
        lines.append(f"LAST-MODIFIED:{_utc(event.changed_at)}")
    lines += _times(event.at)
    lines.append(f"SUMMARY:{escape(event.summary)}")
    if event.description:
        lines.append(f"DESCRIPTION:{escape(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.remind_before:
        lines += _alarm(event)
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _times(at: date | datetime) -> list[str]:
    if isinstance(at, datetime):
        local = f"{at.astimezone(clock.HELSINKI):%Y%m%dT%H%M%S}"
        return [f"DTSTART;TZID=Europe/Helsinki:{local}", f"DTEND;TZID=Europe/Helsinki:{local}"]
    return [f"DTSTART;VALUE=DATE:{at:%Y%m%d}", f"DTEND;VALUE=DATE:{at + timedelta(days=1):%Y%m%d}"]


def _alarm(event: Event) -> list[str]:
    assert event.remind_before is not None
    minutes = int(event.remind_before.total_seconds()) // 60
    trigger = f"TRIGGER:-PT{minutes}M"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", trigger, f"DESCRIPTION:{escape(event.summary)}", "END:VALARM"]
