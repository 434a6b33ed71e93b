"""Conflict of interest: declared for each application before it opens (HL 27–28 §).

A conflict, and a doubt that waits for a superior, close everything of the application to the person at
once: the rules ask the declarations themselves. What was assigned ends with the conflict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from grants import conflict_emails as emails
from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration
from grants.rules import declares_conflict, has_conflict, is_superior
from grants.services.conflict_endings import end_part_of
from grants.services.conflict_ties import Tie, suggested
from grants.workflows import CONFLICT
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.cases.batch import Result, each
from sky_portal.names import plain_line

__all__ = [
    "LONGEST",
    "DecidedMeanwhile",
    "Tie",
    "Word",
    "claim",
    "decide",
    "declare",
    "declare_all",
    "declare_many",
    "suggested",
    "version_of",
]
LONGEST = 2000
# The step that changes an earlier word of one's own into this one; there is none back to FREE.
STEP_TO = {ConflictState.CONFLICTED: "declare_conflict", ConflictState.DISPUTED: "ask_superior"}


class DecidedMeanwhile(Exception):
    """Something else stands than what the superior read: it is read first."""


@dataclass(frozen=True)
class Word:
    """What a person says of one application."""

    application: Application
    state: ConflictState
    reason: str = ""


def declare(application: Application, *, state: str, reason: str = "", actor: Any) -> ConflictDeclaration:
    """The person's own word on an application: FREE, CONFLICTED, or DISPUTED for a superior to decide.

    Said again it changes nothing. Raises PermissionDenied for who does not read what was sent,
    ValidationError for a doubt without its reason and for taking back a conflict, which only a
    superior does.
    """
    word, why = ConflictState(state), _in_words(reason)
    if word in {ConflictState.DISPUTED} and not why:
        raise ValidationError({"reason": _("Tell the superior what the doubt is about.")})
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = _locked(application, actor)
        found = _declaration(application, actor)
        if found is None:
            made = _first(application, actor, word, why, actor=actor, at=at)
        elif found.state in {word}:
            return found
        else:
            made = _changed(found, word, why, actor=actor)
        if word in {ConflictState.CONFLICTED}:
            end_part_of(application, actor)
        if word in {ConflictState.DISPUTED}:
            emails.to_be_decided(made, by=actor)
    return made


def declare_all(words: Iterable[Word], *, actor: Any) -> list[Result]:
    """The words on several applications, each in an act of its own with a result of its own."""
    return each(
        words, lambda word: declare(word.application, state=word.state, reason=word.reason, actor=actor)
    )


def declare_many(
    applications: Iterable[Application], *, state: str, reason: str = "", actor: Any
) -> list[Result]:
    """The same word on several applications; as `declare_all`."""
    said = ConflictState(state)
    return declare_all([Word(application, said, reason) for application in applications], actor=actor)


def claim(application: Application, *, person: Any, reason: str, actor: Any) -> ConflictDeclaration:
    """Another official holds the person to be in conflict: nothing opens to them until it is decided.

    What is closed already stays as it is. Raises PermissionDenied for others than superiors without a
    conflict of their own, and for a claim against oneself; ValidationError without a reason and for a
    person who does not read what was sent.
    """
    why = _reasoned(reason)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = _locked(application, actor)
        if actor.pk == person.pk or not (is_superior & ~has_conflict).test(actor, application):
            raise PermissionDenied
        if not declares_conflict.test(person, application):
            raise ValidationError(_("This person does not take part in examining applications."))
        found = _declaration(application, person)
        if found is None:
            made = _first(application, person, ConflictState.DISPUTED, why, actor=actor, at=at)
        elif has_conflict.test(person, application):
            return found
        else:
            with CONFLICT.step("claim_conflict", found, actor=actor) as made:
                _say(made, why, claimed_by=actor)
        emails.to_be_decided(made, by=actor)
        emails.claimed(made)
    return made


def decide(
    declaration: ConflictDeclaration, *, conflict: bool, reason: str, seen: str = "", actor: Any
) -> ConflictDeclaration:
    """A superior's decision, with its reason, told to the person (HL 29 §).

    `seen` is the `version_of` what the superior read. Raises StepForbidden for others than superiors,
    for one's own matter and for who has a conflict in it, StepRefused where it stands so already,
    DecidedMeanwhile, ValidationError without a reason.
    """
    why = _reasoned(reason)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locks.lock(Application, pk=declaration.application_id)
        name = "find_conflict" if conflict else "find_no_conflict"
        with CONFLICT.step(name, declaration, actor=actor, at=at) as made:
            if seen and seen != version_of(made):
                raise DecidedMeanwhile
            made.decided_at, made.decided_by, made.decision_reason = at, actor, why
            made.act.facts = {"person": made.person_id}
            made.act.payload = {"reason": why}
        if conflict:
            end_part_of(application, made.person)
        emails.decided(made)
    return made


def version_of(declaration: ConflictDeclaration) -> str:
    """What stands, in a form that a page can carry: any later word or decision differs."""
    at = declaration.decided_at or declaration.declared_at
    return f"{declaration.state} {at.isoformat()}"


def _locked(application: Application, actor: Any) -> Application:
    row = locks.lock_again(application, "case", "call")
    # A role may have been taken away while we waited for the lock.
    if forget := getattr(actor, "forget_memberships", None):
        forget()
    if not declares_conflict.test(actor, row):
        raise PermissionDenied
    return row


def _declaration(application: Application, person: Any) -> ConflictDeclaration | None:
    return application.conflicts.select_related("person").filter(person_id=person.pk).first()


def _first(
    application: Application, person: Any, state: ConflictState, reason: str, *, actor: Any, at: datetime
) -> ConflictDeclaration:
    """The first word on an application makes the declaration."""
    claimed_by = None if actor.pk == person.pk else actor
    made = ConflictDeclaration(
        application=application,
        person=person,
        state=state,
        reason=reason,
        declared_at=at,
        claimed_by=claimed_by,
    )
    made.full_clean()
    made.save()
    audit.record(
        application.case,
        verb="claim_conflict" if claimed_by else "declare",
        thing=made,
        actor=actor,
        at=at,
        target=state,
        facts={"person": person.pk},
        payload={"reason": reason} if reason else None,
    )
    return made


def _changed(
    found: ConflictDeclaration, word: ConflictState, reason: str, *, actor: Any
) -> ConflictDeclaration:
    if word not in STEP_TO:
        raise ValidationError(_("Only a superior finds that there is no conflict of interest after all."))
    with CONFLICT.step(STEP_TO[word], found, actor=actor) as made:
        _say(made, reason, claimed_by=None)
    return made


def _say(made: Any, reason: str, *, claimed_by: Any) -> None:
    """A new word: what was decided on the one before is told by the case's trail."""
    made.reason, made.declared_at, made.claimed_by = reason, made.act.at, claimed_by
    made.decided_at, made.decided_by, made.decision_reason = None, None, ""
    made.act.facts = {"person": made.person_id}
    made.act.payload = {"reason": reason} if reason else {}


def _reasoned(reason: str) -> str:
    words = _in_words(reason)
    if not words:
        raise ValidationError({"reason": _("Write the reason.")})
    return words


def _in_words(reason: str) -> str:
    """Each line without what nobody sees; its length is judged here: a text column judges none."""
    words = "\n".join(map(plain_line, reason.strip().splitlines()))
    if len(words) > LONGEST:
        raise ValidationError({"reason": _("Write at most %(count)s characters.") % {"count": LONGEST}})
    return words
