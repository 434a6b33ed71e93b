"""What the worklist's address asks for; what is not understood filters nothing."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from grants.enums import ApplicationState
from grants.models import Application, Call
from grants.models.application import ApplicationQuerySet
from grants.rules import ARRIVED_STATES
from grants.services import worklist
from grants.services.worklist.filters import MINE, NOBODY
from sky_portal.enums import Language
from sky_portal.money import CENTS
from sky_portal.ui.tables import Order, Table

COLUMN, FLAG, VIEW = "col", "flag", "view"
# What a saved view keeps: the list itself, not the page of it that was open.
KEPT = ("q", "state", "region", "language", "officer", "assessor", "eligible", "least", "most")
LONGEST_WORDS = 400
_ID = re.compile("[0-9]{1,9}", re.ASCII)
_EUROS = re.compile("[0-9]{1,10}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """The worklist that an address names."""

    call: Call | None
    filters: worklist.Filters
    columns: list[worklist.Column]
    order: Order
    query: QueryDict

    @property
    def column_keys(self) -> list[str]:
        """The keys of the columns shown."""
        return [column.key for column in self.columns]

    @property
    def table(self) -> Table:
        """The head of the table, its links included."""
        return Table(self.columns, self.query, worklist.FIRST_ORDER)

    def kept_query(self) -> str:
        """The address's own part that says which list this is: filters, order, columns, call."""
        kept = QueryDict(mutable=True)
        if self.call:
            kept["call"] = str(self.call.pk)
        for name in KEPT:
            if value := self.query.get(name):
                kept[name] = value
        for name in (FLAG, COLUMN):
            kept.setlist(name, self.query.getlist(name))
        if sort := self.query.get("sort"):
            kept["sort"] = sort
        return kept.urlencode()


def calls_for(user: Any) -> list[Call]:
    """The published calls to choose from, the latest first."""
    return list(Call.objects.visible_to(user).select_related("programme").order_by("-opens_at", "pk"))


def asked_by(user: Any, query: QueryDict, calls: list[Call]) -> Asked:
    """What this person asks for; without a call in the address the latest one."""
    wanted = query.get("call", "")
    call = next((one for one in calls if str(one.pk) == wanted), calls[0] if calls else None)
    columns = worklist.columns_for(user, tuple(query.getlist(COLUMN)))
    sortable = worklist.columns_for(user, tuple(column.key for column in worklist.COLUMNS))
    order = Table(sortable, query, worklist.FIRST_ORDER).order
    return Asked(call, filters_of(query), columns, order, query)


def filters_of(query: QueryDict) -> worklist.Filters:
    """The filters of an address."""
    states = {state.value for state in ARRIVED_STATES}
    meets = {"yes": True, "no": False}
    return worklist.Filters(
        words=query.get("q", "").strip()[:LONGEST_WORDS],
        state=_one_of(query.get("state", ""), states),
        region=_code(query.get("region", "")),
        language=_one_of(query.get("language", ""), set(Language.values)),
        officer=_person(query.get("officer", "")),
        assessor=_person(query.get("assessor", "")),
        eligible=meets.get(query.get("eligible", "")),
        least=_cents(query.get("least", "")),
        most=_cents(query.get("most", "")),
        flags=tuple(query.getlist(FLAG)),
    )


def chosen_of(request: HttpRequest, query: QueryDict) -> ApplicationQuerySet:
    """The applications of the list that `query` names, in its order: what a page beside it walks through."""
    asked = asked_by(request.user, query, calls_for(request.user))
    return found_by(asked, request.user)


def found_by(asked: Asked, user: Any) -> ApplicationQuerySet:
    """Filtered and in order."""
    if asked.call is None:
        return Application.objects.none()
    found = worklist.narrowed(worklist.readable_by(user, asked.call), asked.filters, user)
    return worklist.in_table_order(found, asked.order.key, descending=asked.order.descending)


def state_choices() -> list[tuple[str, Any]]:
    """The states in which something can stand that has arrived."""
    return [(state.value, ApplicationState(state).label) for state in ARRIVED_STATES]


def _one_of(value: str, known: set[str]) -> str:
    return value if value in known else ""


def _code(value: str) -> str:
    return value if re.fullmatch("[0-9]{2}", value, re.ASCII) else ""


def _person(value: str) -> str | int:
    if value in (MINE, NOBODY):
        return value
    return int(value) if _ID.fullmatch(value) else ""


def _cents(value: str) -> int | None:
    """Whole euros as they are typed, in groups or not."""
    digits = re.sub(r"[\s\u00a0\u202f€]", "", value)
    return int(digits) * CENTS if _EUROS.fullmatch(digits) else None
