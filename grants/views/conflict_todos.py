"""What waits about conflicts of interest: one's own declarations, and as a superior the decisions."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import Call
from grants.rules import is_examiner, is_superior
from grants.views.conflict_decisions import disputed
from grants.views.conflict_rounds import undeclared
from grants.views.todos import MOST, Todo
from sky_portal import clock
from sky_portal.texts import pick


def conflict_todos(user: Any) -> list[Todo]:
    """Lines of the to-do list, the decisions first: somebody waits for them."""
    return [*_to_decide(user), *_to_declare(user)]


def _to_decide(user: Any) -> list[Todo]:
    if not is_superior.test(user, None):
        return []
    return [
        Todo(
            _("Decide on a conflict of interest"),
            f"{one.person} · {one.application.case.number}",
            reverse("grants:conflict", args=[one.pk]),
        )
        for one in disputed(user)[:MOST]
    ]


def _to_declare(user: Any) -> list[Todo]:
    """A line for each call that has closed: while it is open, more applications come every day."""
    if not is_examiner.test(user, None):
        return []
    waiting = undeclared(user).filter(call__closes_at__lt=clock.now()).order_by()
    counts = dict(waiting.values_list("call_id").annotate(count=Count("pk")))
    return [
        Todo(_("Declare your conflicts of interest"), _about(call, counts[call.pk]), _address(call))
        for call in Call.objects.filter(pk__in=counts).order_by("closes_at", "pk")
    ]


def _about(call: Call, count: int) -> str:
    applications = ngettext("%(count)s application", "%(count)s applications", count) % {"count": count}
    return f"{pick(call.name).text} · {applications}"


def _address(call: Call) -> str:
    return reverse("grants:declare_call", args=[call.slug])
