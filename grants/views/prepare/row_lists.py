"""How each list of a call is shown: its columns, what its rows come to, and its words.

Another list is another line; what its rows are is in `grants.services.call.row_kinds`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.models import Call
from grants.services.call.row_kinds import FOLLOWING
from sky_portal.texts import pick
from sky_portal.ui import formats, markdown
from sky_portal.ui.horizon import when
from sky_portal.ui.templatetags.ui import local
from sky_portal.ui.working_days import remark

EXCERPT = 140
WHOLE = 100
Cell = str | SafeString


@dataclass(frozen=True)
class Column:
    """One column: its head, and what stands in it of a row."""

    label: Any
    cell: Callable[[Any], Cell]
    numeric: bool = False


@dataclass(frozen=True)
class Total:
    """What the rows come to, and how that is: "ok" or "wait"."""

    text: str
    tone: str


@dataclass(frozen=True)
class RowList:
    """The words and columns of one list; the first column names the row."""

    one: Any
    add: Any
    lead: Any
    empty: Any
    columns: tuple[Column, ...]
    total: Callable[[Call, Sequence[Any]], Total | None] = lambda call, rows: None


def _texts(name: str) -> Callable[[Any], Cell]:
    return lambda row: local(getattr(row, name)) or "–"


def _excerpt(name: str) -> Callable[[Any], Cell]:
    def shown(row: Any) -> Cell:
        found = pick(getattr(row, name))
        words = " ".join(unescape(strip_tags(markdown.render(found.text))).split())
        words = words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]}…"
        if not words or found.language == formats.language():
            return words
        return format_html('<span lang="{}">{}</span>', found.language, words)

    return shown


def _plain(name: str) -> Callable[[Any], Cell]:
    return lambda row: str(getattr(row, name))


def _day(name: str) -> Callable[[Any], Cell]:
    def shown(row: Any) -> Cell:
        day = getattr(row, name)
        return _remarked(formats.day(day), day) if day else ""

    return shown


def _remarked(words: str, day: Any) -> Cell:
    said = remark(day)
    # The remark names the day itself: it is not said twice.
    before = "" if words in said else f"{words} "
    return format_html('{}<span class="remark">{}</span>', before, said) if said else words


def _percent(name: str) -> Callable[[Any], Cell]:
    return lambda row: f"{getattr(row, name)}{formats.SPACE}%"


def _section_meaning(row: Any) -> Cell:
    meanings = {"costs": _("The cost categories stand under it"), "how": _("How one applies")}
    return meanings.get(row.key, "")


def _cost_types(row: Any) -> Cell:
    kinds = [(row.allows_pay, _("pay")), (row.allows_operating, _("operating costs"))]
    kinds.append((row.needs_decision, _("by the provider's decision")))
    return ", ".join(words for allowed, words in kinds if allowed)


def _milestone_time(row: Any) -> Cell:
    exact = row.precision in ("day", "minute") and not pick(row.when).text
    return _remarked(when(row), row.at) if exact else when(row)


def _milestone_meaning(row: Any) -> Cell:
    said = [_("the call's own time")] if row.key in FOLLOWING else []
    said += [_("named in receipts")] if row.key == "decisions" else []
    said += [] if row.on_horizon else [_("in the list only")]
    return ", ".join(said)


def _whole(field: str) -> Callable[[Call, Sequence[Any]], Total | None]:
    def come_to(call: Call, rows: Sequence[Any]) -> Total | None:
        if not rows:
            return None
        words = {"sum": sum(getattr(row, field) for row in rows)}
        if words["sum"] == WHOLE:
            return Total(_("Together 100 %"), "ok")
        return Total(_("Together %(sum)d %%, should be 100 %%") % words, "wait")

    return come_to


def _money_at_hand(call: Call, rows: Sequence[Any]) -> Total | None:
    if not rows:
        return None
    together = sum(row.amount_cents for row in rows)
    words = {"sum": formats.money(together), "announced": formats.money(call.amount_cents or 0)}
    tone = "ok" if together >= (call.amount_cents or 0) else "wait"
    return Total(_("Together %(sum)s; announced to be shared out: %(announced)s") % words, tone)


LISTS = {
    "texts": RowList(
        one=gettext_lazy("Section of the text"),
        add=gettext_lazy("Add a section of text"),
        lead=gettext_lazy("The sections of the call's page, in the order in which they are read."),
        empty=gettext_lazy("The call has no text yet: who may apply, for what, how."),
        columns=(
            Column(gettext_lazy("Heading"), _texts("heading")),
            Column(gettext_lazy("Text"), _excerpt("body")),
            Column(gettext_lazy("Meaning"), _section_meaning),
        ),
    ),
    "categories": RowList(
        one=gettext_lazy("Cost category"),
        add=gettext_lazy("Add a cost category"),
        lead=gettext_lazy("What the grant may be used for. Each line of a budget belongs to one of these."),
        empty=gettext_lazy("No cost categories yet: without them no budget can be made."),
        columns=(
            Column(gettext_lazy("Name"), _texts("name")),
            Column(gettext_lazy("Description"), _excerpt("description")),
            Column(gettext_lazy("Accepted costs"), _cost_types),
        ),
    ),
    "criteria": RowList(
        one=gettext_lazy("Criterion"),
        add=gettext_lazy("Add a criterion"),
        lead=gettext_lazy("What applications are assessed by. Applicants see these before they apply."),
        empty=gettext_lazy("No criteria yet."),
        columns=(
            Column(gettext_lazy("Name"), _texts("name")),
            Column(gettext_lazy("Scale"), lambda row: f"{row.lowest}–{row.highest}"),
            Column(gettext_lazy("Weight"), _percent("weight"), numeric=True),
        ),
        total=_whole("weight"),
    ),
    "checklist": RowList(
        one=gettext_lazy("Point of the checklist"),
        add=gettext_lazy("Add a point"),
        lead=gettext_lazy(
            "What officials look at in every application. Applicants never see it, and it may change "
            "until the call has been decided."
        ),
        empty=gettext_lazy("No points yet: the automatic checks are there all the same."),
        columns=(
            Column(gettext_lazy("Name"), _texts("name")),
            Column(gettext_lazy("Guidance"), _excerpt("help")),
        ),
    ),
    "attachments": RowList(
        one=gettext_lazy("Attachment"),
        add=gettext_lazy("Add an attachment"),
        lead=gettext_lazy("What applicants are asked to attach."),
        empty=gettext_lazy("No attachments are asked for."),
        columns=(
            Column(gettext_lazy("Name"), _texts("name")),
            Column(gettext_lazy("Guidance"), _excerpt("help")),
            Column(gettext_lazy("Need"), lambda row: _("required") if row.required else _("optional")),
        ),
    ),
    "instalments": RowList(
        one=gettext_lazy("Instalment"),
        add=gettext_lazy("Add an instalment"),
        lead=gettext_lazy("In which parts the grant is paid, and when."),
        empty=gettext_lazy("No instalments yet."),
        columns=(
            Column(gettext_lazy("Condition"), _texts("condition")),
            Column(gettext_lazy("Earliest"), _day("dated")),
            Column(gettext_lazy("Share"), _percent("percent"), numeric=True),
        ),
        total=_whole("percent"),
    ),
    "dates": RowList(
        one=gettext_lazy("Day"),
        add=gettext_lazy("Add a day"),
        lead=gettext_lazy("Days that the decisions name. A day on a weekend or a holiday is allowed."),
        empty=gettext_lazy("No days yet: when decisions are served and reports are due."),
        columns=(
            Column(gettext_lazy("What the day is"), lambda row: row.get_kind_display()),
            Column(gettext_lazy("Day"), _day("dated")),
            Column(gettext_lazy("How decisions call it"), _texts("label")),
        ),
    ),
    "contacts": RowList(
        one=gettext_lazy("Contact person"),
        add=gettext_lazy("Add a contact person"),
        lead=gettext_lazy("Who answers questions about the call, by name. The first one stands first."),
        empty=gettext_lazy("No contact person yet: at least one is needed by name."),
        columns=(
            Column(gettext_lazy("Name"), _plain("name")),
            Column(gettext_lazy("Title or position"), _texts("title")),
            Column(gettext_lazy("E-mail address"), _plain("email")),
            Column(gettext_lazy("Telephone"), lambda row: row.phone.replace(" ", formats.SPACE)),
        ),
    ),
    "milestones": RowList(
        one=gettext_lazy("Milestone"),
        add=gettext_lazy("Add a milestone"),
        lead=gettext_lazy("The life of the call, in the order of time: drawn as a line and listed."),
        empty=gettext_lazy("No milestones yet: begin with the opening and the closing of the call."),
        columns=(
            Column(gettext_lazy("Name"), _texts("label")),
            Column(gettext_lazy("Time"), _milestone_time),
            Column(gettext_lazy("What the applicant does then"), _texts("applicant_does")),
            Column(gettext_lazy("Note"), _milestone_meaning),
        ),
    ),
    "appropriations": RowList(
        one=gettext_lazy("Appropriation"),
        add=gettext_lazy("Add an appropriation"),
        lead=gettext_lazy("The money that the authority has for the call. Grants are paid from it."),
        empty=gettext_lazy("No appropriations yet."),
        columns=(
            Column(gettext_lazy("Budget item"), _plain("budget_item")),
            Column(gettext_lazy("In force from"), _day("dated")),
            Column(gettext_lazy("Note"), _plain("note")),
            Column(gettext_lazy("Sum"), lambda row: formats.money(row.amount_cents), numeric=True),
        ),
        total=_money_at_hand,
    ),
}
