"""Plans of sharing out of the small world."""

from decimal import Decimal

from grants.enums import ConflictState
from grants.models import AllocationPlan, Application, Call, PlanRow
from grants.rules import opens_sent
from grants.services import allocation, conflicts
from sky_portal.cases.examples import Cast, Example, example

SENT = "Lähetetty"


@example
def shared_out(cast: Cast) -> list[Example]:
    """A draft with one row, and its copy, which has a word on every application and was presented."""
    call, officer = Call.objects.get(slug="example"), cast["presenting_officer"]
    draft = allocation.make_plan(call, name="Luonnos A", actor=officer)
    sent = Application.objects.get(pilot__name=SENT, call=call)
    allocation.set_percent(draft, sent, percent=Decimal(90), reason="Kuluja on karsittu.", actor=officer)
    whole = allocation.make_plan(call, name="Luonnos B", copy_of=draft, actor=officer)
    for application in allocation.lacking(whole, officer):
        if not opens_sent.test(officer, application):
            conflicts.declare(application, state=ConflictState.FREE, actor=officer)
        allocation.set_percent(whole, application, percent=Decimal(100), actor=officer)
    presented = allocation.present(whole, actor=officer)
    return [
        Example("a plan of sharing out that is a draft", AllocationPlan.objects.get(pk=draft.pk)),
        Example("the sent application's row in the draft", _row(draft, sent)),
        Example("a plan of sharing out that has been presented", presented),
        Example("the sent application's row in the presented plan", _row(presented, sent)),
    ]


def _row(plan: AllocationPlan, application: Application) -> PlanRow:
    return PlanRow.objects.get(plan=plan, application=application)
