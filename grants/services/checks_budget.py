"""Whether the sums of what was sent hold: by its own lines, and by the terms of the call."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grants.models import Call, Submission
from grants.services.pay_cap import warning_of
from sky_portal import money
from sky_portal.ui import formats

Json = dict[str, Any]
Judged = tuple[str, list[str]]


def own_share(said: Json) -> Judged:
    """Tone and reasons: the own share is what the call asks for, rounded up to a whole euro (VAL 6 §)."""
    budget = said["budget"]
    total, own = budget["sums"]["total_cents"], budget["sums"]["own_share_cents"]
    percent = budget["own_share_percent"]
    least = money.own_share(total, percent)
    words = {
        "own": formats.money(own),
        "total": formats.money(total),
        "percent": percent,
        "least": formats.money(least),
    }
    if own < least:
        return "no", [
            _("%(own)s of %(total)s: the call asks for %(percent)d %%, at least %(least)s.") % words
        ]
    return "ok", [_("%(own)s of %(total)s; the call asks for %(percent)d %%, at least %(least)s.") % words]


def sums(submission: Submission, call: Call) -> Judged:
    """Tone and reasons: the lines make the sums in every direction, and the pay stays under the cap."""
    budget = submission.content["application"]["budget"]
    if faults := list(_faults(budget, submission)):
        return "no", faults
    if not budget["lines"]:
        return "wait", [_("The budget has no lines.")]
    words = {"count": len(budget["lines"]), "total": formats.money(budget["sums"]["total_cents"])}
    held = _("%(count)d lines make %(total)s, by member, category, type and year alike.") % words
    if remarks := list(_remarks(budget, call)):
        return "wait", [*remarks, held]
    return "ok", [held]


def _faults(budget: Json, submission: Submission) -> Iterator[str]:
    kept = budget["sums"]
    total = sum(line["amount_cents"] for line in budget["lines"])
    if total != kept["total_cents"] or total != submission.total_cents:
        words = {"lines": formats.money(total), "total": formats.money(kept["total_cents"])}
        yield _("The lines make %(lines)s, the total says %(total)s.") % words
    for name, title in _directions():
        if sum(kept[name].values()) != total:
            words = {
                "by": title,
                "sum": formats.money(sum(kept[name].values())),
                "total": formats.money(total),
            }
            yield _("%(by)s makes %(sum)s, the lines %(total)s.") % words
    other = sum(row["amount_cents"] for row in budget["other"])
    grant = kept["total_cents"] - kept["own_share_cents"] - other
    if not grant == kept["grant_cents"] == submission.grant_cents or other != kept["other_cents"]:
        words = {"grant": formats.money(kept["grant_cents"]), "computed": formats.money(grant)}
        yield (
            _("The grant applied for is %(grant)s, the costs less the other funding make %(computed)s.")
            % words
        )


def _directions() -> tuple[tuple[str, str], ...]:
    return (
        ("by_member", _("By municipality")),
        ("by_category", _("By cost category")),
        ("by_type", _("By type")),
        ("by_year", _("By year")),
    )


def _remarks(budget: Json, call: Call) -> Iterator[str]:
    if budget["sums"]["grant_cents"] <= 0:
        yield _("Nothing is applied for.")
    if call.amount_cents and budget["sums"]["grant_cents"] > call.amount_cents:
        words = {"amount": formats.money(call.amount_cents)}
        yield _("More is applied for than the call shares out: %(amount)s.") % words
    for line in budget["lines"]:
        months = None if line["person_months"] is None else Decimal(line["person_months"])
        if over := warning_of(call, line["cost_type"], line["amount_cents"], months):
            yield f"{line['basis']}: {over}"
    needing = {str(one.pk) for one in call.cost_categories.all() if one.needs_decision}
    for line in budget["lines"]:
        if str(line["category"]) in needing and not line.get("decision"):
            yield _("%(basis)s: the provider's decision is not named.") % {"basis": line["basis"]}
