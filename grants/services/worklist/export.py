"""The worklist as a file: XLSX and CSV. Nothing that anybody has typed becomes a formula in them."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

# A cell that begins with one of these is a formula to spreadsheets; the wide forms are read alike.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROW, _LONGEST = 12, 44


def as_xlsx(title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """The file's bytes: numbers as numbers, everything else as text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _PLAIN) as book:
        book.set_properties({"title": title})
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.###"})
        whole = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet()
        widths = [max(_NARROW, len(heading)) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for place, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                if value is None or value == "":
                    continue
                if isinstance(value, int | Decimal):
                    sheet.write_number(place, column, value, whole if isinstance(value, int) else number)
                else:
                    sheet.write_string(place, column, str(value))
                    widths[column] = min(_LONGEST, max(widths[column], len(str(value))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def as_csv(headings: Sequence[str], lines: Iterable[Sequence[Any]], *, english: bool = False) -> bytes:
    """The file's bytes, UTF-8 with its mark: parted and with decimals as spreadsheets here expect."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="," if english else ";", lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    for line in lines:
        writer.writerow([_written(value, english) for value in line])
    return stream.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"{_GUARD}{text}" if text.startswith(_STARTS) else text


def _written(value: Any, english: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value) if english else str(value).replace(".", ",")
    return guarded(str(value))
