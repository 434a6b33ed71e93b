"""Arrivals beside the portal's way: recorded once, numbered in the series, corrected with the old kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from grants.models import Arrival
from grants.services import arrivals
from grants.services.call.basics import ChangedMeanwhile
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.cases.models import NumberSeries
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden
from tests.grants import factories
from tests.sky_portal.documents.builders import docx, pdf

pytestmark = pytest.mark.django_db
AFTER = factories.LAST_INSTANT + timedelta(hours=17)
TOKEN = "6f2b6f1c-9b5b-4a0e-8c76-0c2f4f1d8a11"


@pytest.fixture
def afterwards(call):
    """The morning after the closing, when the registrar records."""
    with clock.standing_at(AFTER):
        yield call


@pytest.fixture
def told(afterwards, providers):
    """A paper of Vaasa's that was stamped a minute late."""
    return factories.arrival_told(provider=providers["vaasa"])


@pytest.fixture
def recorded(afterwards, told, cast):
    return arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"])


def faults(call, told, actor):
    with pytest.raises(ValidationError) as refused:
        arrivals.record_arrival(call, told=told, actor=actor)
    assert not Arrival.objects.exists()
    assert not NumberSeries.objects.exists()
    return set(refused.value.message_dict)


def test_it_gets_a_number_a_trail_and_a_receipt_without_delay(recorded, cast):
    assert recorded.case.number == "OKM/1/520/2021"
    assert recorded.is_late
    event = AuditEvent.objects.of(recorded.case).get(verb="record_arrival")
    assert (event.actor, event.target, event.facts["late"]) == (cast["registrar"], "recorded", True)
    assert "Vaasa" not in str(event.facts)
    assert event.personal["sender"] == recorded.sender
    assert Job.objects.get(kind=arrivals.RECEIPT_JOB).case == recorded.case


@pytest.mark.parametrize(
    ("after", "late"),
    [(timedelta(0), False), (timedelta(microseconds=1), True), (timedelta(days=-1), False)],
)
def test_the_closing_time_itself_is_in_time(afterwards, told, cast, after, late):
    told = replace(told, arrived_at=factories.LAST_INSTANT + after)
    assert arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"]).is_late is late


def test_a_token_records_once(afterwards, told, cast):
    first = arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"], token=TOKEN)
    again = arrivals.record_arrival(
        afterwards, told=replace(told, sender="B"), actor=cast["registrar"], token=TOKEN
    )
    assert again == first
    assert (Arrival.objects.count(), NumberSeries.objects.get().next_number) == (1, 2)


@pytest.mark.parametrize("who", ["presenting_officer", "decision_maker", "signatory", "outsider", "visitor"])
def test_only_registrars_record_and_correct(afterwards, told, cast, recorded, who):
    with pytest.raises(PermissionDenied):
        arrivals.record_arrival(afterwards, told=told, actor=cast[who])
    with pytest.raises(StepForbidden):
        arrivals.correct_arrival(recorded, told=told, why="x", actor=cast[who])
    with pytest.raises(PermissionDenied):
        arrivals.add_document(recorded, upload=SimpleUploadedFile("a.pdf", pdf()), actor=cast[who])


def test_a_time_to_come_and_an_empty_reason_are_refused(afterwards, told, cast):
    registrar = cast["registrar"]
    assert faults(afterwards, replace(told, arrived_at=AFTER + timedelta(seconds=1)), registrar) == {
        "arrived_at"
    }
    assert faults(afterwards, replace(told, reason=" \n"), registrar) == {"reason"}
    assert faults(afterwards, replace(told, sender="\u200f "), registrar) == {"sender"}
    assert faults(afterwards, replace(told, contact_email="a@b@c"), registrar) == {"contact_email"}


def test_nothing_arrives_to_a_call_that_has_not_opened(told, call, cast):
    with clock.standing_at(call.opens_at - timedelta(seconds=1)):
        assert "call" in faults(call, replace(told, arrived_at=clock.now()), cast["registrar"])


def test_the_draft_is_of_the_same_call_and_provider(draft, afterwards, told, cast, providers):
    registrar = cast["registrar"]
    assert faults(afterwards, replace(told, application=draft), registrar) == {"application"}
    fitting = replace(told, application=draft, provider=providers["iisalmi"])
    assert arrivals.record_arrival(afterwards, told=fitting, actor=registrar).application == draft


def test_in_the_portal_only_what_was_sent_late(draft, afterwards, told, cast, providers):
    sent = replace(told, channel="portal", provider=providers["iisalmi"])
    assert faults(afterwards, sent, cast["registrar"]) == {"application"}
    in_time = replace(sent, application=draft, arrived_at=factories.LAST_INSTANT)
    assert faults(afterwards, in_time, cast["registrar"]) == {"arrived_at"}


