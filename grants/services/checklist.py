"""The call's own checklist: an official's marks on an application, point by point."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.models import Application, ChecklistItem, CheckMark
from grants.models.examination import LONGEST_NOTE
from grants.workflows import APPLICATION
from sky_portal.audit.models import AuditEvent


class MarkConflict(Exception):
    """Somebody else has marked the point since; `current` is what stands there (None: taken away)."""

    def __init__(self, current: CheckMark | None) -> None:
        super().__init__("marked meanwhile")
        self.current = current


@dataclass(frozen=True)
class Point:
    """A point of the checklist with the mark on it, if there is one."""

    item: ChecklistItem
    mark: CheckMark | None


def points_of(application: Application) -> list[Point]:
    """The checklist of the application's call with its marks, in two queries."""
    marks = {mark.item_id: mark for mark in application.checks.select_related("marked_by")}
    return [Point(item, marks.get(item.pk)) for item in application.call.checklist.all()]


def mark(
    application: Application,
    *,
    item: ChecklistItem,
    answer: str,
    note: str = "",
    base_version: int | None,
    actor: Any,
) -> CheckMark | None:
    """Marks one point; an empty `answer` takes the mark away, and its note with it.

    `base_version` is the version that the writer saw, nought or None for no mark yet; a mark that
    has moved on raises MarkConflict unless it says the same already. Raises ValidationError on an
    unknown answer, a note without an answer, or a point of another call; StepForbidden for who does
    not present the application, StepRefused when it is not examined any more.
    """
    note = note.replace("\x00", "").replace("\r\n", "\n").strip()
    said = Said(answer, note)
    if item.call_id != application.call_id:
        raise ValidationError(_("This point is of another call."))
    stored = _stored(application, item)
    if said == said_in(stored) and APPLICATION.may("mark_check", actor, application):
        return stored
    with APPLICATION.step("mark_check", application, actor=actor) as row:
        stored = _stored(row, item)
        if said != said_in(stored):
            if (stored.version if stored else 0) != (base_version or 0):
                raise MarkConflict(stored)
            stored = _put(row, item, stored, said, actor) if answer else _taken_away(stored, said)
        row.act.facts = {"item": item.key, "answer": answer, "version": stored.version if stored else 0}
    return stored


class Said(NamedTuple):
    """What a mark says; nothing at all without a mark."""

    answer: str = ""
    note: str = ""


def said_in(mark: CheckMark | None) -> Said:
    """The same of what is stored."""
    return Said(mark.answer, mark.note) if mark else Said()


def _stored(application: Application, item: ChecklistItem) -> CheckMark | None:
    marks = CheckMark.objects.select_related("marked_by")
    return marks.filter(application=application, item=item).first()


def _taken_away(stored: CheckMark | None, said: Said) -> CheckMark | None:
    if said.note:
        raise ValidationError({"answer": [_("Choose a mark: the note belongs to it.")]})
    if stored:
        stored.delete()
    return None


def _put(
    row: Application, item: ChecklistItem, stored: CheckMark | None, said: Said, actor: Any
) -> CheckMark:
    if len(said.note) > LONGEST_NOTE:
        raise ValidationError({"note": [_("The note is too long: at most 4 000 characters.")]})
    found = stored or CheckMark(application=row, item=item, version=_acts(row))
    found.answer, found.note, found.version = said.answer, said.note, found.version + 1
    found.marked_by, found.marked_at = actor, row.act.at  # type: ignore[attr-defined]
    found.clean_fields(exclude=("application", "item", "marked_by"))
    found.save()
    return found


def _acts(row: Application) -> int:
    """How often anything was marked: a mark made anew never has the version of one taken away."""
    return AuditEvent.objects.filter(case=row.case_id, verb="mark_check").count()
