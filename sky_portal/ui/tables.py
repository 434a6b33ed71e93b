"""Tables that are sorted by links, and pages of them: no script is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

SORT = "sort"
PAGE = "page"
NEAR = 2


@dataclass(frozen=True)
class Column:
    """A column: `key` is what the address says, `numeric` columns are right-aligned."""

    key: str
    label: Any
    numeric: bool = False
    sortable: bool = True


@dataclass(frozen=True)
class Order:
    """By which column, and which way."""

    key: str
    descending: bool = False

    @property
    def aria(self) -> str:
        """The word of `aria-sort`."""
        return "descending" if self.descending else "ascending"


@dataclass
class Table:
    """Columns whose heads are links; a sort key that the address makes up is not obeyed."""

    columns: Sequence[Column]
    query: QueryDict
    default: str
    rows: Any = field(default_factory=list)

    @property
    def order(self) -> Order:
        """How the rows stand: `?sort=sum`, or `?sort=-sum` from the largest."""
        wanted = self.query.get(SORT, self.default)
        descending, key = wanted.startswith("-"), wanted.lstrip("-")
        if key not in {column.key for column in self.columns if column.sortable}:
            return Order(self.default.lstrip("-"), self.default.startswith("-"))
        return Order(key, descending)

    def heads(self) -> Iterator[tuple[Column, str, str]]:
        """Each column with the address that sorts by it and its `aria-sort`, both "" when it cannot."""
        order = self.order
        for column in self.columns:
            current = order.key == column.key
            if not column.sortable:
                yield column, "", ""
                continue
            turned = f"-{column.key}" if current and not order.descending else column.key
            yield column, address(self.query, **{SORT: turned, PAGE: None}), order.aria if current else ""


def address(query: QueryDict, **changes: str | int | None) -> str:
    """The page's own address with some parameters changed, or with None removed."""
    changed = query.copy()
    for key, value in changes.items():
        changed.pop(key, None)
        if value is not None:
            changed[key] = str(value)
    return f"?{changed.urlencode()}"


def page_links(page: Page, query: QueryDict) -> list[tuple[int | None, str]]:
    """Numbers of pages with their addresses: both ends and the neighbours, (None, "") for a gap."""
    last = page.paginator.num_pages
    near = {number for number in range(page.number - NEAR, page.number + NEAR + 1) if 1 <= number <= last}
    links: list[tuple[int | None, str]] = []
    previous = 0
    for number in sorted({1, last} | near):
        if number - previous > 1:
            links.append((None, ""))
        links.append((number, address(query, **{PAGE: number})))
        previous = number
    return links
