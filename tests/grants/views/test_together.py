"""Pages of writing together: division of work, comments, presence, task list, to-dos; who finds them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from grants.models import PartAssignment, PartComment
from grants.services import application as writing
from grants.services import together
from pilots.services import remove_member
from sky_portal.accounts.idle import SEEN
from sky_portal.audit.models import AuditEvent
from sky_portal.questions.models import Answer
from tests.grants import factories

STRANGERS = ("outsider", "presenting_officer", "registrar")


@pytest.fixture
def shared(draft, cast, providers):
    """Lapinlahti has confirmed its part in Iisalmi's draft."""
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    return draft


@pytest.fixture
def key(shared):
    return shared.sheet.sections[0].key


@pytest.fixture
def page(shared, key):
    """An address of the shared draft by its name."""
    with_part = {"comments": {"part": key}, "here": {"part": key}, "section": {"key": key}}
    return lambda name: reverse(f"grants:{name}", kwargs={"case": shared.case_id, **with_part.get(name, {})})


@pytest.fixture
def partner(sign_in, standing):
    """Lapinlahti's signatory at her browser."""
    return sign_in("participant")


@pytest.fixture
def given(shared, key, cast):
    """The first section is in the care of Lapinlahti's signatory."""
    return together.give(shared, part=key, person=cast["participant"], actor=cast["preparer"])


def words(answer):
    return answer.content.decode()


def typed(**answers):
    return {**answers, **{f"version-{name}": "0" for name in answers}}


def test_a_part_is_given_and_taken_back(preparer, page, key, cast):
    form = {"part": key, "person": cast["participant"].pk}
    answer = preparer.post(page("give_part"), form, follow=True)
    assert answer.redirect_chain == [(f"{page('division')}#part-{key}", 302)]
    assert "Päivi Kumpulainen hoitaa nyt osan" in words(answer)
    assert PartAssignment.objects.get().person == cast["participant"]
    answer = preparer.post(page("take_back_part"), form, follow=True)
    assert "ei enää hoida osaa" in words(answer)
    assert not PartAssignment.objects.exists()
    # From another window, when it has happened already.
    assert preparer.post(page("take_back_part"), form).status_code == 302


@pytest.mark.parametrize(
    "form",
    [{}, {"person": ""}, {"person": "x"}, {"person": "999999"}, {"part": "nothing"}, {"part": "contact"}],
)
def test_a_broken_form_is_refused_in_words(form, preparer, page, key, cast):
    sent = {"part": key, "person": cast["participant"].pk} | form if form else {}
    answer = preparer.post(page("give_part"), sent)
    assert answer.status_code == 422
    assert "Osaa ei annettu." in words(answer)
    assert not PartAssignment.objects.exists()


def test_a_stranger_is_nobody_s_choice(preparer, page, key, cast):
    assert preparer.post(page("give_part"), {"part": key, "person": cast["outsider"].pk}).status_code == 422
    assert cast["outsider"].name not in words(preparer.get(page("division")))


def test_a_partner_reads_the_division_and_does_not_change_it(partner, page, key, cast):
    assert partner.get(page("division")).status_code == 200
    form = {"part": key, "person": cast["participant"].pk}
    assert partner.post(page("give_part"), form).status_code == 403
    assert partner.post(page("take_back_part"), form).status_code == 403


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing(who, sign_in, page, shared, key, cast):
    comment = together.add_comment(shared, part=key, text="Meidän kesken.", actor=cast["preparer"])
    client = sign_in(who)
    for name in ("division", "comments"):
        assert client.get(page(name)).status_code == 404
    for name in ("give_part", "take_back_part", "comments", "here"):
        assert client.post(page(name), {"text": "x"}).status_code == 404
    for name in ("settle_comment", "take_up_comment"):
        assert client.post(reverse(f"grants:{name}", args=[shared.case_id, comment.pk])).status_code == 404
    assert PartComment.objects.get().settled_at is None


