"""A plan as XLSX: its rows and its totals, as one person sees them, in the page's language.

Numbers are numbers; every text is written as a text, so that no cell becomes a formula.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.workbook import Workbook

from grants.services.allocation import Flag, PlanFigures, RowFigures
from grants.services.sheets.writing import CONTENT_TYPE, euros
from sky_portal.money import CENTS

__all__ = ["CONTENT_TYPE", "write"]
# Nothing typed becomes a formula or a link.
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE, _NARROW = 32, 14
_LONGEST_TITLE = 31


def write(figures: PlanFigures, *, regions: Mapping[str, str], flags: Mapping[Flag, Any]) -> bytes:
    """The file's bytes; `regions` are names by code, `flags` words for what is worth noticing."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _PLAIN) as book:
        book.set_properties({"title": figures.plan.name})
        styles = (book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"}))
        _sheet(book, _("Proposals"), _columns(regions, flags), figures.rows, styles)
        groups: Any = (
            (_("Regions"), figures.by_region),
            (_("Languages"), figures.by_language),
            (_("Sizes"), figures.by_size),
        )
        for title, found in groups:
            _sheet(book, title, _group_columns(), found, styles)
        _money(book, figures, styles)
    return stream.getvalue()


def _columns(regions: Mapping[str, str], flags: Mapping[Flag, Any]) -> list[tuple[str, Any, bool]]:
    """Heading, how the value is found, and whether it is money."""
    return [
        (_("Rank"), lambda row: row.rank, False),
        (_("Number"), lambda row: row.application.case.number, False),
        (_("Pilot"), lambda row: row.application.current_submission.name, False),
        (_("Applicant"), lambda row: str(row.application.applicant), False),
        (_("Region"), lambda row: regions.get(row.application.region_code, ""), False),
        (_("Language"), lambda row: row.application.get_language_display(), False),
        (_("Members"), lambda row: row.members, False),
        (_("Pupils"), lambda row: row.pupils, False),
        (_("Score"), lambda row: _number(row.score), False),
        (_("Difference of scores"), lambda row: _number(row.spread), False),
        (_("Condition of the call"), _condition, False),
        (_("Applied for, €"), lambda row: euros(row.asked_cents), True),
        (_("Proposed, €"), lambda row: euros(row.proposed_cents) if row.row else None, True),
        (_("Share, %"), lambda row: float(row.share) if row.row else None, False),
        (_("How proposed"), lambda row: str(row.row.get_method_display()) if row.row else "", False),
        (_("Reason"), lambda row: row.row.reason if row.row else "", False),
        (_("Noteworthy"), lambda row: _flags(row, flags), False),
    ]


def _group_columns() -> list[tuple[str, Any, bool]]:
    return [
        (_("Group"), lambda group: str(group.label), False),
        (_("Applications"), lambda group: group.count, False),
        (_("Pilots that get a grant"), lambda group: group.funded, False),
        (_("Applied for, €"), lambda group: euros(group.asked_cents), True),
        (_("Proposed, €"), lambda group: euros(group.proposed_cents), True),
        (_("Pupils"), lambda group: group.pupils, False),
        (_("Euros a pupil"), _a_pupil, False),
    ]


def _sheet(
    book: Workbook,
    title: str,
    columns: Sequence[tuple[str, Any, bool]],
    things: Sequence[Any],
    styles: tuple[Any, Any],
) -> None:
    bold, money = styles
    sheet = book.add_worksheet(title[:_LONGEST_TITLE])
    for place, (heading, value, is_money) in enumerate(columns):
        sheet.write_string(0, place, heading, bold)
        found = [value(thing) for thing in things]
        sheet.set_column(place, place, _WIDE if any(isinstance(one, str) for one in found) else _NARROW)
        for line, one in enumerate(found, 1):
            if isinstance(one, str):
                sheet.write_string(line, place, one)
            elif one is not None:
                sheet.write_number(line, place, one, money if is_money else None)
    sheet.freeze_panes(1, 0)


def _money(book: Workbook, figures: PlanFigures, styles: tuple[Any, Any]) -> None:
    lines = (
        (_("Appropriation"), figures.money.appropriation),
        (_("Proposed"), figures.total_cents),
        (_("In applications that are closed to you"), figures.unseen_cents),
        (pgettext("money", "Left"), figures.left_cents),
    )
    columns = [
        (_("Sum"), lambda line: str(line[0]), False),
        (_("Euros"), lambda line: euros(line[1]), True),
    ]
    _sheet(book, _("Appropriation"), columns, lines, styles)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _condition(row: RowFigures) -> str:
    return str(_("Fulfilled")) if row.meets else str(_("Not fulfilled"))


def _flags(row: RowFigures, flags: Mapping[Flag, Any]) -> str:
    return ", ".join(str(words) for flag, words in flags.items() if flag in row.flags)


def _a_pupil(group: Any) -> float | None:
    cents = group.cents_a_pupil
    return None if cents is None else round(cents / CENTS, 2)
