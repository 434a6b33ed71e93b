"""Notes between officials: part of the preparation, never the applicant's to read (JulkL 6 §)."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.models import Application, OfficialNote
from grants.models.examination import LONGEST_NOTE
from grants.workflows import APPLICATION


def write_note(application: Application, *, text: str, actor: Any, token: UUID | None = None) -> OfficialNote:
    """Writes a note on the application.

    A `token` that this person has used on it returns what was written with it: a double click
    writes once. Raises ValidationError on a text that is empty or too long, StepForbidden for who
    is no official or to whom the application does not open, StepRefused for what has not arrived.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write the note."))
    if len(text) > LONGEST_NOTE:
        raise ValidationError(_("The note is too long: at most 4 000 characters."))
    if token and (twin := _written(application, token, actor)):
        return twin
    with APPLICATION.step("write_note", application, actor=actor) as row:
        # Both clicks of a double click may have come as far as the lock.
        twin = _written(row, token, actor) if token else None
        taken = token and OfficialNote.objects.filter(token=token).exists()
        note = twin or OfficialNote.objects.create(
            application=row,
            text=text,
            author=actor,
            written_at=row.act.at,
            # A mark that somebody else has used is nobody's: this is written without one.
            token=None if taken else token,
        )
        row.act.facts = {"note": note.pk, **({"twice": True} if twin else {})}
    return note


def _written(application: Application, token: UUID, actor: Any) -> OfficialNote | None:
    return OfficialNote.objects.filter(application=application, token=token, author=actor).first()
