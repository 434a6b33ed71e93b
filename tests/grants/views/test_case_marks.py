"""Marking the checklist and writing notes from the page: all at once, one by one, in conflict, too late."""

import pytest
from django.urls import reverse

from grants.models import CheckMark, OfficialNote
from grants.services.checklist import mark
from tests.grants import factories
from tests.grants.views.test_case_desk import read


@pytest.fixture
def points(arrived):
    return list(arrived.call.checklist.all())


def typed(points, *answers, version=0, **more):
    """What the form sends: a mark for each of the first points."""
    data = {"part": "checklist"}
    for point, answer in zip(points, answers, strict=False):
        data |= {f"answer-{point.key}": answer, f"note-{point.key}": "", f"version-{point.key}": version}
    return data | more


def save(client, application, data, **more):
    return client.post(read(application, name="save_checklist"), data, **more)


def one(client, application, point, data):
    address = reverse("grants:save_mark", args=[application.case_id, point.key])
    return client.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})


def test_everything_is_saved_at_once_and_the_list_comes_along(officer, arrived, points):
    data = typed(points, "ok", "not_ok", "", list="q=x")
    answer = save(officer, arrived, data | {f"note-{points[1].key}": "Puuttuu"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{read(arrived)}?list=q%3Dx#checklist"
    marks = CheckMark.objects.order_by("item__place").values_list("item__key", "answer", "note")
    assert list(marks) == [(points[0].key, "ok", ""), (points[1].key, "not_ok", "Puuttuu")]
    page = officer.get(read(arrived)).content.decode()
    assert "2/7" in page
    assert "Puuttuu" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Joku muu on sillä välin merkinnyt"), ("sv", "Någon annan har under tiden markerat")],
)
def test_a_conflict_is_shown_and_the_others_are_saved(officer, arrived, points, cast, language, words):
    mark(
        arrived,
        item=points[0],
        answer="not_ok",
        note="Ensin",
        base_version=0,
        actor=cast["presenting_officer"],
    )
    address = read(arrived, name="save_checklist").replace("/fi/", f"/{language}/")
    answer = officer.post(address, typed(points, "ok", "ok"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert words in page
    assert "Ensin" in page
    assert CheckMark.objects.get(item=points[0]).answer == "not_ok"
    assert CheckMark.objects.get(item=points[1]).answer == "ok"
    # The form that came back starts from what it has shown: saved again, it is taken.
    form = answer.context["panels"]
    assert form
    version = CheckMark.objects.get(item=points[0]).version
    assert f'name="version-{points[0].key}" value="{version}"' in page
    assert save(officer, arrived, typed(points[:1], "ok", version=version)).status_code == 302
    assert CheckMark.objects.get(item=points[0]).answer == "ok"


def test_a_note_without_a_mark_is_refused_and_stays_typed(officer, arrived, points):
    answer = save(officer, arrived, typed(points, "") | {f"note-{points[0].key}": "Vain huomautus"})
    assert answer.status_code == 422
    assert "Vain huomautus" in answer.content.decode()
    assert not CheckMark.objects.exists()


def test_one_point_is_saved_by_itself(officer, arrived, points):
    told = one(officer, arrived, points[0], typed(points[:1], "ok")).json()
    stored = CheckMark.objects.get()
    assert told["field"] == f"version-{points[0].key}"
    assert told["version"] == stored.version
    again = one(officer, arrived, points[0], typed(points[:1], "not_ok", version=told["version"])).json()
    assert again["version"] > told["version"]
    late = one(officer, arrived, points[0], typed(points[:1], "not_needed", version=told["version"]))
    assert late.status_code == 409
    assert late.json()["version"] == again["version"]
    assert late.json()["theirs"] == "Ei kunnossa"


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 404), ({"answer": "perhaps"}, 422), ({"note": "x" * 4001, "answer": "ok"}, 422)],
    ids=["nothing", "no such mark", "too long"],
)
def test_one_point_that_cannot_be_saved(officer, arrived, points, data, status):
    sent = {f"{name}-{points[0].key}": value for name, value in data.items()}
    assert one(officer, arrived, points[0], sent).status_code == status


def test_there_is_no_other_point(officer, arrived):
    address = reverse("grants:save_mark", args=[arrived.case_id, "no-such"])
    assert officer.post(address, {}).status_code == 404


def test_what_somebody_else_presents_is_read_and_not_marked(officer, arrived, points):
    other = factories.make_person(arrived.call.authority, "presenting_officer")
    arrived.presenting_officer = other
    arrived.save()
    page = officer.get(read(arrived)).content.decode()
    assert "Tallenna tarkistuslista" not in page
    assert one(officer, arrived, points[0], typed(points[:1], "ok")).status_code == 403
    assert save(officer, arrived, typed(points[:1], "ok")).status_code == 403
    assert not CheckMark.objects.exists()


@pytest.mark.parametrize("who", ["assessor", "reader", "preparer", "outsider"])
def test_others_have_no_such_address(sign_in, arrived, points, who):
    client = sign_in(who)
    assert save(client, arrived, typed(points, "ok")).status_code == 404
    assert one(client, arrived, points[0], typed(points[:1], "ok")).status_code == 404


def test_a_note_is_written_once(officer, arrived):
    address = read(arrived, name="add_note")
    form = {
        "text": "Kysytään matkakuluista",
        "token": "9c1c1f1e-55a7-4c9a-8d5e-6f0f7d1c7e11",
        "part": "notes",
    }
    for _time in range(2):
        answer = officer.post(address, form)
        assert answer["Location"] == f"{read(arrived)}#notes"
    assert OfficialNote.objects.get().text == "Kysytään matkakuluista"
    assert officer.get(read(arrived)).content.decode().count("Kysytään matkakuluista") == 1


def test_an_empty_note_is_refused_and_said_so(officer, arrived):
    answer = officer.post(read(arrived, name="add_note"), {"text": " ", "token": "x"})
    assert answer.status_code == 422
    assert "Kirjoita muistiinpano" in answer.content.decode()
    long = officer.post(read(arrived, name="add_note"), {"text": "ä" * 4001})
    assert (long.status_code, "ä" * 4001 in long.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("who", "status"), [("reader", 404), ("evaluator", 404), ("preparer", 404), ("assessor", 302)]
)
def test_only_officials_write_notes(sign_in, arrived, who, status):
    assert sign_in(who).post(read(arrived, name="add_note"), {"text": "x"}).status_code == status


def test_a_note_on_what_is_closed_is_not_there(officer, arrived, cast):
    declaration = arrived.conflicts.get(person=cast["presenting_officer"])
    declaration.state = "conflicted"
    declaration.save()
    assert officer.post(read(arrived, name="add_note"), {"text": "x"}).status_code == 404
    assert not OfficialNote.objects.exists()


def test_hostile_text_is_text(officer, arrived, points):
    officer.post(read(arrived, name="add_note"), {"text": "<script>alert(1)</script>"})
    save(officer, arrived, typed(points, "ok") | {f"note-{points[0].key}": "</textarea><script>alert(2)"})
    page = officer.get(read(arrived)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") == 2
