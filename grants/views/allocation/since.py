"""What has changed in a plan since this person last read it, in words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import AllocationPlan
from grants.rules import plan_is_out, shares_out
from grants.services import allocation as service
from sky_portal.ui import formats

# More than this is not read one by one: the table marks every row.
MOST = 12


@dataclass(frozen=True)
class Line:
    """One application's change."""

    name: str
    address: str
    words: str


@dataclass(frozen=True)
class News:
    """The changes, the first of them in lines; `before` in words by the application's key, for the table."""

    title: str
    lines: list[Line]
    more: str
    before: dict[int, str]
    # What the button says by which one has read it.
    done: str


def since(plan: AllocationPlan, person: Any) -> News | None:
    """What is new to the person; None when nothing is.

    Who reads a presented plan for the first time is told how to be shown what changes after that.
    """
    found = service.changed_since(plan, person)
    if found.read_at is None:
        return _first(plan, person)
    if not found.moved:
        return None
    change = found.total_after_cents - found.total_before_cents
    count = len(found.moved)
    title = ngettext(
        "%(count)s sum has changed since %(when)s", "%(count)s sums have changed since %(when)s", count
    ) % {"count": count, "when": formats.moment(found.read_at)}
    total = _("The whole plan: %(before)s before, now %(after)s (%(change)s).") % {
        "before": formats.money(found.total_before_cents),
        "after": formats.money(found.total_after_cents),
        "change": signed(change),
    }
    lines = [
        Line(
            _name(moved.application),
            reverse("grants:allocation_row", args=[plan.call.slug, plan.pk, moved.application.case_id]),
            _words(moved),
        )
        for moved in found.moved[:MOST]
    ]
    before = {moved.application.pk: _before(moved.before_cents) for moved in found.moved}
    return News(title, lines, total, before, _("I have read the changes"))


def _first(plan: AllocationPlan, person: Any) -> News | None:
    """For those before whom the plan has been laid; its makers know what they change."""
    if shares_out.test(person, plan) or not plan_is_out.test(person, plan):
        return None
    words = _("Mark it as read when you are done: what changes after that is shown to you.")
    return News(_("You have not read this plan before"), [], words, {}, _("I have read the plan"))


def signed(cents: int) -> str:
    """A change of a sum with its sign: "+20 000 €"."""
    return f"+{formats.money(cents)}" if cents > 0 else formats.money(cents)


def _name(application: Any) -> str:
    return application.current_submission.name


def _words(moved: Any) -> str:
    before, after = in_words(moved.before_cents), in_words(moved.after_cents)
    words = _("%(before)s → %(after)s") % {"before": before, "after": after}
    return f"{words}. {moved.reason}" if moved.reason else words


def _before(cents: int | None) -> str:
    return _("was %(sum)s") % {"sum": in_words(cents)}


def in_words(cents: int | None) -> str:
    """A proposed sum, or that there is none."""
    return _("no proposal") if cents is None else formats.money(cents)
