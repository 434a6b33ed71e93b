import re

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader

from sky_portal.messaging.rendering import compose

TEMPLATES = {
    "tests/hello.subject.txt": "{% load i18n %}{% translate 'Messages' %}: {{ name }}\n\n",
    "tests/hello.txt": '{% extends "messaging/email.txt" %}{% block text %}{{ name }}\n\n\n\nx{% endblock %}',
    "tests/hello.html": '{% extends "messaging/email.html" %}{% block text %}<p>{{ name }}</p>{% endblock %}',
}


@pytest.fixture(autouse=True)
def _templates(monkeypatch):
    engine = engines["django"].engine
    with_own = [Loader(engine, TEMPLATES), *engine.template_loaders]
    monkeypatch.setitem(engine.__dict__, "template_loaders", with_own)


@pytest.fixture
def mail():
    return compose("tests/hello", {"name": "Äänekosken & Saarijärven <pilotti>"}, "fi")


def test_text_is_not_escaped_and_html_is(mail):
    assert "Äänekosken & Saarijärven <pilotti>\n\nx\n" in mail.text
    assert "<p>Äänekosken &amp; Saarijärven &lt;pilotti&gt;</p>" in mail.html


def test_each_language_its_own():
    subjects = {
        language: compose("tests/hello", {"name": "x"}, language).subject for language in ("fi", "sv", "en")
    }
    assert len(set(subjects.values())) == 3
    assert '<html lang="sv">' in compose("tests/hello", {"name": "x"}, "sv").html


def test_the_subject_is_one_line_and_the_heading(mail):
    assert "\n" not in mail.subject
    assert (
        f"<h1>{mail.subject.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</h1>"
        in mail.html
    )


def test_the_frame_loads_nothing_and_serves_light_and_dark(mail, settings):
    assert "prefers-color-scheme: dark" in mail.html
    assert re.findall(r'(?:src|href)="([^"]*)"', mail.html) == [settings.BASE_URL]
    assert settings.BASE_URL in mail.text
