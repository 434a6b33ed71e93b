"""A section's page and its autosave: typed text survives everything."""

import pytest
from django.urls import reverse

from grants.services import application as writing
from sky_portal.accounts import kept
from sky_portal.accounts.enums import Role
from sky_portal.questions.models import Answer, QuestionSet, read_once
from sky_portal.questions.services import new_version, put_in_use
from tests.grants import factories


@pytest.fixture
def address(draft):
    return reverse("grants:section", args=[draft.case_id, draft.sheet.sections[0].key])


@pytest.fixture
def one(draft):
    """The address that saves one answer."""
    return lambda key: reverse("grants:save_answer", args=[draft.case_id, key])


def stored(key):
    return Answer.objects.filter(key=key).values_list("value", "version").first()


def typed(**answers):
    """Answers with the version that the page showed: nought unless said."""
    data = {}
    for key, value in answers.items():
        text, version = value if isinstance(value, tuple) else (value, 0)
        data |= {key: text, f"version-{key}": str(version)}
    return data


def test_answers_are_saved_together(preparer, address):
    answer = preparer.post(address, typed(purpose="Kouluun joka päivä", starting_point="both"))
    assert (answer.status_code, answer.url) == (302, address)
    assert stored("purpose") == ("Kouluun joka päivä", 1)
    assert stored("starting_point") == ("both", 1)


def test_save_and_continue_goes_on(preparer, address, draft):
    answer = preparer.post(address, typed(purpose="Kouluun") | {"continue": "1"})
    assert answer.status_code == 302
    assert answer.url != address


def test_one_wrong_answer_costs_no_other(preparer, address):
    too_long = "a" * 5000
    answer = preparer.post(address, typed(purpose=too_long, starting_point="both"))
    assert answer.status_code == 422
    assert answer.context["form"]["purpose"].value() == too_long
    assert 'href="#id_purpose"' in answer.content.decode()
    assert stored("starting_point") == ("both", 1)


def test_a_conflict_keeps_both_texts(preparer, address, draft, cast):
    writing.save_answer(draft, key="purpose", value="Toisen teksti", base_version=0, actor=cast["signatory"])
    answer = preparer.post(address, typed(purpose="Oma teksti"))
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Toisen teksti" in words
    assert "Oma teksti" in words
    assert "Juhani Ruotsalainen" in words
    assert stored("purpose") == ("Toisen teksti", 1)
    # The page goes on from the version that stands now: saving again is a choice.
    preparer.post(address, typed(purpose=("Oma teksti", answer.context["form"]["version-purpose"].value())))
    assert stored("purpose") == ("Oma teksti", 2)


def test_the_other_s_text_can_be_taken(preparer, address, draft, cast):
    writing.save_answer(draft, key="purpose", value="Toisen teksti", base_version=0, actor=cast["signatory"])
    answer = preparer.post(address, typed(purpose=("Oma", 1), starting_point="both") | {"take": "purpose"})
    assert (answer.status_code, answer.url) == (302, address)
    assert stored("purpose") == ("Toisen teksti", 1)
    assert stored("starting_point") == ("both", 1)


def test_autosave_tells_version_and_time(preparer, one):
    answer = preparer.post(one("purpose"), typed(purpose="Kouluun"))
    told = answer.json()
    assert told == {"version": 1, "field": "version-purpose", "words": "Tallennettu 10.02"}
    assert stored("purpose") == ("Kouluun", 1)


def test_autosave_touches_one_answer_only(preparer, one):
    preparer.post(one("purpose"), typed(purpose="Kouluun", starting_point="both"))
    assert stored("starting_point") is None


def test_autosave_shows_the_other_s_text(preparer, one, draft, cast):
    writing.save_answer(draft, key="purpose", value="Toisen teksti", base_version=0, actor=cast["signatory"])
    answer = preparer.post(one("purpose"), typed(purpose="Oma"))
    assert answer.status_code == 409
    told = answer.json()
    assert (told["version"], told["theirs"], told["typed"]) == (1, "Toisen teksti", "Toisen teksti")
    assert "Juhani Ruotsalainen" in told["words"]
    assert stored("purpose") == ("Toisen teksti", 1)


def test_autosave_says_what_is_wrong(preparer, one):
    answer = preparer.post(one("purpose"), typed(purpose="a" * 5000))
    assert answer.status_code == 422
    assert answer.json()["words"]
    assert stored("purpose") is None


@pytest.mark.parametrize("key", ["nothing", "version-purpose"])
def test_an_unknown_question_is_not_there(preparer, one, key):
    assert preparer.post(one(key), typed(purpose="x")).status_code == 404


def test_an_answer_without_its_version_is_not_saved(preparer, one):
    assert preparer.post(one("purpose"), {"purpose": "x"}).status_code == 404
    assert stored("purpose") is None


def test_an_unknown_section_is_not_there(preparer, draft):
    assert preparer.get(reverse("grants:section", args=[draft.case_id, "nothing"])).status_code == 404


def test_reading_an_autosave_address_is_refused(preparer, one):
    assert preparer.get(one("purpose")).status_code == 405


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_others_find_nothing(who, sign_in, address, one, standing):
    client = sign_in(who)
    assert client.get(address).status_code == 404
    assert client.post(address, typed(purpose="x")).status_code == 404
    assert client.post(one("purpose"), typed(purpose="x")).status_code == 404


def test_a_local_contact_reads_but_may_not_write(address, one, client, standing, providers):
    client.force_login(factories.make_person(providers["iisalmi"], Role.LOCAL_CONTACT))
    assert client.get(address).status_code == 200
    assert client.post(address, typed(purpose="x")).status_code == 403
    assert client.post(one("purpose"), typed(purpose="x")).status_code == 403
    assert stored("purpose") is None


def test_text_typed_into_an_ended_session_waits_for_its_writer(preparer, address, draft):
    mark = kept.FIELD.encode()
    assert mark in preparer.get(address).content
    for page in ("budget", "contact", "check"):
        assert mark in preparer.get(reverse(f"grants:{page}", args=[draft.case_id])).content, page


def test_autosave_reads_the_questions_once_and_follows_a_new_version(client, draft, cast):
    """What a process remembers of a set is told apart by version and moment, never by key alone."""
    first = draft.sheet.question_set
    assert read_once(QuestionSet.objects.defer("content").get(pk=first.pk)).content == first.content
    again = QuestionSet.objects.defer("content").get(pk=first.pk)
    assert read_once(again) is read_once(QuestionSet.objects.defer("content").get(pk=first.pk))
    newer = new_version(first)
    assert read_once(newer) is newer
    newer.content["sections"][0]["title"]["fi"] = "Uusi"
    newer.save()
    used = put_in_use(newer)
    assert read_once(used).content["sections"][0]["title"]["fi"] == "Uusi"
    assert read_once(again).content == first.content
