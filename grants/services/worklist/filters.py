"""Narrowing the worklist: every filter of the page, said without one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from grants.enums import ReviewKind
from grants.models import Application, Call, Review
from grants.models.application import ApplicationQuerySet
from grants.rules import presents_for, reads_sent
from grants.services import stems
from grants.services.worklist.flags import flags_for

MINE, NOBODY = "me", "none"


@dataclass(frozen=True)
class Filters:
    """What is asked for; what is empty filters nothing. Sums are what is applied for, in cents."""

    words: str = ""
    state: str = ""
    region: str = ""
    language: str = ""
    # MINE (substitutions included), NOBODY, or a person's id.
    officer: str | int = ""
    assessor: str | int = ""
    # Whether the condition of the call is fulfilled: by the official's ruling, else as computed.
    eligible: bool | None = None
    least: int | None = None
    most: int | None = None
    flags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the whole list is asked for."""
        return self == Filters()


def readable_by(user: Any, call: Call | None = None) -> ApplicationQuerySet:
    """What stands in this person's lists: sent, and without a conflict of interest."""
    found = Application.objects.filter(reads_sent.q(user))
    return found.filter(call=call) if call else found


def narrowed(found: ApplicationQuerySet, asked: Filters, user: Any) -> ApplicationQuerySet:
    """Those that all the filters let through."""
    same: dict[str, Any] = {
        name: value
        for name, value in (
            ("state", asked.state),
            ("region_code", asked.region),
            ("language", asked.language),
            ("current_submission__grant_cents__gte", asked.least),
            ("current_submission__grant_cents__lte", asked.most),
        )
        if value not in ("", None)
    }
    found = found.filter(_of_people(asked, user), **same)
    if asked.eligible is not None:
        meets: dict[str, Any] = {"meets": asked.eligible}
        found = found.with_ruling().filter(**meets)
    for flag in flags_for(user):
        if flag.key in asked.flags:
            found = found.filter(flag.condition(user))
    return stems.matching(found, asked.words) if asked.words else found


def _of_people(asked: Filters, user: Any) -> Q:
    wanted = Q()
    if asked.officer == MINE:
        wanted &= Q(presenting_officer__isnull=False) & presents_for.q(user)
    elif asked.officer == NOBODY:
        wanted &= Q(presenting_officer=None)
    elif asked.officer:
        wanted &= Q(presenting_officer=asked.officer)
    counting = Review.objects.counting().filter(kind=ReviewKind.INDIVIDUAL).order_by()
    if asked.assessor == NOBODY:
        wanted &= ~Q(pk__in=counting.values("application"))
    elif asked.assessor:
        person: Any = user.pk if asked.assessor == MINE else asked.assessor
        wanted &= Q(pk__in=counting.filter(assessor=person).values("application"))
    return wanted
