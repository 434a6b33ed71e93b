"""Adding, removing, marking files; what goes along with a submission, and what does not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.models import Attachment, SentAttachment
from grants.services import attachments as service
from grants.services import submission as sending
from sky_portal.audit.models import AuditEvent
from sky_portal.documents import services as documents
from sky_portal.documents.clamd import Verdict
from sky_portal.documents.models import Document, Screening
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests.grants import factories
from tests.grants.files import attach, png, require, upload


@pytest.fixture
def asked(draft):
    return draft.call.attachments_asked.get(key="agreement_draft")


def names(application):
    return [str(one) for one in service.listed(application)]


def send(application, cast):
    return sending.submit(application, actor=cast["signatory"])


def told(submission):
    return submission.content["application"]["attachments"]


def test_a_file_is_added_as_what_the_call_asks_for(draft, asked, cast):
    added = service.add(draft, upload=upload("../Sopimus.pdf"), asked=asked, actor=cast["preparer"])
    one = Attachment.objects.get()
    assert added == (one, True)
    assert (one.asked, one.added_by, one.secret, str(one)) == (asked, cast["preparer"], False, "Sopimus.pdf")
    assert one.document.kind == "attachment"
    assert AuditEvent.objects.filter(verb="documents.upload", actor=cast["preparer"]).count() == 1


def test_the_same_file_twice_is_there_once(draft, asked, cast):
    first = service.add(draft, upload=upload(), asked=asked, actor=cast["preparer"])
    again = service.add(draft, upload=upload(), asked=asked, actor=cast["signatory"])
    assert again == (first.attachment, False)
    assert Attachment.objects.count() == Document.objects.count() == 1
    assert service.add(draft, upload=upload(), asked=None, actor=cast["preparer"]).is_new


def test_a_removed_file_can_be_added_again(draft, cast):
    service.remove(attach(draft, actor=cast["preparer"]), actor=cast["signatory"])
    assert names(draft) == []
    assert attach(draft, actor=cast["preparer"])
    assert names(draft) == ["liite.png"]


def test_removing_twice_removes_once(draft, cast):
    one = attach(draft, actor=cast["preparer"])
    service.remove(one, actor=cast["preparer"])
    service.remove(Attachment.objects.get(pk=one.pk), actor=cast["signatory"])
    one.refresh_from_db()
    assert one.removed_by == cast["preparer"]
    assert AuditEvent.objects.filter(verb="remove_attachment").count() == 1


def test_the_mark_of_secrecy_is_the_applicant_s(draft, cast):
    one = attach(draft, actor=cast["preparer"])
    service.mark(one, secret=True, actor=cast["preparer"])
    service.mark(Attachment.objects.get(pk=one.pk), secret=True, actor=cast["preparer"])
    one.refresh_from_db()
    assert one.secret
    assert AuditEvent.objects.filter(verb="mark_attachment").count() == 1


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer", "visitor"])
def test_others_add_remove_and_mark_nothing(who, draft, cast):
    one = attach(draft, actor=cast["preparer"])
    acts = (
        lambda actor: service.add(draft, upload=upload(), asked=None, actor=actor),
        lambda actor: service.remove(one, actor=actor),
        lambda actor: service.mark(one, secret=True, actor=actor),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(cast[who])
    assert names(draft) == ["liite.png"]


def test_a_refused_file_leaves_the_others(draft, cast):
    attach(draft, actor=cast["preparer"])
    with pytest.raises(ValidationError):
        service.add(draft, upload=upload("a.pdf", b"MZ"), asked=None, actor=cast["preparer"])
    assert names(draft) == ["liite.png"]


def test_what_was_removed_takes_no_room(draft, cast, monkeypatch):
    monkeypatch.setattr(documents, "MOST_BYTES_A_CASE", len(png()) + 10)
    for colour in ("red", "blue", "lime"):
        one = attach(draft, actor=cast["preparer"], content=png(colour), name=f"{colour}.png")
        with pytest.raises(ValidationError) as full:
            attach(draft, actor=cast["preparer"], content=png("white"))
        assert full.value.code == "case_full"
        service.remove(one, actor=cast["preparer"])
    assert Document.objects.count() == 3


def test_a_second_click_on_the_last_that_fits_is_no_failure(draft, cast, monkeypatch):
    monkeypatch.setattr(documents, "MOST_BYTES_A_CASE", len(png()))
    assert attach(draft, actor=cast["preparer"]) == attach(draft, actor=cast["preparer"])


def test_nobody_fills_the_disk_by_adding_and_removing(draft, cast, monkeypatch):
    monkeypatch.setattr(documents, "MOST_BYTES_EVER", 2 * len(png()) + 20)
    for colour in ("red", "blue"):
        service.remove(attach(draft, actor=cast["preparer"], content=png(colour)), actor=cast["preparer"])
    with pytest.raises(ValidationError) as full:
        attach(draft, actor=cast["preparer"], content=png("white"))
    assert full.value.code == "case_ever"


def test_what_goes_along_is_described_in_the_language_of_the_case(ready, cast):
    asked = ready.call.attachments_asked.get(key="agreement_draft")
    one = attach(ready, actor=cast["preparer"], asked=asked)
    service.mark(one, secret=True, actor=cast["preparer"])
    submission = send(ready, cast)
    assert told(submission) == [
        {
            "document": str(one.document_id),
            "name": "liite.png",
            "type": "image/png",
            "size": one.document.size,
            "sha256": one.document.sha256,
            "secret": True,
            "asked": "agreement_draft",
            "asked_name": "Yhteistyösopimuksen luonnos",
        }
    ]
    assert SentAttachment.objects.get().attachment == one


def test_they_stand_in_the_order_of_the_call(ready, cast):
    first, second = ready.call.attachments_asked.order_by("place")
    attach(ready, actor=cast["preparer"], name="oma.png")
    attach(ready, actor=cast["preparer"], name="toinen.png", asked=second)
    attach(ready, actor=cast["preparer"], name="ensin.png", asked=first)
    assert names(ready) == ["ensin.png", "toinen.png", "oma.png"]


def test_another_file_is_another_application(ready, cast):
    one = attach(ready, actor=cast["preparer"])
    first = send(ready, cast)
    assert send(ready, cast) == first
    # The same file taken away and added anew says the same.
    service.remove(one, actor=cast["preparer"])
    attach(ready, actor=cast["preparer"])
    assert send(ready, cast) == first
    attach(ready, actor=cast["preparer"], content=png("red"), name="uusi.png")
    assert send(ready, cast).number == 2


def test_what_was_sent_stays_when_the_working_copy_changes(ready, cast):
    one = attach(ready, actor=cast["preparer"])
    first = send(ready, cast)
    service.remove(one, actor=cast["preparer"])
    second = send(ready, cast)
    assert [len(told(sent)) for sent in (first, second)] == [1, 0]
    assert SentAttachment.objects.get().submission == first


def test_a_required_one_that_lacks_bars_nothing(ready, cast):
    asked = require(ready)
    assert service.lacking(ready.call, service.listed(ready)) == [asked]
    assert send(ready, cast)


@pytest.fixture
def scanner_is_there(settings):
    settings.CLAMD_SOCKET = "/nowhere"


def settle(one, *, clean):
    documents.settle(Document.objects.get(pk=one.document_id), Verdict(clean=clean, signature="X"))


def test_in_quarantine_it_goes_along_with_its_hash(ready, cast, scanner_is_there):
    one = attach(ready, actor=cast["preparer"])
    assert one.document.screening == Screening.WAITING
    assert told(send(ready, cast))[0]["sha256"] == one.document.sha256
    settle(one, clean=True)
    assert not sending.differs(sending.gather(ready_again(ready)))


def ready_again(application):
    return type(application).objects.get(pk=application.pk)


def test_a_refused_one_goes_nowhere_and_its_giver_is_told(ready, cast, scanner_is_there):
    one = attach(ready, actor=cast["preparer"])
    settle(one, clean=False)
    drain()
    assert told(send(ready, cast)) == []
    message = Message.objects.get(rule="grants.attachment_refused")
    assert message.recipient == cast["preparer"]
    assert "liite.png" in message.text
    assert attach(ready, actor=cast["preparer"]).pk != one.pk


def test_refused_after_sending_who_sent_is_told_too(ready, cast, scanner_is_there):
    one = attach(ready, actor=cast["preparer"])
    send(ready, cast)
    settle(one, clean=False)
    drain()
    drain()
    told_to = {message.recipient for message in Message.objects.filter(rule="grants.attachment_refused")}
    assert told_to == {cast["preparer"], cast["signatory"]}
    assert sending.differs(sending.gather(ready_again(ready)))
    assert told(send(ready_again(ready), cast)) == []


def test_a_named_person_of_a_member_takes_care_of_the_files(draft, cast, providers):
    from grants.models import PartAssignment

    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    person = cast["participant"]
    with pytest.raises(PermissionDenied):
        attach(draft, actor=person)
    PartAssignment.objects.create(
        application=draft, part="attachments", person=person, assigned_by=cast["preparer"]
    )
    assert attach(draft, actor=person).added_by == person
