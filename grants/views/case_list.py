"""Which application comes before and after this one in the list from which it was opened.

The list's own query string is carried along as `list`: filters, order and all.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse

from grants.models import Application
from grants.views.filters import chosen_of

LIST = "list"
LONGEST = 2000


@dataclass(frozen=True)
class Neighbour:
    """The application before or after: its number and its address, the list carried along."""

    number: str
    address: str


@dataclass(frozen=True)
class Place:
    """Where the application stands in its list; `number` is None when it is not in it any more."""

    query: str
    back: str
    here: str
    number: int | None
    count: int
    previous: Neighbour | None
    next: Neighbour | None


def list_of(request: HttpRequest) -> str:
    """The list's query string that came along; "" without one, or with one that nobody made."""
    given = (request.POST if request.method == "POST" else request.GET).get(LIST, "")
    return given if len(given) <= LONGEST else ""


def place_of(request: HttpRequest, application: Application) -> Place:
    """The neighbours in the list that came along, or else among all of the call; one query."""
    query = list_of(request)
    chosen = QueryDict(query or urlencode({"call": application.call_id}))
    rows = list(chosen_of(request, chosen).values_list("case_id", "case__number"))
    place = next((at for at, (case, _number) in enumerate(rows) if case == application.case_id), None)
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place is not None and place + 1 < len(rows) else None
    return Place(
        query=query,
        back=f"{reverse('grants:received')}?{chosen.urlencode()}",
        here=_address(application.case_id, query),
        number=None if place is None else place + 1,
        count=len(rows),
        previous=before and _neighbour(before, query),
        next=after and _neighbour(after, query),
    )


def case_address(application: Application, query: str = "", anchor: str = "") -> str:
    """The application's page with its list carried along."""
    return _address(application.case_id, query) + anchor


def back_to_case(request: HttpRequest, application: Application, anchor: str = "") -> HttpResponseRedirect:
    """After a form of the page: to the page again, at its part, with the list kept."""
    return HttpResponseRedirect(case_address(application, list_of(request), anchor))


def _neighbour(row: tuple[Any, Any], query: str) -> Neighbour:
    case, number = row
    return Neighbour(number or "", _address(case, query))


def _address(case: UUID, query: str) -> str:
    address = reverse("grants:submission", args=[case])
    return f"{address}?{urlencode({LIST: query})}" if query else address
