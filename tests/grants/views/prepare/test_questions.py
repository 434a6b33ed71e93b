"""The editor of a call's questions, through its pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.models import Call
from sky_portal.audit.models import AuditEvent
from sky_portal.questions import editing
from sky_portal.questions.enums import QuestionType
from sky_portal.questions.schema import parse
from sky_portal.questions.services import put_in_use
from tests.cast import SignedIn
from tests.grants import factories

EMPTY = {"sections": []}


@pytest.fixture
def call(db: None, standing: None) -> Call:
    """A draft that asks nothing yet."""
    call = factories.make_call(published=False)
    call.question_set.content = EMPTY
    call.question_set.save()
    return call


@pytest.fixture
def admin(sign_in: SignedIn, standing: None) -> Client:
    return sign_in("call_administrator")


@pytest.fixture
def section(call: Call, admin: Client) -> str:
    """The first section."""
    post(admin, call, "new_section", title_fi="Tavoitteet", title_sv="Mål")
    return "tavoitteet"


def at(call: Call, name: str = "", **arguments: Any) -> str:
    named = f"grants:prepare_questions{'_' if name else ''}{name}"
    return reverse(named, kwargs={"slug": call.slug, **arguments})


def content(call: Call) -> Any:
    call.refresh_from_db()
    return call.question_set.content


def base(admin: Client, address: str) -> str:
    page = admin.get(address)
    return page.context["form"]["base"].value() if page.context else ""


def post(admin: Client, call: Call, name: str, arguments: dict[str, Any] | None = None, **data: Any) -> Any:
    """What the page of a form would send, with its digest."""
    address = at(call, name, **(arguments or {}))
    return admin.post(address, {"base": base(admin, address)} | data)


def add(admin: Client, call: Call, section: str, kind: str, **data: Any) -> Any:
    return post(admin, call, "add", {"section": section, "kind": kind}, **data)


def rows(name: str, *labels: str, **own: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {f"{name}-count": len(labels)}
    for place, label in enumerate(labels):
        sent |= {f"{name}-{place}-label_fi": label, f"{name}-{place}-label_sv": label and f"{label} sv"}
        sent |= {f"{name}-{place}-{key}": value for key, value in own.items()}
    return sent


WORDS = {"label_fi": "Kysymys", "label_sv": "Fråga"}
OPTIONS = rows("options", "Yksi", "Kaksi")
MADE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "short_text": ({"limit": "80", "required": "on"}, {"limit": 80, "required": True}),
    "long_text": ({}, {"limit": 3000}),
    "number": ({"min": "0", "max": "100", "decimals": "1"}, {"min": 0, "max": 100, "decimals": 1}),
    "euro": ({"min": "10", "max": "1 250,50"}, {"min": 1000, "max": 125050}),
    "choice": (OPTIONS, {}),
    "likert": (OPTIONS, {}),
    "several": (OPTIONS, {}),
    "date": ({"secrecy_possible": "on"}, {"secrecy_possible": True}),
    "yes_no": ({}, {}),
    "table": (rows("columns", "Vuosi", "Määrä", type="number", min="1") | {"max_rows": "4"}, {"max_rows": 4}),
    "matrix": (OPTIONS | rows("rows", "Kevät", "Syksy"), {}),
}


@pytest.mark.parametrize("kind", sorted(QuestionType.values))
def test_a_question_of_every_type_is_made_shown_and_changed(admin, call, section, kind):
    sent, own = MADE[kind]
    assert kind in admin.get(at(call, "kinds", section=section)).text
    answer = add(admin, call, section, kind, **WORDS, **sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == f"{at(call)}#question-kysymys"
    parse(content(call))
    question = editing.question_named(content(call), "kysymys")
    assert {name: question.get(name) for name in own} == own
    if kind in ("choice", "likert", "several", "matrix"):
        assert [option["value"] for option in question["options"]] == ["yksi", "kaksi"]
    assert "Kysymys" in admin.get(at(call)).text
    assert "Kysymys" in admin.get(at(call, "preview", key=section)).text
    # The page of the stored question sends what it says: nothing changes but what one changes.
    before = dict(question)
    form = admin.get(at(call, "question", key="kysymys")).context["form"]
    again = resend(form) | {"label_en": "Question"}
    assert admin.post(at(call, "question", key="kysymys"), again).status_code == 302
    assert editing.question_named(content(call), "kysymys") == before | {
        "label": before["label"] | {"en": "Question"}
    }


def resend(form: Any) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    sent: dict[str, Any] = {}
    for one in [form, *(row for part in form.parts for row in part.forms)]:
        for field in one:
            value = field.value()
            if isinstance(value, dict):
                sent |= {f"{field.html_name}_{language}": text for language, text in value.items()}
            elif value not in (None, False, ""):
                sent[field.html_name] = "on" if value is True else value
    return sent | {f"{part.name}-count": part.count for part in form.parts}


def test_a_table_keeps_its_columns_options_and_fixed_rows(admin, call, section):
    columns = rows("columns", "Laji", type="choice", options="Palkka | Lön | Pay\nMuu | Annat") | {
        "columns-0-required": "on"
    }
    add(admin, call, section, "table", **WORDS, **columns, **rows("rows", "2021", "2022"))
    table = editing.question_named(content(call), "kysymys")
    assert [row["key"] for row in table["rows"]] == ["2021", "2022"]
    assert "max_rows" not in table
    column = table["columns"][0]
    assert column["required"] is True
    assert [option["value"] for option in column["options"]] == ["palkka", "muu"]
    assert column["options"][0]["label"] == {"fi": "Palkka", "sv": "Lön", "en": "Pay"}
    address = at(call, "question", key="kysymys")
    form = admin.get(address).context["form"]
    changed = resend(form) | {"columns-0-options": "Muu | Annat\nPalkka | Lön | Pay\nUusi"}
    assert admin.post(address, changed).status_code == 302
    column = editing.question_named(content(call), "kysymys")["columns"][0]
    assert [option["value"] for option in column["options"]] == ["muu", "palkka", "uusi"]


def test_rows_are_added_moved_and_removed_with_everything_typed_kept(admin, call, section):
    address = at(call, "add", section=section, kind="choice")
    assert admin.get(address).context["form"].parts[0].count == 2
    sent = WORDS | rows("options", "Yksi", "Kaksi") | {"limit": "x", "help_fi": "Apua"}

    def step(what: str) -> list[str]:
        page = admin.post(address, sent | {"rows_step": what})
        assert page.status_code == 200
        assert not page.context["form"].summary_faults
        assert "Apua" in page.text
        forms = page.context["form"].parts[0].forms
        return [form["label"].value()["fi"] for form in forms]

    assert step("options:add") == ["Yksi", "Kaksi", ""]
    assert step("options:down:0") == ["Kaksi", "Yksi"]
    assert step("options:up:1") == ["Kaksi", "Yksi"]
    assert step("options:up:0") == ["Yksi", "Kaksi"]
    assert step("options:remove:0") == ["Kaksi"]
    for odd in ("options:remove:99", "options:remove:-1", "options:up:²", "options:x:0", "nothing:add", "::"):
        step(odd)
    assert content(call)["sections"][0]["questions"] == []


def test_blank_rows_are_no_options_and_keys_stay(admin, call, section):
    add(admin, call, section, "choice", **WORDS, **rows("options", "Yksi", "", "Kaksi"))
    options = editing.question_named(content(call), "kysymys")["options"]
    assert [option["value"] for option in options] == ["yksi", "kaksi"]
    address = at(call, "question", key="kysymys")
    sent = resend(admin.get(address).context["form"]) | {"options-0-label_fi": "Ensimmäinen"}
    admin.post(address, sent)
    options = editing.question_named(content(call), "kysymys")["options"]
    assert [option["value"] for option in options] == ["yksi", "kaksi"]


def test_a_condition_is_chosen_from_earlier_questions(admin, call, section):
    add(admin, call, section, "yes_no", label_fi="Onko oma?", label_sv="Egen?")
    add(admin, call, section, "choice", label_fi="Laji", label_sv="Slag", **OPTIONS)
    answer = add(admin, call, section, "date", **WORDS, condition=["onko_oma=yes"])
    assert answer.status_code == 302
    assert editing.question_named(content(call), "kysymys")["condition"] == {
        "question": "onko_oma",
        "is": True,
    }
    assert "“Onko oma?”" in admin.get(at(call)).text or "Onko oma?" in admin.get(at(call)).text
    address = at(call, "question", key="kysymys")
    sent = resend(admin.get(address).context["form"])
    assert sent["condition"] == ["onko_oma=yes"]
    two = admin.post(address, sent | {"condition": ["onko_oma=yes", "laji=yksi"]})
    assert two.status_code == 422
    assert admin.post(address, sent | {"condition": ["laji=yksi", "laji=kaksi"]}).status_code == 302
    condition = editing.question_named(content(call), "kysymys")["condition"]
    assert condition == {"question": "laji", "in": ["yksi", "kaksi"]}


def test_what_others_wait_for_is_not_deleted_or_moved_behind(admin, call, section):
    add(admin, call, section, "yes_no", label_fi="Onko", label_sv="Finns")
    add(admin, call, section, "date", **WORDS, condition=["onko=yes"])
    page = admin.post(at(call, "move", what="question", key="kysymys"), {"by": "up"}, follow=True)
    assert "Kysymys" in " ".join(map(str, page.context["messages"]))
    assert [one["key"] for one in editing.questions_of(content(call))] == ["onko", "kysymys"]
    asked = at(call, "delete", what="question", key="onko")
    assert "Kysymys" in admin.get(asked).text
    assert admin.post(asked).status_code == 409
    assert admin.post(asked, {"free": "1"}).status_code == 302
    assert "condition" not in editing.question_named(content(call), "kysymys")


def test_sections_and_questions_move_and_go(admin, call, section):
    add(admin, call, section, "date", **WORDS)
    post(admin, call, "new_section", title_fi="Toinen", title_sv="Andra", intro_fi="Alku", intro_sv="Början")
    moved = admin.post(at(call, "move", what="question", key="kysymys"), {"by": "down"})
    assert moved["Location"].endswith("#question-kysymys")
    assert editing.section_of(content(call), "kysymys")["key"] == "toinen"
    admin.post(at(call, "move", what="section", key="toinen"), {"by": "up"})
    assert [one["key"] for one in content(call)["sections"]] == ["toinen", "tavoitteet"]
    address = at(call, "question", key="kysymys")
    sent = resend(admin.get(address).context["form"]) | {"section": "tavoitteet"}
    admin.post(address, sent)
    assert editing.section_of(content(call), "kysymys")["key"] == "tavoitteet"
    admin.post(at(call, "delete", what="section", key="toinen"))
    assert [one["key"] for one in content(call)["sections"]] == ["tavoitteet"]


def test_a_draft_is_saved_incomplete_and_says_what_it_lacks(admin, call, section):
    assert add(admin, call, section, "choice", label_fi="Valitse", **{"options-count": 0}).status_code == 302
    faulty = admin.get(at(call)).context["sections"][0].questions[0].faults
    assert {language for fault in faulty for language in fault.languages} == {"sv"}
    assert len(faulty) == 2
    assert admin.get(at(call, "preview", key=section)).status_code == 200
    # An unfinished question is in nobody's way.
    assert add(admin, call, section, "date", **WORDS).status_code == 302


def test_a_text_that_says_nothing_and_wrong_bounds_are_refused(admin, call, section):
    assert add(admin, call, section, "date").status_code == 422
    assert post(admin, call, "new_section").status_code == 422
    page = add(admin, call, section, "number", **WORDS, min="5", max="1")
    assert page.status_code == 422
    assert "max" in page.context["form"].errors
    assert add(admin, call, section, "euro", **WORDS, min="viisi").status_code == 422
    page = add(admin, call, section, "table", **WORDS, **rows("columns", "A", type="number", min="x"))
    assert page.status_code == 422
    assert "columns-0" in page.text
    assert content(call)["sections"][0]["questions"] == []


def test_two_people_at_one_question_see_each_others_words(admin, call, section):
    add(admin, call, section, "choice", **WORDS, **OPTIONS)
    address = at(call, "question", key="kysymys")
    mine, theirs = (resend(admin.get(address).context["form"]) for _ in range(2))
    assert (
        admin.post(address, theirs | {"label_fi": "Toisen sanat", "options-0-label_fi": "Toinen"}).status_code
        == 302
    )
    page = admin.post(address, mine | {"label_fi": "Omat sanat"})
    assert page.status_code == 409
    assert "Toisen sanat" in page.text
    assert "Omat sanat" in page.text
    assert len(page.context["form"].differences) == 2
    assert admin.post(address, resend(page.context["form"])).status_code == 302
    assert editing.question_named(content(call), "kysymys")["label"]["fi"] == "Omat sanat"


def test_another_question_can_change_meanwhile(admin, call, section):
    add(admin, call, section, "date", **WORDS)
    add(admin, call, section, "date", label_fi="Toinen")
    address = at(call, "question", key="kysymys")
    mine = resend(admin.get(address).context["form"])
    admin.post(at(call, "delete", what="question", key="toinen"))
    assert admin.post(address, mine | {"label_en": "Q"}).status_code == 302


def test_a_question_that_is_gone_is_not_there(admin, call, section):
    for name, arguments in (
        ("question", {"key": "nowhere"}),
        ("section", {"key": "nowhere"}),
        ("preview", {"key": "nowhere"}),
        ("kinds", {"section": "nowhere"}),
        ("add", {"section": section, "kind": "essay"}),
        ("delete", {"what": "question", "key": "nowhere"}),
        ("delete", {"what": "elephant", "key": section}),
    ):
        assert admin.get(at(call, name, **arguments)).status_code == 404


def test_a_published_set_is_only_read(admin, cast):
    call = factories.make_call()
    key = call.question_set.content["sections"][0]["questions"][0]["key"]
    page = admin.get(at(call))
    assert at(call, "question", key=key) not in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    assert admin.get(at(call, "question", key=key))["Location"] == at(call)
    before = content(call)
    typed = admin.post(at(call, "section", key="aims"), {"base": "x", "title_fi": "Uusi nimi"})
    assert typed.status_code in (409, 422)
    assert "Uusi nimi" in typed.text
    admin.post(at(call, "move", what="question", key=key), {"by": "down"})
    assert admin.post(at(call, "delete", what="question", key=key)).status_code == 409
    assert content(call) == before


def test_published_while_one_writes_keeps_what_was_typed(admin, section, call, cast, monkeypatch):
    address = at(call, "add", section=section, kind="date")
    sent = resend(admin.get(address).context["form"]) | WORDS
    add(admin, call, section, "date", label_fi="Yksi", label_sv="Ett")
    put_in_use(call.question_set)
    type(call).objects.filter(pk=call.pk).update(state="published")
    page = admin.post(address, sent)
    assert page.status_code == 409
    assert "Kysymys" in page.text


def test_a_set_that_is_in_use_elsewhere_is_left_and_a_new_version_made(admin, call, section):
    add(admin, call, section, "date", **WORDS)
    used = put_in_use(call.question_set.__class__.objects.get(pk=call.question_set_id))
    assert add(admin, call, section, "date", label_fi="Toinen").status_code == 302
    call.refresh_from_db()
    assert call.question_set_id != used.pk
    assert call.question_set.version == used.version + 1
    used.refresh_from_db()
    assert [one["key"] for one in editing.questions_of(used.content)] == ["kysymys"]


def test_every_edit_is_told_in_the_calls_case_without_words(admin, call, section):
    add(admin, call, section, "date", **WORDS)
    event = AuditEvent.objects.filter(case=call.case).order_by("seq").last()
    assert event.verb == "edit_call"
    assert event.facts == {"part": "questions", "edit": "add_question", "key": "kysymys"}


@pytest.mark.parametrize("who", ["preparer", "presenting_officer", "decision_maker"])
def test_for_others_the_editor_is_not_there(sign_in, call, who):
    assert sign_in(who).get(at(call)).status_code == 404
    assert sign_in(who).post(at(call, "new_section"), {"title_fi": "X"}).status_code == 404


def test_words_of_any_kind_are_kept_and_shown_as_words(admin, call, section):
    words = '<script>alert(1)</script> & "x"'
    assert add(admin, call, section, "choice", label_fi=words, **rows("options", words)).status_code == 302
    key = content(call)["sections"][0]["questions"][0]["key"]
    for page in (at(call), at(call, "question", key=key), at(call, "preview", key=section)):
        assert "<script>alert" not in admin.get(page).text


def test_the_finished_set_can_be_answered(admin, call, section):
    for kind, (sent, _own) in MADE.items():
        add(admin, call, section, kind, **(WORDS | {"label_fi": kind}), **sent)
    assert len(parse(content(call))[0].questions) == len(QuestionType.values)
    page = admin.get(at(call, "preview", key=section))
    assert page.text.count("data-question=") >= len(QuestionType.values) - 2


def test_the_overview_costs_the_same_with_more_questions(admin, call, section, costs):
    add(admin, call, section, "date", **WORDS)
    few = costs(admin, at(call))
    for number in range(3):
        add(admin, call, section, "date", label_fi=f"K{number}", label_sv="F")
    assert costs(admin, at(call)) == few
