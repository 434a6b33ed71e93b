"""The plan: its table beside its pictures, and the sums that are written into it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from grants.documents.plan_pictures import bar_of, groupings_of, maps_of, region_names
from grants.forms.allocation.sums import typed_sums
from grants.models import AllocationPlan
from grants.rules import plan_is_out
from grants.services import allocation as service
from grants.services.allocation import Flag, PlanFigures
from grants.views.allocation import saving, since, table
from grants.views.allocation.fetch import SHARERS, seen_plan
from grants.views.allocation.papers import summary_of
from grants.views.allocation.standing import change_in_words, standings
from grants.workflows import ALLOCATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.search import fold
from sky_portal.ui import formats
from sky_portal.ui.tables import SORT, Table

SELECT = forms.Select(attrs={"class": "form-select"})
TONES = {"draft": "do", "presented": "wait", "approved": "ok"}
# Beside a plan stand the differences to the others, as many as fit a line.
COMPARED = 2


class PlanFilter(forms.Form):
    """What the table shows; what is not understood filters nothing."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, widget=SELECT)
    meets = forms.ChoiceField(
        label=gettext_lazy("Condition of the call"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("yes", gettext_lazy("Fulfilled")),
            ("no", gettext_lazy("Not fulfilled")),
        ],
        widget=SELECT,
    )
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control",
                "size": 24,
                "placeholder": gettext_lazy("Pilot, applicant or number"),
            }
        ),
    )
    flag = forms.ChoiceField(required=False, choices=[("", ""), *((flag.value, flag.value) for flag in Flag)])

    def __init__(self, data: Any, figures: PlanFigures, regions: Mapping[str, str]) -> None:
        super().__init__(data)
        codes = sorted(
            {row.application.region_code for row in figures.rows} & set(regions), key=regions.__getitem__
        )
        choices: Any = [("", _("All")), *((code, regions[code]) for code in codes)]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]
        self.fields["flag"].widget = forms.HiddenInput()
        self.is_valid()

    @property
    def chosen(self) -> table.Chosen:
        """What was understood."""
        said = self.cleaned_data
        words = tuple(fold(said.get("q", "")).split())
        return table.Chosen(said.get("region", ""), said.get("meets", ""), said.get("flag", ""), words)


