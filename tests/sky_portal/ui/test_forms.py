"""Forms: hints and errors tied to their fields, a summary that jumps, marks in words."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from sky_portal.ui.forms import Fault, PortalFormMixin, summary, target_of
from sky_portal.ui.gallery import SampleForm

CRISPY = Template("{% load crispy_forms_tags %}{% crispy form %}")
FILTER = Template("{% load crispy_forms_tags %}{{ form|crispy }}")


def shown(form, template=CRISPY):
    with override("en"):
        return template.render(Context({"form": form}))


@pytest.fixture
def wrong():
    return SampleForm({"name": "", "cost": "-5", "size": "99"})


@pytest.mark.parametrize("template", [CRISPY, FILTER])
def test_the_summary_links_to_every_fault(wrong, template):
    html = shown(wrong, template)
    assert html.count("data-error-summary") == 1
    targets = re.findall(r'<a href="#(\w+)">', html)
    assert targets == ["id_name", "id_region", "id_closes_0", "id_cost", "id_size_0", "id_attested"]
    for target in targets:
        assert f'id="{target}"' in html


def test_a_summary_put_higher_up_is_not_repeated(wrong):
    above = Template("{% load ui crispy_forms_tags %}{% error_summary form %}<hr>{% crispy form %}")
    html = shown(wrong, above)
    assert html.count("data-error-summary") == 1
    assert html.index("data-error-summary") < html.index("<hr>")


def test_every_described_by_names_what_is_there(wrong):
    html = shown(wrong)
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()]
    assert {"id_name_helptext", "id_name_error", "id_size_helptext", "id_size_error"} <= set(described)
    for name in described:
        assert html.count(f'id="{name}"') == 1


def test_the_error_stands_before_its_field(wrong):
    html = shown(wrong)
    assert html.index('id="id_name_error"') < html.index('name="name"')
    assert html.index('id="id_name_helptext"') < html.index('name="name"')
    assert 'aria-invalid="true"' in html


def test_choices_stand_in_a_fieldset_with_a_legend(wrong):
    html = shown(wrong)
    assert len(re.findall(r"<fieldset", html)) == 4
    assert re.search(r'<legend class="form-label">How many municipalities\?', html)
    assert 'aria-describedby="id_size_helptext id_size_error"' in html


def test_a_form_of_both_kinds_marks_both_in_words():
    html = shown(SampleForm())
    assert "(required)" in html
    assert "(optional)" in html
    assert "asterisk" not in html


class SignIn(PortalFormMixin, forms.Form):
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password")

    def clean(self):
        raise forms.ValidationError("Wrong <b>password</b>.")


def test_a_form_in_which_all_is_required_says_nothing_of_it():
    html = shown(SignIn())
    assert "(required)" not in html
    assert " required" not in html


def test_a_fault_of_the_whole_form_is_escaped_and_has_no_link():
    form = SignIn({"email": "a@b.fi", "password": "x"})
    assert [fault.target for fault in summary(form)] == [""]
    html = shown(form)
    assert "Wrong &lt;b&gt;password&lt;/b&gt;." in html


def test_an_unbound_form_has_no_faults():
    assert summary(SampleForm()) == []


def test_the_faults_of_a_formset_name_their_rows():
    formset = forms.formset_factory(SignIn, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-email": "x", "form-1-password": "y"}
    )
    targets = [fault.target for fault in summary(formset)]
    assert "id_form-1-email" in targets


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Name", "Name: missing"),
        ("How many?", "How many? missing"),
        ("I agree.", "I agree. missing"),
        ("", "missing"),
    ],
)
def test_a_fault_reads_as_one_line(label, text):
    assert str(Fault(label, "missing", "")) == text


def test_the_target_of_a_group_is_its_first_choice():
    form = SampleForm()
    assert target_of(form["size"]) == "id_size_0"
    assert target_of(form["name"]) == "id_name"
