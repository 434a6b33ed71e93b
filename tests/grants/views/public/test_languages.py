"""The switch of the language stays on the page, wherever one is."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.services.news import create_news, publish_news
from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import LANGUAGES, write_news

PAGES = (
    "front",
    "grants:call",
    "grants:news",
    "grants:news_item",
    "ui:accessibility",
    "ui:privacy",
    "ui:appearance",
)
LINK = re.compile(r'<link rel="alternate" hreflang="(\w\w)" href="([^"]+)">')
SWITCH = re.compile(r'<a href="([^"]+)" lang="(\w\w)" hreflang="(\w\w)"( aria-current="true")?>')


@pytest.fixture
def item(cast, db):
    return write_news(cast["call_administrator"])


@pytest.fixture
def arguments(call, item):
    return {"grants:call": [call.slug], "grants:news_item": [item.slug]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_public_page_leads_to_itself_in_each_language(client, arguments, name, language):
    with override(language):
        address = reverse(name, args=arguments.get(name, []))
    with clock.standing_at(factories.OPEN):
        html = client.get(f"{address}?page=1&x=%C3%A4%26b").content.decode()
    expected = {}
    for other in LANGUAGES:
        with override(other):
            expected[other] = f"{reverse(name, args=arguments.get(name, []))}?page=1&amp;x=%C3%A4%26b"
    assert dict(LINK.findall(html)) == expected
    switches = SWITCH.findall(html)
    assert {code: href for href, code, _hreflang, _current in switches} == expected
    assert [code for _href, code, _hreflang, current in switches if current] == [language]
    assert f'<html lang="{language}"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_switch_leads_to_is_there(client, cast, arguments, language):
    for number in range(10):
        texts = {"fi": f"Uutinen {number}", "sv": "Nyhet"}
        with clock.standing_at(factories.OPEN):
            item = create_news(title=texts, lead={}, body=texts, actor=cast["call_administrator"])
            publish_news(item, actor=cast["call_administrator"])
    with clock.standing_at(factories.OPEN):
        html = client.get("/fi/news/?page=2").content.decode()
        address = dict(LINK.findall(html))[language]
        answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert 'aria-current="page"><span class="visually-hidden">' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_names_the_feed_of_the_language(client, item, language):
    with override(language), clock.standing_at(factories.OPEN):
        html = client.get(reverse("grants:news")).content.decode()
        feed = reverse("grants:news_feed")
    assert 'type="application/atom+xml" title="' in html
    assert f'href="{feed}"' in html
