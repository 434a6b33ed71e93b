"""What is to be noted of an application: told in its row, and filtered by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from grants.enums import CaseMessageKind, ConflictState, SupplementState
from grants.models import Application, CaseMessage, ConflictDeclaration, Review, SupplementRequest
from grants.rules import is_examiner, is_withdrawn, reads_sent
from grants.services.scores import WIDE_SPREAD
from pilots.enums import PRESENT
from pilots.models import Member
from sky_portal import clock


@dataclass(frozen=True)
class Flag:
    """A remark in a word or two; `condition(user)` is asked of applications."""

    key: str
    label: Any
    condition: Callable[[Any], Q]
    tone: str = "wait"
    shown: Callable[[Any], bool] = lambda user: True


def _of(model: Any) -> Any:
    return model._default_manager.filter(application=OuterRef("pk")).order_by()


def _asked(user: Any) -> Q:
    return Q(Exists(_of(SupplementRequest).filter(state=SupplementState.OPEN, due_at__gte=clock.now())))


def _overdue(user: Any) -> Q:
    return Q(Exists(_of(SupplementRequest).filter(state=SupplementState.OPEN, due_at__lt=clock.now())))


def _withdrawing(user: Any) -> Q:
    return Q(withdrawal_asked_at__isnull=False) & ~is_withdrawn.q(user)


def _conflict(user: Any) -> Q:
    closed = (ConflictState.CONFLICTED, ConflictState.DISPUTED)
    return Q(Exists(_of(ConflictDeclaration).filter(state__in=closed)))


def _apart(user: Any) -> Q:
    return Q(score_spread__gte=WIDE_SPREAD)


def _overlap(user: Any) -> Q:
    """A member of it is in another application to the call that this person may know of."""
    others = Application.objects.standing().filter(reads_sent.q(user)).order_by()
    same = Member._default_manager.filter(state__in=PRESENT, pilot__application__in=others).order_by()
    own = Member._default_manager.filter(state__in=PRESENT, pilot=OuterRef("pilot")).order_by()
    twin = same.filter(
        organisation=OuterRef("organisation"), pilot__application__call=OuterRef("pilot__application__call")
    ).exclude(pilot=OuterRef("pilot"))
    return Q(Exists(own.filter(Exists(twin)))) & ~is_withdrawn.q(user)


def _added(user: Any) -> Q:
    """Something has come since an assessment was done: the applicant's addition, or a new version."""
    counting = Review.objects.counting().order_by()
    newer = CaseMessage._default_manager.filter(
        application=OuterRef("application"), kind=CaseMessageKind.ADDITION, sent_at__gt=OuterRef("done_at")
    ).order_by()
    scored = counting.filter(application=OuterRef("pk"), submission__isnull=False)
    return Q(Exists(scored.filter(Q(Exists(newer)) | ~Q(submission=F("application__current_submission")))))


def _undeclared(user: Any) -> Q:
    return ~Q(Exists(_of(ConflictDeclaration).filter(person_id=user.pk)))


def _reads_scores(user: Any) -> bool:
    from grants.services.worklist.columns import sees_scores

    return sees_scores(user)


FLAGS = (
    Flag("supplement", _("Supplement asked for"), _asked),
    Flag("overdue", _("Supplement overdue"), _overdue, tone="no"),
    Flag("withdrawal", _("Withdrawal asked for"), _withdrawing),
    Flag("conflict", _("Somebody has a conflict of interest"), _conflict),
    Flag("apart", _("Assessors far apart"), _apart, shown=_reads_scores),
    Flag("overlap", _("Overlapping members"), _overlap),
    Flag("added", _("Added to since assessed"), _added),
    Flag(
        "undeclared",
        _("Not declared by me"),
        _undeclared,
        tone="do",
        shown=lambda user: is_examiner.test(user, None),
    ),
)


def flags_for(user: Any) -> list[Flag]:
    """The flags that this person sees."""
    return [flag for flag in FLAGS if flag.shown(user)]
