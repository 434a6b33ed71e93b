"""What anybody may read: the front page, a call, its calendar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from grants.models import Call
from grants.services import call as calls
from sky_portal import clock
from tests.grants import factories

BEFORE = clock.helsinki(2021, 2, 12, 9)
CLOSED = clock.helsinki(2021, 4, 1, 9)
LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def call(db):
    return factories.make_call()


def another(number, **changes):
    """One more published call, a copy of the first under another programme."""
    data = factories.call_data(slug=f"another-{number}", **changes)
    data["programme"]["key"] = f"another-{number}"
    with clock.standing_at(BEFORE):
        return calls.publish(calls.load(data).call)


def page(client, name, *args, language="fi", at=factories.OPEN):
    with override(language), clock.standing_at(at):
        return client.get(reverse(name, args=args))


def html_of(*args, **kwargs):
    response = page(*args, **kwargs)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("at", "words"),
    [(BEFORE, "Haku on tulossa"), (factories.OPEN, "Haku on auki"), (CLOSED, "Haku on päättynyt")],
)
def test_a_call_says_where_it_stands(client, call, at, words):
    html = html_of(client, "grants:call", call.slug, at=at)
    assert words in html
    assert ("Aloita hakemus" in html) == (at == factories.OPEN)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (call_at, open_)
        for call_at, open_ in [
            (clock.helsinki(2021, 2, 15, 7, 59), False),
            (clock.helsinki(2021, 2, 15, 8), True),
            (factories.LAST_INSTANT, True),
            (factories.LAST_INSTANT + timedelta(microseconds=1), False),
        ]
    ],
)
def test_a_call_opens_and_closes_at_its_instants(client, call, at, open_):
    assert ("Aloita hakemus" in html_of(client, "grants:call", call.slug, at=at)) == open_


def test_a_call_answers_what_a_visitor_asks(client, call):
    html = html_of(client, "grants:call", call.slug)
    for words in (
        "Jäljellä 16 päivää",
        "Päättyy keskiviikkona 31.3.2021 klo\u00a016.15.",
        "Keskeneräinen luonnos ei ole hakemus.",
        "6,8 milj. €",
        "vähintään 20 %",
        "neljä kuntaa",
        "VN/1791/2021",
        "Tänään 15.3.",
    ):
        assert words in html
    for contact in call.contacts.all():
        assert contact.name in html
        assert f"mailto:{contact.email}" in html
    for category in call.cost_categories.all():
        assert category.name["fi"] in html


def test_every_stage_of_the_line_stands_in_the_table(client, call):
    table = html_of(client, "grants:call", call.slug).split("<tbody>")[1].split("</tbody>")[0]
    for milestone in call.milestones.all():
        assert milestone.label["fi"] in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_speaks_the_language_of_the_page(client, call, language):
    html = html_of(client, "grants:call", call.slug, language=language)
    assert call.name[language] in html


def test_a_text_that_is_missing_in_english_says_its_language(client, call):
    name = {key: text for key, text in call.name.items() if key != "en"}
    Call.objects.filter(pk=call.pk).update(name=name)
    assert f'<span lang="fi">{name["fi"]}</span>' in html_of(client, "grants:call", call.slug, language="en")


@pytest.mark.parametrize("name", ["grants:call", "grants:call_calendar"])
@pytest.mark.parametrize("who", ["visitor", "preparer", "presenting_officer"])
def test_a_draft_call_is_not_there(db, sign_in, who, name):
    draft = factories.make_call(published=False)
    assert page(sign_in(who), name, draft.slug).status_code == 404


def test_the_front_page_sorts_calls_by_what_can_be_done(client, call):
    html = html_of(client, "front")
    assert "Avoinna nyt" in html
    assert "Auki, jäljellä 16 päivää" in html
    assert "Tulossa" in html_of(client, "front", at=BEFORE)
    after = html_of(client, "front", at=CLOSED)
    assert "Mikään haku ei ole nyt auki" in after
    assert after.index("Aiemmat haut") < after.index(call.name["fi"])


def test_the_front_page_without_any_call_says_what_will_be_here(client, db):
    assert "Mikään haku ei ole nyt auki" in html_of(client, "front")


def test_a_draft_call_is_not_on_the_front_page(client, db):
    assert factories.make_call(published=False).slug not in html_of(client, "front")


def test_the_front_page_costs_as_much_with_three_calls_as_with_one(client, call, django_assert_num_queries):
    with django_assert_num_queries(2):
        page(client, "front")
    another(1)
    another(2)
    with django_assert_num_queries(2):
        html = html_of(client, "front")
    assert html.count("/calls/") == 3


def test_a_call_costs_a_visitor_five_queries_and_no_session(client, call):
    with CaptureQueriesContext(connection) as queries:
        response = page(client, "grants:call", call.slug)
    assert len(queries) == 5
    assert not [query for query in queries if "session" in query["sql"]]
    assert "sessionid" not in response.cookies
    assert "Cookie" in response["Vary"]


def test_a_visitor_s_call_may_be_kept_for_a_minute(client, call, settings):
    settings.DEMO = False
    response = page(client, "grants:call", call.slug)
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    with override("fi"), clock.standing_at(factories.OPEN):
        again = client.get(
            reverse("grants:call", args=[call.slug]), headers={"if-none-match": response["ETag"]}
        )
    assert again.status_code == 304


def test_a_call_of_somebody_signed_in_is_not_shared(call, sign_in, settings):
    settings.DEMO = False
    response = page(sign_in("preparer"), "grants:call", call.slug)
    assert "private" in response["Cache-Control"]


def test_the_calendar_holds_the_closing_and_the_dated_stages(client, call):
    response = page(client, "grants:call_calendar", call.slug)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{call.slug}.ics"' in response["Content-Disposition"]
    content = response.content.decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Europe/Helsinki:20210331T161500" in content
    assert "DTSTART;VALUE=DATE:20210215" in content
    assert content.count(f"UID:{call.case_id}-closes@sky") == 1
    assert content.count("BEGIN:VEVENT") == content.count("END:VEVENT") >= 3


@pytest.mark.parametrize("name", ["front", "grants:call"])
def test_reading_is_all_one_can_do(client, call, name):
    with override("fi"):
        address = reverse(name, args=[call.slug] if name == "grants:call" else [])
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
