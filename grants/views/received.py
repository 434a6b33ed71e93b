"""The worklist of a call: what has arrived, narrowed, sorted, summed and paged."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.models import Arrival, Call, SavedView
from grants.services import worklist
from grants.services.assigning import assessors_of, officers_of
from grants.services.worklist import saved
from grants.services.worklist.columns import ALWAYS
from grants.services.worklist.filters import MINE, NOBODY
from grants.views.filters import COLUMN, FLAG, KEPT, VIEW, Asked, asked_by, calls_for, chosen_of, found_by
from grants.views.filters import state_choices as states
from grants.views.worklist_cells import Lines, Names
from grants.views.worklist_kept import kept
from pilots.models import Municipality
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.accounts.models import User
from sky_portal.accounts.rules import holds
from sky_portal.alphabet import name_language
from sky_portal.audience import audience, roles
from sky_portal.enums import Language
from sky_portal.texts import pick
from sky_portal.ui.tables import PAGE, SORT

__all__ = ["READERS", "chosen_of", "received"]

READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
ROWS = 50
# Filters behind one click.
RARER = ("language", "eligible", "least", "most", FLAG, COLUMN)
is_assigner = holds(Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR)


@audience(READERS)
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The worklist; its table is kept while nothing happens, notices and the forms' tokens are not."""
    return render(request, "grants/received.html", page_context(request))


def page_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What the page shows; `more` is what an act beside the list has to say."""
    desk = Desk(request)
    return {"desk": desk, "list": kept(request, lambda: _list(request, desk)), **more}


def _list(request: HttpRequest, desk: "Desk") -> str:
    return render_to_string("grants/desk/_list.html", {"desk": desk}, request)


class Desk:
    """The worklist as its templates ask for it: worked out only where it is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        self.query = request.GET

    @cached_property
    def calls(self) -> list[Call]:
        """The calls to choose from."""
        return calls_for(self.user)

    @cached_property
    def asked(self) -> Asked:
        """What the address asks for."""
        return asked_by(self.user, self.query, self.calls)

    @property
    def call(self) -> Call | None:
        """The call whose list it is."""
        return self.asked.call

    @cached_property
    def found(self) -> Any:
        """The applications, filtered and in order."""
        return found_by(self.asked, self.user)

    @cached_property
    def sums(self) -> dict[str, int]:
        """Counts and sums of all that is found, not of one page."""
        return worklist.sums_of(self.found)

    @cached_property
    def page(self) -> Page:
        """One page of keys."""
        keys = self.found.values_list("pk", flat=True)
        paginator = Paginator(keys, ROWS)
        # The sums have counted already.
        paginator.count = self.sums["count"] + self.sums["withdrawn"]  # type: ignore[misc]
        return paginator.get_page(self.query.get(PAGE))

    @cached_property
    def rows(self) -> list[worklist.Row]:
        """The rows of the page."""
        return worklist.rows_of(list(self.page.object_list), self.user)

    @property
    def lines(self) -> list[Any]:
        """The rows of the table."""
        made = Lines(self.asked.columns, self.names, marked=self.assigns, suffix=self.case_suffix)
        return [made.line(row) for row in self.rows]

    @cached_property
    def names(self) -> Names:
        """What the rows name by a code."""
        return Names(dict(self.regions))

    @cached_property
    def regions(self) -> list[tuple[str, str]]:
        """Codes and names of the regions in the call's register."""
        if self.call is None:
            return []
        year = self.call.programme.register_year
        name = f"region_name_{name_language()}"
        found = Municipality.objects.filter(register_year=year).values_list("region_code", name)
        return sorted(set(found.order_by("region_code")), key=lambda region: region[0])

    @cached_property
    def officers(self) -> list[User]:
        """Who can present the call's applications."""
        return list(officers_of(self.call)) if self.call else []

    @cached_property
    def assessors(self) -> list[User]:
        """Who can assess them."""
        return list(assessors_of(self.call)) if self.call else []

    @cached_property
    def views(self) -> list[SavedView]:
        """The person's own saved views of the call."""
        return list(saved.views_of(self.user, self.call)) if self.call else []

    @cached_property
    def view(self) -> SavedView | None:
        """The saved view that is open."""
        return next((one for one in self.views if str(one.pk) == self.query.get(VIEW)), None)

    @property
    def assigns(self) -> bool:
        """Whether the person says who examines which application."""
        return is_assigner.test(self.user, None)

    @property
    def foot_width(self) -> int:
        """How many columns stand before the first sum."""
        keys = self.asked.column_keys
        sums = [place for place, key in enumerate(keys) if key in {"members", "total", "grant"}]
        return (sums[0] if sums else len(keys)) + self.assigns

    @property
    def feet(self) -> list[tuple[str, int]]:
        """The sums below the columns from the first summed one on."""
        told = {"members": self.sums["members"], "total": self.sums["total"], "grant": self.sums["grant"]}
        keys = self.asked.column_keys[self.foot_width - self.assigns :]
        return [(key, told.get(key, 0)) for key in keys]

    @cached_property
    def options(self) -> dict[str, list[tuple[str, Any]]]:
        """What the selects of the filter form offer."""
        return {
            "call": [(str(call.pk), pick(call.name).text) for call in self.calls],
            "state": states(),
            "region": self.regions,
            "language": list(Language.choices),
            "people": [(str(one.pk), str(one)) for one in self.officers],
            "eligible": [("yes", _("Fulfilled")), ("no", _("Not fulfilled"))],
            "assessors": [(str(one.pk), str(one)) for one in self.assessors],
        }

    @property
    def flags(self) -> list[tuple[Any, bool]]:
        """Every flag, and whether it is asked for."""
        return [(flag, flag.key in self.asked.filters.flags) for flag in worklist.flags_for(self.user)]

    @property
    def columns(self) -> list[tuple[worklist.Column, bool]]:
        """Every column that can be chosen, and whether it is shown."""
        all_keys = tuple(column.key for column in worklist.COLUMNS)
        shown = set(self.asked.column_keys)
        free = [one for one in worklist.columns_for(self.user, all_keys) if one.key not in ALWAYS]
        return [(column, column.key in shown) for column in free]

    @cached_property
    def typed(self) -> dict[str, str]:
        """What the address says, for the filter form to say it again."""
        return {name: self.query.get(name, "") for name in (*KEPT, SORT, COLUMN)}

    @property
    def more_filters(self) -> bool:
        """Whether one of the rarer filters or other columns than the first are asked for."""
        return any(self.query.get(name) for name in RARER)

    @cached_property
    def kept_query(self) -> str:
        """Which list it is, as a saved view, an export and a case page carry it along."""
        return self.asked.kept_query()

    @property
    def case_suffix(self) -> str:
        """What the address of every row's case ends in."""
        return f"?{urlencode({'list': self.kept_query})}"

    @property
    def home(self) -> str:
        """The whole list of the call."""
        call = urlencode({"call": self.call.pk}) if self.call else ""
        return f"{reverse('grants:received')}?{call}"

    @cached_property
    def otherwise(self) -> int:
        """How many arrivals have been recorded beside the portal's way."""
        return Arrival.objects.visible_to(self.user).count()

    mine, nobody = MINE, NOBODY
