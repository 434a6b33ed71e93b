"""Numbers of a table in the form that the budget's own rules read without doubt.

`1.234` and `1,234` mean a thousand to one writer and one and a bit to another. The table as a whole
tells, when another number in it can be read one way only; else the person is asked.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from grants.services.sheets.table import Cell
from sky_portal.money import AmountRefused, is_whole, parse_euros
from sky_portal.ui import formats

COMMA, POINT = ",", "."
MARKS = (COMMA, POINT)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ") | {"\u2212": "-", "\u2013": "-"})
_UNIT = re.compile(r"^(?:€|eur)\s*|\s*(?:€|euroa|euro|euros|eur)$", re.IGNORECASE)
_MONTHS_UNIT = re.compile(r"\s*(?:htkk|kk|pm|months?|mån|månader)\.?$", re.IGNORECASE)
_NUMERIC = re.compile(r"-?\s*(?P<digits>[0-9](?:[0-9 .,]*[0-9])?)", re.ASCII)
_EITHER = re.compile(r"(?P<whole>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<rest>[0-9]{3})", re.ASCII)
_GROUPS = re.compile(r"[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})+", re.ASCII)
_LAST = re.compile(r"(?P<whole>[0-9 .,]*)(?P<mark>[.,])(?P<rest>[0-9]+)", re.ASCII)
_GROUP = 3


def bare(cell: Cell) -> str:
    """A text cell's number without unit and odd spaces."""
    return _UNIT.sub("", str(cell).translate(_SPACES).strip()).strip()


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, or the text of one."""
    return isinstance(cell, Decimal) or bool(_NUMERIC.fullmatch(_MONTHS_UNIT.sub("", bare(cell))))


def is_either(cell: Cell) -> bool:
    """Whether a text may mean thousands as well as parts of one."""
    return not isinstance(cell, Decimal) and bool(_EITHER.fullmatch(bare(cell).lstrip("- ")))


def decimal_mark(cells: Iterable[Cell]) -> str:
    """The decimal mark that the cells agree on; "" when none tells, or they disagree."""
    found = {mark for cell in cells if (mark := _told(cell))}
    return found.pop() if len(found) == 1 else ""


def _told(cell: Cell) -> str:
    """The decimal mark that one cell gives away, "" when it tells nothing."""
    if isinstance(cell, Decimal):
        return ""
    numeric = _NUMERIC.fullmatch(_MONTHS_UNIT.sub("", bare(cell)))
    digits = numeric["digits"] if numeric else ""
    if _EITHER.fullmatch(digits):
        return ""
    if groups := _GROUPS.fullmatch(digits):
        return _other(groups["mark"])
    last = _LAST.fullmatch(digits)
    # 1.234.56 or 1,2,3 is no number of anybody's.
    return last["mark"] if last and last["mark"] not in last["whole"] else ""


def _other(mark: str) -> str:
    return COMMA if mark == POINT else POINT


def amount(cell: Cell, decimal: str) -> str:
    """An amount as `budget_input` reads it, with a comma before decimals; "" for a lone dash.

    Without a decimal mark a text that may mean either stays as it is, and is refused there.
    """
    if isinstance(cell, Decimal):
        return _written(cell)
    if not (decimal and is_either(cell)):
        return str(cell)
    text = bare(cell)
    sign, digits = ("-", text.lstrip("- ")) if text.startswith("-") else ("", text)
    if decimal in digits:
        # With a fourth decimal it can be read one way only; it is refused as too precise.
        return f"{sign}{digits.replace(decimal, COMMA)}0"
    return sign + digits.replace(_other(decimal), "")


def _written(number: Decimal) -> str:
    whole, _point, decimals = f"{number:f}".partition(".")
    if len(decimals) == _GROUP:
        decimals += "0"
    return f"{whole}{COMMA}{decimals}" if decimals else whole


def months(cell: Cell) -> str:
    """Person-months without their unit; the budget reads a comma and a point alike."""
    return _written(cell) if isinstance(cell, Decimal) else _MONTHS_UNIT.sub("", str(cell).translate(_SPACES))


def cents(text: str, language: str = "fi") -> int | None:
    """The cents of an amount made by `amount`, or None when it is refused."""
    try:
        return parse_euros(text, language)
    except AmountRefused:
        return None


def shown(text: str) -> str:
    """An amount as the budget page shows it; what is no amount stays as it came."""
    found = cents(text)
    return text if found is None or found < 0 else formats.money(found, unit=False)


def to_whole(text: str) -> str:
    """An amount rounded to the whole euro, halves up; what is no amount stays as it came."""
    found = cents(text)
    if found is None or is_whole(found):
        return text
    return str((Decimal(found) / 100).quantize(Decimal(1), ROUND_HALF_UP))


def has_cents(text: str) -> bool:
    """Whether an amount has cents, which the budget refuses."""
    found = cents(text)
    return found is not None and not is_whole(found)
