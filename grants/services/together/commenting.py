"""What the applicant's side says to each other about a part; it never goes along with what is sent."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _

from grants import together_emails as emails
from grants.models import Application, PartComment
from grants.rules import comments_on
from grants.services.together.people import taking_part
from grants.services.together.places import check_part, locked
from sky_portal import clock, locks
from sky_portal.accounts.models import User
from sky_portal.audit import services as audit

LONGEST = 2000


def add_comment(
    application: Application, *, part: str, text: str, actor: Any, token: UUID | None = None
) -> PartComment:
    """Says something about a part and tells those concerned, once an hour each at most.

    A `token` that this person has used returns what was said with it. Raises PermissionDenied,
    NoSuchPart, and ValidationError on a text that is empty or too long.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locked(application, comments_on(part), actor)
        check_part(application, part)
        said = PartComment.objects.filter(token=token).first() if token else None
        if said and (said.application_id, said.author_id) == (application.pk, actor.pk):
            return said
        comment = PartComment(
            application=application,
            part=part,
            text=_checked(text),
            author=actor,
            written_at=at,
            # A mark that somebody else has used is nobody's: this is said without one.
            token=None if said else token,
        )
        comment.save()
        _record(comment, "comment", actor)
        for person in _concerned(comment):
            emails.part_commented(comment, person)
    return comment


def settle(comment: PartComment, *, actor: Any) -> PartComment:
    """Notes that the matter is taken care of; again changes nothing. Raises PermissionDenied."""
    return _turn(comment, "settle_comment", actor, settled=True)


def take_up(comment: PartComment, *, actor: Any) -> PartComment:
    """Opens a settled matter again. Raises PermissionDenied."""
    return _turn(comment, "take_up_comment", actor, settled=False)


def open_comments(application: Application) -> dict[str, int]:
    """How many comments of each part wait to be settled."""
    waiting = application.comments.filter(settled_at=None).order_by()
    return dict(waiting.values_list("part").annotate(count=Count("pk")))


def _checked(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write the comment."))
    if len(text) > LONGEST:
        raise ValidationError(_("The comment is too long: at most 2 000 characters."))
    return text


def _turn(comment: PartComment, verb: str, actor: Any, *, settled: bool) -> PartComment:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locked(comment.application, comments_on(comment.part), actor)
        stored = application.comments.get(pk=comment.pk)
        if (stored.settled_at is not None) == settled:
            return stored
        stored.settled_at, stored.settled_by = (at, actor) if settled else (None, None)
        stored.save(update_fields=["settled_at", "settled_by"])
        _record(stored, verb, actor)
    return stored


def _concerned(comment: PartComment) -> list[User]:
    """Who takes care of the part, or else who started the application, and who has spoken about it.

    Never the author, and nobody who does not take part any more.
    """
    application = comment.application
    care = set(application.assignments.filter(part=comment.part).values_list("person_id", flat=True))
    people = {one.user.pk: one.user for one in taking_part(application)}
    spoken = set(application.comments.filter(part=comment.part).values_list("author_id", flat=True))
    wanted = ((care & people.keys()) or {application.started_by_id}) | spoken
    return [user for pk, user in people.items() if pk in wanted and pk != comment.author_id]


def _record(comment: PartComment, verb: str, actor: Any) -> None:
    facts = {"part": comment.part, "comment": comment.pk}
    case = comment.application.case
    audit.record(case, verb=verb, thing=comment, actor=actor, at=clock.now(), facts=facts)
