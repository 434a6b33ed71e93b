"""One function a message; subject, text and HTML are templates beside each other."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.documents import beside_closing, to_the_second
from grants.models import Application, Arrival, Attachment, Extension, Submission
from pilots.models import Member
from sky_portal import clock
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import Mail, compose
from sky_portal.messaging.services import address_of, queue_mail
from sky_portal.texts import pick


def application_received(submission: Submission, receipt: Any) -> list[Message]:
    """The receipt to the sender, the contact person and the applicant's registry, each once.

    In the language of the case: it is the authority's act, not a notice of the portal.
    """
    application = submission.application
    with override(application.language):
        arrived = to_the_second(submission.arrived_at)
    return _to_all(
        "application_received",
        application,
        _receivers(submission),
        thing=str(submission.pk),
        attachments=(receipt,),
        submission=submission,
        arrived=arrived,
    )


def please_sign(application: Application, signatory: Any, *, asked_by: Any) -> Message | None:
    """Asks a signatory to read and send; None when this person has been asked today."""
    mail = _compose("please_sign", application, signatory.language, page="grants:check", asked_by=asked_by)
    return queue_mail(
        mail,
        to=signatory,
        language=signatory.language,
        case=application.case,
        rule="grants.please_sign",
        thing=str(application.pk),
        due=clock.today().isoformat(),
    )


def attachment_refused(attachment: Attachment, person: Any, *, was_sent: bool) -> Message | None:
    """Says that the virus scanner refused a file, what became of it and what to do now."""
    application = attachment.application
    mail = _compose(
        "attachment_refused",
        application,
        person.language,
        page="grants:attachments",
        file=attachment.document.name,
        was_sent=was_sent,
    )
    return queue_mail(
        mail,
        to=person,
        language=person.language,
        case=application.case,
        rule="grants.attachment_refused",
        thing=str(attachment.pk),
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
    return queue_mail(
        mail,
        to=to,
        language=language,
        case=application.case,
        rule="grants.call_extended",
        thing=str(extension.call_id),
        due=str(extension.pk),
    )


def arrival_received(arrival: Arrival, receipt: Any, *, version: int) -> list[Message]:
    """The receipt of what came beside the portal's way, to whoever has an address; each version once."""
    with override(arrival.language):
        closed = to_the_second(arrival.call.closes_at)
        arrived = beside_closing(arrival.arrived_at, arrival.call.closes_at)
    known = {
        "arrival": arrival,
        "call_name": pick(arrival.call.name, arrival.language).text,
        "arrived": arrived,
        "closed": closed,
        "corrected": version > 1,
    }
    mail = compose("grants/emails/arrival_received", known, arrival.language)
    queued = [
        queue_mail(
            mail,
            to=address,
            language=arrival.language,
            case=arrival.case,
            attachments=(receipt,),
            rule="grants.arrival_received",
            thing=str(arrival.pk),
            due=str(version),
        )
        for address in arrival_addresses(arrival)
    ]
    return [message for message in queued if message is not None]


def arrival_addresses(arrival: Arrival) -> Iterator[str]:
    """Where the receipt of an arrival goes: the contact person and the provider's registry."""
    registry = arrival.provider.registry_email if arrival.provider else ""
    yield from dict.fromkeys(address_of(address) for address in (arrival.contact_email, registry) if address)


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


def application_withdrawn(application: Application, *, by: Any, partners: list[Any]) -> list[Message]:
    """Confirms a withdrawal to those who got the receipt, to who withdrew it and to the partners."""
    submission = application.current_submission
    assert submission is not None
    with override(application.language):
        at = to_the_second(application.withdrawn_at)  # type: ignore[arg-type]
    known = {"number": application.case.number, "withdrawn": at, "by": by}
    return _to_all(
        "application_withdrawn",
        application,
        [by, *_receivers(submission), *partners],
        thing=str(submission.pk),
        **known,
    )


def withdrawal_asked(application: Application, *, by: Any) -> list[Message]:
    """Confirms that the end of the matter has been asked for; the authority decides on it."""
    submission = application.current_submission
    assert submission is not None
    with override(application.language):
        at = to_the_second(application.withdrawal_asked_at)  # type: ignore[arg-type]
    known = {"number": application.case.number, "asked": at, "by": by}
    thing = f"{application.pk} {application.withdrawal_asked_at:%Y%m%d%H%M%S%f}"
    return _to_all("withdrawal_asked", application, [by, *_receivers(submission)], thing=thing, **known)


def draft_given_up(application: Application, *, to: list[Any], at: datetime) -> list[Message]:
    """Tells those who confirmed that the draft they joined has been given up."""
    return _each("draft_given_up", application, to, at)


def draft_taken_up(application: Application, *, to: list[Any], at: datetime) -> list[Message]:
    """Tells those who confirmed that the draft they joined is being written again."""
    return _each("draft_taken_up", application, to, at)


def _receivers(submission: Submission) -> list[Any]:
    """Who got the receipt: the sender, the contact person and the applicant's registry as sent."""
    content = submission.content["application"]
    named = (content["contact"]["email"], content["applicant"]["registry_email"])
    return [submission.sent_by, *(address for address in named if address)]


def _to_all(
    name: str,
    application: Application,
    to: list[Any],
    *,
    thing: str,
    attachments: tuple[Any, ...] = (),
    **known: Any,
) -> list[Message]:
    """One message each, in the language of the case: an act in it, not a notice of the portal."""
    mail = _compose(name, application, application.language, **known)
    each: dict[str, Any] = {}
    for recipient in to:
        each.setdefault(address_of(recipient), recipient)
    queued = [
        queue_mail(
            mail,
            to=recipient,
            language=application.language,
            case=application.case,
            attachments=attachments,
            rule=f"grants.{name}",
            thing=thing,
        )
        for recipient in each.values()
    ]
    return [message for message in queued if message is not None]


def _each(name: str, application: Application, to: list[Any], at: datetime) -> list[Message]:
    """One message a person, in the person's own language."""
    queued = []
    for person in {person.pk: person for person in to}.values():
        mail = _compose(name, application, person.language, applicant=application.applicant)
        queued.append(
            queue_mail(
                mail,
                to=person,
                language=person.language,
                case=application.case,
                rule=f"grants.{name}",
                thing=str(application.pk),
                due=at.isoformat(),
            )
        )
    return [message for message in queued if message is not None]
