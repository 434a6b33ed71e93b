"""A text in three languages: three labelled inputs, one value, errors at the input they are about."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from sky_portal.ui.forms import PortalFormMixin, summary
from sky_portal.ui.texts_field import TextsFormField

CRISPY = Template("{% load crispy_forms_tags %}{% crispy form %}")
HOSTILE = "</textarea><script>alert(1)</script>"


class CallForm(PortalFormMixin, forms.Form):
    name = TextsFormField(label="Name", max_length=20)
    body = TextsFormField(label="Text", rows=6, markdown=True, help_text="What it is about.")
    note = TextsFormField(label="Note", publishing=())
    day = forms.DateField(label="Day", required=False)


class NeedsBoth(PortalFormMixin, forms.Form):
    name = TextsFormField(label="Name", required_languages=("fi", "sv"))


def shown(form, language="en"):
    with override(language):
        return CRISPY.render(Context({"form": form}))


def test_the_value_has_the_languages_that_were_given():
    form = CallForm({"name_fi": "  Haku ", "name_sv": "Utlysning", "name_en": "   ", "body_fi": "a\r\nb"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == {"fi": "Haku", "sv": "Utlysning"}
    assert form.cleaned_data["body"] == {"fi": "a\nb"}


def test_a_draft_may_say_nothing():
    form = CallForm({})
    assert form.is_valid()
    assert form.cleaned_data["name"] == {}


def test_every_input_has_its_label_its_language_and_a_legend():
    html = shown(CallForm(initial={"name": {"sv": "Utlysning & annat"}}))
    assert re.search(r'<legend class="form-label">Name\s*</legend>', html)
    for language in ("fi", "sv", "en"):
        assert re.search(rf'<label for="id_name_{language}">', html)
        assert re.search(rf'<input[^>]* id="id_name_{language}" lang="{language}"', html)
        assert re.search(rf'<textarea[^>]* id="id_body_{language}" lang="{language}" rows="6"', html)
    assert 'value="Utlysning &amp; annat"' in html
    assert html.count("(needed to publish)") == 4


def test_the_labels_say_what_is_needed():
    html = shown(NeedsBoth())
    assert html.count("(required)") == 2
    assert html.count("(optional)") == 1
    assert re.search(r"<legend[^>]*>Note <span class=\"need\">\(optional\)", shown(CallForm()))


def test_the_help_says_how_a_text_is_formatted():
    html = shown(CallForm())
    assert "What it is about. Formatting: ## heading" in html
    assert html.count("Formatting:") == 1


def test_an_error_leads_to_its_input_and_marks_no_other():
    form = CallForm({"name_fi": "Lyhyt", "name_sv": "x" * 23})
    html = shown(form)
    with override("en"):
        (fault,) = summary(form)
    assert fault.target == "id_name_sv"
    assert str(fault) == "Name: In Swedish: The text is 3 characters too long (at most 20)."
    assert html.count('aria-invalid="true" aria-describedby="id_name_error"') == 1
    assert re.search(r'<input[^>]* id="id_name_sv"[^>]*is-invalid', html)
    assert 'id="id_name_error"' in html
    assert "x" * 23 in html


def test_needed_languages_are_asked_for_one_by_one():
    form = NeedsBoth({"name_fi": "", "name_sv": " "})
    assert [fault.target for fault in summary(form)] == ["id_name_fi", "id_name_sv"]
    assert NeedsBoth({"name_fi": "a", "name_sv": "b"}).is_valid()


def test_a_link_to_the_field_goes_to_its_first_input():
    form = CallForm({})
    form.add_error("name", "Something else.")
    assert [fault.target for fault in summary(form)] == ["id_name_fi"]
    assert shown(form).count('aria-invalid="true"') == 3


@pytest.mark.parametrize("name", ["name_en", "body_en"])
def test_hostile_text_stays_text(name):
    html = shown(CallForm({name: HOSTILE}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_one_line_stays_one_line_and_loses_marks_of_direction():
    form = CallForm({"name_fi": "Haku\n\u202eukaH", "body_fi": "\u202eteksti"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == {"fi": "Haku ukaH"}


def test_twenty_thousand_characters_fit_and_one_more_does_not():
    assert CallForm({"body_fi": "ä" * 20_000}).is_valid()
    assert not CallForm({"body_fi": "ä" * 20_001}).is_valid()


def test_a_character_that_no_database_keeps_is_refused_in_words():
    form = CallForm({"body_sv": "a\x00b"})
    with override("en"):
        (fault,) = summary(form)
    assert fault.target == "id_body_sv"
    assert "U+0000" in fault.message


def test_empty_and_missing_texts_are_no_change():
    field = TextsFormField()
    assert not field.has_changed({"fi": "a"}, {"fi": "a ", "sv": "", "en": ""})
    assert field.has_changed({"fi": "a"}, {"fi": "a", "sv": "b", "en": ""})


def test_a_percent_sign_is_no_format():
    form = NeedsBoth({"name_fi": "100 %", "name_sv": "%(input)s %s"})
    assert form.is_valid()
    assert form.cleaned_data["name"]["sv"] == "%(input)s %s"
