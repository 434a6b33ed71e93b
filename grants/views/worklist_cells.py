"""How the worklist writes the values of a row: words for a cell, and for a file."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from grants.enums import ApplicationState
from grants.rules import is_withdrawn
from grants.services.worklist import Column, Row
from sky_portal.enums import Language
from sky_portal.money import CENTS
from sky_portal.ui import formats
from sky_portal.ui.templatetags.ui import tag

# Stands in an address for the case that comes there.
_ANY = UUID(int=0)


class Names(NamedTuple):
    """What rows name by a code: regions by theirs, in the page's language."""

    regions: dict[str, str]


class Lines:
    """Makes the rows of the table: put together here, a page of them costs a third of a template's loop."""

    def __init__(self, columns: list[Column], names: Names, *, marked: bool, suffix: str) -> None:
        self.names, self.marked, self.suffix = names, marked, conditional_escape(suffix)
        self.columns = columns
        address = reverse("grants:submission", args=[_ANY])
        self.before, self.after = address.split(str(_ANY))
        self.mark = _("Mark %(name)s")

    def line(self, row: Row) -> SafeString:
        """One row with its cells."""
        parts = ["<tr>", self._box(row) if self.marked else ""]
        for column in self.columns:
            if column.key == "name":
                parts.append(self._head(row))
                continue
            kind = ' class="num"' if column.numeric else ' class="nowrap"' if column.key == "number" else ""
            parts.append(f"<td{kind}>{conditional_escape(CELLS[column.key](row, self.names))}</td>")
        parts.append("</tr>")
        return mark_safe("".join(parts))  # noqa: S308 - every part has been escaped

    def _head(self, row: Row) -> str:
        address = f"{self.before}{row.case_id}{self.after}{self.suffix}"
        return f'<th scope="row"><a href="{address}">{conditional_escape(row.name)}</a></th>'

    def _box(self, row: Row) -> str:
        label = conditional_escape(self.mark % {"name": row.name})
        return (
            f'<td class="pick"><input type="checkbox" class="form-check-input" name="row" value="{row.pk}"'
            f' form="several" aria-label="{label}"></td>'
        )


def figure(value: Decimal | None) -> str:
    """A score with one decimal, as the language writes it."""
    if value is None:
        return ""
    return formats.number(int((value * 10).to_integral_value()), 1)


def state_of(row: Row) -> str:
    """The state in the page's language."""
    return str(ApplicationState(row.state).label)


def _eligible(row: Row, names: Names) -> SafeString:
    word = tag(_("Fulfilled"), "ok") if row.meets else tag(_("Not fulfilled"), "wait")
    if row.ruled is None:
        return word
    remark = _("by the official's ruling")
    if row.ruled_version != row.version:
        remark += " ({})".format(_("version %(number)s") % {"number": row.ruled_version})
    if row.ruled != row.computed:
        remark += "; " + (_("computed: fulfilled") if row.computed else _("computed: not fulfilled"))
    return format_html('{}<span class="small quiet ruled">{}</span>', word, remark)


def _state(row: Row, names: Names) -> str | SafeString:
    if is_withdrawn.test(None, row):
        when = formats.day(row.withdrawn_at) if row.withdrawn_at else ""
        return format_html('{}<span class="small quiet ruled">{}</span>', tag(state_of(row), "plain"), when)
    return state_of(row)


def _flags(row: Row, names: Names) -> SafeString:
    return mark_safe(" ".join(tag(flag.label, flag.tone) for flag in row.flags))  # noqa: S308 - of tags alone


CELLS: dict[str, Callable[[Row, Names], Any]] = {
    "number": lambda row, names: row.number,
    "name": lambda row, names: row.name,
    "applicant": lambda row, names: row.applicant,
    "region": lambda row, names: names.regions.get(row.region, ""),
    "language": lambda row, names: Language(row.language).label,
    "members": lambda row, names: row.members,
    "total": lambda row, names: formats.money(row.total_cents, unit=False),
    "grant": lambda row, names: formats.money(row.grant_cents, unit=False),
    "eligible": _eligible,
    "arrived": lambda row, names: formats.moment(row.arrived_at),
    "state": _state,
    "officer": lambda row, names: row.officer or "",
    "assessments": lambda row, names: f"{row.done}/{row.given}" if row.given else "",
    "score": lambda row, names: figure(row.score),
    "spread": lambda row, names: figure(row.spread),
    "flags": _flags,
}

# For files: numbers stay numbers there, everything else is text.
VALUES: dict[str, Callable[[Row, Names], Any]] = {
    **CELLS,
    "total": lambda row, names: _euros(row.total_cents),
    "grant": lambda row, names: _euros(row.grant_cents),
    "eligible": lambda row, names: _("Fulfilled") if row.meets else _("Not fulfilled"),
    "state": lambda row, names: state_of(row),
    "assessments": lambda row, names: f"{row.done} / {row.given}" if row.given else "",
    "score": lambda row, names: row.score,
    "spread": lambda row, names: row.spread,
    "flags": lambda row, names: ", ".join(str(flag.label) for flag in row.flags),
}


def _euros(cents: int) -> int | Decimal:
    whole, rest = divmod(cents, CENTS)
    return Decimal(cents) / CENTS if rest else whole
