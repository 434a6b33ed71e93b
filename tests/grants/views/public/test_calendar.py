"""A call's dates as a calendar file."""

from grants.services import call as calls
from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import page


def test_the_calendar_holds_the_closing_and_the_dated_stages(client, call):
    response = page(client, "grants:call_calendar", call.slug)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{call.slug}.ics"' in response["Content-Disposition"]
    content = response.content.decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Europe/Helsinki:20210331T161500" in content
    assert "DTSTART;VALUE=DATE:20210215" in content
    assert content.count(f"UID:{call.case_id}-closes@sky") == 1
    assert content.count("BEGIN:VEVENT") == content.count("END:VEVENT") >= 3


def test_after_an_extension_calendars_take_over_the_new_time(client, call, cast):
    before = page(client, "grants:call_calendar", call.slug).content.decode()
    assert "SEQUENCE:0" in before
    assert "LAST-MODIFIED" not in before
    with clock.standing_at(factories.OPEN):
        calls.extend(
            call,
            closes_at=clock.helsinki(2021, 4, 7, 16, 15),
            reason={"fi": "Häiriö.", "sv": "Störning."},
            actor=cast["call_administrator"],
        )
    after = page(client, "grants:call_calendar", call.slug).content.decode().replace("\r\n ", "")
    closing = after.split(f"UID:{call.case_id}-closes@sky")[1].split("END:VEVENT")[0]
    assert "DTSTART;TZID=Europe/Helsinki:20210407T161500" in closing
    assert "SEQUENCE:1" in closing
    assert "LAST-MODIFIED:20210315T080200Z" in closing
    assert after.count("T161500") == 2, "the closing stands there once, from and until"