@audience(SHARERS)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Shows the plan; saves the sums that were changed in its table."""
    found = seen_plan(request, slug, number)
    if request.method != "POST":
        return page(request, found, kept_data(request))
    if not saving.writes(request.user):
        raise PermissionDenied
    query = QueryDict(request.POST.get("query", ""))
    done = saving.save(found, request.POST, actor=request.user)
    if done.refused:
        messages.warning(request, done.refused)
    if done.saved:
        words = ngettext("%(count)s sum has been saved.", "%(count)s sums have been saved.", len(done.saved))
        messages.success(request, words % {"count": len(done.saved)})
    if done.errors:
        found = seen_plan(request, slug, number)
        return page(request, found, request.POST, done=done, query=query)
    if not done.saved and not done.refused:
        messages.info(request, _("Nothing was changed: every sum is as it was."))
    return redirect(_address(found, query))


def page(
    request: HttpRequest,
    found: AllocationPlan,
    typed: Mapping[str, str] | None = None,
    *,
    done: saving.Done | None = None,
    query: QueryDict | None = None,
) -> HttpResponse:
    """The page; with `typed` the sums stand as they were written, and `done` says which were refused."""
    query = request.GET if query is None else query
    figures, regions = service.figures(found, request.user), region_names()
    sieve, heads = PlanFilter(query, figures, regions), Table(table.COLUMNS, query, table.FIRST_ORDER)
    rows = [table.shown(row, plan=found, regions=regions) for row in figures.rows if sieve.chosen.lets(row)]
    rows = table.in_order(rows, heads.order)
    news = since.since(found, request.user)
    _marked(rows, typed or {}, done, news)
    filtered = any(query.get(name) for name in sieve.fields)
    context: dict[str, Any] = {
        **_of_plan(found, request, figures),
        "rows": rows,
        "filter": sieve,
        "filtered": filtered,
        "table": heads,
        "sort": query.get(SORT, ""),
        "query": query.urlencode(),
        "address": _address(found),
        "totals": _totals(rows, figures),
        "since": news,
        "words": _words(),
        "rules": [(rule.key, rule.label) for rule in service.RULES.values()],
        "noteworthy": table.noteworthy(figures, _address(found)),
        "unsaved": bool(typed) and done is None,
        "reason": (typed or {}).get("reason", "") if not done or done.errors else "",
        "problems": _problems(rows, done),
    }
    return render(request, "grants/allocation/plan.html", context, status=done.status if done else 200)


def _of_plan(found: AllocationPlan, request: HttpRequest, figures: PlanFigures) -> dict[str, Any]:
    """What stands around the table."""
    user = request.user
    acts = {step.name: True for step in ALLOCATION.available(user, found)}
    may_edit = "edit_plan" in acts
    return {
        "plan": found,
        "call": found.call,
        "figures": figures,
        "acts": {name: acts.get(name, False) for name in ("present", "take_back", "send_back", "approve")},
        "may_edit": may_edit,
        "state_tone": TONES[found.state],
        "is_out": plan_is_out.test(user, found),
        "undo": saving.told(service.undoable(found, user)) if may_edit else None,
        "redo": saving.told(service.redoable(found, user)) if may_edit else None,
        "lead": _lead(figures),
        "others": _others(found, user),
        "bar": bar_of(figures),
        "maps": maps_of(figures),
        "groupings": groupings_of(figures),
        "summary": summary_of(found, user, figures),
    }


def _lead(figures: PlanFigures) -> str:
    count = len(figures.rows)
    words = ngettext(
        "%(count)s application, %(sum)s applied for.", "%(count)s applications, %(sum)s applied for.", count
    )
    return words % {"count": formats.number(count), "sum": formats.money(figures.asked_cents)}


def _others(found: AllocationPlan, user: Any) -> list[dict[str, str]]:
    """The other plans with how this one differs from them."""
    plans = service.copyable(found.call, user)
    others = [one for one in plans if one.pk != found.pk][-COMPARED:]
    stands = standings([found, *others], user)
    mine = stands[found.pk]
    address = reverse("grants:allocation_compare", args=[found.call.slug])
    return [
        {
            "name": other.name,
            "address": f"{address}?plan={other.pk}&plan={found.pk}",
            "words": change_in_words(
                mine.pilots - stands[other.pk].pilots, mine.regions - stands[other.pk].regions
            ),
        }
        for other in others
    ]


def _marked(
    rows: list[table.Shown],
    typed: Mapping[str, str],
    done: saving.Done | None,
    news: since.News | None,
) -> None:
    """What was typed stands in its field, what was refused says why, what is new is marked."""
    written = {one.application: one for one in typed_sums(typed)}
    before = news.before if news else {}
    for row in rows:
        saved = done is not None and row.pk in done.saved
        if done and row.pk in done.errors:
            row.error, row.mark = done.errors[row.pk], "is-changed"
        elif saved:
            row.mark = "is-saved"
        elif row.pk in before:
            row.mark, row.before = "is-new", before[row.pk]
        if row.pk in written and written[row.pk].is_changed and not saved:
            row.value = written[row.pk].text


def _totals(rows: list[table.Shown], figures: PlanFigures) -> dict[str, Any]:
    sums = table.totals(rows, figures)
    count = ngettext("%(count)s application", "%(count)s applications", len(rows)) % {
        "count": formats.number(len(rows))
    }
    return sums | {"words": count}


def _problems(rows: list[table.Shown], done: saving.Done | None) -> list[dict[str, str]]:
    if not done:
        return []
    named = [{"target": f"grant-{row.pk}", "text": f"{row.name}: {row.error}"} for row in rows if row.error]
    # A row that the filter hides says so all the same.
    hidden = [text for pk, text in done.errors.items() if pk not in {row.pk for row in rows}]
    return [*named, *({"target": "sums", "text": text} for text in hidden)]


def _words() -> dict[str, str]:
    """Headings on a phone, and sentences that the browser fills in as one types."""
    return {
        "region": _("Region"),
        "score": _("Score"),
        "asked": _("Applied for, €"),
        "proposed": _("Proposed, €"),
        "share": _("Share"),
        "exceeded": _("The appropriation is exceeded by %(sum)s: the last sums will not be saved."),
        "changed": _("%(count)s sums are not saved yet."),
        "changed_one": _("One sum is not saved yet."),
    }


def _address(found: AllocationPlan, query: QueryDict | None = None) -> str:
    address = reverse("grants:allocation_plan", args=[found.call.slug, found.pk])
    return f"{address}?{query.urlencode()}" if query else address
