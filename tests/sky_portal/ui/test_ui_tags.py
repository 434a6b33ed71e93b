"""The vocabulary of the templates."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override


def shown(source, language="fi", **context):
    with override(language):
        return Template("{% load ui %}" + source).render(Context(context))


def test_a_text_in_another_language_says_so():
    texts = {"fi": "Haku <1>", "sv": "Utlysning"}
    assert shown("{% local texts %}", "en", texts=texts) == '<span lang="fi">Haku &lt;1&gt;</span>'
    assert shown("{% local texts %}", "sv", texts=texts) == "Utlysning"
    assert shown("{% local texts %}", "fi", texts=texts) == "Haku &lt;1&gt;"


def test_markdown_in_another_language_says_so():
    assert shown("{% local_markdown texts %}", "en", texts={"fi": "*x*"}).startswith(
        '<div lang="fi"><p><em>x'
    )


def test_a_tag_escapes_its_word_and_knows_its_tones():
    assert shown('{% tag word "ok" %}', word="<b>") == '<span class="tag ok">&lt;b&gt;</span>'
    assert shown("{% tag word %}", word="x") == '<span class="tag">x</span>'
    with pytest.raises(TemplateSyntaxError, match="no tone 'green'"):
        shown('{% tag word "green" %}', word="x")


def test_a_note_holds_markup():
    assert (
        shown('{% note "wait" %}<p>{{ x }}</p>{% endnote %}', x="<")
        == '<div class="note wait"><p>&lt;</p></div>'
    )


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        shown('{% icon "unicorn" %}')


def test_crumbs_name_the_way_and_the_page():
    html = shown('{% crumbs "Talousarvio" "/a/" "Hakemukset" %}')
    assert '<a href="/a/">Hakemukset</a>' in html
    assert '<li aria-current="page">Talousarvio</li>' in html
