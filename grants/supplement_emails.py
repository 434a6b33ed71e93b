"""Messages about supplement requests; one function a message, each once.

What the authority asks is its act: the applicant reads it in the language of the case.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.documents import to_the_second
from grants.models import Application, Deputy, Submission, SupplementRequest
from grants.parts import opened_titles
from grants.rules import opens_sent
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import Mail, compose
from sky_portal.messaging.services import address_of, queue_mail
from sky_portal.texts import pick

To = tuple[Any, str]


def applicant_side(application: Application) -> list[To]:
    """Who answers for the applicant, each address once: its writers, then the contact person as sent.

    Users read their own language, bare addresses that of the case.
    """
    writers = User.objects.holding(Role.PREPARER, Role.SIGNATORY, organisation=application.applicant_id)
    found: dict[str, To] = {address_of(user): (user, user.language) for user in writers}
    sent = application.current_submission
    contact = sent.content["application"]["contact"]["email"] if sent else ""
    if contact:
        found.setdefault(address_of(contact), (contact, application.language))
    return list(found.values())


def presenters(application: Application) -> list[User]:
    """Whom the applicant's answers concern: the presenting officer and today's deputies, else all of them.

    Nobody for whom the application is closed.
    """
    officer, today = application.presenting_officer_id, clock.today()
    found = User.objects.holding(Role.PRESENTING_OFFICER, organisation=application.call.authority_id)
    if officer:
        deputies = Deputy.objects.filter(
            person_id=officer, starts_on__lte=today, ends_on__gte=today, removed_at=None
        )
        people = {officer, *deputies.order_by().values_list("deputy_id", flat=True)}
        found = found.filter(pk__in=people)
    return [person for person in found if opens_sent.test(person, application)]


def supplement_asked(request: SupplementRequest) -> list[Message]:
    """What is asked, in which parts and by when: to the applicant's side and its registry (HL 22 §)."""
    return _to_applicant("supplement_asked", request, registry=True)


def supplement_extended(request: SupplementRequest) -> list[Message]:
    """The new time and why."""
    due = request.due_at.isoformat()
    return _to_applicant("supplement_extended", request, due=due, registry=True)


def supplement_closed(request: SupplementRequest) -> list[Message]:
    """That the matter is decided on what there is (HL 33 §)."""
    return _to_applicant("supplement_closed", request)


def supplement_received(request: SupplementRequest, submission: Submission, receipt: Any) -> list[Message]:
    """The receipt of the answer to its sender, the contact person and the registry (SAL 12 §)."""
    application = request.application
    with override(application.language):
        arrived = to_the_second(submission.arrived_at)
    content = submission.content["application"]
    named = (submission.sent_by, content["contact"]["email"], content["applicant"]["registry_email"])
    each = {address_of(one): one for one in named if one}
    mail = _compose(
        "supplement_received",
        request,
        application.language,
        page="grants:sent",
        submission=submission,
        arrived=arrived,
    )
    told = [
        _queue("supplement_received", request, one, application.language, mail, attachments=(receipt,))
        for one in each.values()
    ]
    return [one for one in told if one is not None]


def supplement_arrived(request: SupplementRequest, submission: Submission) -> list[Message]:
    """Tells those who present the application that the answer is there."""
    told = []
    for person in presenters(request.application):
        mail = _compose(
            "supplement_arrived",
            request,
            person.language,
            page="grants:submission",
            submission=submission,
            was_late=submission.arrived_at > request.due_at,
        )
        told.append(_queue("supplement_arrived", request, person, person.language, mail, internal=True))
    return [one for one in told if one is not None]


def please_send(request: SupplementRequest, signatory: Any, *, asked_by: Any) -> Message | None:
    """Asks a signatory to read and send the supplement; None when this person has been asked today."""
    mail = _compose(
        "supplement_please_send", request, signatory.language, page="grants:supplement", asked_by=asked_by
    )
    today = clock.today().isoformat()
    return _queue("supplement_please_send", request, signatory, signatory.language, mail, due=today)


def supplement_reminder(request: SupplementRequest, due: datetime, language: str) -> Mail:
    """Reminds of an answer that has not been sent; `due` is until when it is in time."""
    return _compose("supplement_reminder", request, language)


def _to_applicant(
    name: str,
    request: SupplementRequest,
    *,
    due: str = "",
    registry: bool = False,
) -> list[Message]:
    application = request.application
    language = application.language
    people = {address_of(to): to for to, _language in applicant_side(application)}
    if registry and application.applicant.registry_email:
        address = application.applicant.registry_email
        people.setdefault(address_of(address), address)
    mail = _compose(name, request, language)
    told = [_queue(name, request, to, language, mail, due=due) for to in people.values()]
    return [one for one in told if one is not None]


def _compose(
    name: str, request: SupplementRequest, language: str, *, page: str = "grants:application", **known: Any
) -> Mail:
    application = request.application
    with override(language):
        path = reverse(page, args=[application.case_id])
        parts = opened_titles(application.call, [one.part for one in request.opened.all()])
    context = {
        "asked": request,
        "parts": parts,
        "number": application.case.number,
        "pilot": application.pilot.name,
        "call": application.call,
        "call_name": pick(application.call.name, language).text,
        "link": f"{settings.BASE_URL}{path}",
        **known,
    }
    return compose(f"grants/emails/{name}", context, language)


def _queue(
    name: str, request: SupplementRequest, to: Any, language: str, mail: Mail, **fields: Any
) -> Message | None:
    return queue_mail(
        mail,
        to=to,
        language=language,
        case=request.application.case,
        rule=f"grants.{name}",
        thing=str(request.pk),
        **fields,
    )
