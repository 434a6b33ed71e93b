"""Forms of sections: named, described, readable cell by cell; what was typed stays."""

import re
from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict
from django.utils.translation import override

from sky_portal.questions.forms import section_form
from sky_portal.questions.models import Answer
from sky_portal.questions.services import save_answer, save_section


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


class Tags(HTMLParser):
    """The start tags of a page, with the ids they have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.tags if "id" in attrs]

    def fields(self) -> list[dict]:
        kinds = ("input", "select", "textarea")
        return [attrs for tag, attrs in self.tags if tag in kinds and attrs.get("type") != "hidden"]


def rendered(form) -> str:
    return render_crispy_form(form)


def post(sheet, section: str, **typed) -> QueryDict:
    """What a browser sends: everything on the page, with some of it typed anew."""
    data = QueryDict(mutable=True)
    for field in section_form(sheet, section):
        if field.name.startswith("version-"):
            data[field.name] = str(field.value())
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def save(sheet, section: str, data: QueryDict, writer):
    form = section_form(sheet, section, data)
    result = save_section(sheet, section, **form.typed(), actor=writer)
    form.tell(result)
    return form, result


@pytest.mark.parametrize("section", ["aims", "figures"])
def test_every_field_has_a_name_a_description_and_an_id_of_its_own(sheet, section):
    tags = Tags(rendered(section_form(sheet, section)))
    assert len(tags.ids) == len(set(tags.ids))
    labels = {attrs["for"] for tag, attrs in tags.tags if tag == "label"}
    for attrs in tags.fields():
        if "aria-labelledby" in attrs:
            assert set(attrs["aria-labelledby"].split()) <= set(tags.ids)
        else:
            assert attrs["id"] in labels
        assert set(attrs.get("aria-describedby", "").split()) <= set(tags.ids)


def test_groups_are_fieldsets_and_tables_have_headers_with_a_scope(sheet):
    html = rendered(section_form(sheet, "figures"))
    tags = Tags(html).tags
    legends = [tag for tag, _attrs in tags if tag == "legend"]
    assert len(legends) == 4  # likert, two tables, matrix: the choice is not asked yet
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in tags if tag == "th")


def test_help_limit_and_the_warning_stand_by_the_field(sheet):
    form = section_form(sheet, "aims")
    assert form["purpose"].help_text.startswith("Lyhyesti en At most 50 characters. ")
    assert "single pupils" in form["purpose"].help_text
    assert "single pupils" not in form["name"].help_text
    assert form.fields["purpose"].widget.attrs["data-limit"] == 50
    assert "Answer this if you answered “Yes” to “Own en”." in str(form["why"].help_text)


def test_a_text_in_another_language_says_so(question_set, sheet):
    data = question_set.content
    del data["sections"][0]["questions"][0]["label"]["en"]
    sheet.question_set.content = data
    assert section_form(sheet, "aims")["purpose"].label == '<span lang="fi">Purpose</span>'


def test_words_of_the_set_are_never_markup(question_set, sheet):
    sheet.question_set.content["sections"][0]["questions"][0]["label"]["en"] = "<b>x</b>"
    sheet.question_set.content["sections"][0]["questions"][0]["help"]["en"] = "<i>y</i>"
    html = rendered(section_form(sheet, "aims"))
    assert "<b>x</b>" not in html
    assert "<i>y</i>" not in html


def test_what_is_stored_stands_in_the_form_as_one_types_it(sheet, writer):
    values = {"sum": 125_050, "share": "1.5", "terms": {"autumn": {"grade": 5, "cost": 5000}}}
    for key, value in values.items():
        save_answer(sheet, key=key, value=value, base_version=0, actor=writer)
    with override("fi"):
        html = rendered(section_form(sheet, "figures"))
    shown = {attrs.get("name"): attrs.get("value") for attrs in Tags(html).fields()}
    assert (shown["sum"], shown["share"]) == ("1\u00a0250,50", "1,5")
    assert (shown["terms-autumn-grade"], shown["terms-autumn-cost"]) == ("5", "50")


def test_a_page_sent_back_unchanged_changes_nothing(sheet, writer):
    answers = {
        "pupils": 1500,
        "share": "2.25",
        "sum": 123_456_789,
        "start": "2021-03-31",
        "scale": "low",
        "terms": {"autumn": {"grade": 5, "cost": 100, "note": "a", "kind": "b", "day": "2021-01-02"}},
        "people": [{"grade": 1}, {"cost": 5}],
        "views": {"autumn": "yes", "spring": "no"},
    }
    for key, value in answers.items():
        save_answer(sheet, key=key, value=value, base_version=0, actor=writer)
    tags = Tags(rendered(section_form(sheet, "figures"))).tags
    data = QueryDict(mutable=True)
    select = ""
    for tag, attrs in tags:
        if tag == "select":
            select = attrs["name"]
        if tag == "option" and "selected" in attrs:
            data.appendlist(select, attrs["value"])
        if tag == "input" and (attrs["type"] not in ("radio", "checkbox") or "checked" in attrs):
            data.appendlist(attrs["name"], attrs.get("value", ""))
    _form, result = save(sheet, "figures", data, writer)
    assert result.all_saved
    assert {key: a.value for key, a in result.saved.items()} == answers
    assert set(Answer.objects.values_list("version", flat=True)) == {1}


def test_what_cannot_be_saved_stays_in_its_field_with_the_reason(sheet, writer):
    data = post(
        sheet, "figures", pupils="paljon", sum="50", **{"people-1-grade": "x", "people-1-note": "Aino"}
    )
    form, result = save(sheet, "figures", data, writer)
    assert sheet.answers.get(key="sum").value == 5000
    assert set(result.errors) == {"pupils", "people"}
    html = rendered(form)
    shown = {attrs.get("name"): attrs.get("value") for attrs in Tags(html).fields()}
    assert (shown["pupils"], shown["people-1-grade"], shown["people-1-note"]) == ("paljon", "x", "Aino")
    assert "Row 2: Give a number" in html
    assert re.search(r'href="#id_people_0"', html)


def test_the_next_save_goes_on_from_what_was_saved(sheet, writer):
    form, _result = save(sheet, "aims", post(sheet, "aims", purpose="x" * 51, name="Eka"), writer)
    again = form.data.copy()
    again["purpose"], again["name"] = "Lyhyt", "Toka"
    form, result = save(sheet, "aims", again, writer)
    assert result.all_saved
    assert sheet.answers.get(key="name").value == "Toka"


def test_on_a_conflict_both_texts_are_there_and_saving_again_replaces(sheet, cast, writer):
    data = post(sheet, "aims", purpose="Minun")
    save_answer(sheet, key="purpose", value="Toisen", base_version=0, actor=cast["signatory"])
    form, result = save(sheet, "aims", data, writer)
    assert set(result.conflicts) == {"purpose"}
    html = rendered(form)
    assert "It now reads: “Toisen”" in html
    assert "Minun" in html
    _form, result = save(sheet, "aims", form.data.copy(), writer)
    assert result.saved["purpose"].value == "Minun"


def test_a_question_that_was_not_on_the_page_keeps_its_answer(sheet, writer):
    save_answer(sheet, key="name", value="Pysyy", base_version=0, actor=writer)
    data = post(sheet, "aims", purpose="Uusi")
    del data["version-name"]
    save(sheet, "aims", data, writer)
    assert sheet.answers.get(key="name").value == "Pysyy"


def test_a_tampered_version_replaces_nothing(sheet, writer):
    save_answer(sheet, key="name", value="Pysyy", base_version=0, actor=writer)
    _form, result = save(sheet, "aims", post(sheet, "aims", name="Uusi", **{"version-name": "x"}), writer)
    assert set(result.conflicts) == {"name"}
    assert sheet.answers.get(key="name").value == "Pysyy"


def test_a_question_of_an_earlier_section_decides_what_is_on_the_page(sheet, writer):
    assert "kind" not in section_form(sheet, "figures").fields
    save_answer(sheet, key="levels", value=["two"], base_version=0, actor=writer)
    assert "kind" in section_form(sheet, "figures").fields
    # In the same section it stands there at once, for those without scripts too.
    attrs = section_form(sheet, "aims").fields["why"].widget.attrs
    assert (attrs["data-asked-if"], attrs["data-asked-values"]) == ("own", "yes")


def test_secrecy_can_be_asked_for(sheet, writer):
    save(sheet, "aims", post(sheet, "aims", name="A", **{"secret-name": "on"}), writer)
    assert sheet.answers.get(key="name").secret
    save(sheet, "aims", post(sheet, "aims", name="A"), writer)
    assert not sheet.answers.get(key="name").secret


def test_an_unknown_section_is_a_key_error(sheet):
    with pytest.raises(KeyError):
        section_form(sheet, "nowhere")
