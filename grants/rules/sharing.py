"""Plans of sharing out the money."""

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    PlanState,
)
from grants.rules.examination import of_application, reads_sent
from sky_portal.accounts.enums import Role
from sky_portal.accounts.rules import (
    holds,
    is_call_administrator,
)
from sky_portal.permissions import NOBODY, Rule, about_thing

# On plans of sharing out: those who share out see all, the others what has been presented.
shares_out = holds(Role.PRESENTING_OFFICER)
plan_is_out = about_thing(
    "plan has been presented",
    lambda: Q(state__in=(PlanState.PRESENTED, PlanState.APPROVED)),
    lambda plan: plan.state in (PlanState.PRESENTED, PlanState.APPROVED),
)
sees_plan = shares_out | is_call_administrator | (holds(Role.DECISION_MAKER, Role.FINANCE) & plan_is_out)
is_own_presentation = Rule(
    "presented by oneself",
    lambda user: Q(presented_by_id=user.pk) if user.is_authenticated else NOBODY,
    lambda user, plan: user.is_authenticated and plan.presented_by_id == user.pk,
)
approves_plan = holds(Role.DECISION_MAKER) & ~is_own_presentation
# On rows of plans.
sees_plan_row = of_application(reads_sent) & Rule(
    "of a plan one sees",
    lambda user: Q(
        plan_id__in=apps.get_model("grants.allocationplan")
        ._default_manager.filter(sees_plan.q(user))
        .order_by()
        .values("pk")
    ),
    lambda user, row: sees_plan.test(user, row.plan),
)
