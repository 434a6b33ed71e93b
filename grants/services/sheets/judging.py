"""What the budget's own rules say of lines that were understood, before anybody takes them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from grants.models import Application
from grants.services.budget_input import BudgetErrors, BudgetReader, LineInput
from grants.services.budget_parts import Scope
from grants.services.sheets.understanding import Line


@dataclass
class Judged:
    """Errors by the place of the line and its field, and what is wrong with the whole."""

    cells: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    whole: list[str] = field(default_factory=list)


def judge(application: Application, scope: Scope, lines: Sequence[Line]) -> Judged:
    """The errors that saving these lines would meet; a value that is not known is named as it came."""
    judged = Judged()
    reader = BudgetReader(application, own=None if scope.whole else scope.members)
    try:
        reader.lines([LineInput(**line.values) for line in lines])
    except BudgetErrors as refused:
        judged.whole = [str(error.message) for error in refused.errors]
        return judged
    for error in reader.errors:
        if error.row is None:
            judged.whole.append(str(error.message))
        else:
            judged.cells[error.row].setdefault(error.field, str(error.message))
    for place, line in enumerate(lines):
        judged.cells[place] |= line.unknown
    return judged
