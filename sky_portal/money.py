"""Money: integer cents in the database, whole euros where the call shares and grants."""

import re
from collections.abc import Sequence

CENTS = 100
# Eleven digits of euros: more than any appropriation, far less than a bigint holds.
MAX_CENTS = 99_999_999_999 * CENTS

DECIMALS = 2
# No amount needs more characters, spaces and unit included: longer texts are not even looked at.
LONGEST = 60
# Spaces that word processors and spreadsheets put between thousands, and signs for minus.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ") | {"\u2212": "-", "\u2013": "-"})
_UNIT = re.compile(r"^(?:€|eur)\s*|\s*(?:€|euroa|euro|euros|eur)$", re.IGNORECASE)
_AMOUNT = re.compile(r"(?P<sign>-?)\s*(?P<digits>[0-9][0-9 .,]*)", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ .,])[0-9]{3})(?:\1[0-9]{3})*", re.ASCII)


class AmountRefused(ValueError):
    """A typed amount that is not understood; `code` says why.

    Codes: empty, not_a_number, ambiguous (28.500 may be either), too_precise, too_large.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{text!r}: {code}")
        self.code = code


def euros(amount: int) -> int:
    """Whole euros as cents."""
    return amount * CENTS


def is_whole(cents: int) -> bool:
    """Whether the sum is whole euros."""
    return cents % CENTS == 0


def ceil_to_euro(cents: int) -> int:
    """The sum in cents, rounded up to the next whole euro."""
    return -(-cents // CENTS) * CENTS


def own_share(total: int, percent: int) -> int:
    """The applicant's own share in cents: `percent` of `total`, rounded up to the euro.

    Raises ValueError when the total is negative or the percentage is not 0–100.
    """
    if total < 0 or not 0 <= percent <= 100:  # noqa: PLR2004 — of a hundred
        raise ValueError(f"own share of {total} cents at {percent} %")
    return -(-total * percent // (100 * CENTS)) * CENTS


def share_out(total: int, weights: Sequence[int], *, unit: int = CENTS) -> list[int]:
    """Shares `total` cents by `weights` in steps of `unit` cents by the largest remainder.

    The parts sum to `total` exactly; equal remainders go to the earlier one. Raises
    ValueError on a negative total or weight, when every weight is nought, or when the
    total is not a multiple of the unit.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a negative sum cannot be shared out")
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to share by: every weight is nought")
    if total % unit:
        raise ValueError(f"{total} cents is not a multiple of {unit}")
    steps = total // unit
    parts = [steps * weight // whole for weight in weights]
    remainders = [steps * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for index in by_remainder[: steps - sum(parts)]:
        parts[index] += 1
    return [part * unit for part in parts]


def parse_euros(text: str, language: str) -> int:
    """The cents of an amount of euros as people type or paste it.

    Understood: "28 500", "28 500,00 €", "28500.5", "28.500,00", "28,500.00", "1.234.567", any
    usual space, minus as - or U+2212. A dot with three digits after it (28.500) may mean
    either and is refused, never guessed; so is a comma with three, except in English.
    Raises AmountRefused.
    """
    plain = text.translate(_SPACES).strip()
    if len(plain) > LONGEST:
        raise AmountRefused("not_a_number", text)
    plain = _UNIT.sub("", plain).strip()
    if not plain:
        raise AmountRefused("empty", text)
    found = _AMOUNT.fullmatch(plain)
    if not found:
        raise AmountRefused("not_a_number", text)
    try:
        cents = _cents(found["digits"], english=language.startswith("en"))
    except ValueError as error:
        raise AmountRefused(str(error), text) from None
    if cents > MAX_CENTS:
        raise AmountRefused("too_large", text)
    return -cents if found["sign"] else cents


def _cents(digits: str, *, english: bool) -> int:
    whole, mark, decimals = _split(digits, english=english)
    if not whole.isdigit():
        grouping = _GROUPED.fullmatch(whole)
        if not grouping or grouping[1] == mark:
            raise ValueError("not_a_number")
        whole = whole.replace(grouping[1], "")
    if len(decimals) > DECIMALS:
        raise ValueError("too_precise")
    return int(whole) * CENTS + int(decimals.ljust(DECIMALS, "0"))


def _split(digits: str, *, english: bool) -> tuple[str, str, str]:
    """The part before the decimal mark, the mark, the part after it; raises ValueError(code)."""
    marks = [mark for mark in digits if mark in ".,"]
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return digits, "", ""
    whole, mark, decimals = digits.rpartition(marks[-1])
    if not decimals.isdigit():
        raise ValueError("not_a_number")
    if len(marks) == 1 and " " not in whole and _GROUPED.fullmatch(digits) and not whole.startswith("0"):
        if english and mark == ",":
            return digits, "", ""
        raise ValueError("ambiguous")
    return whole, mark, decimals
