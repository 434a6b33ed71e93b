"""What one person has to do with the assessment of one application: beside it, or on a page of its own."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.enums import ReviewKind
from grants.forms.reviews import SCORE, ScoringForm
from grants.models import Application, Criterion, Review
from grants.rules import writes_consensus
from grants.services.ranking import Standing, standings_of
from grants.services.reviews import consensus_of
from grants.services.scores import Scale, common_scale
from grants.services.side_by_side import Board, board
from grants.workflows import REVIEW
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.rules import is_presenting_officer

WITHHELD = _(
    "This was not saved: the assessment is done or is not yours any more. What you typed is still here: "
    "copy it."
)


@dataclass
class Panel:
    """The own sheet or what was done, the others' where they may be read, and what comes next."""

    application: Application
    criteria: list[Criterion]
    # As far as this person may be told; `blind` within.
    standing: Standing
    board: Board
    own: Review | None = None
    form: ScoringForm | None = None
    # What is typed has not been saved: the session had ended.
    unsaved: bool = False
    withheld: Any = ""
    # The page after saving: the case page, or the assessment's own.
    back: str = ""
    may_reopen: bool = False
    consensus: Review | None = None
    may_begin_consensus: bool = False
    may_write_consensus: bool = False
    removable: list[Review] = field(default_factory=list)

    @property
    def scale(self) -> Scale | None:
        """On which the means are told."""
        return common_scale(self.criteria)

    @property
    def is_newer_sent(self) -> bool:
        """Whether a newer version has been sent since the first score was given."""
        own = self.own
        return bool(own and own.submission_id and own.submission_id != self.application.current_submission_id)

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show to this person."""
        return bool(self.own or self.board.columns or self.removable or self.may_begin_consensus)


def panel(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The context of `grants/reviews/_panel.html`, which comes back to the case page after saving."""
    return {"assessment": panel_of(request, application, back="case")}


def panel_of(
    request: HttpRequest, application: Application, *, form: ScoringForm | None = None, back: str = ""
) -> Panel:
    """The panel; with the form that could not be saved, where there is one."""
    user = request.user
    criteria = list(application.call.criteria.all())
    own = own_review(application, user)
    standing = standings_of([application], application.call, user)[application.pk]
    found = Panel(
        application=application,
        criteria=criteria,
        standing=standing,
        # One's own alone is no comparison: it is shown as what one has written.
        board=Board([], []) if standing.blind else board(application, user, criteria),
        own=own,
        form=form,
        back=back,
    )
    if own and form is None and REVIEW.may("save_score", user, own):
        found.form, found.unsaved = _form(request, own, criteria)
    found.may_reopen = bool(own and REVIEW.may("reopen", user, own))
    if is_presenting_officer.test(user, None):
        under_way = application.reviews.counting().filter(kind=ReviewKind.INDIVIDUAL)  # type: ignore[attr-defined]
        under_way = under_way.select_related("assessor", "application").order_by("assigned_at", "pk")
        found.removable = [one for one in under_way if REVIEW.may("take_away", user, one)]
    if application.call.consensus_wanted:
        _tell_consensus(found, user)
    return found


def own_review(application: Application, user: Any) -> Review | None:
    """The person's own assessment of the application, unless it has ended."""
    own = Review.objects.visible_to(user).counting().filter(application=application, assessor=user)
    return own.filter(kind=ReviewKind.INDIVIDUAL).select_related("application__call").first()


def _form(request: HttpRequest, own: Review, criteria: list[Criterion]) -> tuple[ScoringForm, bool]:
    # Another form of the case page may be what was kept.
    kept = kept_data(request)
    mine = kept if kept and any(name.startswith(SCORE) for name in kept) else None
    return ScoringForm(own, criteria, mine), mine is not None


def _tell_consensus(found: Panel, user: Any) -> None:
    known = consensus_of(found.application)
    may = writes_consensus.test(user, found.application)
    found.may_write_consensus = bool(known and REVIEW.may("save_score", user, known))
    found.may_begin_consensus = may and (known is None or REVIEW.may("begin_again", user, known))
    found.consensus = known if may else None
