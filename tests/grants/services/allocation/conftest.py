"""A closed call with a few applications that have been scored, and who shares its money out."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from grants.models import AllocationPlan, Application, Appropriation, Call
from grants.services import allocation
from grants.services import submission as submissions
from grants.services.budget import FundingInput
from sky_portal import clock
from sky_portal.money import euros
from tests import kept
from tests.grants import factories

EXAMINED = clock.helsinki(2021, 4, 20, 9, 30)
# Name, costs by line, other funding, score: euros.
APPLIED: dict[str, tuple[tuple[int, ...], int, str]] = {
    "Läsnä": ((100_000, 25_000), 0, "4.600"),
    "Mukana": ((60_001, 33_333, 6_667), 10_000, "4.400"),
    "Perillä": ((62_500,), 0, "4.400"),
    "Yhdessä": ((31_250, 31_250), 0, "3.800"),
}


def make_scored(call: Call, cast: dict[str, Any], organisation: Any, name: str) -> Application:
    """An application with its lines, sent in the call, scored after it, open to the presenting officer."""
    lines, other, score = APPLIED[name]
    with clock.standing_at(factories.OPEN):
        made = factories.start(call, organisation=organisation, actor=cast["preparer"], name=name)
        factories.answer(made, actor=cast["preparer"])
        costs = [factories.line(made, str(amount), basis=f"Erä {n}") for n, amount in enumerate(lines)]
        granted = (FundingInput(granter="AVI", amount=str(other)),) if other else ()
        factories.save_budget(made, *costs, actor=cast["preparer"], other=granted)
        made.refresh_from_db()
        submissions.submit(made, actor=cast["signatory"])
    Application.objects.filter(pk=made.pk).update(score=Decimal(score), region_code="11")
    with clock.standing_at(EXAMINED):
        factories.declare_free(made, cast["presenting_officer"])
    return Application.objects.get(pk=made.pk)


@pytest.fixture
def examined() -> Iterator[None]:
    """The clock stands in the examination, after the call."""
    with clock.standing_at(EXAMINED):
        yield


@pytest.fixture
def applications(
    call: Call, cast: dict[str, Any], providers: dict[str, Any], examined: None
) -> dict[str, Application]:
    """Iisalmi's applications by name, as in APPLIED: 100,000, 70,000, 50,000 and 50,000 euros."""
    kept.world(
        "shared out",
        lambda: [make_scored(call, cast, providers["iisalmi"], name) for name in APPLIED],
        lambda: [],
    )
    return {str(one): one for one in Application.objects.select_related("pilot").order_by("pk")}


@pytest.fixture
def officer(cast: dict[str, Any]) -> Any:
    """Who shares out."""
    return cast["presenting_officer"]


@pytest.fixture
def plan(call: Call, applications: dict[str, Application], officer: Any) -> AllocationPlan:
    """An empty draft."""
    return allocation.make_plan(call, name="Luonnos A", actor=officer)


@pytest.fixture
def appropriated(call: Call) -> Callable[[int], None]:
    """Sets what there is to be shared out, in euros."""

    def put(amount: int) -> None:
        Appropriation.objects.filter(call=call).delete()
        Appropriation.objects.create(
            call=call,
            dated=date(2021, 2, 15),
            budget_item="29.10.20",
            amount_cents=euros(amount),
        )

    return put


def lump(plan: AllocationPlan, application: Application, amount: int, actor: Any, **said: Any) -> Any:
    """Proposes a grant of so many euros, with a reason."""
    said = {"reason": "Kustannusarviota on karsittu."} | said
    return allocation.set_lump(plan, application, grant_cents=euros(amount), actor=actor, **said)
