"""Starting from an earlier application: what still fits comes along, what does not is shown.

Answers whose question has the same key and type and takes the value, and the contact person. The
costs are of other years and stay behind; members are asked anew, each by choice.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from grants.models import Application, Call
from grants.rules import edits_application, reads_with_applicant, writes_application
from grants.services import application as applications
from pilots.enums import PRESENT
from pilots.services import invite_member
from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.questions.models import QuestionSet
from sky_portal.questions.rendering import canonical, printable_of
from sky_portal.questions.schema import Question
from sky_portal.questions.values import clean
from sky_portal.workflow import StepRefused

Json = dict[str, Any]


@dataclass(frozen=True)
class Fit:
    """What of the earlier answers fits the new questions: stored values by key, and the keys that do not."""

    values: Json
    secrets: dict[str, bool]
    left: list[str]


def sources(call: Call, actor: Any) -> QuerySet[Application]:
    """The applications in other calls that this person writes, drafts and sent ones, the latest first."""
    own = Application.objects.visible_to(actor).filter(writes_application.q(actor)).exclude(call=call)
    found = own.select_related("call", "pilot", "applicant", "current_submission")
    return found.defer("current_submission__content", "current_submission__search").order_by(
        "-started_at", "pk"
    )


def start_from(source: Application, *, call: Call, actor: Any, **fields: Any) -> Application:
    """Starts an application (fields as grants.services.application.start) with what fits of `source`.

    Started twice with one token, nothing is taken twice. Raises what `start` raises, and
    PermissionDenied for who does not write the source.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        if not writes_application.test(actor, source):
            raise PermissionDenied
        known = Application.objects.filter(start_token=fields.get("token") or uuid4()).exists()
        started = applications.start(call, actor=actor, **fields)
        if not known and started.copied_from_id is None:
            _take_over(started, source, actor, at)
        return started


def fit(old: Json, asked: QuestionSet) -> Fit:
    """Which answers of a canonical sheet the questions of another set take."""
    questions = {question.key: question for question in asked.questions}
    found = Fit({}, {}, [])
    for given in (one for section in old["sections"] for one in section["questions"]):
        if given["value"] is None:
            continue
        question = questions.get(given["key"])
        if question is None or not _takes(question, given):
            found.left.append(given["key"])
            continue
        found.values[question.key] = given["value"]
        found.secrets[question.key] = bool(given.get("secret")) and question.secrecy_possible
    return found


def answers_of(source: Application) -> Json:
    """The answers as they were sent last; of a draft as they stand."""
    sent = source.current_submission
    return sent.content["application"]["answers"] if sent else canonical(source.sheet)


def left_behind(source: Application, target: Application, language: str) -> list[Json]:
    """The earlier answers that no question takes, in words, to be copied by hand."""
    old = answers_of(source)
    left = set(fit(old, target.sheet.question_set).left)
    questions = [one for section in printable_of(old, language) for one in section["questions"]]
    return [one for one in questions if one["key"] in left]


def came_along(source: Application, target: Application, language: str) -> list[Json]:
    """The earlier answers that were taken over, in words."""
    old = answers_of(source)
    taken = fit(old, target.sheet.question_set).values
    questions = [one for section in printable_of(old, language) for one in section["questions"]]
    return [one for one in questions if one["key"] in taken]


def source_of(application: Application, actor: Any) -> Application | None:
    """The earlier application from which this one was started, for those who read both."""
    if application.copied_from_id is None:
        return None
    own = Application.objects.visible_to(actor).filter(reads_with_applicant.q(actor))
    found = own.filter(pk=application.copied_from_id)
    return found.select_related(
        "call", "pilot", "applicant", "current_submission", "sheet__question_set"
    ).first()


def former_members(source: Application, target: Application) -> list[Organisation]:
    """Who was in the earlier pilot and is not in this one: to be invited by choice."""
    there = source.pilot.members.filter(state__in=PRESENT).order_by().values("organisation")
    here = target.pilot.members.order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=there).exclude(pk__in=here).by_name())


def invite_former(application: Application, *, organisations: list[int], actor: Any) -> list[Organisation]:
    """Invites those of the earlier members that were chosen; who were invited now.

    Who belongs to the pilot already is passed over. Raises PermissionDenied for who does not write
    the application or does not read the earlier one.
    """
    source = source_of(application, actor)
    if source is None or not edits_application.test(actor, application):
        raise PermissionDenied
    chosen = [one for one in former_members(source, application) if one.pk in set(organisations)]
    invited = []
    for organisation in chosen:
        try:
            invite_member(application.pilot, organisation=organisation, actor=actor)
        except StepRefused:
            # A colleague was quicker.
            continue
        invited.append(organisation)
    return invited


def _takes(question: Question, given: Json) -> bool:
    if question.type != given["type"]:
        return False
    try:
        return clean(question, given["value"]) == given["value"]
    except ValidationError:
        return False


def _take_over(target: Application, source: Application, actor: Any, at: Any) -> None:
    target.copied_from = source
    contact = {
        "contact_name": source.contact_name,
        "contact_email": source.contact_email,
        "contact_phone": source.contact_phone,
    }
    for name, value in contact.items():
        # The starter stands where the earlier application names nobody.
        setattr(target, name, value or getattr(target, name))
    target.save(update_fields=["copied_from", *contact])
    found = fit(answers_of(source), target.sheet.question_set)
    for section in target.sheet.sections:
        keys = {question.key for question in section.questions} & set(found.values)
        if keys:
            applications.save_section(
                target,
                section.key,
                actor=actor,
                values={key: found.values[key] for key in keys},
                secrets={key: found.secrets[key] for key in keys},
                base_versions={},
            )
    facts = {"from": str(source.case_id), "answers": sorted(found.values), "left": sorted(found.left)}
    audit.record(target.case, verb="take_over", thing=target, actor=actor, at=at, facts=facts)
