"""The portal's own pages, in three languages, for visitors."""

from pathlib import Path

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from django.views.defaults import page_not_found, permission_denied, server_error

from sky_portal import clock
from sky_portal.ui.theme import COOKIE

LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_the_statements_cost_no_query(client, django_assert_num_queries, db, language, name):
    with override(language), django_assert_num_queries(0):
        response = client.get(reverse(f"ui:{name}"))
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()
    assert "sessionid" not in response.cookies


def test_the_statement_names_the_supervisor_of_the_day(client, db):
    with override("en"):
        address = reverse("ui:accessibility")
    with clock.standing_at(clock.helsinki(2021, 3, 15)):
        assert "Southern Finland" in client.get(address).content.decode()
    with clock.standing_at(clock.helsinki(2026, 3, 15)):
        assert "Traficom" in client.get(address).content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_leads_back(client, db, theme):
    with override("fi"):
        address, back = reverse("ui:appearance"), reverse("ui:privacy")
    response = client.post(address, {"theme": theme, "back": back})
    assert (response.status_code, response["Location"]) == (302, back)
    assert client.cookies[COOKIE].value == theme
    assert f'data-bs-theme="{theme}"' in client.get(back).content.decode()
    client.post(address, {"theme": "auto", "back": back})
    assert "data-bs-theme" not in client.get(back).content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_nobody_is_led_away_by_the_choice(client, db, back):
    with override("fi"):
        response = client.post(reverse("ui:appearance"), {"theme": "dark", "back": back})
        assert response["Location"] == reverse("front")


def test_an_unknown_theme_is_refused_and_an_unknown_cookie_ignored(client, db):
    with override("fi"):
        address = reverse("ui:appearance")
    response = client.post(address, {"theme": '"><script>'})
    assert response.status_code == 422
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = "purple"
    assert "data-bs-theme" not in client.get(address).content.decode()


def test_the_language_switch_stays_on_the_page(client, db):
    with override("fi"):
        html = client.get(reverse("ui:privacy") + "?x=1").content.decode()
    for language in LANGUAGES:
        with override(language):
            assert f'href="{reverse("ui:privacy")}?x=1" lang="{language}"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_server_error_needs_nothing_that_may_be_broken(language, db, django_assert_num_queries):
    with override(language), django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}">' in html
    assert "<form" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("view", "status"), [(page_not_found, 404), (permission_denied, 403)])
def test_error_pages_come_even_before_anybody_is_known(language, view, status, db):
    with override(language):
        response = view(RequestFactory().get(f"/{language}/x/"), Exception("secret"))
    assert response.status_code == status
    assert "secret" not in response.content.decode()


def test_an_address_that_is_not_there_answers_in_its_language(client, db):
    response = client.get("/sv/finns-inte/")
    assert response.status_code == 404
    assert "Sidan hittades inte" in response.content.decode()


def test_the_gallery_is_the_demo_s_alone(client, db, settings):
    with override("fi"):
        address = reverse("ui:gallery")
    settings.DEMO = True
    assert client.get(address).status_code == 200
    settings.DEMO = False
    assert client.get(address).status_code == 404


def test_no_template_has_inline_code_or_style():
    folder = Path(__file__).resolve().parents[3] / "templates"
    guilty = []
    for path in folder.rglob("*.html"):
        # Mail readers and paper have no such policy.
        if {"emails", "documents", "email", "messaging"} & set(path.relative_to(folder).parts):
            continue
        text = path.read_text()
        if " style=" in text or "<style" in text or " onclick=" in text or "<script>" in text:
            guilty.append(path.name)
    assert guilty == []


@pytest.mark.parametrize(
    "back", ["home", "٣", "{", "\x00", "//evil.example", "javascript:alert(1)", "https://evil.example"]
)
def test_the_way_back_is_an_address_here_or_the_front_page(client, db, back):
    answer = client.post(reverse("ui:appearance"), {"theme": "dark", "back": back})
    assert answer.status_code in {302, 422}
    assert "evil" not in answer.get("Location", "")
    assert "javascript" not in answer.get("Location", "")


def test_what_is_too_large_is_answered_in_the_persons_language(client, db):
    body = b"a=1&" * 5_001
    answer = client.post(
        reverse("ui:appearance"), body, content_type="application/x-www-form-urlencoded", follow=True
    )
    assert answer.status_code == 400
    assert "Palvelu ei saanut selvää lähetyksestä" in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]
