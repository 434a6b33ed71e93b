"""The budget as XLSX: its lines, the other public funding and the sums, in the page's language.

Numbers are numbers; every text is written as a text, so that a basis that begins with "=" stays
what its writer wrote and is no formula in anybody's program.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from grants.budgeting import BudgetSums
from grants.models import BudgetLine, OtherFunding
from sky_portal.money import CENTS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nothing typed becomes a formula or a link.
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {"member": 18, "category": 32, "cost_type": 20, "year": 8, "basis": 44, "decision": 24}
_WIDTH = 16


def write(
    lines: Iterable[BudgetLine],
    other: Iterable[OtherFunding],
    sums: BudgetSums,
    *,
    headings: Mapping[str, str],
    own_share_percent: int,
) -> bytes:
    """The file's bytes. `headings` are the line's fields in the page's order with their names.

    Lines come with member, organisation and category; amounts are cents and are written as euros.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _PLAIN) as book:
        book.set_properties({"title": _("Budget")})
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0"})
        _lines(book.add_worksheet(_("Costs")), list(lines), headings, bold, money)
        _other(book.add_worksheet(_("Other funding")), list(other), bold, money)
        _sums(book, sums, own_share_percent, bold, money)
    return stream.getvalue()


def _lines(
    sheet: Worksheet, lines: Sequence[BudgetLine], headings: Mapping[str, str], bold: Any, money: Any
) -> None:
    for column, (field, heading) in enumerate(headings.items()):
        sheet.write_string(0, column, heading.replace("\u00ad", ""), bold)
        sheet.set_column(column, column, _WIDTHS.get(field, _WIDTH))
        for row, line in enumerate(lines, 1):
            _write(sheet, row, column, _value(line, field), money if field == "amount" else None)
    sheet.freeze_panes(1, 0)


def _value(line: BudgetLine, field: str) -> Any:
    values: dict[str, Any] = {
        "member": str(line.member.organisation),
        "category": str(line.category),
        "cost_type": str(line.get_cost_type_display()),
        "amount": euros(line.amount_cents),
    }
    return values[field] if field in values else getattr(line, field)


def euros(cents: int) -> float | int:
    """Cents as a number of euros, whole where they are."""
    return cents // CENTS if cents % CENTS == 0 else cents / CENTS


def _write(sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value, style)


def _other(sheet: Worksheet, other: Sequence[OtherFunding], bold: Any, money: Any) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, _WIDTH)
    sheet.write_string(0, 0, _("Granter"), bold)
    sheet.write_string(0, 1, _("Amount, €"), bold)
    for row, funding in enumerate(other, 1):
        sheet.write_string(row, 0, funding.granter)
        sheet.write_number(row, 1, euros(funding.amount_cents), money)


def _sums(book: Workbook, sums: BudgetSums, percent: int, bold: Any, money: Any) -> None:
    sheet = book.add_worksheet(_("Sums"))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, _WIDTH)
    rows = (
        (_("Total costs"), sums.total),
        (_("Own share %(percent)s %%") % {"percent": percent}, sums.own_share),
        (_("Other public funding"), sums.other),
        (_("Grant applied for"), sums.grant),
    )
    for row, (name, cents) in enumerate(rows):
        sheet.write_string(row, 0, name, bold)
        sheet.write_number(row, 1, euros(cents), money)
