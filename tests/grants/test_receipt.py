"""The receipt: what it tells, to whom it goes, and that it is made once."""

import subprocess

import outloud
import pdfua
import pytest
from django.core import mail as outbox
from django.utils.translation import override

from grants import documents
from grants.services import application as applications
from grants.services import submission as submissions
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job, JobState
from sky_portal.jobs.services import run
from sky_portal.messaging.models import Message
from tests.grants import factories
from tests.grants.files import attach

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(ready, cast):
    """Iisalmi's application, sent at the last instant."""
    return submissions.submit(ready, actor=cast["signatory"], arrived=factories.LAST_INSTANT)


TOLD = {
    "fi": ("31.3.2021 klo\u00a016.15.00", "Vastaanottoilmoitus", "Iisalmi", "Opetus- ja kulttuuriministeriö"),
    "sv": (
        "31.3.2021 kl.\u00a016.15.00",
        "Mottagningsbekräftelse",
        "Idensalmi",
        "Undervisnings- och kulturministeriet",
    ),
}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_tells_what_arrived_when_in_the_language_of_the_case(ready, cast, language, tmp_path):
    values = {"name": "A", "email": "a@iisalmi.example", "phone": ""}
    applications.save_contact(ready, **values, language=language, actor=cast["preparer"])
    sent = submissions.submit(ready, actor=cast["signatory"], arrived=factories.LAST_INSTANT)
    with override(language):
        told = documents.receipt_context(sent)
        head = told["letterhead"]
        assert (told["arrived"], head.kind, told["applicant"], head.name) == TOLD[language]
    assert head.number == "OKM/1/520/2021"
    assert told["checksum"].replace(" ", "") == sent.sha256
    assert told["sums"]["grant_cents"] == 22_800_00
    assert told["decisions"] == "5/2021"
    written = tmp_path / "receipt.pdf"
    written.write_bytes(documents.render_receipt(sent))
    heard = outloud.check(str(written))
    assert (heard.error, heard.verdict) == (None, "pass"), [f.to_dict() for f in heard.findings]
    assert not pdfua.validate(str(written)).findings


def test_the_attachments_that_came_along_are_named(ready, cast, tmp_path):
    one = attach(ready, actor=cast["preparer"], name="Yhteistyösopimus.png")
    sent = submissions.submit(ready, actor=cast["signatory"], arrived=factories.LAST_INSTANT)
    written = tmp_path / "receipt.pdf"
    written.write_bytes(documents.render_receipt(sent))
    text = subprocess.run(["pdftotext", "-layout", written, "-"], capture_output=True, text=True, check=True)
    assert "Yhteistyösopimus.png" in text.stdout
    assert one.document.sha256[:8] in text.stdout
    assert outloud.check(str(written)).verdict == "pass"
    assert not pdfua.validate(str(written)).findings


def test_its_bytes_are_the_same_every_time_whatever_is_edited_since(submission, ready, cast):
    first = documents.render_receipt(submission)
    factories.save_budget(ready, factories.line(ready, "99 000"), actor=cast["preparer"])
    assert documents.render_receipt(submission) == first


def test_the_job_makes_it_once_and_sends_it_to_each_once(submission, ready, cast):
    job = Job.objects.get(kind="grants.receipt")
    assert run(job.pk)
    job.refresh_from_db()
    assert job.state in {JobState.DONE}, job.error
    content = Document.objects.get(case=ready.case, kind="receipt")
    submissions.acknowledge(submission, b"again")
    assert Document.objects.filter(kind="receipt").count() == 1
    mails = Message.objects.filter(rule="grants.application_received").order_by("address")
    assert [(m.address, m.recipient) for m in mails] == [
        ("kirjaamo@iisalmi.example", None),
        ("preparer@iisalmi.example", None),
        ("signatory@iisalmi.example", cast["signatory"]),
    ]
    assert {tuple(m.attachments) for m in mails} == {(str(content.pk),)}
    assert content.name == "vastaanottoilmoitus-OKM-1-520-2021-1.pdf"
    assert not outbox.outbox


def test_one_address_gets_one_mail(ready, cast):
    values = {"name": "A", "email": "Kirjaamo@Iisalmi.example", "phone": "", "language": "fi"}
    applications.save_contact(ready, **values, actor=cast["preparer"])
    sent = submissions.submit(ready, actor=cast["signatory"])
    submissions.acknowledge(sent, b"%PDF")
    assert Message.objects.filter(rule="grants.application_received").count() == 2


def test_the_application_knows_its_receipt_when_it_is_made(submission, ready):
    ready.refresh_from_db()
    assert submissions.receipt(ready) is None
    made = submissions.acknowledge(submission, b"%PDF")
    assert submissions.receipt(ready) == made