def test_a_partner_writes_what_was_given_to_her(partner, page, given):
    shown = partner.get(page("section"))
    assert shown.context["may_edit"] is True
    assert "data-autosave" in words(shown)
    assert partner.post(page("section"), typed(purpose="Kouluun")).status_code == 302
    assert Answer.objects.get(key="purpose").value == "Kouluun"


def test_a_reader_is_told_why_nothing_can_be_changed(partner, page):
    shown = words(partner.get(page("section")))
    assert "sekä ne, joille tämä osa on annettu" in shown
    assert "data-autosave" not in shown


def test_what_is_typed_after_the_part_was_taken_back_stays_to_be_copied(partner, page, given, shared, cast):
    partner.get(page("section"))
    together.take_back(shared, part=given.part, person=given.person, actor=cast["preparer"])
    answer = partner.post(page("section"), typed(purpose="Kirjoitin kauan"))
    assert answer.status_code == 403
    assert "Kirjoitin kauan" in words(answer)
    assert "Tätä ei tallennettu" in words(answer)
    one = reverse("grants:save_answer", args=[shared.case_id, "purpose"])
    told = partner.post(one, typed(purpose="Kirjoitin kauan"))
    assert told.status_code == 403
    assert "Tätä ei tallennettu" in told.json()["words"]
    assert not Answer.objects.filter(key="purpose").exists()


def test_a_comment_comes_back_to_where_it_was_written(partner, page, key):
    token = str(uuid4())
    for _ in range(2):
        answer = partner.post(page("comments"), {"text": "Lyhyemmin.", "token": token, "on": "part"})
        assert answer.url == f"{page('section')}#comments"
    assert PartComment.objects.count() == 1
    assert "Lyhyemmin." in words(partner.get(page("section")))
    answer = partner.post(page("comments"), {"text": "Toinen."})
    assert answer.url == f"{page('comments')}#comments"


@pytest.mark.parametrize("text", ["", "a" * 2001])
def test_a_refused_comment_stays_in_its_field(text, partner, page):
    answer = partner.post(page("comments"), {"text": text})
    assert answer.status_code == 422
    assert answer.context["talk"].form["text"].value() == text
    assert 'href="#comment_text"' in words(answer)


def test_a_comment_is_settled_and_opened_again(preparer, page, shared, key, cast):
    comment = together.add_comment(shared, part=key, text="Luvut?", actor=cast["participant"])
    address = {
        name: reverse(f"grants:{name}", args=[shared.case_id, comment.pk])
        for name in ("settle_comment", "take_up_comment")
    }
    answer = preparer.post(address["settle_comment"], {"on": "part"}, follow=True)
    assert "1 hoidettu kommentti" in words(answer)
    assert answer.redirect_chain[0][0] == f"{page('section')}#comments"
    preparer.post(address["take_up_comment"])
    comment.refresh_from_db()
    assert comment.settled_at is None


def test_what_is_said_is_shown_as_text(preparer, page, shared, key, cast):
    together.add_comment(shared, part=key, text="<script>alert(1)</script>", actor=cast["participant"])
    assert "&lt;script&gt;alert(1)" in words(preparer.get(page("section")))


def test_no_such_part_has_no_page(preparer, shared):
    for part in ("nothing", "contact"):
        for name in ("comments", "here"):
            address = reverse(f"grants:{name}", args=[shared.case_id, part])
            assert preparer.post(address, {"text": "x"}).status_code == 404


def test_two_on_one_page_hear_of_each_other(preparer, partner, page):
    poll = {"HTTP_X_POLL": "1"}
    assert preparer.post(page("here"), **poll).json() == {"here": "", "changed": []}
    told = partner.post(page("here"), **poll).json()["here"]
    assert told == "Aino Karppinen (Iisalmi) on myös tällä sivulla."
    assert "Päivi Kumpulainen (Lapinlahti) on myös tällä sivulla." in words(preparer.get(page("section")))
    assert "Sivulla nyt: Päivi Kumpulainen (Lapinlahti)" in words(preparer.get(page("application")))