def test_the_receipt_goes_to_the_contact_and_the_registry_once(recorded):
    drain()
    receipt = Document.objects.get(case=recorded.case, kind="receipt")
    assert receipt.name == "vastaanottoilmoitus-OKM-1-520-2021-1.pdf"
    arrivals.acknowledge(recorded, b"again", version=1)
    mails = Message.objects.filter(rule="grants.arrival_received").order_by("address")
    assert [m.address for m in mails] == ["kirjaamo@vaasa.example", "mikael@vaasa.example"]
    assert {tuple(m.attachments) for m in mails} == {(str(receipt.pk),)}
    assert arrivals.receipts(recorded) == [receipt]
    assert not arrivals.is_posted(recorded)


def test_without_any_address_the_receipt_is_posted(afterwards, told, cast):
    told = replace(told, provider=None, contact_email="")
    arrival = arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"])
    drain()
    assert arrivals.is_posted(arrival)
    assert len(arrivals.receipts(arrival)) == 1
    assert not Message.objects.filter(rule="grants.arrival_received").exists()


def test_a_correction_keeps_the_number_and_the_old_values(recorded, told, cast):
    seen = digest(arrivals.values_of(recorded))
    right = replace(told, pilot_name="Kaikki mukaan", arrived_at=factories.LAST_INSTANT)
    corrected = arrivals.correct_arrival(
        recorded, told=right, why="Leima luettiin väärin.", actor=cast["registrar"], seen=seen
    )
    assert corrected.case.number == "OKM/1/520/2021"
    assert not corrected.is_late
    event = arrivals.corrections(corrected).get()
    assert event.facts == {"fields": ["arrived_at", "pilot_name"]}
    assert event.personal["why"] == "Leima luettiin väärin."
    assert event.personal["was"]["pilot_name"] == told.pilot_name
    drain()
    assert [d.key for d in arrivals.receipts(corrected)] == ["2", "1"]
    assert Message.objects.filter(rule="grants.arrival_received", due="2").count() == 2


def test_a_correction_that_the_receipt_does_not_tell_makes_no_new_one(recorded, told, cast):
    arrivals.correct_arrival(
        recorded, told=replace(told, reason="Posti myöhästyi."), why="Tarkennus.", actor=cast["registrar"]
    )
    assert Job.objects.filter(kind=arrivals.RECEIPT_JOB).count() == 1


def test_the_second_of_two_registrars_is_told(recorded, told, cast):
    seen = digest(arrivals.values_of(recorded))
    first = replace(told, sender="Vaasan kaupunki")
    arrivals.correct_arrival(recorded, told=first, why="A", actor=cast["registrar"], seen=seen)
    with pytest.raises(ChangedMeanwhile) as changed:
        arrivals.correct_arrival(recorded, told=told, why="B", actor=cast["registrar"], seen=seen)
    assert changed.value.stored["sender"] == "Vaasan kaupunki"


def test_a_correction_needs_its_reason_and_language_follows_to_the_case(recorded, told, cast):
    with pytest.raises(ValidationError) as refused:
        arrivals.correct_arrival(recorded, told=told, why=" ", actor=cast["registrar"])
    assert set(refused.value.message_dict) == {"why"}
    swedish = replace(told, language="sv")
    arrivals.correct_arrival(recorded, told=swedish, why="Kieli.", actor=cast["registrar"])
    recorded.case.refresh_from_db()
    assert recorded.case.language == "sv"


def test_what_the_trail_knows_is_not_corrected(draft, afterwards, told, cast, providers):
    late = replace(told, channel="portal", application=draft, provider=providers["iisalmi"])
    arrival = arrivals.record_arrival(afterwards, told=late, actor=cast["registrar"])
    earlier = replace(late, arrived_at=late.arrived_at - timedelta(seconds=30))
    with pytest.raises(ValidationError) as refused:
        arrivals.correct_arrival(arrival, told=earlier, why="x", actor=cast["registrar"])
    assert set(refused.value.message_dict) == {"arrived_at"}


def test_the_same_file_is_kept_once(recorded, cast):
    for _ in range(2):
        arrivals.add_document(
            recorded, upload=SimpleUploadedFile("hakemus.docx", docx()), actor=cast["registrar"]
        )
    assert [d.name for d in arrivals.documents_of(recorded)] == ["hakemus.docx"]
    with pytest.raises(ValidationError):
        arrivals.add_document(recorded, upload=SimpleUploadedFile("a.pdf", b"x"), actor=cast["registrar"])


def test_the_same_sender_is_found_again(afterwards, recorded, providers):
    assert arrivals.namesakes(afterwards, sender=recorded.sender.upper(), provider=None) == [recorded]
    assert arrivals.namesakes(afterwards, sender="Muu", provider=providers["vaasa"]) == [recorded]
    assert arrivals.namesakes(afterwards, sender="Muu", provider=providers["iisalmi"]) == []
