"""A call of four applications that twenty officials share out at one moment: in threads, in processes."""

import random
from typing import Any

from grants.models import AllocationPlan, Application, Call, Commitment, PlanRow
from grants.services import allocation
from grants.services.allocation import ledger
from grants.services.eligibility import rule_on_eligibility
from sky_portal import clock, locks
from sky_portal.accounts.cast import create_cast, ensure_providers
from sky_portal.accounts.models import User
from sky_portal.money import euros
from tests.cast import PASSWORD
from tests.grants import factories
from tests.grants.services.allocation.conftest import APPLIED, EXAMINED, lump, make_scored

OFFICER = "presenting.officer@okm.example"
# Of 270,000 euros that are asked for.
ROOM = 180_000
OFFICIALS = 20


def make_world(cast: dict[str, Any] | None = None) -> AllocationPlan:
    """An empty plan of a call of which two thirds can be given."""
    cast = cast or create_cast(PASSWORD)
    providers = ensure_providers()
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
    for name in APPLIED:
        made = make_scored(call, cast, providers["iisalmi"], name)
        with clock.standing_at(EXAMINED):
            # Rules give nothing to who does not meet the condition.
            officer = cast["presenting_officer"]
            rule_on_eligibility(made, eligible=True, reason="Täyttyy.", actor=officer)
    call.appropriations.update(amount_cents=euros(ROOM))
    with clock.standing_at(EXAMINED):
        return allocation.make_plan(call, name="Luonnos", actor=cast["presenting_officer"])


def edit(seed: int, times: int) -> list[str]:
    """One official at work on the plan: what came of each edit, "done" or why not."""
    dice, told = random.Random(seed), []
    for _ in range(times):
        with clock.standing_at(EXAMINED):
            # As a request of its own: what another has written meanwhile is read anew.
            officer, plan = User.objects.get(email=OFFICER), AllocationPlan.objects.get()
            try:
                _edit(dice, plan, officer)
                told.append("done")
            except (allocation.AppropriationExceeded, allocation.NothingToUndo) as error:
                told.append(type(error).__name__)
        assert held() <= euros(ROOM)
    return told


def _edit(dice: random.Random, plan: AllocationPlan, officer: User) -> None:
    chosen = dice.choice(list(Application.objects.select_related("current_submission").order_by("pk")))
    kind = dice.choice(["lump", "lump", "lump", "lump", "rule", "undo"])
    if kind == "undo":
        allocation.undo(plan, actor=officer)
    elif kind == "rule":
        parameters = {"above": "3", "percent": dice.choice(["50", "66.66", "90"])}
        allocation.apply_rule(plan, rule="same_cut", parameters=parameters, actor=officer)
    else:
        assert chosen.current_submission
        asked = chosen.current_submission.grant_cents // 100
        lump(plan, chosen, dice.randint(asked // 2, asked), officer)


def held() -> int:
    """What the plan holds (cents)."""
    return sum(PlanRow.objects.order_by().values_list("grant_cents", flat=True))


def reserve(part: int) -> str:
    """One official reserves so many euros in the ledger."""
    call, application = Call.objects.get(), Application.objects.order_by("pk")[0]
    officer = User.objects.get(email=OFFICER)
    with clock.standing_at(EXAMINED):
        try:
            with locks.act():
                ledger.reserve(call, amounts={application.pk: euros(part)}, actor=officer, at=clock.now())
        except allocation.AppropriationExceeded:
            return "refused"
    return "done"


def reserved() -> int:
    """What the ledger holds (cents)."""
    return sum(Commitment.objects.order_by().values_list("amount_cents", flat=True))
