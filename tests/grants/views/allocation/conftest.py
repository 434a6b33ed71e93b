"""A plan of a closed call whose applications have been scored, and who looks at it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.models import AllocationPlan, Application, Call
from grants.services import allocation
from sky_portal.money import euros
from tests.cast import SignedIn
from tests.grants.services.allocation.conftest import (
    applications,
    appropriated,
    examined,
    lump,
    plan,
)

__all__ = ["applications", "appropriated", "examined", "plan"]


@pytest.fixture
def officer(cast: dict[str, Any]) -> Any:
    """Who shares out."""
    return cast["presenting_officer"]


@pytest.fixture
def at_plan(sign_in: SignedIn, examined: None) -> Callable[[str], Client]:
    """A character at their browser during the examination: `at_plan("decision_maker")`."""
    return lambda who="presenting_officer": sign_in(who)


@pytest.fixture
def address(plan: AllocationPlan) -> Callable[..., str]:
    """Addresses of the plan: `address("rules")`, `address()` is its page."""

    def of(page: str = "plan", *more: Any, of: AllocationPlan = plan) -> str:
        return reverse(f"grants:allocation_{page}", args=[of.call.slug, of.pk, *more])

    return of


@pytest.fixture
def filled(plan: AllocationPlan, applications: dict[str, Application], officer: Any) -> AllocationPlan:
    """The plan with a proposal for everybody: 90,000, 60,000, 50,000 and nought."""
    for name, amount in {"Läsnä": 90_000, "Mukana": 60_000, "Perillä": 50_000, "Yhdessä": 0}.items():
        lump(plan, applications[name], amount, officer)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def presented(filled: AllocationPlan, officer: Any) -> AllocationPlan:
    """The same, before the decision-maker."""
    return allocation.present(filled, actor=officer)


@pytest.fixture
def typed(applications: dict[str, Application]) -> Callable[..., dict[str, Any]]:
    """What the browser sends for the table: `typed({"Läsnä": "90 000"}, shown={"Läsnä": 0})`."""

    def form(sums: dict[str, str], reason: str = "", **shown: str) -> dict[str, Any]:
        data: dict[str, Any] = {"reason": reason, "query": ""}
        for name, text in sums.items():
            key = applications[name].pk
            row = AllocationPlan.objects.get().rows.filter(application_id=key).first()
            was = f"{row.grant_cents // euros(1):,}".replace(",", "\u00a0") if row else ""
            data |= {f"grant-{key}": text, f"was-{key}": was, f"base-{key}": row.revision if row else 0}
        return data

    return form


@pytest.fixture
def second(call: Call, filled: AllocationPlan, officer: Any) -> AllocationPlan:
    """A copy of the plan in which Yhdessä gets something, and Läsnä nothing."""
    made = allocation.make_plan(call, name="Luonnos B", copy_of=filled, actor=officer)
    by_name = {str(one): one for one in Application.objects.select_related("pilot")}
    lump(made, by_name["Läsnä"], 0, officer)
    lump(made, by_name["Yhdessä"], 40_000, officer)
    made.refresh_from_db()
    return made
