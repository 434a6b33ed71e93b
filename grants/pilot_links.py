"""What the grants tell the pilots: the application, the call, and the members' shares of the costs."""

from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from grants.enums import BudgetKind
from grants.models import Application, BudgetLine, Call
from grants.rules import call_is_public, reads_with_applicant
from pilots.links import Matter, Occasion, Share
from sky_portal.money import own_share


def application_of(pilot: Any, user: Any) -> Matter | None:
    """The pilot's application, for those who read it with the applicant."""
    own = Application.objects.visible_to(user).filter(reads_with_applicant.q(user), pilot=pilot)
    found = own.select_related("call").first()
    if found is None:
        return None
    address = reverse("grants:application", args=[found.case_id])
    return Matter(address, found.call, (reverse("grants:applications"), _("Applications")))


def call_of(pilot: Any) -> Occasion | None:
    """The published call for which the pilot comes together: public, whoever asks."""
    found = Call.objects.filter(programme=pilot.programme_id).first()
    if found is None or not call_is_public.test(None, found):
        return None
    address = reverse("grants:call", args=[found.slug])
    return Occasion(found, found.name, address, found.closes_at, found.is_open())


def shares_of(pilot: Any) -> dict[int, Share]:
    """The members' costs in the applied budget as it stands, and of them what each pays itself."""
    application = Application.objects.filter(pilot=pilot.pk).select_related("call").first()
    if application is None:
        return {}
    percent = application.call.own_share_percent
    newest = application.budgets.filter(kind=BudgetKind.APPLIED).order_by("-version").values("pk")[:1]
    costs = BudgetLine.objects.filter(budget__in=newest).order_by().values_list("member_id")
    return {
        member: Share(cents, own_share(cents, percent), percent)
        for member, cents in costs.annotate(cents=Sum("amount_cents"))
    }
