"""Reading a call from data: pure, every problem is named by its place, nothing is half read.

The form is described in docs/calls.md; grants/data/sky-2021.json is an example.
"""

from typing import Any

from grants.calldata import consistency
from grants.calldata.readers import CallDataRefused, Wrong
from grants.calldata.shape import CALL
from sky_portal.money import euros

__all__ = ["CallDataRefused", "parse"]


def parse(data: Any) -> dict[str, Any]:
    """The call's data with dates, instants and cents in place of texts; raises CallDataRefused.

    What a call without money leaves out is None or an empty list.
    """
    if problems := list(consistency.unstorable(data)):
        raise CallDataRefused(problems)
    try:
        found = CALL(data)
    except Wrong as wrong:
        raise CallDataRefused([str(wrong)]) from None
    if problems := list(consistency.inconsistent(data, found)):
        raise CallDataRefused(problems)
    for name in ("amount", "pay_cap"):
        given = found.pop(f"{name}_euros")
        found[f"{name}_cents"] = given and euros(given)
    for entry in found["appropriations"]:
        entry["amount_cents"] = euros(entry.pop("amount_euros"))
    return found
