"""A call's page: what a visitor asks is answered."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from grants.models import Call
from grants.services import call as calls
from grants.services.answers import add_answer
from grants.views.public.call import call_context
from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import BEFORE, CLOSED, LANGUAGES, html_of, page, write_news


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
    html = html_of(client, "grants:call", call.slug).split('id="s-timeline"')[1]
    table = html.split("<tbody>")[1].split("</tbody>")[0]
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


def test_a_call_costs_a_visitor_twelve_queries_and_no_session(client, call):
    with CaptureQueriesContext(connection) as queries:
        response = page(client, "grants:call", call.slug)
    assert len(queries) == 12
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


@pytest.mark.parametrize("name", ["front", "grants:call"])
def test_reading_is_all_one_can_do(client, call, name):
    with override("fi"):
        address = reverse(name, args=[call.slug] if name == "grants:call" else [])
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def rows(call, **kinds):
    """Rows of the call's parts, as the preparation would have saved them."""
    for name, fields in kinds.items():
        getattr(call, name).all().delete()
        getattr(call, name).create(**fields)


def texts(text):
    return {"fi": text, "sv": f"{text} sv"}


def test_the_terms_of_a_call_are_told(client, call):
    rows(
        call,
        criteria={
            "key": "one",
            "place": 1,
            "name": texts("Tarve"),
            "help": texts("Kuvaus tarpeesta"),
            "weight": 100,
            "lowest": 1,
            "highest": 5,
            "scale": [{"score": 1, "text": texts("heikko")}, {"score": 5, "text": texts("vahva")}],
        },
        attachments_asked={"key": "plan", "place": 1, "name": texts("Suunnitelma"), "required": True},
        instalments={"place": 1, "percent": 60, "dated": date(2021, 6, 1), "condition": texts("Ehto")},
        dates={"kind": "final_report", "dated": date(2023, 9, 30), "label": texts("Koko kausi")},
    )
    html = html_of(client, "grants:call", call.slug)
    for words in ("Tarve", "Kuvaus tarpeesta", "100&nbsp;%", "1–5", "Suunnitelma", "60&nbsp;%", "1.6.2021"):
        assert words in html
    assert html.index("vahva") < html.index("heikko")
    assert "30.9.2023" in html
    assert "Koko kausi" in html


def test_the_pay_cap_and_who_decides_on_own_group_hours_are_told(client, call):
    html = html_of(client, "grants:call", call.slug)
    assert "Yhden henkilön palkkaa hyväksytään enintään 80\u00a0000\u00a0€ vuodessa." in html
    assert html.count("Talousarviossa ilmoitetaan opetuksen järjestäjän oma päätös.") == 1
    Call.objects.update(pay_cap_cents=None)
    call.cost_categories.update(needs_decision=False)
    html = html_of(client, "grants:call", call.slug)
    assert "Yhden henkilön palkkaa" not in html
    assert "järjestäjän oma päätös" not in html


def test_the_condition_stands_in_a_line(client, call):
    assert (
        "Vähintään 4 kuntaa yhdessä tai yksi kunta, jossa on yli 20\u00a0000 perusopetusikäistä"
        in html_of(client, "grants:call", call.slug)
    )


def test_a_call_without_money_says_nothing_of_money(client, call):
    Call.objects.filter(pk=call.pk).update(shares_money=False, places=10)
    rows(call, instalments={"place": 1, "percent": 60, "condition": texts("Ehto")})
    call.texts.filter(key__in=["costs", "own-share", "how"]).delete()
    for kind in ("attachments_asked", "criteria"):
        getattr(call, kind).all().delete()
    html = html_of(client, "grants:call", call.slug).split("<main")[1].split("<footer")[0]
    assert "10 paikkaa" in html
    for words in (
        "€",
        "marahoitus",
        "60",
        "Avustusta voi käyttää",
        "Mihin avustusta saa käyttää",
        "talousarvio",
    ):
        assert words not in html
    for category in call.cost_categories.all():
        assert category.name["fi"] not in html


