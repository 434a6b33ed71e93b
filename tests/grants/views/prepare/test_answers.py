"""Questions about a call in the browser: added, changed, moved, deleted, also after publication."""

import pytest
from django.urls import reverse

from grants.services import answers as service
from tests.grants import factories

TYPED = {"question_fi": "Saako hakea?", "question_sv": "Får man?", "answer_fi": "Saa.", "answer_sv": "Ja."}
TEXTS = {"fi": "Suomeksi", "sv": "På svenska"}


@pytest.fixture
def three(call, cast):
    return [
        service.add_answer(
            call,
            question={"fi": f"Kysymys {name}", "sv": name},
            answer=TEXTS,
            actor=cast["call_administrator"],
        )
        for name in "abc"
    ]


def address(call, name="answers", *args):
    return reverse(f"grants:prepare_{name}", args=[call.slug, *args])


def typed(browser, page, **changes):
    return {"base": browser.get(page).context["form"]["base"].value(), **TYPED, **changes}


@pytest.mark.parametrize("published", [True, False])
def test_a_question_is_added_and_shown_to_everybody(administrator, client, published):
    call = factories.make_call(published=published)
    page = address(call, "answer_add")
    answer = administrator.post(page, typed(administrator, page), follow=True)
    html = answer.content.decode()
    assert "Saako hakea?" in html
    assert "Näkyy" in html
    public = client.get(reverse("grants:call", args=[call.slug]))
    assert ("Saako hakea?" in public.content.decode()) == published


def test_half_a_question_waits_and_says_so(administrator, call, client):
    page = address(call, "answer_add")
    html = administrator.post(page, typed(administrator, page, answer_sv=""), follow=True).content.decode()
    assert "Kieli puuttuu" in html
    assert "Saako hakea?" not in client.get(reverse("grants:call", args=[call.slug])).content.decode()


def test_no_question_at_all_is_refused(administrator, call):
    page = address(call, "answer_add")
    answer = administrator.post(page, typed(administrator, page, question_fi="", question_sv=" "))
    assert answer.status_code == 422
    assert "Saa." in answer.content.decode()
    assert not call.answers.exists()


def test_an_answer_is_changed(administrator, call, three):
    page = address(call, "answer_edit", three[1].pk)
    assert administrator.post(page, typed(administrator, page)).status_code == 302
    assert call.answers.get(pk=three[1].pk).answer == {"fi": "Saa.", "sv": "Ja."}


def test_the_second_of_two_writers_is_told(administrator, call, three, cast):
    page = address(call, "answer_edit", three[0].pk)
    mine = typed(administrator, page)
    service.save_answer(three[0], question=TEXTS, answer={"fi": "Toisen"}, actor=cast["call_administrator"])
    answer = administrator.post(page, mine)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Toisen" in html
    assert "Saa." in html
    administrator.post(page, {**mine, "base": answer.context["form"]["base"].value()})
    assert call.answers.get(pk=three[0].pk).answer["fi"] == "Saa."


def test_deleting_asks_first(administrator, call, three):
    page = address(call, "answer_delete", three[0].pk)
    shown = administrator.get(page)
    assert "Kysymys a" in shown.content.decode()
    assert call.answers.count() == 3
    administrator.post(page, {"base": shown.context["form"]["base"].value()})
    assert [answer.question["sv"] for answer in call.answers.all()] == ["b", "c"]


def test_moving_keeps_the_place_of_the_focus(administrator, call, three):
    page = address(call, "answer_move", three[2].pk)
    html = administrator.post(page, {"direction": "up"}, follow=True).content.decode()
    assert [answer.question["sv"] for answer in call.answers.all()] == ["a", "c", "b"]
    assert "nyt 2/3" in html
    assert html.count(" autofocus") == 1
    assert administrator.post(page, {"direction": "away"}).status_code == 404


def test_an_archived_call_is_read_and_not_written(administrator, call, three):
    page = address(call, "answer_add")
    form = typed(administrator, page)
    type(call).objects.filter(pk=call.pk).update(state="archived")
    html = administrator.get(address(call)).content.decode()
    assert "Kysymys a" in html
    assert page not in html
    answer = administrator.post(page, form)
    assert answer.status_code == 409
    assert "Haku on arkistoitu" in answer.content.decode()
    moved = administrator.post(address(call, "answer_move", three[0].pk), {"direction": "down"}, follow=True)
    assert "Haku on arkistoitu" in moved.content.decode()
    assert call.answers.count() == 3


def test_without_questions_the_page_says_what_belongs_here(administrator, call):
    assert "Mitään ei ole vielä kysytty" in administrator.get(address(call)).content.decode()


def test_an_answer_of_another_call_is_not_there(administrator, call, three):
    data = factories.call_data(slug="another")
    data["programme"]["key"] = "another"
    other = factories.make_call(published=False, slug="another", programme=data["programme"])
    for name in ("answer_edit", "answer_delete"):
        assert administrator.get(address(other, name, three[0].pk)).status_code == 404
