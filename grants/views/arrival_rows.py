"""What officials filter and sort arrivals by, and corrections in words."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.documents import to_the_second
from grants.enums import ArrivalChannel
from grants.models import Arrival, Call
from grants.services.arrivals import corrections
from sky_portal.accounts.models import Organisation
from sky_portal.alphabet import in_order
from sky_portal.enums import Language
from sky_portal.texts import pick
from sky_portal.ui.tables import Order

FIRST_ORDER = "-arrived"
LATE, IN_TIME = "late", "in_time"
ORDERS: dict[str, tuple[Any, ...]] = {
    "number": (Length("case__number"), F("case__number")),
    "pilot": (in_order("pilot_name"),),
    "sender": (in_order("sender"),),
    "channel": (F("channel"),),
    "arrived": (F("arrived_at"),),
    "recorded": (F("recorded_at"),),
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


class ArrivalFilter(django_filters.FilterSet):
    """Call, late or in time, channel; what is not understood filters nothing."""

    call = CallChoice(label=_("Call"), queryset=published_calls, empty_label=_("All"), widget=SELECT)
    when = django_filters.ChoiceFilter(
        label=_("Time of arrival"),
        choices=[(LATE, _("Late")), (IN_TIME, _("In time"))],
        empty_label=_("All"),
        widget=SELECT,
        method="judge",
    )
    channel = django_filters.ChoiceFilter(
        label=_("How it arrived"), choices=ArrivalChannel.choices, empty_label=_("All"), widget=SELECT
    )

    class Meta:
        model = Arrival
        fields = ("call", "when", "channel")

    def judge(self, found: Any, name: str, answer: str) -> Any:
        """By the call's closing as it is now: the closing time itself is in time."""
        late = {"arrived_at__gt": F("call__closes_at")}
        return found.filter(**late) if answer == LATE else found.exclude(**late)


def ordered(found: QuerySet[Arrival], by: Order) -> QuerySet[Arrival]:
    """Sorted by a column of the table; ties by number."""
    keys = [key.desc() if by.descending else key.asc() for key in ORDERS[by.key]]
    return found.order_by(*keys, *ORDERS["number"], "pk")


def corrected(arrival: Arrival) -> list[dict[str, Any]]:
    """Each correction: who, when, why, and its lines (field, before, after); None when erased."""
    return [{"event": event, **_told(event.personal)} for event in corrections(arrival)]


def _told(personal: dict[str, Any] | None) -> dict[str, Any]:
    if personal is None:
        return {"why": None, "lines": []}
    was, now = personal["was"], personal["now"]
    lines = [(_label(name), _in_words(name, was[name]), _in_words(name, now[name])) for name in was]
    return {"why": personal["why"], "lines": lines}


def _label(name: str) -> Any:
    field: Any = Arrival._meta.get_field(name)
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def _in_words(name: str, value: Any) -> str:
    if name == "arrived_at":
        return to_the_second(datetime.fromisoformat(value))
    if name == "provider":
        return str(Organisation.objects.filter(pk=value).first() or "–")
    words: dict[str, Any] = {"channel": ArrivalChannel, "language": Language}
    return str(words[name](value).label) if name in words else value or "–"
