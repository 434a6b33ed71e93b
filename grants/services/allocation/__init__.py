"""Sharing out a call's appropriation: plans side by side, their rows, rules, undoing, the ledger.

A plan never holds more than what the appropriation has left (docs/decisions/0025-the-ledger-and-drafts.md).
"""

from grants.services.allocation.compare import Comparison, Difference, compare
from grants.services.allocation.errors import AppropriationExceeded, NothingToUndo, NotReady, PlanConflict
from grants.services.allocation.figures import Flag, Group, PlanFigures, RowFigures, figures
from grants.services.allocation.ledger import Money, money, room
from grants.services.allocation.parameters import Parameter
from grants.services.allocation.plans import copyable, describe, make_plan
from grants.services.allocation.presenting import approve, lacking, present, send_back, take_back
from grants.services.allocation.proportions import Sums
from grants.services.allocation.rows import (
    LineProposal,
    by_line,
    clear,
    set_lines,
    set_lump,
    set_percent,
)
from grants.services.allocation.rules import RULES, AllocationRule, Preview, RowChange, apply_rule, preview
from grants.services.allocation.since import Since, changed_since, mark_read
from grants.services.allocation.undo import history, redo, redoable, undo, undoable

__all__ = [
    "RULES",
    "AllocationRule",
    "AppropriationExceeded",
    "Comparison",
    "Difference",
    "Flag",
    "Group",
    "LineProposal",
    "Money",
    "NotReady",
    "NothingToUndo",
    "Parameter",
    "PlanConflict",
    "PlanFigures",
    "Preview",
    "RowChange",
    "RowFigures",
    "Since",
    "Sums",
    "apply_rule",
    "approve",
    "by_line",
    "changed_since",
    "clear",
    "compare",
    "copyable",
    "describe",
    "figures",
    "history",
    "lacking",
    "make_plan",
    "mark_read",
    "money",
    "present",
    "preview",
    "redo",
    "redoable",
    "room",
    "send_back",
    "set_lines",
    "set_lump",
    "set_percent",
    "take_back",
    "undo",
    "undoable",
]
