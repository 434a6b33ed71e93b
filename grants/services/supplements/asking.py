"""Asking for a supplement, giving more time for it, going on without one (HL 22, 33 §)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grants import supplement_emails as emails
from grants.enums import SupplementState
from grants.models import Application, Call, SupplementPart, SupplementRequest
from grants.models.examination import LONGEST_NOTE
from grants.parts import openable
from grants.services.supplements.reading import NotOpen, is_open
from grants.services.typed import lines
from grants.workflows import APPLICATION
from sky_portal import clock, locks
from sky_portal.periods import is_working_day
from sky_portal.workflow import StepRefused

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Asked:
    """What became of one of several: the request, or why there is none."""

    application: Application
    request: SupplementRequest | None = None
    refusal: str | Promise = ""


def ask(
    application: Application,
    *,
    parts: Iterable[str],
    what: str,
    due_at: datetime,
    batch: UUID | None = None,
    actor: Any,
) -> SupplementRequest:
    """Asks the applicant to supplement these parts by `due_at`; nothing else opens (HL 22 §).

    The same `batch` asks an application once: a double click returns what was asked. Raises
    StepForbidden for who does not present the application, StepRefused where an answer is waited
    for already or nothing is examined, ValidationError on `parts`, `what` and `due_at`.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        row = locks.lock(Application, pk=application.pk)
        if batch and (twin := row.supplement_requests.filter(batch=batch, asked_by=actor).first()):
            return twin
        with APPLICATION.step("ask_supplement", application, actor=actor, at=at) as row:
            opened = _parts(row.call, parts)
            request = SupplementRequest.objects.create(
                application=row,
                what=_what(what),
                due_at=_due(due_at, after=at),
                asked_by=actor,
                asked_at=at,
                batch=batch,
            )
            SupplementPart.objects.bulk_create(SupplementPart(request=request, part=part) for part in opened)
            row.act.facts = {"request": request.pk, "parts": opened, "due_at": request.due_at.isoformat()}
            row.act.payload = {"what": request.what}
            emails.supplement_asked(request)
        return request


def ask_many(applications: Iterable[Application], *, actor: Any, **asked: Any) -> list[Asked]:
    """The same of several, each in a transaction of its own, each with what became of it.

    `asked` as of `ask`. Raises ValidationError on what is asked before anything is sent.
    """
    _what(asked["what"])
    _due(asked["due_at"], after=clock.now())
    return [_one(application, actor, asked) for application in applications]


def extend(request: SupplementRequest, *, due_at: datetime, reason: str, actor: Any) -> SupplementRequest:
    """Gives more time, with a reason that the applicant reads; a time that has run out can be extended.

    Asked again with the same time, nothing changes. Raises StepForbidden, StepRefused, NotOpen for
    what has been answered or closed, ValidationError on `due_at` and `reason`.
    """
    at = clock.act()
    with (
        locks.act(),
        clock.standing_at(at),
        APPLICATION.step("extend_supplement", request.application, actor=actor, at=at) as row,
    ):
        stored = _locked(request)
        before = stored.due_at
        words = lines(reason, name="reason", longest=LONGEST_REASON, empty=_("Say why more time is given."))
        row.act.facts = {"request": stored.pk, "was": before.isoformat(), "due_at": due_at.isoformat()}
        row.act.payload = {"reason": words}
        if (due_at, words) == (before, stored.extension_reason):
            return stored
        if due_at <= before:
            raise ValidationError({"due_at": _("More time ends later than the time given before.")})
        stored.due_at, stored.extension_reason = _due(due_at, after=at), words
        stored.extended_at = at
        stored.save(update_fields=["due_at", "extension_reason", "extended_at"])
        emails.supplement_extended(stored)
    return stored


def close(request: SupplementRequest, *, reason: str = "", actor: Any) -> SupplementRequest:
    """Goes on without an answer: the matter is decided on what there is (HL 33 §).

    What the applicant has written meanwhile stays in its working copy. Raises StepForbidden,
    StepRefused, NotOpen, ValidationError on `reason`.
    """
    at = clock.act()
    with (
        locks.act(),
        clock.standing_at(at),
        APPLICATION.step("close_supplement", request.application, actor=actor, at=at) as row,
    ):
        stored = _locked(request)
        words = lines(reason, name="reason", longest=LONGEST_REASON)
        end(stored, SupplementState.CLOSED, at=at, ended_reason=words)
        row.act.facts, row.act.payload = {"request": stored.pk}, {"reason": words}
        emails.supplement_closed(stored)
    return stored


def end(request: SupplementRequest, state: SupplementState, *, at: datetime, **evidence: Any) -> None:
    """Ends an open request, within an act that holds its lock; raises NotOpen for one that has ended."""
    found = SupplementRequest.objects.filter(pk=request.pk, state=SupplementState.OPEN)
    if not found.update(state=state, ended_at=at, **evidence):
        raise NotOpen(request)
    request.refresh_from_db()


def _locked(request: SupplementRequest) -> SupplementRequest:
    stored = locks.lock(SupplementRequest, pk=request.pk)
    if not is_open(stored):
        raise NotOpen(stored)
    return stored


def _one(application: Application, actor: Any, asked: dict[str, Any]) -> Asked:
    try:
        return Asked(application, ask(application, actor=actor, **asked))
    except StepRefused:
        return Asked(application, refusal=_("An answer is waited for already, or it is not examined."))
    except PermissionDenied:
        return Asked(application, refusal=_("Somebody else presents it."))
    except ValidationError as wrong:
        return Asked(application, refusal=" ".join(wrong.messages))


def _parts(call: Call, chosen: Iterable[str]) -> list[str]:
    """The chosen parts, each once and in the application's order."""
    wanted, known = {str(part) for part in chosen}, openable(call)
    if not wanted:
        raise ValidationError({"parts": _("Choose at least one part to be supplemented.")})
    if wanted - known.keys():
        raise ValidationError({"parts": _("The application has no such part.")})
    return [part for part in known if part in wanted]


def _what(text: str) -> str:
    return lines(text, name="what", longest=LONGEST_NOTE, empty=_("Say what is to be supplemented."))


def _due(due_at: datetime, *, after: datetime) -> datetime:
    if due_at <= after:
        raise ValidationError({"due_at": _("The time must be in the future.")})
    if not is_working_day(due_at.astimezone(clock.HELSINKI).date()):
        raise ValidationError({"due_at": _("A time limit ends on a working day: choose another day.")})
    return due_at
