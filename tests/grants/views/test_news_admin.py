"""Writing news in the browser: draft, preview, publication, withdrawal; nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import NewsItem
from grants.services import news as service
from sky_portal import clock
from tests.grants.views.public.asking import write_news

NOON = clock.helsinki(2021, 3, 15, 12)
TYPED = {
    "title_fi": "Haku aukeaa",
    "title_sv": "Utlysningen öppnar",
    "lead_fi": "Lyhyesti",
    "lead_sv": "I korthet",
    "body_fi": "**Tärkeää**",
    "body_sv": "**Viktigt**",
}


@pytest.fixture
def editor(cast, standing):
    return cast["call_administrator"]


@pytest.fixture
def browser(sign_in, editor):
    return sign_in("call_administrator")


@pytest.fixture
def item(editor):
    return write_news(editor, published=False)


def at(name, item):
    return reverse(f"grants:news_{name}", args=[item.case_id])


def typed(browser, address, **changes):
    form = browser.get(address).context["form"]
    return {"base": form["base"].value(), **TYPED, **changes}


def test_news_is_written_previewed_published_and_withdrawn(browser, client, call):
    new = f"{reverse('grants:news_new')}?call={call.slug}"
    form = browser.get(new).context["form"]
    assert form["call"].value() == call.pk
    answer = browser.post(new, typed(browser, new, call=call.pk), follow=True)
    item = NewsItem.objects.get()
    assert item.call == call
    html = answer.content.decode()
    assert "<strong>Tärkeää</strong>" in html
    assert "Luonnos" in html
    browser.post(at("publish", item), {"when": "now"})
    public = reverse("grants:news_item", args=[item.slug])
    assert client.get(public).status_code == 200
    assert "Julkaistu" in browser.get(at("preview", item)).content.decode()
    browser.post(at("withdraw", item))
    assert client.get(public).status_code == 404


def test_a_set_time_waits(browser, item, client):
    sent = {"when": "later", "at-day": "2021-03-15", "at-time": "12.00"}
    answer = browser.post(at("publish", item), sent, follow=True)
    item.refresh_from_db()
    assert item.published_at == NOON
    assert "Ajastettu" in answer.content.decode()
    assert client.get(reverse("grants:news_item", args=[item.slug])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"when": "later"}, "Anna päivä ja kellonaika"),
        ({"when": "later", "at-day": "2021-03-15", "at-time": "9.00"}, "Tämä aika on jo mennyt"),
        ({"when": "later", "at-day": "2021-03-28", "at-time": "3.30"}, "3.30"),
        ({}, "pakollinen"),
    ],
)
def test_a_time_that_is_none_is_refused_in_words(browser, item, sent, words):
    answer = browser.post(at("publish", item), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    item.refresh_from_db()
    assert not service.is_published(item)


def test_a_time_does_not_count_when_now_is_chosen(browser, item):
    browser.post(at("publish", item), {"when": "now", "at-day": "nonsense", "at-time": "9.00"})
    item.refresh_from_db()
    assert item.published_at == clock.now()


def test_what_is_missing_is_said_and_there_is_no_button(browser, editor):
    item = write_news(editor, published=False, body={"fi": "Vain suomeksi"})
    html = browser.get(at("preview", item)).content.decode()
    assert "Ennen julkaisemista tarvitaan vielä" in html
    assert at("publish", item) not in html
    answer = browser.post(at("publish", item), {"when": "now"})
    assert answer.status_code == 422
    assert "suomeksi ja ruotsiksi" in answer.content.decode()


def test_an_empty_title_and_a_taken_address_are_refused(browser, item):
    new = reverse("grants:news_new")
    answer = browser.post(new, typed(browser, new, title_fi=" ", title_sv="", slug=item.slug.upper()))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Anna otsikko ainakin yhdellä kielellä" in html
    assert "Toisella uutisella on jo tämä osoite" in html
    assert "**Tärkeää**" in html
    assert NewsItem.objects.count() == 1


def test_published_news_is_changed_but_not_cut_short(browser, editor):
    item = write_news(editor)
    edit = at("edit", item)
    assert "slug" not in browser.get(edit).context["form"].fields
    answer = browser.post(edit, typed(browser, edit, body_sv=""))
    assert answer.status_code == 422
    assert "tästä puuttuu" in answer.content.decode()
    assert browser.post(edit, typed(browser, edit)).status_code == 302
    item.refresh_from_db()
    assert item.title["fi"] == "Haku aukeaa"


def test_the_second_of_two_writers_is_told(browser, item, editor):
    edit = at("edit", item)
    mine = typed(browser, edit)
    service.save_news(item, title={"fi": "Toisen otsikko"}, lead={}, body=item.body, call=None, actor=editor)
    answer = browser.post(edit, mine)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Toisen otsikko" in html
    assert "Haku aukeaa" in html


def test_two_who_publish_or_withdraw_at_once_are_told(browser, item, editor):
    service.publish_news(item, actor=editor)
    again = browser.post(at("publish", item), {"when": "now"}, follow=True)
    assert "Joku muu on julkaissut" in again.content.decode()
    service.withdraw_news(item, actor=editor)
    again = browser.post(at("withdraw", item), follow=True)
    assert "Joku muu on poistanut" in again.content.decode()


@pytest.mark.parametrize("who", ["preparer", "presenting_officer", "visitor"])
def test_the_newsroom_is_not_for_others(sign_in, item, who):
    for address in (reverse("grants:newsroom"), at("preview", item), at("edit", item)):
        assert sign_in(who).get(address).status_code in {404, 302}
    sign_in(who).post(at("publish", item), {"when": "now"})
    item.refresh_from_db()
    assert not service.is_published(item)


def test_the_list_costs_as_much_with_three_as_with_one(browser, editor, call):
    counts = []
    # The first sign of the person is noted in the session.
    browser.get(reverse("grants:newsroom"))
    for count in (1, 2):
        for number in range(count):
            write_news(editor, f"Uutinen {count}.{number}", call=call)
        with CaptureQueriesContext(connection) as queries:
            html = browser.get(reverse("grants:newsroom")).content.decode()
        counts.append(len(queries))
    assert html.count("<tr>") == 4
    assert counts[0] == counts[1]


def test_the_empty_newsroom_says_what_to_do(browser):
    assert "Mitään ei ole vielä kirjoitettu" in browser.get(reverse("grants:newsroom")).content.decode()
