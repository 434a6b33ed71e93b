"""Starting an application and writing its parts; sending is in grants.services.submission."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants import emails
from grants.enums import BudgetKind
from grants.models import Application, Budget, Call
from grants.parts import CONTACT
from grants.rules import (
    call_is_open,
    call_is_published,
    edits_application,
    is_sent,
    writes_part,
)
from pilots.models import Pilot
from pilots.rules import writes_for_provider
from pilots.services import start_pilot
from sky_portal import clock, locks
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Organisation, User
from sky_portal.audit import services as audit
from sky_portal.cases.services import open_case
from sky_portal.names import plain_line
from sky_portal.permissions import Rule
from sky_portal.questions import services as questions
from sky_portal.questions.models import Answer


class CallNotOpen(Exception):
    """No application can be started now; `message` says why, for the person who tried."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def start(
    call: Call,
    *,
    name: str,
    organisation: Organisation,
    language: str,
    actor: User,
    token: UUID | None = None,
) -> Application:
    """A draft with its pilot, question sheet and empty budget, coordinated by `organisation`.

    The starter is the contact person until somebody says otherwise. A `token` that this
    organisation has used returns what it started then. Raises PermissionDenied for those who
    write for no such provider, CallNotOpen, and ValidationError on the name or language.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        organisation = locks.lock(Organisation, pk=organisation.pk)
        if not writes_for_provider.test(actor, organisation):
            raise PermissionDenied
        if token and (
            started := Application.objects.filter(applicant=organisation, start_token=token).first()
        ):
            return started
        # The page may have been shown before an extension.
        call = Call.objects.select_related("programme", "question_set").get(pk=call.pk)
        _check_open(call)
        pilot = start_pilot(call.programme, name=name, coordinator=organisation, actor=actor)
        application = _create(call, pilot, language=language, actor=actor, token=token)
        audit.record(application.case, verb="start", thing=application, actor=actor, at=at)
        return application


def save_contact(
    application: Application, *, name: str, email: str, phone: str, language: str, actor: Any
) -> Application:
    """The contact person and the language of the case; raises PermissionDenied, ValidationError.

    The language stays as it was sent once the call has closed: the case is handled in it.
    """
    lines = {"contact_name": name, "contact_email": email, "contact_phone": phone, "language": language}
    values = {field: plain_line(line) for field, line in lines.items()}
    return _save_fields(application, "save_contact", values, actor, writes_part(CONTACT))


def language_is_settled(application: Application) -> bool:
    """Whether the language of the case is as it was sent, for good (kielilaki)."""
    return is_sent.test(None, application) and not call_is_open.test(None, application)


def save_note(application: Application, *, text: str, actor: Any) -> Application:
    """Why the application should be examined although the verdict is against it."""
    return _save_fields(application, "save_note", {"eligibility_note": text}, actor)


def save_answer(application: Application, *, key: str, value: Any, base_version: int, actor: Any) -> Answer:
    """One answer of the application's own sheet; raises PermissionDenied, AnswerConflict, ValidationError."""
    with locks.act():
        application = _writable(application, actor, writes_part(_section_of(application, key)))
        return questions.save_answer(
            application.sheet, key=key, value=value, base_version=base_version, actor=actor
        )


def save_section(
    application: Application, section_key: str, *, actor: Any, **parts: Any
) -> questions.SectionResult:
    """All answers of a section, as sky_portal.questions.services.save_section.

    Raises PermissionDenied for who neither writes for the applicant nor was given the section.
    """
    with locks.act():
        application = _writable(application, actor, writes_part(section_key))
        return questions.save_section(application.sheet, section_key, actor=actor, **parts)


def ask_signatory(application: Application, *, actor: Any) -> int:
    """Asks the applicant's signatories to read and send, once a day each; how many were asked now."""
    if not edits_application.test(actor, application):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        asked = [emails.please_sign(application, user, asked_by=actor) for user in signatories(application)]
        count = sum(message is not None for message in asked)
        if count:
            audit.record(application.case, verb="ask_signatory", thing=application, actor=actor, at=at)
        return count


def signatories(application: Application) -> list[User]:
    """Who may send it today, in the order of their names."""
    return people(application, Role.SIGNATORY)


def people(application: Application, *roles: Role) -> list[User]:
    """The applicant's people who hold one of the roles today."""
    return list(User.objects.holding(*roles, organisation=application.applicant_id))


def _writable(application: Application, actor: Any, rule: Rule = edits_application) -> Application:
    locked = locks.lock_again(application, "sheet", "case")
    if not rule.test(actor, locked):
        raise PermissionDenied
    return locked


def _section_of(application: Application, key: str) -> str:
    asked = application.sheet.question_set.questions
    return next((question.section for question in asked if question.key == key), "")


def _check_open(call: Call) -> None:
    if not call_is_published.test(None, call):
        raise PermissionDenied
    now = clock.now()
    if now < call.opens_at:
        raise CallNotOpen(_("The call has not opened yet: an application can be started when it is open."))
    if now > call.closes_at:
        raise CallNotOpen(_("The call has closed: a new application can no longer be started."))


def _create(call: Call, pilot: Pilot, *, language: str, actor: User, token: UUID | None) -> Application:
    case = open_case("application", language=language)
    application = Application(
        case=case,
        call=call,
        pilot=pilot,
        applicant=pilot.coordinator,
        sheet=questions.open_sheet(call.question_set, case=case),
        language=language,
        contact_name=plain_line(actor.name)[:120],
        contact_email=actor.email,
        started_by=actor,
        started_at=clock.now(),
        start_token=token,
    )
    application.clean_fields()
    application.save()
    Budget.objects.create(application=application, kind=BudgetKind.APPLIED)
    return application


def _save_fields(
    application: Application,
    verb: str,
    values: dict[str, str],
    actor: Any,
    rule: Rule = edits_application,
) -> Application:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = _writable(application, actor, rule)
        if language_is_settled(application):
            values.pop("language", None)
        values = {name: value.strip() for name, value in values.items()}
        changed = {name: value for name, value in values.items() if getattr(application, name) != value}
        for name, value in changed.items():
            setattr(application, name, value)
        application.clean_fields(exclude={f.name for f in Application._meta.fields} - set(changed))
        if changed:
            application.save(update_fields=list(changed))
            _keep_language(application, changed)
            facts = {"fields": sorted(changed)}
            audit.record(
                application.case,
                verb=verb,
                thing=application,
                actor=actor,
                at=at,
                facts=facts,
                payload=changed,
            )
        return application


def _keep_language(application: Application, changed: dict[str, str]) -> None:
    if "language" in changed:
        application.case.language = application.language
        application.case.save(update_fields=["language"])
