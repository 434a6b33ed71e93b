"""The sums of a plan's table into the verbs: one act a sum, with a result for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.allocation.sums import Typed, typed_sums
from grants.models import AllocationPlan, PlanChange
from grants.rules import shares_out
from grants.services import allocation as service
from grants.services.allocation import AppropriationExceeded, PlanConflict, RowFigures
from sky_portal.ui import formats
from sky_portal.workflow import StepForbidden, StepRefused

UNPROCESSABLE, CONFLICT = 422, 409
# What was done to a plan, by the verb of its change.
VERBS = {
    "set_lines": gettext_lazy("a sum by line"),
    "set_percent": gettext_lazy("a sum as a percentage"),
    "set_lump": gettext_lazy("a lump sum"),
    "clear": gettext_lazy("taking a proposal away"),
    "apply_rule": gettext_lazy("a rule"),
    "undo": gettext_lazy("undoing"),
    "redo": gettext_lazy("doing again"),
}


@dataclass
class Done:
    """What became of the typed sums, by the application's key; `refused` is the whole plan's."""

    saved: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)
    refused: str = ""
    is_conflict: bool = False

    @property
    def status(self) -> int:
        """The answer's status when something was refused."""
        return CONFLICT if self.is_conflict else UNPROCESSABLE


def writes(user: Any) -> bool:
    """Whether the person writes plans at all."""
    return shares_out.test(user, None)


def save(plan: AllocationPlan, data: Mapping[str, str], *, actor: Any) -> Done:
    """Saves the changed sums, what is lowered first: so a sum may move from one pilot to another."""
    done, reason = Done(), data.get("reason", "").strip()
    rows = {row.application.pk: row for row in service.figures(plan, actor).rows}
    wanted = [one for one in typed_sums(data) if one.is_changed and one.application in rows]
    judged = [(one, cents) for one in wanted if (cents := _judged(one, done)) is not None]
    judged.sort(key=lambda pair: pair[1] - rows[pair[0].application].proposed_cents)
    for one, cents in judged:
        try:
            _set(plan, rows[one.application], one, cents, reason=reason, actor=actor)
        except StepRefused:
            done.refused = _("The plan is not a draft any more: its sums cannot be changed.")
            return done
        except (StepForbidden, ValidationError, AppropriationExceeded, PlanConflict) as wrong:
            done.errors[one.application] = why(wrong)
            done.is_conflict |= isinstance(wrong, PlanConflict)
        else:
            done.saved.add(one.application)
    return done


def _judged(one: Typed, done: Done) -> int | None:
    if one.is_empty:
        return 0
    try:
        return one.cents
    except ValueError as wrong:
        done.errors[one.application] = str(wrong)
        return None


def _set(plan: AllocationPlan, row: RowFigures, one: Typed, cents: int, *, reason: str, actor: Any) -> None:
    known: dict[str, Any] = {"base_revision": one.base, "actor": actor}
    if one.is_empty:
        service.clear(plan, row.application, **known)
        return
    kept = row.row.reason if row.row and cents != row.asked_cents else ""
    service.set_lump(plan, row.application, grant_cents=cents, reason=reason or kept, **known)


def why(wrong: Exception) -> str:
    """Why a sum was not saved, in a sentence for the person."""
    if isinstance(wrong, AppropriationExceeded):
        words = _("The appropriation does not suffice: at most %(sum)s can be given here.")
        return words % {"sum": formats.money(max(wrong.left_cents, 0))}
    if isinstance(wrong, PlanConflict):
        if wrong.row is None:
            return _("Somebody else has changed the plan meanwhile. Look at it first.")
        words = _("%(who)s has set this to %(sum)s meanwhile. Save again to replace it.")
        return words % {"who": wrong.row.changed_by, "sum": formats.money(wrong.row.grant_cents)}
    if isinstance(wrong, ValidationError):
        return " ".join(wrong.messages)
    return _("You may not set this sum: declare first whether you have a conflict of interest.")


def told(change: PlanChange | None) -> dict[str, Any] | None:
    """What a change was about, for its button: "a lump sum, Liisa Laine, 20.4.2021 klo 9.30"."""
    if change is None:
        return None
    parts = [str(VERBS.get(change.verb, change.verb)), str(change.made_by), formats.moment(change.made_at)]
    return {"number": change.number, "words": ", ".join(parts)}
