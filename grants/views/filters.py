"""What officials filter and sort the arrived applications by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState
from grants.models import Application, Call
from grants.rules import ARRIVED_STATES
from sky_portal.alphabet import in_order, name_language
from sky_portal.texts import pick
from sky_portal.ui.tables import Order

FIRST_ORDER = "number"
# Column of the table: what it sorts by. A number of a series sorts as a number, not as text.
ORDERS: dict[str, tuple[Any, ...]] = {
    "number": (Length("case__number"), F("case__number")),
    "name": (in_order("current_submission__name"),),
    "members": (F("current_submission__member_count"),),
    "total": (F("current_submission__total_cents"),),
    "grant": (F("current_submission__grant_cents"),),
    "eligible": (F("meets"),),
    "arrived": (F("current_submission__arrived_at"),),
    "state": (F("state"),),
}

SELECT = forms.Select(attrs={"class": "form-select"})


class CallChoice(django_filters.ModelChoiceFilter):
    """Calls by their names in the page's language."""

    class field_class(django_filters.fields.ModelChoiceField):
        """The select itself."""

        def label_from_instance(self, obj: Call) -> str:
            """The call's name."""
            return pick(obj.name).text


def published_calls(request: HttpRequest) -> QuerySet[Call]:
    """The calls to choose from."""
    return Call.objects.visible_to(request.user).order_by("-opens_at", "pk")


class ReceivedFilter(django_filters.FilterSet):
    """Search in words, call, state and condition; what is not understood filters nothing."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "size": 28, "class": "form-control"}),
    )
    call = CallChoice(label=_("Call"), queryset=published_calls, empty_label=_("All"), widget=SELECT)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state.value, ApplicationState(state).label) for state in ARRIVED_STATES],
        empty_label=_("All"),
        widget=SELECT,
    )
    eligible = django_filters.ChoiceFilter(
        label=_("Condition of the call"),
        choices=[("yes", _("Fulfilled")), ("no", _("Not fulfilled"))],
        empty_label=_("All"),
        widget=SELECT,
        method="judge",
    )

    class Meta:
        model = Application
        fields = ("q", "call", "state", "eligible")

    def search(self, found: Any, name: str, words: str) -> Any:
        """Every word, in name, number, applicant or members as sent."""
        return found.matching(words)

    def judge(self, found: Any, name: str, answer: str) -> Any:
        """By the official's ruling where there is one, else by the verdict at sending."""
        return found.with_ruling().filter(meets=answer == "yes")


def ordered(found: QuerySet[Application], by: Order) -> QuerySet[Application]:
    """Sorted by a column of the table; ties by number."""
    orders = {**ORDERS, "applicant": (in_order(f"applicant__name_{name_language()}"),)}
    keys = [key.desc() if by.descending else key.asc() for key in orders[by.key]]
    return found.order_by(*keys, *ORDERS[FIRST_ORDER], "pk")
