"""The thread between applicant and officials: part of the record, with files and due dates."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from grants.enums import ConflictState
from grants.files import may_read
from grants.models import Application, CaseMessage
from grants.services import attachments, conflicts, supplements
from grants.services import correspondence as service
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.documents import services as documents
from sky_portal.documents.clamd import Verdict
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests import kept
from tests.grants import asked, factories
from tests.grants.files import upload


@pytest.fixture
def april(ready, cast):
    made = kept.world("examined", lambda: asked.make_examined(ready, cast), Application.objects.get)
    with clock.standing_at(asked.ASKED_AT):
        yield made


def write(application, who, text="Hei", **said):
    return service.send(application, text=text, actor=who, **said)


def told(rule):
    return {one.address: one for one in Message.objects.filter(rule=f"grants.{rule}")}


def test_an_official_writes_and_the_applicants_people_hear_that_something_came(april, cast):
    message = write(april, cast["presenting_officer"], " Onko\n kulu  palkkaa? ", due_at=asked.DUE)
    assert (message.text, message.side, message.due_at) == ("Onko\nkulu palkkaa?", "official", asked.DUE)
    mails = told("message_for_applicant")
    contact = april.current_submission.content["application"]["contact"]["email"]
    assert set(mails) == {cast["preparer"].email, cast["signatory"].email, contact}
    mail = mails[cast["signatory"].email]
    assert "palkkaa" not in mail.text + mail.html
    assert f"/fi/applications/{april.case_id}/messages/" in mail.text
    event = AuditEvent.objects.get(verb="write_to_applicant")
    assert event.facts == {"message": message.pk, "side": "official", "kind": "message", "files": []}


def test_the_applicant_writes_to_who_presents_the_application(april, cast):
    write(april, cast["preparer"])
    mails = told("message_for_official")
    assert set(mails) == {cast["presenting_officer"].email}
    assert all(mail.internal for mail in mails.values())
    april.presenting_officer = other = factories.make_person(april.call.authority, "presenting_officer")
    april.save()
    factories.declare_free(april, other)
    write(april, cast["preparer"], "Toinen")
    assert set(told("message_for_official")) == {cast["presenting_officer"].email, other.email}
    assert Message.objects.filter(address=other.email).count() == 1


def test_nobody_with_a_conflict_hears_writes_or_reads(april, cast):
    conflicts.declare(april, state=ConflictState.CONFLICTED, reason="Veli", actor=cast["presenting_officer"])
    message = write(april, cast["preparer"], files=[upload()])
    assert told("message_for_official") == {}
    assert message not in CaseMessage.objects.visible_to(cast["presenting_officer"])
    assert not may_read(cast["presenting_officer"], message.files.get().document)
    with pytest.raises(PermissionDenied):
        write(april, cast["presenting_officer"])


def test_who_writes_for_neither_side_does_not_write(april, cast):
    for who in ("assessor", "decision_maker", "participant", "outsider_signatory", "evaluator"):
        with pytest.raises(PermissionDenied):
            write(april, cast[who])
    assert not CaseMessage.objects.exists()


def test_files_come_along_and_are_read_by_both_sides(april, cast):
    message = write(april, cast["preparer"], files=[upload("Selvitys.pdf"), upload("Toinen.pdf")])
    names = [one.document.name for one in message.files.all()]
    assert names == ["Selvitys.pdf", "Toinen.pdf"]
    document = message.files.first().document
    for who, reads in (("signatory", True), ("presenting_officer", True), ("outsider_signatory", False)):
        assert may_read(cast[who], document) is reads
    assert not attachments.listed(april)
    assert document not in attachments.taking_room(april)


def test_a_hostile_file_is_refused_by_its_name_and_nothing_is_sent(april, cast):
    files = [upload(), upload("makro.docm", b"MZ")]
    with pytest.raises(ValidationError) as refused:
        write(april, cast["preparer"], files=files)
    assert "makro.docm" in refused.value.message_dict["files"][0]
    assert not CaseMessage.objects.exists()


def test_a_file_that_the_scanner_refuses_is_told_to_who_sent_it(april, cast, settings):
    settings.CLAMD_SOCKET = "/nowhere"
    message = write(april, cast["preparer"], files=[upload("Selvitys.pdf")])
    document = message.files.get().document
    assert not document.is_served
    documents.settle(document, Verdict(clean=False, signature="Eicar"))
    drain()
    mail = told("message_file_refused")[cast["preparer"].email]
    assert "Selvitys.pdf" in mail.subject


def test_a_double_click_sends_once(april, cast):
    token = uuid4()
    first = write(april, cast["preparer"], token=token, files=[upload()])
    assert write(april, cast["preparer"], token=token, files=[upload()]) == first
    assert CaseMessage.objects.count() == 1
    assert first.files.count() == 1


def test_an_addition_is_acknowledged_and_changes_nothing_that_was_sent(april, cast):
    before = april.current_submission.sha256
    message = write(april, cast["signatory"], "Pöytäkirja", kind="addition")
    [receipt] = told("addition_received").values()
    assert receipt.recipient == cast["signatory"]
    assert "8.4.2021 klo 10.00.00" in asked.plain(receipt.text)
    assert "lisännyt hakemukseensa" in told("message_for_official")[cast["presenting_officer"].email].subject
    april.refresh_from_db()
    assert april.current_submission.sha256 == before
    assert list(service.additions(april)) == [message]


def test_additions_are_received_also_while_a_supplement_is_asked_for(april, cast):
    asked.ask(april, cast)
    assert write(april, cast["preparer"], "Lisäys", kind="addition").kind == "addition"


@pytest.mark.parametrize(
    ("who", "said", "field"),
    [
        ("preparer", {"text": " "}, "text"),
        ("preparer", {"text": "x" * 8001}, "text"),
        ("preparer", {"due_at": asked.DUE}, "due_at"),
        ("presenting_officer", {"due_at": asked.ASKED_AT}, "due_at"),
        ("presenting_officer", {"kind": "addition"}, "kind"),
        ("preparer", {"kind": "poem"}, "kind"),
    ],
    ids=["empty", "too long", "applicant's due date", "due now", "official's addition", "no such kind"],
)
def test_what_is_sent_is_judged(april, cast, who, said, field):
    with pytest.raises(ValidationError) as refused:
        write(april, cast[who], **{"text": "Hei"} | said)
    assert set(refused.value.error_dict) == {field}
    assert not CaseMessage.objects.exists()


def test_a_draft_has_no_thread(draft, cast):
    with pytest.raises(PermissionDenied):
        write(draft, cast["preparer"])


def test_an_answer_names_what_it_answers_in_the_same_case_only(april, call, cast, providers):
    question = write(april, cast["presenting_officer"])
    assert write(april, cast["preparer"], replies_to=question).replies_to == question
    with clock.standing_at(factories.OPEN):
        vaasa = providers["vaasa"]
        people = [factories.make_person(vaasa, role) for role in ("preparer", "signatory")]
        other = factories.make_sent(
            call, organisation=vaasa, actor=people[0], signatory=people[1]
        ).application
    other.refresh_from_db()
    with pytest.raises(ValidationError):
        write(other, people[0], replies_to=question)


def test_what_waits_for_an_answer_is_told_by_the_last_word(april, cast):
    officer = cast["presenting_officer"]
    question = write(april, officer, due_at=asked.DUE)
    assert list(service.awaited()) == [question]
    assert not service.to_answer(officer)
    with clock.standing_at(asked.ASKED_AT + timedelta(hours=1)):
        reply = write(april, cast["preparer"])
        assert not service.awaited()
        assert list(service.to_answer(officer)) == [reply]
        assert not service.to_answer(cast["registrar"])
        write(april, cast["preparer"], "Pöytäkirja", kind="addition")
        assert list(service.to_answer(officer)) == [reply]
    with clock.standing_at(asked.ASKED_AT + timedelta(hours=2)):
        write(april, officer, "Kiitos")
        assert not service.to_answer(officer)


def test_what_is_said_along_with_a_supplement_waits_for_no_answer(april, cast):
    asked.ask(april, cast)
    supplements.answer(april, words="Ei muutettavaa", actor=cast["signatory"])
    assert not service.to_answer(cast["presenting_officer"])


def test_a_message_never_changes_and_never_goes_away(april, cast):
    message = write(april, cast["preparer"])
    for change in (
        lambda: CaseMessage.objects.filter(pk=message.pk).update(text="Toista"),
        lambda: CaseMessage.objects.filter(pk=message.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    message.refresh_from_db()
    assert message.text == "Hei"
