"""Spreadsheet files as the programs write them, and as nobody's program would."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*rows: Any, name: str = "Taulukko1", **more: list[Any]) -> io.BytesIO:
    """A workbook with one sheet of these rows, and `more` sheets by name."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        for title, content in {name: rows, **more}.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(content):
                sheet.write_row(place, 0, row)
    stream.seek(0)
    return stream


def ods_cell(value: Any) -> str:
    """A cell as LibreOffice writes it."""
    if value in ("", None):
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = str(value).lower()
        said = f'office:value-type="boolean" office:boolean-value="{word}"'
        return f"<table:table-cell {said}><text:p>{word}</text:p></table:table-cell>"
    if isinstance(value, int | float):
        shown = f"{value:,}".replace(",", " ").replace(".", ",")
        said = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {said}><text:p>{shown} €</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def ods_row(cells: Any, attributes: str = "") -> str:
    """A row."""
    return f"<table:table-row {attributes}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_table(body: str, name: str = "Taulukko1") -> str:
    """A table with the empty rows and columns that LibreOffice writes to a sheet's end."""
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    end = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    return f"<table:table table:name={quoteattr(name)}><table:table-column/>{body}{end}</table:table>"


def ods(*rows: Any, tables: str = "", doctype: str = "", content: str = "") -> io.BytesIO:
    """A spreadsheet of one table with these rows, or of tables written out."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    tables = tables or ods_table("".join(map(ods_row, rows)))
    content = content or (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {spaces}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return package({"mimetype": ODS_TYPE, "content.xml": content})


def package(parts: dict[str, str]) -> io.BytesIO:
    """A zip of these parts in their order, the first one not packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for place, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
    stream.seek(0)
    return stream


def xlsx_of(sheet: str, **parts: str) -> io.BytesIO:
    """A workbook whose one sheet is this XML; `parts` replace whole parts (by their last name)."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    content = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/></Types>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    names = {name.rpartition("/")[2].partition(".")[0]: name for name in content}
    return package(content | {names.get(key, f"xl/{key}.xml"): value for key, value in parts.items()})