def test_a_call_that_does_not_tell_how_to_apply_gets_the_steps(client, call):
    assert "Kysymyksiin vastataan ja talousarvio" not in html_of(client, "grants:call", call.slug)
    call.texts.filter(key="how").delete()
    assert "Kysymyksiin vastataan ja talousarvio" in html_of(client, "grants:call", call.slug)


@pytest.fixture
def administrator(cast):
    return cast["call_administrator"]


def extend(call, actor, closes_at, reason="Palvelussa oli häiriö."):
    with clock.standing_at(factories.OPEN):
        return calls.extend(call, closes_at=closes_at, reason=texts(reason), actor=actor)


def test_an_extension_stands_on_top(client, call, administrator):
    extend(call, administrator, clock.helsinki(2021, 4, 7, 16, 15))
    html = html_of(client, "grants:call", call.slug)
    note = html[: html.index("<h1>")]
    for words in (
        "Hakuaikaa on jatkettu",
        "7.4.2021 klo\u00a016.15",
        "31.3.2021 klo\u00a016.15",
        "Palvelussa oli häiriö.",
        "15.3.2021",
    ):
        assert words in note
    extend(call, administrator, clock.helsinki(2021, 4, 9, 16, 15), "Toinen häiriö.")
    html = html_of(client, "grants:call", call.slug)
    assert html.index("Toinen häiriö.") < html.index("Palvelussa oli häiriö.")


def test_questions_are_answered_in_both_languages_or_not_yet(client, call, administrator):
    with clock.standing_at(BEFORE):
        first = {"question": texts("Saako lukio hakea?"), "answer": texts("Ei saa.")}
        add_answer(call, **first, actor=administrator)
    with clock.standing_at(factories.OPEN):
        add_answer(call, question=texts("Entä alv?"), answer=texts("Ilman *veroa*."), actor=administrator)
        add_answer(call, question=texts("Kesken?"), answer={"fi": "Vain suomeksi."}, actor=administrator)
    html = html_of(client, "grants:call", call.slug)
    assert "Kysymyksiä ja vastauksia (2)" in html
    assert "Kesken?" not in html
    assert "Ilman <em>veroa</em>." in html
    assert html.count("Uusin, 15.3.2021") == 1
    assert "Vastattu 12.2.2021" in html


def test_news_about_a_call_stands_on_its_page(client, call, administrator):
    write_news(administrator, "Tästä hausta", call=call)
    write_news(administrator, "Muusta")
    html = html_of(client, "grants:call", call.slug)
    assert "Tästä hausta" in html
    assert "Muusta" not in html
    assert "Tästä hausta" not in html_of(client, "grants:call", call.slug, at=BEFORE)


def test_a_draft_can_be_previewed_and_leads_nowhere(db):
    draft = factories.make_call(published=False)
    with clock.standing_at(factories.OPEN), override("fi"):
        html = render_to_string("grants/public/_call_body.html", call_context(draft, preview=True))
    assert "Haku on auki" in html
    assert "Aloita hakemus" in html
    assert f"/calls/{draft.slug}/" not in html


def test_a_draft_without_anything_can_be_previewed(db):
    draft = factories.make_call(published=False)
    for name in ("texts", "cost_categories", "contacts", "milestones", "criteria"):
        getattr(draft, name).all().delete()
    draft.name, draft.summary, draft.kicker = {}, {}, {}
    draft.amount_cents = draft.use_from = draft.use_until = None
    with clock.standing_at(factories.OPEN), override("fi"):
        assert render_to_string("grants/public/_call_body.html", call_context(draft, preview=True))


def test_a_call_costs_as_much_with_three_of_everything_as_with_one(
    client, call, administrator, django_assert_num_queries
):
    for count in (1, 2):
        for number in range(count):
            write_news(administrator, f"Uutinen {count}.{number}", call=call)
            with clock.standing_at(factories.OPEN):
                question = texts(f"Kysymys {count}.{number}?")
                add_answer(call, question=question, answer=texts("V."), actor=administrator)
        with django_assert_num_queries(12):
            page(client, "grants:call", call.slug)
