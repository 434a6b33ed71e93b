"""The front page: calls by what can be done in them, and what is new."""

from sky_portal import clock
from tests.grants import factories
from tests.grants.views.public.asking import BEFORE, CLOSED, another, html_of, page, write_news


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


def test_the_front_page_costs_as_much_with_three_of_each_as_with_one(
    client, call, cast, django_assert_num_queries
):
    write_news(cast["call_administrator"], "Ensimmäinen")
    with django_assert_num_queries(3):
        page(client, "front")
    another(1)
    another(2)
    for title in ("Toinen", "Kolmas"):
        write_news(cast["call_administrator"], title)
    with django_assert_num_queries(3):
        html = html_of(client, "front")
    assert html.count("/calls/") == 3
    assert html.count('class="who"') == 6


def test_the_front_page_shows_the_latest_three_news(client, call, cast):
    for day, title in enumerate(["Yksi", "Kaksi", "Kolme", "Neljä"], start=1):
        write_news(cast["call_administrator"], title, at=clock.helsinki(2021, 3, day, 9))
    html = html_of(client, "front")
    assert html.index("Neljä") < html.index("Kolme") < html.index("Kaksi")
    assert "Yksi lyhyesti" not in html


def test_the_line_of_one_call_stands_on_top_and_of_several_none(client, call):
    assert 'class="horizon"' in html_of(client, "front")
    another(1)
    assert 'class="horizon"' not in html_of(client, "front")
    assert 'class="horizon"' in html_of(client, "front", at=CLOSED)
