"""Pages that are kept for a crowd: cheap, the same for all, and never untrue."""

from datetime import timedelta

import pytest
from django.test import Client

from grants.services import answers
from grants.services import call as calls
from grants.services import news as news_service
from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import html_of, page, write_news

pytestmark = pytest.mark.django_db(transaction=True)

LATER = clock.helsinki(2021, 4, 7, 16, 15)
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _outside_the_demo(settings):
    settings.DEMO = False


@pytest.fixture
def call(transactional_db):
    return factories.make_call()


@pytest.fixture
def administrator(cast):
    return cast["call_administrator"]


@pytest.mark.parametrize(
    "name", ["front", "grants:call", "grants:call_calendar", "grants:news", "grants:news_feed"]
)
def test_a_kept_page_costs_no_query(client, call, administrator, django_assert_num_queries, name):
    write_news(administrator)
    args = [call.slug] if "call" in name else []
    first = page(client, name, *args)
    with django_assert_num_queries(0):
        again = page(Client(), name, *args)
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert again.get("Content-Disposition") == first.get("Content-Disposition")
    assert "csrfmiddlewaretoken" not in again.content.decode()


def test_somebody_signed_in_gets_their_own_page_and_leaves_none(client, call, sign_in, cast):
    visitor = html_of(client, "grants:call", call.slug)
    own = html_of(sign_in("preparer"), "grants:call", call.slug)
    assert cast["preparer"].name in own
    assert cast["preparer"].name not in html_of(Client(), "grants:call", call.slug)
    assert "Kirjaudu" in visitor


def test_the_chosen_theme_is_obeyed(client, call):
    assert "data-bs-theme" not in html_of(client, "front")
    client.cookies["sky_theme"] = "dark"
    assert 'data-bs-theme="dark"' in html_of(client, "front")
    assert "data-bs-theme" not in html_of(Client(), "front")


def test_an_extension_shows_at_once(client, call, administrator):
    for name, args in (("front", []), ("grants:call", [call.slug]), ("grants:call_calendar", [call.slug])):
        assert "7.4." not in html_of(client, name, *args)
    with clock.standing_at(factories.OPEN):
        reason = {"fi": "Palvelussa oli häiriö.", "sv": "Det var en störning."}
        calls.extend(call, closes_at=LATER, reason=reason, actor=administrator)
    assert "7.4.2021" in html_of(client, "front")
    assert "Palvelussa oli häiriö." in html_of(client, "grants:call", call.slug)
    assert "20210407T161500" in html_of(client, "grants:call_calendar", call.slug)


def test_a_publication_shows_at_once_and_a_draft_never(client, call):
    draft = factories.make_call(published=False, **another_one())
    assert draft.slug not in html_of(client, "front")
    assert page(client, "grants:call", draft.slug).status_code == 404
    with clock.standing_at(clock.helsinki(2021, 2, 8, 9)):
        calls.publish(draft)
    assert draft.slug in html_of(client, "front")
    assert page(client, "grants:call", draft.slug).status_code == 200


def another_one():
    data = factories.call_data(slug="another")
    data["programme"]["key"] = "another"
    return {"slug": data["slug"], "programme": data["programme"]}


def test_answers_show_and_go_at_once(client, call, administrator):
    def shown(text):
        return text in html_of(client, "grants:call", call.slug)

    texts = {"fi": "Saako yhdistys hakea?", "sv": "Får en förening söka?"}
    assert not shown("Saako yhdistys hakea?")
    with clock.standing_at(factories.OPEN):
        made = answers.add_answer(call, question=texts, answer=texts, actor=administrator)
        assert shown("Saako yhdistys hakea?")
        changed = {**texts, "fi": "Voiko yhdistys hakea?"}
        answers.save_answer(made, question=changed, answer=texts, actor=administrator)
        assert shown("Voiko yhdistys hakea?")
        answers.delete_answer(made, actor=administrator)
    assert not shown("Voiko yhdistys hakea?")


def test_news_shows_changes_and_goes_at_once(client, call, administrator):
    assert "Uutta lyhyesti" not in html_of(client, "front")
    item = write_news(administrator, "Uutta")
    assert "Uutta lyhyesti" in html_of(client, "front")
    changed = {"fi": "Uudempaa", "sv": "Nyare"}
    with clock.standing_at(factories.OPEN):
        fields = {"title": item.title, "body": item.body, "call": None}
        news_service.save_news(item, lead=changed, **fields, actor=administrator)
    assert "Uudempaa" in html_of(client, "front")
    with clock.standing_at(factories.OPEN):
        news_service.withdraw_news(item, actor=administrator)
    assert "Uudempaa" not in html_of(client, "front")


def test_the_call_closes_for_the_crowd_at_its_instant(client, call):
    name = ("grants:call", call.slug)
    assert "Aloita hakemus" in html_of(client, *name, at=factories.LAST_INSTANT - timedelta(seconds=30))
    assert "Aloita hakemus" in html_of(client, *name, at=factories.LAST_INSTANT)
    assert "Aloita hakemus" not in html_of(client, *name, at=factories.LAST_INSTANT + INSTANT)


def test_the_call_opens_for_the_crowd_at_its_instant(client, call):
    for at, opened in ((call.opens_at - INSTANT, False), (call.opens_at, True)):
        assert ("Aloita hakemus" in html_of(client, "grants:call", call.slug, at=at)) == opened


def test_news_comes_out_for_the_crowd_at_its_instant(client, call, administrator):
    item = write_news(administrator, "Ajastettu", published=False)
    at = factories.OPEN + timedelta(seconds=30)
    with clock.standing_at(factories.OPEN):
        news_service.publish_news(item, at=at, actor=administrator)
    assert "Ajastettu" not in html_of(client, "front")
    assert page(client, "front")["Cache-Control"] == "public, max-age=30"
    assert "Ajastettu" not in html_of(client, "front", at=at - INSTANT)
    assert "Ajastettu" in html_of(client, "front", at=at)


def test_pages_of_the_list_are_kept_apart_and_others_not_at_all(client, call, administrator):
    for number in range(11):
        write_news(administrator, f"Numero {number}", at=clock.helsinki(2021, 3, 1, 9, number))
    assert "Numero 0 lyhyesti" not in html_of(client, "grants:news")
    assert "Numero 0 lyhyesti" in html_of(client, "grants:news", query="?page=2")
    assert "Numero 0 lyhyesti" not in html_of(client, "grants:news")
