"""What stands beside every part that several people write: who takes care, who is here, what is said."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from grants import parts
from grants.forms.together import CommentForm
from grants.models import Application, PartComment
from grants.rules import comments_on, divides
from grants.services.together import Given, given
from grants.services.together import presence as rooms
from grants.services.together.words import in_words


@dataclass(frozen=True)
class Talk:
    """For a page: `{% include "grants/_talk.html" %}` shows it."""

    part: str
    title: str
    given: list[Given]
    here: str
    waiting: list[PartComment]
    settled: list[PartComment]
    form: CommentForm | None
    may_divide: bool
    address: str
    here_url: str


def talk(request: HttpRequest, application: Application, part: str, form: CommentForm | None = None) -> Talk:
    """The part's people and comments, in two queries; `form` is one that has been refused."""
    said = list(application.comments.filter(part=part).select_related("author", "settled_by"))
    may_comment = comments_on(part).test(request.user, application)
    return Talk(
        part=part,
        title=parts.titles(application)[part],
        given=given(application).get(part, []),
        here=in_words(rooms.others(application, part, request.user)),
        waiting=[one for one in said if one.settled_at is None],
        settled=[one for one in said if one.settled_at is not None],
        form=(form or CommentForm()) if may_comment else None,
        may_divide=divides(part).test(request.user, application),
        address=parts.talk_address(application, part),
        here_url=reverse("grants:here", args=[application.case_id, part]),
    )
