"""Marks on the call's checklist: by who presents, a version each, none lost; and notes between officials."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from grants.models import CheckMark, OfficialNote
from grants.services import submission as submissions
from grants.services.checklist import MarkConflict, mark, points_of
from grants.services.notes import write_note
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.races.together import together, unlocked


@pytest.fixture
def sent(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    officials = ("presenting_officer", "assessor", "decision_maker")
    factories.declare_free(ready, *(cast[who] for who in officials))
    return ready


@pytest.fixture
def item(sent):
    return sent.call.checklist.first()


@pytest.fixture
def officer(cast):
    return cast["presenting_officer"]


def test_a_mark_keeps_who_when_and_what(sent, item, officer):
    made = mark(sent, item=item, answer="not_ok", note=" Puuttuu. ", base_version=0, actor=officer)
    assert (made.answer, made.note, made.marked_by) == ("not_ok", "Puuttuu.", officer)
    assert made.marked_at == factories.OPEN
    event = AuditEvent.objects.get(case=sent.case, verb="mark_check")
    assert event.facts == {"item": item.key, "answer": "not_ok", "version": made.version}
    assert next(point.mark for point in points_of(sent)) == made
    assert sum(point.mark is not None for point in points_of(sent)) == 1


def test_the_same_again_is_no_act(sent, item, officer):
    first = mark(sent, item=item, answer="ok", base_version=0, actor=officer)
    again = mark(sent, item=item, answer="ok", base_version=0, actor=officer)
    assert (again.pk, again.version) == (first.pk, first.version)
    assert AuditEvent.objects.filter(verb="mark_check").count() == 1


def test_what_was_not_seen_is_not_overwritten(sent, item, officer):
    first = mark(sent, item=item, answer="ok", base_version=0, actor=officer)
    with pytest.raises(MarkConflict) as conflict:
        mark(sent, item=item, answer="not_ok", base_version=0, actor=officer)
    assert conflict.value.current == first
    mark(sent, item=item, answer="not_ok", base_version=first.version, actor=officer)
    assert CheckMark.objects.get().answer == "not_ok"


def test_a_mark_can_be_taken_away_and_a_new_one_is_another(sent, item, officer):
    first = mark(sent, item=item, answer="ok", note="x", base_version=0, actor=officer)
    assert mark(sent, item=item, answer="", base_version=first.version, actor=officer) is None
    assert not CheckMark.objects.exists()
    anew = mark(sent, item=item, answer="not_ok", base_version=0, actor=officer)
    # Whoever still sees the first one does not overwrite the second.
    assert anew.version != first.version
    with pytest.raises(MarkConflict):
        mark(sent, item=item, answer="ok", base_version=first.version, actor=officer)


@pytest.mark.parametrize(
    ("answer", "note"),
    [("", "only a note"), ("perhaps", ""), ("ok", "x" * 4001)],
    ids=["no mark", "no such mark", "too long"],
)
def test_what_is_no_mark_is_refused(sent, item, officer, answer, note):
    with pytest.raises(ValidationError):
        mark(sent, item=item, answer=answer, note=note, base_version=0, actor=officer)
    assert not CheckMark.objects.exists()


@pytest.mark.parametrize(
    "who", ["preparer", "signatory", "assessor", "decision_maker", "reader", "registrar"]
)
def test_only_who_presents_marks(sent, item, cast, who):
    with pytest.raises(StepForbidden):
        mark(sent, item=item, answer="ok", base_version=0, actor=cast[who])


def test_another_presenting_officer_does_not_mark_what_somebody_presents(sent, item, officer):
    sent.presenting_officer = officer
    sent.save()
    other = factories.make_person(sent.call.authority, Role.PRESENTING_OFFICER)
    factories.declare_free(sent, other)
    with pytest.raises(StepForbidden):
        mark(sent, item=item, answer="ok", base_version=0, actor=other)


def test_a_conflict_closes_the_list_and_the_notes(sent, item, officer):
    declaration = sent.conflicts.get(person=officer)
    declaration.state = "conflicted"
    declaration.save()
    with pytest.raises(StepForbidden):
        mark(sent, item=item, answer="ok", base_version=0, actor=officer)
    with pytest.raises(StepForbidden):
        write_note(sent, text="x", actor=officer)


def test_a_point_of_another_call_is_refused(sent, officer):
    other = factories.make_call(
        slug="toinen", programme=factories.call_data()["programme"] | {"key": "toinen"}
    )
    with pytest.raises(ValidationError):
        mark(sent, item=other.checklist.first(), answer="ok", base_version=0, actor=officer)


def test_a_draft_has_no_marks_and_no_notes(ready, officer):
    point = ready.call.checklist.first()
    with pytest.raises((StepForbidden, StepRefused)):
        mark(ready, item=point, answer="ok", base_version=0, actor=officer)
    with pytest.raises((StepForbidden, StepRefused)):
        write_note(ready, text="x", actor=officer)


def test_a_note_is_written_once_however_often_it_is_sent(sent, officer):
    token = uuid4()
    first = write_note(sent, text=" Kysytään\r\nlisää. ", token=token, actor=officer)
    assert write_note(sent, text="Kysytään lisää.", token=token, actor=officer) == first
    assert first.text == "Kysytään\nlisää."
    event = AuditEvent.objects.get(verb="write_note")
    assert event.facts == {"note": first.pk}


def test_somebody_elses_token_is_nobodys(sent, cast, officer):
    token = uuid4()
    write_note(sent, text="Yksi", token=token, actor=officer)
    other = write_note(sent, text="Kaksi", token=token, actor=cast["assessor"])
    assert (other.text, other.token) == ("Kaksi", None)
    assert OfficialNote.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \x00 ", "x" * 4001], ids=["empty", "nothing", "too long"])
def test_what_is_no_note_is_refused(sent, officer, text):
    with pytest.raises(ValidationError):
        write_note(sent, text=text, actor=officer)


@pytest.mark.parametrize("who", ["preparer", "signatory", "reader", "evaluator"])
def test_only_officials_write_notes(sent, cast, who):
    with pytest.raises(StepForbidden):
        write_note(sent, text="x", actor=cast[who])


@pytest.mark.parametrize("who", ["assessor", "decision_maker", "registrar"])
def test_every_official_to_whom_it_opens_writes(sent, cast, who):
    assert write_note(sent, text="x", actor=cast[who]).author == cast[who]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control"])
def test_two_marks_at_once_are_one_and_a_conflict(sent, item, officer, locked):
    def work(index):
        with clock.standing_at(factories.OPEN):
            try:
                return mark(sent, item=item, answer=("ok", "not_ok")[index], base_version=0, actor=officer)
            except MarkConflict as conflict:
                return conflict

    if locked:
        found = together(2, work)
        assert sorted(type(one).__name__ for one in found) == ["CheckMark", "MarkConflict"]
    else:
        # Without the lock on the application the database's own constraint is what refuses the second.
        with unlocked(type(sent)):
            found = together(2, work)
    assert CheckMark.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_writes_one_note(sent, officer):
    token = uuid4()

    def work(_index):
        with clock.standing_at(factories.OPEN):
            return write_note(sent, text="Kerran", token=token, actor=officer)

    first, second, third = together(3, work)
    assert first == second == third
    assert OfficialNote.objects.count() == 1
