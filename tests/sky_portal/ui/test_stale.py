"""Two people with the same form open: the later is told, and neither's text is lost."""

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from sky_portal.ui.forms import DateInput, PortalFormMixin, summary
from sky_portal.ui.stale import StaleGuard
from sky_portal.ui.texts_field import TextsFormField

PAGE = Template(
    '{% load crispy_forms_tags %}{% include "components/stale.html" %}<form>{% crispy form %}</form>'
)
STORED = {"name": {"fi": "Haku"}, "day": date(2021, 3, 31), "counts": False, "kind": "a"}


class NameForm(StaleGuard, PortalFormMixin, forms.Form):
    name = TextsFormField(label="Name")
    day = forms.DateField(label="Day", required=False, widget=DateInput)
    counts = forms.BooleanField(label="Counts", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "First kind"), ("b", "Second")])


def shown(form):
    with override("en"):
        return PAGE.render(Context({"form": form}))


def posted(form, **values):
    """What a browser would send of the form as shown, with some values typed anew."""
    html = shown(form)
    base = re.search(r'name="base" value="(\w+)"', html)[1]
    return {"base": base, "name_fi": "Haku", "day": "2021-03-31", "kind": "a"} | values


def test_what_nobody_changed_meanwhile_is_saved():
    form = NameForm(posted(NameForm(stored=STORED), name_fi="Uusi"), stored=STORED)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == {"fi": "Uusi"}
    assert "stored-now" not in shown(form)


def test_a_change_meanwhile_is_said_and_the_typed_text_kept():
    data = posted(NameForm(stored=STORED), name_fi="Minun")
    now = STORED | {"name": {"fi": "Toisen <b>"}, "counts": True, "kind": "b", "day": date(2021, 4, 1)}
    form = NameForm(data, stored=now)
    with override("en"):
        assert not form.is_valid()
        assert "Somebody else has changed this meanwhile" in str(summary(form)[0])
    html = shown(form)
    assert "Toisen &lt;b&gt;" in html
    assert 'value="Minun"' in html
    for words in ("1\xa0April 2021", "<dd>Yes", "<dd>Second"):
        assert words in html, words


def test_saving_again_overwrites_knowingly():
    data = posted(NameForm(stored=STORED), name_fi="Minun")
    now = STORED | {"name": {"fi": "Toisen"}}
    refused = NameForm(data, stored=now)
    assert not refused.is_valid()
    again = NameForm(posted(refused, name_fi="Minun"), stored=now)
    assert again.is_valid(), again.errors


def test_a_third_change_is_told_again():
    refused = NameForm(posted(NameForm(stored=STORED)), stored=STORED | {"kind": "b"})
    assert not refused.is_valid()
    third = NameForm(posted(refused), stored=STORED | {"kind": "b", "counts": True})
    assert not third.is_valid()


def test_only_what_differs_stands_beside():
    form = NameForm(posted(NameForm(stored=STORED)), stored=STORED | {"kind": "b"})
    assert not form.is_valid()
    assert [difference.label for difference in form.differences] == ["Kind"]


def test_of_a_text_only_the_languages_that_differ_stand_beside():
    data = posted(NameForm(stored=STORED), name_fi="Haku", name_sv="Min", name_en="Mine")
    form = NameForm(data, stored=STORED | {"name": {"fi": "Haku", "sv": "Annans"}})
    assert not form.is_valid()
    (difference,) = form.differences
    assert [(line.language, line.text) for line in difference.lines] == [("sv", "Annans"), ("en", "–")]


def test_two_people_who_wrote_the_same_are_told_so():
    data = posted(NameForm(stored=STORED), name_fi="Sama")
    form = NameForm(data, stored=STORED | {"name": {"fi": "Sama"}})
    assert not form.is_valid()
    assert form.differences == []
    assert "It is the same as what you have written." in shown(form)


def test_a_verb_that_looked_under_the_lock_can_refuse_as_well():
    form = NameForm(posted(NameForm(stored=STORED)), stored=STORED)
    assert form.is_valid()
    form.refuse_stale(STORED | {"kind": "b"})
    assert not form.is_valid()
    assert "Second" in shown(form)


@pytest.mark.parametrize("base", ["", "0" * 64, "x" * 1000])
def test_without_the_right_digest_nothing_is_overwritten(base):
    data = posted(NameForm(stored=STORED), base=base)
    assert not NameForm(data, stored=STORED).is_valid()


def test_something_new_has_nothing_to_overwrite():
    form = NameForm(posted(NameForm(stored={})), stored={})
    assert form.is_valid(), form.errors


def test_a_prefix_keeps_two_guards_apart():
    html = shown(NameForm(stored=STORED, prefix="one"))
    assert 'name="one-base"' in html
