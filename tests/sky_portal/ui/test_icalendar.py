"""Calendar files as RFC 5545 wants them."""

from datetime import date, timedelta

from sky_portal import clock
from sky_portal.ui.icalendar import Event, escape, fold, write


def lines_of(*events: Event) -> list[str]:
    content = write(events, name="Haut; kaikki").decode()
    assert content.endswith("\r\n")
    return content.replace("\r\n ", "").split("\r\n")


def test_a_moment_is_given_in_helsinki_time_on_both_sides_of_summer_time():
    winter = Event("a", clock.helsinki(2021, 3, 27, 16, 15), "x")
    summer = Event("b", clock.helsinki(2021, 3, 31, 16, 15), "x")
    lines = lines_of(winter, summer)
    assert "DTSTART;TZID=Europe/Helsinki:20210327T161500" in lines
    assert "DTSTART;TZID=Europe/Helsinki:20210331T161500" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1


def test_a_day_ends_where_the_next_begins():
    lines = lines_of(Event("a", date(2023, 7, 31), "x"))
    assert "DTSTART;VALUE=DATE:20230731" in lines
    assert "DTEND;VALUE=DATE:20230801" in lines


def test_texts_are_escaped():
    assert escape("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
    assert "X-WR-CALNAME:Haut\\; kaikki" in lines_of()


def test_lines_are_folded_by_octets_between_characters():
    parts = list(fold("SUMMARY:" + "ä€" * 60))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert "".join(part.removeprefix(" ") for part in parts) == "SUMMARY:" + "ä€" * 60


def test_a_reminder_rings_before():
    lines = lines_of(Event("a", clock.helsinki(2021, 3, 31, 16, 15), "x", remind_before=timedelta(days=1)))
    assert "TRIGGER:-PT1440M" in lines
