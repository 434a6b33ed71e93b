"""Tables sorted by links, and links to pages."""

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict

from sky_portal.ui.tables import Column, Order, Table, page_links

COLUMNS = [Column("name", "Name"), Column("sum", "Sum", numeric=True), Column("note", "Note", sortable=False)]


def table(query: str) -> Table:
    return Table(COLUMNS, QueryDict(query), default="-sum")


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", Order("sum", True)),
        ("sort=name", Order("name")),
        ("sort=-name", Order("name", True)),
        ("sort=note", Order("sum", True)),
        ("sort=password", Order("sum", True)),
    ],
)
def test_only_offered_orders_are_obeyed(query, order):
    assert table(query).order == order


def test_a_head_turns_the_order_and_keeps_the_filters():
    heads = {
        column.key: (address, sorted_)
        for column, address, sorted_ in table("region=11&sort=name&page=3").heads()
    }
    assert heads["name"] == ("?region=11&sort=-name", "ascending")
    assert heads["sum"] == ("?region=11&sort=sum", "")
    assert heads["note"] == ("", "")


def test_pages_show_both_ends_and_the_neighbours():
    page = Paginator(range(200), 10).get_page(7)
    assert [number for number, _ in page_links(page, QueryDict("q=x"))] == [1, None, 5, 6, 7, 8, 9, None, 20]
    assert dict(page_links(page, QueryDict("q=x")))[8] == "?q=x&page=8"
