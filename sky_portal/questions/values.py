"""Typed answers: what was typed or sent becomes what is stored, or is refused with a reason.

A string is something typed into a form ("1 234,50", "31.3.2021", "yes"); numbers, booleans,
lists and dictionaries are the stored form already. `clean(q, clean(q, raw)) == clean(q, raw)`.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sky_portal.money import MAX_CENTS, AmountRefused, parse_euros
from sky_portal.questions.enums import QuestionType
from sky_portal.questions.schema import Question
from sky_portal.questions.text import check_length, normalise, one_line
from sky_portal.ui.formats import money

# What people put between groups of digits: spaces of every width.
SPACES = re.compile(r"\s")
# Three digits after a mark may be thousands or decimals: refused, never guessed.
NUMBER = re.compile("[-\u2212]?[0-9]{1,15}([.,][0-9]{1,2})?")
FINNISH_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def clean(question: Question, raw: Any) -> Any:
    """The stored form of an answer; None for no answer.

    Raises ValidationError: a wrong type, too long, out of bounds, not among the options.
    Whether the question must be answered is not asked here: a draft may be half done.
    """
    if raw is None or raw in ("", [], {}):
        return None
    return CLEANERS[question.type](question, raw)


def is_empty(value: Any) -> bool:
    """Whether a stored answer is no answer."""
    return value is None


def is_complete(question: Question, value: Any) -> bool:
    """Whether the stored answer suffices: there if required, with every required part if there."""
    if value is None:
        return not question.required
    if question.type in (QuestionType.MATRIX,):
        return not question.required or len(value) == len(question.rows)
    if question.type in (QuestionType.TABLE,):
        return _complete_table(question, value)
    return True


def _complete_table(question: Question, value: Any) -> bool:
    rows = list(value.values()) if isinstance(value, dict) else value
    if question.rows and question.required and len(rows) < len(question.rows):
        return False
    needed = [column.key for column in question.columns if column.required]
    return all(key in row for row in rows for key in needed)


def _short_text(question: Question, raw: Any) -> str | None:
    text = one_line(_string(raw))
    check_length(text, question.limit)
    return text or None


def _long_text(question: Question, raw: Any) -> str | None:
    text = normalise(_string(raw))
    check_length(text, question.limit)
    return text or None


def _number(question: Question, raw: Any) -> int | str | None:
    number = _decimal(raw)
    if number is None:
        return None
    places = Decimal(1).scaleb(-question.decimals)
    if number != number.quantize(places):
        raise _refused(
            _("Give a whole number.")
            if not question.decimals
            else _("Give at most %(count)s decimals.") % {"count": question.decimals}
        )
    _bounds(question, number, _plain)
    return int(number) if not question.decimals else _plain(number)


def _euro(question: Question, raw: Any) -> int | None:
    cents = raw if isinstance(raw, int) and not isinstance(raw, bool) else _typed_cents(_string(raw))
    if cents is None:
        return None
    if abs(cents) > MAX_CENTS:
        raise _refused(_("The sum is too large."))
    _bounds(question, Decimal(cents), lambda bound: money(int(bound)))
    return cents


def _typed_cents(text: str) -> int | None:
    try:
        return parse_euros(text, get_language() or "fi")
    except AmountRefused as refused:
        if refused.code == "empty":
            return None
        if refused.code == "ambiguous":
            raise _refused(_("Are these thousands or decimals? Write 1 250 or 1,25.")) from None
        raise _refused(
            _("Give the sum in euros, with two decimals at most, such as 1 250 or 1 250,50.")
        ) from None


def _choice(question: Question, raw: Any) -> str | None:
    value = _string(raw)
    if value not in question.values:
        raise _refused(_("Choose one of the options."))
    return value


def _several(question: Question, raw: Any) -> list[str] | None:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple) or any(value not in question.values for value in chosen):
        raise _refused(_("Choose from the options."))
    return [value for value in question.values if value in chosen] or None


def _date(question: Question, raw: Any) -> str | None:
    text = raw.isoformat() if isinstance(raw, date) else _string(raw).strip()
    if not text:
        return None
    try:
        if found := FINNISH_DATE.fullmatch(text):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = date.fromisoformat(text if ISO_DATE.fullmatch(text) else "")
    except ValueError:
        raise _refused(_("Give a date that exists, such as 31.3.2021.")) from None
    if not EARLIEST <= day <= LATEST:
        raise _refused(_("Give a date of this century or the last."))
    return day.isoformat()


def _yes_no(question: Question, raw: Any) -> bool:
    known = {"yes": True, "true": True, "no": False, "false": False}
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, str) or raw.lower() not in known:
        raise _refused(_("Answer yes or no."))
    return known[raw.lower()]


def _matrix(question: Question, raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, dict) or not set(raw) <= {row.value for row in question.rows}:
        raise _refused(_("Answer the rows of the question."))
    given = {row.value: raw[row.value] for row in question.rows if raw.get(row.value) not in (None, "")}
    if any(value not in question.values for value in given.values()):
        raise _refused(_("Choose one of the options on every row."))
    return given or None


def _table(question: Question, raw: Any) -> Any:
    if question.rows:
        return _fixed_rows(question, raw)
    if not isinstance(raw, list):
        raise _refused(_("Answer the rows of the question."))
    faults: list[ValidationError] = []
    cleaned = [_row(question, row, str(place), faults) for place, row in enumerate(raw, start=1)]
    rows = [row for row in cleaned if row]
    if len(rows) > question.max_rows:
        faults.append(_refused(_("At most %(count)s rows.") % {"count": question.max_rows}))
    if faults:
        raise ValidationError(faults)
    return rows or None


def _fixed_rows(question: Question, raw: Any) -> dict[str, dict[str, Any]] | None:
    if not isinstance(raw, dict) or not set(raw) <= {row.value for row in question.rows}:
        raise _refused(_("Answer the rows of the question."))
    faults: list[ValidationError] = []
    cleaned = {}
    for place, row in enumerate(question.rows, start=1):
        if cells := _row(question, raw.get(row.value) or {}, str(place), faults):
            cleaned[row.value] = cells
    if faults:
        raise ValidationError(faults)
    return cleaned or None


def _row(question: Question, raw: Any, place: str, faults: list[ValidationError]) -> dict[str, Any]:
    if not isinstance(raw, dict) or not set(raw) <= {column.key for column in question.columns}:
        raise _refused(_("Answer the columns of the question."))
    cells = {}
    for column in question.columns:
        try:
            value = clean(column, raw.get(column.key))
        except ValidationError as error:
            reason = {"row": place, "reason": " ".join(error.messages)}
            faults.append(_refused(_("Row %(row)s: %(reason)s") % reason))
            continue
        if value is not None:
            cells[column.key] = value
    return cells


def _decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    text = SPACES.sub("", _string(raw))
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise _refused(_("Give a number in digits, such as 1 250 or 12,5."))
    try:
        return Decimal(text.replace("\u2212", "-").replace(",", "."))
    except InvalidOperation:
        raise _refused(_("Give a number in digits, such as 1 250 or 12,5.")) from None


def _bounds(question: Question, number: Decimal, show: Callable[[Decimal], str]) -> None:
    low, high = question.minimum, question.maximum
    if low is not None and number < low:
        raise _refused(_("Give %(bound)s or more.") % {"bound": show(Decimal(low))})
    if high is not None and number > high:
        raise _refused(_("Give %(bound)s or less.") % {"bound": show(Decimal(high))})


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _string(raw: Any) -> str:
    if not isinstance(raw, str):
        raise _refused(_("The answer is not of the kind that is asked."))
    return raw


def _refused(message: str) -> ValidationError:
    return ValidationError(message, code="invalid")


CLEANERS: dict[str, Callable[[Question, Any], Any]] = {
    QuestionType.SHORT_TEXT: _short_text,
    QuestionType.LONG_TEXT: _long_text,
    QuestionType.NUMBER: _number,
    QuestionType.EURO: _euro,
    QuestionType.CHOICE: _choice,
    QuestionType.LIKERT: _choice,
    QuestionType.SEVERAL: _several,
    QuestionType.DATE: _date,
    QuestionType.YES_NO: _yes_no,
    QuestionType.MATRIX: _matrix,
    QuestionType.TABLE: _table,
}
