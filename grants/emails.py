"""One function a message; subject, text and HTML are templates beside each other."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.documents import to_the_second
from grants.models import Application, Extension, Submission
from pilots.models import Member
from sky_portal import clock
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import Mail, compose
from sky_portal.messaging.services import address_of, queue
from sky_portal.texts import pick


def application_received(submission: Submission, receipt: Any) -> list[Message]:
    """The receipt to the sender, the contact person and the applicant's registry, each once.

    In the language of the case: it is the authority's act, not a notice of the portal.
    """
    application = submission.application
    content = submission.content["application"]
    with override(application.language):
        arrived = to_the_second(submission.arrived_at)
    mail = _compose(
        "application_received", application, application.language, submission=submission, arrived=arrived
    )
    recipients = {address_of(submission.sent_by): submission.sent_by}
    for address in (content["contact"]["email"], content["applicant"]["registry_email"]):
        if address:
            recipients.setdefault(address_of(address), address)
    queued = [
        queue(
            to=recipient,
            language=application.language,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            case=application.case,
            attachments=(receipt,),
            rule="grants.application_received",
            thing=str(submission.pk),
        )
        for recipient in recipients.values()
    ]
    return [message for message in queued if message is not None]


def please_sign(application: Application, signatory: Any, *, asked_by: Any) -> Message | None:
    """Asks a signatory to read and send; None when this person has been asked today."""
    mail = _compose("please_sign", application, signatory.language, page="grants:check", asked_by=asked_by)
    return queue(
        to=signatory,
        language=signatory.language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case=application.case,
        rule="grants.please_sign",
        thing=str(application.pk),
        due=clock.today().isoformat(),
    )


def draft_reminder(application: Application, due: datetime, language: str) -> Mail:
    """Says that a draft is not an application, and until when it can be sent."""
    return _compose("draft_reminder", application, language, due=due)


def invitation_reminder(
    member: Member, due: datetime, language: str, *, path: str, to_registry: bool = False
) -> Mail:
    """Says that an invitation waits for an answer, and until when an answer counts.

    `path` is the page to go to; to a registry it holds a secret, which nobody reads in the outbox.
    """
    pilot = member.pilot
    call = pilot.application.call  # type: ignore[attr-defined]
    known = {
        "pilot": pilot,
        "organisation": member.organisation,
        "call_name": pick(call.name, language).text,
        "due": due,
        "link": f"{settings.BASE_URL}{path}",
        "to_registry": to_registry,
    }
    mail = compose("grants/emails/invitation_reminder", known, language)
    return mail._replace(confidential=to_registry)


def call_extended(extension: Extension, application: Application, to: Any, language: str) -> Message | None:
    """Says until when there is time now, and why; one message a recipient for each extension.

    None when this address has been told, be it for another application of the same call.
    """
    with override(language):
        path = reverse("grants:call", args=[extension.call.slug])
    known = {
        "call_name": pick(extension.call.name, language).text,
        "extension": extension,
        "reason": pick(extension.reason, language),
        "link": f"{settings.BASE_URL}{path}",
    }
    mail = compose("grants/emails/call_extended", known, language)
    return queue(
        to=to,
        language=language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case=application.case,
        rule="grants.call_extended",
        thing=str(extension.call_id),
        due=str(extension.pk),
    )


def _compose(
    name: str,
    application: Application,
    language: str,
    *,
    page: str = "grants:application",
    **context: Any,
) -> Mail:
    with override(language):
        path = reverse(page, kwargs={"case": application.case_id})
    known = {
        "pilot": application.pilot.name,
        "call": application.call,
        "call_name": pick(application.call.name, language).text,
        "link": f"{settings.BASE_URL}{path}",
        **context,
    }
    return compose(f"grants/emails/{name}", known, language)
