"""News: what is out is there for everybody, and nothing else for anybody."""

from xml.etree import ElementTree

import pytest

from grants.models import NewsItem
from grants.services import news as service
from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import BEFORE, html_of, page, write_news

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = clock.helsinki(2021, 3, 15, 12)


@pytest.fixture
def editor(cast):
    return cast["call_administrator"]


def entries(client, language="fi", **kwargs):
    response = page(client, "grants:news_feed", language=language, **kwargs)
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_piece_of_news_is_read_in_the_page_s_language(client, editor, language):
    item = write_news(editor, "Haku aukeaa")
    html = html_of(client, "grants:news_item", item.slug, language=language)
    assert item.title[language] in html
    assert item.body[language] in html
    assert "15.3.2021" in html


def test_markdown_of_news_is_clean(client, editor):
    body = {"fi": "## Otsikko\n\n<script>alert(1)</script> [x](javascript:alert(1))", "sv": "Text"}
    html = html_of(client, "grants:news_item", write_news(editor, body=body).slug).split("<main")[1]
    assert "<h2>Otsikko</h2>" in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("who", ["visitor", "preparer", "call_administrator"])
def test_what_is_not_out_is_not_there_for_anybody(sign_in, editor, who):
    draft = write_news(editor, "Keskeneräinen", published=False)
    withdrawn = write_news(editor, "Poistettu")
    service.withdraw_news(withdrawn, actor=editor)
    client = sign_in(who)
    for item in (draft, withdrawn):
        assert page(client, "grants:news_item", item.slug).status_code == 404
    for name in ("front", "grants:news", "grants:news_feed"):
        html = html_of(client, name)
        assert "Keskeneräinen lyhyesti" not in html
        assert "Poistettu lyhyesti" not in html


def test_news_comes_out_at_its_minute(client, editor):
    item = write_news(editor, "Ajastettu", published=False)
    with clock.standing_at(factories.OPEN):
        service.publish_news(item, at=NOON, actor=editor)
    early = NOON - (NOON - factories.OPEN) / 1000
    for name, *args in (("grants:news",), ("front",), ("grants:news_feed",), ("grants:news_item", item.slug)):
        assert "Ajastettu" not in page(client, name, *args, at=early).content.decode()
        assert "Ajastettu" in html_of(client, name, *args, at=NOON)


def test_the_call_is_named_once_it_is_public(client, editor):
    draft = factories.make_call(published=False)
    item = write_news(editor, call=draft)
    assert draft.name["fi"] not in html_of(client, "grants:news_item", item.slug)
    with clock.standing_at(BEFORE):
        factories.calls.publish(draft)
    assert draft.name["fi"] in html_of(client, "grants:news_item", item.slug)


def test_the_list_is_paged_and_knows_no_other_pages(client, editor, django_assert_num_queries):
    for number in range(11):
        write_news(editor, f"Numero {number}", at=clock.helsinki(2021, 3, 1, 9, number))
    with django_assert_num_queries(2):
        first = html_of(client, "grants:news")
    assert "Numero 10 lyhyesti" in first
    assert "Numero 0 lyhyesti" not in first
    assert "Numero 0 lyhyesti" in html_of(client, "grants:news", query="?page=2")
    for number in ("3", "0", "-1", "x", "99999999999999999999"):
        assert page(client, "grants:news", query=f"?page={number}").status_code == 404


def test_the_list_costs_as_much_with_three_as_with_one(client, editor, django_assert_num_queries):
    write_news(editor)
    with django_assert_num_queries(2):
        page(client, "grants:news")
    write_news(editor, "Toinen")
    write_news(editor, "Kolmas")
    with django_assert_num_queries(2):
        page(client, "grants:news")


def test_without_news_the_page_says_what_will_be_here(client, db):
    assert "Uutisia ei ole vielä" in html_of(client, "grants:news")


def test_the_feed_speaks_each_language_and_keeps_its_ids(client, editor):
    item = write_news(editor, "Haku aukeaa", at=BEFORE)
    for language in ("fi", "sv"):
        [entry] = entries(client, language)
        assert entry.findtext(f"{ATOM}title") == item.title[language]
        assert entry.findtext(f"{ATOM}summary") == item.lead[language]
        assert entry.findtext(f"{ATOM}published") == "2021-02-12T07:00:00+00:00"
        assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/{language}/news/{item.slug}/"
    before = [entry.findtext(f"{ATOM}id") for entry in entries(client)]
    NewsItem.objects.update(slug="toinen")
    assert [entry.findtext(f"{ATOM}id") for entry in entries(client)] == before


@pytest.mark.parametrize("who", ["visitor", "preparer"])
def test_the_menu_leads_to_the_news(sign_in, who):
    assert ">Uutiset</a>" in html_of(sign_in(who), "front")