def test_a_page_hears_what_others_have_changed_and_not_what_it_did_itself(preparer, page, shared, cast):
    writing.save_answer(shared, key="purpose", value="Toisen", base_version=0, actor=cast["signatory"])
    writing.save_answer(shared, key="preventive", value="Oma", base_version=0, actor=cast["preparer"])
    asked = typed(purpose="", preventive="", targeted="") | {
        "version-nothing": "0",
        "version-intensive": "9" * 5000,
    }
    (told,) = preparer.post(page("here"), asked).json()["changed"]
    assert (told["key"], told["version"], told["typed"]) == ("purpose", 1, "Toisen")
    assert told["words"] == "Juhani Ruotsalainen muutti tätä vastausta kello 10.02."
    assert preparer.post(page("here"), asked | {"version-purpose": "1"}).json()["changed"] == []


def test_a_beat_changes_nothing_and_keeps_no_session_alive(preparer, page):
    preparer.get(page("section"))
    session = preparer.session
    session[SEEN] = long_ago = session[SEEN] - 300
    session.save()
    before = AuditEvent.objects.count()
    assert preparer.post(page("here"), HTTP_X_POLL="1").status_code == 200
    assert AuditEvent.objects.count() == before
    assert preparer.session[SEEN] == long_ago


def test_the_task_list_tells_who_takes_care_and_what_is_said(preparer, partner, page, given, shared, cast):
    together.add_comment(shared, part=given.part, text="Luvut?", actor=cast["participant"])
    writing.save_answer(shared, key="purpose", value="Kouluun", base_version=0, actor=cast["preparer"])
    shown = words(preparer.get(page("application")))
    assert "Päivi Kumpulainen (Lapinlahti)" in shown
    assert "1 avoin kommentti" in shown
    assert f"{page('section')}#id_starting_point" in shown
    # What is next is for a partner the part in her care.
    assert partner.get(page("application")).context["next_task"].part == given.part
    member = shared.pilot.members.get(organisation__name_fi="Lapinlahti")
    remove_member(member, actor=cast["preparer"])
    assert "ei ole enää mukana" in words(preparer.get(page("application")))


def test_many_people_and_comments_cost_as_much_as_few(preparer, page, given, shared, cast, providers, costs):
    together.add_comment(shared, part=given.part, text="Yksi", actor=cast["participant"])
    names = ("application", "section", "division", "comments")
    few = {name: costs(preparer, page(name)) for name in names}
    for _ in range(3):
        person = factories.make_person(providers["lapinlahti"], "preparer")
        for part in (given.part, "budget"):
            together.give(shared, part=part, person=person, actor=cast["preparer"])
            together.add_comment(shared, part=part, text="Lisää", actor=person)
    assert {name: costs(preparer, page(name)) for name in names} == few


def test_the_task_list_asks_two_queries_for_all_that(preparer, page, given, costs, monkeypatch):
    from grants.views import application

    whole = costs(preparer, page("application"))
    monkeypatch.setattr(application, "with_beside", lambda request, found, tasks: tasks)
    assert whole - costs(preparer, page("application")) <= 2


def test_a_part_in_one_s_care_is_among_one_s_tasks_until_it_is_done(partner, given, shared, cast, costs):
    (todo,) = [one for one in partner.get(reverse("home")).context["todos"] if "Kirjoita osasi" in one.title]
    assert todo.url == reverse("grants:section", args=[shared.case_id, given.part])
    one = costs(partner, reverse("home"))
    for part in ("budget", "attachments"):
        together.give(shared, part=part, person=cast["participant"], actor=cast["preparer"])
    assert costs(partner, reverse("home")) == one
    factories.answer(shared, actor=cast["preparer"])
    titles = [todo.title for todo in partner.get(reverse("home")).context["todos"]]
    assert [title for title in titles if "Kirjoita" in title] == [
        "Kirjoita osasi: Talousarvio",
        "Kirjoita osasi: Liitteet",
    ]
