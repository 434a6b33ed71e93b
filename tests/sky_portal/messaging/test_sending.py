"""Sending over a real SMTP connection: what arrives, and what is known when the line breaks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from sky_portal.audit.models import AuditEvent
from sky_portal.cases.services import open_case
from sky_portal.documents.services import store
from sky_portal.jobs import claims
from sky_portal.jobs import services as jobs
from sky_portal.jobs.models import Job, JobState, instant
from sky_portal.messaging import services
from sky_portal.messaging.models import Message, MessageState

# Real transactions: a job commits steps on the way.
pytestmark = pytest.mark.django_db(transaction=True)


def written(**changes) -> Message:
    fields = {"to": "Anna@Iisalmi.example", "language": "fi", "subject": "Hei", "text": "Äiti\n.piste\n"}
    return services.queue(**(fields | changes))


def job_of(message: Message) -> Job:
    return Job.objects.get(kind=services.SEND, key=str(message.pk))


def send(message: Message) -> Message:
    """Runs the job of the message once, however long it is to wait."""
    Job.objects.filter(pk=job_of(message).pk).update(run_after=instant() - timedelta(seconds=1))
    jobs.run(job_of(message).pk)
    message.refresh_from_db()
    return message


def test_what_arrives(mail_server):
    message = send(written(html="<p>Äiti</p>"))
    (mail,) = mail_server.mails
    assert (message.state, message.is_sent) == (MessageState.SENT, True)
    assert message.sent_at is not None
    assert mail["Subject"] == "Hei"
    assert mail["To"] == "anna@iisalmi.example"
    assert mail["From"] == "SKY-portaali <sky@okm.example>"
    assert mail["Reply-To"] == "kirjaamo@okm.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fi"
    assert mail["Message-ID"] == f"<{message.pk}@okm.example>"
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Äiti", ".piste"]
    assert mail.get_body(("html",)).get_content().strip() == "<p>Äiti</p>"


def test_documents_go_along(mail_server):
    case = open_case("tests")
    receipt = store(
        case,
        kind="receipt",
        name="vastaanottoilmoitus.pdf",
        content=b"%PDF-1.7 test",
        content_type="application/pdf",
        language="fi",
    )
    send(written(case=case, attachments=[receipt]))
    (attachment,) = mail_server.mails[0].iter_attachments()
    assert attachment.get_filename() == "vastaanottoilmoitus.pdf"
    assert attachment.get_content() == b"%PDF-1.7 test"


def test_nothing_is_sent_by_a_transaction_that_fails(mail_server):
    def verb() -> None:
        with transaction.atomic():
            written()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        verb()
    jobs.drain()
    assert mail_server.received == []


def test_headers_cannot_be_injected(mail_server):
    send(written(subject="Hei\r\nBcc: everybody@elsewhere.example\n\u2028X-Evil: 1"))
    (mail,) = mail_server.mails
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["Subject"] == "Hei Bcc: everybody@elsewhere.example X-Evil: 1"
    with pytest.raises(ValidationError):
        written(to="anna@iisalmi.example\r\nBcc: everybody@elsewhere.example")


def test_a_line_that_breaks_after_the_text_leaves_the_outcome_unknown(mail_server):
    mail_server.hangs_up_after_data = True
    message = send(written())
    assert (message.state, message.is_unknown) == (MessageState.UNKNOWN, True)
    assert len(mail_server.received) == 1
    mail_server.hangs_up_after_data = False
    send(message)
    jobs.drain()
    assert len(mail_server.received) == 1, "what may have arrived is not sent again by itself"


def test_a_worker_lost_in_the_middle_leaves_the_outcome_unknown(mail_server):
    message = written()
    held = claims.claim(job_of(message).pk)
    with claims.committing(held):
        services.begin_sending(message)
    Job.objects.filter(pk=held.pk).update(leased_until=instant() - timedelta(seconds=1))
    message = send(message)
    assert message.state == MessageState.UNKNOWN
    assert mail_server.received == []


def test_a_server_that_is_away_is_tried_again_later(mail_server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    message = send(written())
    assert (message.state, job_of(message).state) == (MessageState.QUEUED, JobState.QUEUED)
    settings.EMAIL_PORT = port
    assert send(message).state == MessageState.SENT
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("verb", ["RCPT", "MAIL", "DATA"])
def test_a_temporary_no_waits_and_a_final_no_is_final(mail_server, verb):
    mail_server.answers[verb] = (451, "come back later")
    message = send(written())
    assert (message.state, job_of(message).state) == (MessageState.QUEUED, JobState.QUEUED)
    assert "come back later" in message.error
    mail_server.answers[verb] = (550, "no such person")
    message = send(message)
    assert (message.state, job_of(message).state) == (MessageState.FAILED, JobState.FAILED)
    assert "no such person" in message.error


def test_a_server_that_never_comes_back_fails_the_message(settings, mail_server):
    settings.EMAIL_PORT = 1
    message = written()
    while job_of(message).is_active:
        send(message)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert job_of(message).attempts > 3


def test_sending_again_is_a_decision_on_record_and_keeps_the_message_id(mail_server, cast):
    mail_server.hangs_up_after_data = True
    message = send(written(case=open_case("tests")))
    mail_server.hangs_up_after_data = False
    services.send_again(message, actor=cast["presenting_officer"])
    jobs.drain()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1
    assert len(mail_server.mails) == 2
    assert AuditEvent.objects.filter(case=message.case, verb="send_again").count() == 1
    with pytest.raises(services.NotRepeatable):
        services.send_again(message, actor=cast["presenting_officer"])


def test_a_reminder_overtaken_by_a_later_one_is_not_sent(mail_server):
    message = written()
    Message.objects.update(state=MessageState.SUPERSEDED)
    send(message)
    assert mail_server.received == []


def test_in_the_demo_mail_stays_in_the_outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert send(written()).state == MessageState.SENT
