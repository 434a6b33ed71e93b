"""The summary of a plan on paper: two pages with the bar, the map, the groups and the proposals."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from grants.documents.plan_pictures import (
    bar_of,
    groupings_of,
    maps_of,
    region_names,
    share_of,
)
from grants.documents.receipt import letterhead
from grants.models import AllocationPlan
from grants.plan_files import SUMMARY
from sky_portal import clock
from sky_portal.documents.models import Document
from sky_portal.documents.pdf import render_pdf
from sky_portal.documents.services import store
from sky_portal.money import CENTS
from sky_portal.texts import pick
from sky_portal.ui import formats

TEMPLATE = "grants/documents/plan_summary.html"
# What fits on the second page; the rest is counted and stands in the portal.
MOST = 44


def render_plan_summary(figures: Any, *, language: str, at: datetime) -> bytes:
    """The summary of a plan as one person sees it (PlanFigures), in the language asked."""
    with override(language):
        context, title = summary_context(figures, at=at), str(_("Summary of a plan"))
    return render_pdf(TEMPLATE, context, language=language, title=title, dated=at)


def store_plan_summary(
    plan: AllocationPlan, content: bytes, *, key: str, language: str, at: datetime, by: Any
) -> Document:
    """Keeps the summary in the call's case, once a content, language and circle of readers."""
    with override(language):
        word = _("summary")
        name = f"{word}-{plan.call.slug}-{at.astimezone(clock.HELSINKI):%Y-%m-%d-%H%M}.pdf"
    return store(
        plan.call.case,
        kind=SUMMARY,
        key=key,
        name=name,
        content=content,
        content_type="application/pdf",
        language=language,
        made_by=by,
    )


def summary_context(figures: Any, *, at: datetime) -> dict[str, Any]:
    """What the summary tells in the active language."""
    plan, regions = figures.plan, region_names()
    rows = figures.rows[:MOST]
    funded = sum(1 for row in figures.rows if row.proposed_cents)
    return {
        "letterhead": letterhead(plan.call, "", at, kind=str(_("Summary of a plan"))),
        "plan": plan,
        "call_name": pick(plan.call.name).text,
        "state": plan.get_state_display(),
        "made": formats.moment(at),
        "bar": bar_of(figures),
        "map": maps_of(figures)[0].drawn,
        "groupings": groupings_of(figures),
        "regions": [_region(group) for group in figures.by_region],
        "facts": _facts(figures, funded),
        "proposed": formats.money(figures.total_cents),
        "appropriation": formats.money(figures.money.appropriation),
        "unseen": formats.money(figures.unseen_cents) if figures.unseen_cents else "",
        "rows": [_row(row, regions) for row in rows],
        "more": len(figures.rows) - len(rows),
        "asked_total": formats.money(figures.asked_cents, unit=False),
        "proposed_total": formats.money(figures.proposed_cents, unit=False),
        "share_total": share_of(figures.proposed_cents, figures.asked_cents),
    }


def _facts(figures: Any, funded: int) -> list[tuple[str, str]]:
    whole = figures.money.appropriation
    return [
        (_("Applications"), formats.number(len(figures.rows))),
        (_("Applied for"), formats.money(figures.asked_cents)),
        (_("Pilots that get a grant"), formats.number(funded)),
        (_("Of the appropriation"), share_of(figures.total_cents, whole)),
        (_("By exception"), formats.money(figures.exceptional_cents)),
        (pgettext("money", "Left"), formats.money(figures.left_cents)),
    ]


def _region(group: Any) -> dict[str, Any]:
    pupil = group.cents_a_pupil
    return {
        "name": str(group.label) or "–",
        "count": group.count,
        "asked": formats.money(group.asked_cents, unit=False),
        "proposed": formats.money(group.proposed_cents, unit=False),
        "share": share_of(group.proposed_cents, group.asked_cents),
        "pupil": "–" if pupil is None else formats.number(round(pupil / CENTS)),
    }


def _row(row: Any, regions: dict[str, str]) -> dict[str, Any]:
    one = row.application
    return {
        "rank": row.rank or "–",
        "number": one.case.number,
        "name": one.current_submission.name,
        "applicant": str(one.applicant),
        "region": regions.get(one.region_code, ""),
        "score": "–" if row.score is None else formats.number(round(row.score * 10), 1),
        "asked": formats.money(row.asked_cents, unit=False),
        "proposed": formats.money(row.proposed_cents, unit=False) if row.row else "–",
        "share": share_of(row.proposed_cents, row.asked_cents) if row.row else "–",
        "exception": row.exceptional and row.proposed_cents > 0,
    }
