"""What a rule of sharing out asks for, and whether what was given makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.services.allocation.proportions import HUNDRED
from sky_portal.money import CENTS, MAX_CENTS


@dataclass(frozen=True)
class Parameter:
    """What a rule asks for: its name, label and help, and its kind.

    Kinds: "percent" (Decimal 0–100), "score" (Decimal), "euros" (whole number), "yes" (bool),
    "regions" (list of region codes).
    """

    name: str
    kind: str
    label: Any
    help: Any = ""
    required: bool = False


def cleaned(
    asked: tuple[Parameter, ...], given: Mapping[str, Any], *, either: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What was given, by name, without what is empty; of `either` exactly one is needed.

    Raises ValidationError by name, TypeError for a name that the rule does not know.
    """
    if strange := set(given) - {one.name for one in asked}:
        raise TypeError(f"the rule knows no {', '.join(sorted(strange))}")
    errors, found = {}, {}
    for one in asked:
        value = given.get(one.name)
        # Nought is given, though it equals False.
        if value is None or value is False or value in ("", []):
            if one.required:
                errors[one.name] = _("This is needed.")
            continue
        try:
            found[one.name] = _KINDS[one.kind](value)
        except (ValueError, TypeError, InvalidOperation):
            errors[one.name] = _WRONG[one.kind]()
    if either and not errors and len(set(either) & set(found)) != 1:
        errors[either[0]] = _("Give one of the two.")
    if errors:
        raise ValidationError(errors)
    return found


def _percent(value: Any) -> Decimal:
    found = Decimal(str(value))
    if not 0 <= found <= HUNDRED:
        raise ValueError(value)
    return found


def _score(value: Any) -> Decimal:
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError(value)
    return found


def _euros(value: Any) -> int:
    if int(value) != value or not 0 <= value <= MAX_CENTS // CENTS:
        raise ValueError(value)
    return int(value)


_KINDS: dict[str, Any] = {
    "percent": _percent,
    "score": _score,
    "euros": _euros,
    "yes": bool,
    "regions": lambda value: sorted(map(str, value)),
}
_WRONG: dict[str, Any] = {
    "percent": lambda: _("Enter a percentage between 0 and 100."),
    "score": lambda: _("Enter a number."),
    "euros": lambda: _("Enter whole euros."),
    "yes": lambda: _("This is needed."),
    "regions": lambda: _("Choose among the regions."),
}
