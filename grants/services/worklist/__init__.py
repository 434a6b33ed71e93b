"""The officials' worklist of a call: what it can be narrowed, sorted and told by."""

from grants.services.worklist.columns import COLUMNS, Column, columns_for, sees_scores
from grants.services.worklist.filters import Filters, narrowed, readable_by
from grants.services.worklist.flags import FLAGS, Flag, flags_for
from grants.services.worklist.ordering import FIRST_ORDER, in_table_order
from grants.services.worklist.rows import Row, rows_of
from grants.services.worklist.sums import sums_of

__all__ = [
    "COLUMNS",
    "FIRST_ORDER",
    "FLAGS",
    "Column",
    "Filters",
    "Flag",
    "Row",
    "columns_for",
    "flags_for",
    "in_table_order",
    "narrowed",
    "readable_by",
    "rows_of",
    "sees_scores",
    "sums_of",
]
