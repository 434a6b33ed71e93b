"""Twenty officials share out one appropriation at one moment: it is never exceeded, on either database."""

import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from grants.models import AllocationPlan, Application, Call, Commitment, PlanChange
from grants.services import allocation
from grants.services.allocation import changes, ledger
from grants.services.allocation.changes import rows_as_data
from sky_portal import clock
from sky_portal.accounts.models import User
from sky_portal.audit.verification import verify
from sky_portal.money import euros
from sky_portal.workflow import StepRefused
from tests.grants.services.allocation.conftest import EXAMINED, lump
from tests.races import sharing
from tests.races.sharing import OFFICER, OFFICIALS, ROOM
from tests.races.together import processes, together, unlocked

PART = 12_000

on_postgres = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(transactional_db: None, cast: dict[str, Any]) -> AllocationPlan:
    """An empty plan of four applications."""
    return sharing.make_world(cast)


def by_officials(verb: Any, times: int = OFFICIALS) -> list[Any]:
    """The verb by so many officials at one moment, each having read the plan for themselves."""

    def once(index: int) -> Any:
        with clock.standing_at(EXAMINED):
            return verb(AllocationPlan.objects.get(), User.objects.get(email=OFFICER), index)

    return together(times, once)


def well_kept(plan: AllocationPlan) -> None:
    """The changes are numbered without a gap, and played through they give what stands."""
    numbers = list(plan.changes.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    stands: dict[str, Any] = {}
    for change in plan.changes.order_by("number"):
        stands |= change.after
    rows = {str(key): data for key, data in rows_as_data(plan.rows.order_by("pk")).items()}
    assert rows == {key: data for key, data in stands.items() if data}
    assert verify().broken is None


class TestOnPostgres:
    pytestmark = on_postgres

    def test_twenty_at_work_on_one_plan_never_exceed_it(self, plan: AllocationPlan) -> None:
        told = together(OFFICIALS, lambda index: sharing.edit(index, 4))
        assert [one for one in told if isinstance(one, Exception)] == []
        outcomes = Counter(outcome for official in told for outcome in official)
        assert outcomes["done"]
        assert outcomes["AppropriationExceeded"]
        assert sharing.held() <= euros(ROOM)
        well_kept(plan)

    def test_twenty_reserve_until_nothing_is_left(self, plan: AllocationPlan) -> None:
        told = together(OFFICIALS, lambda _: sharing.reserve(PART))
        assert Counter(told) == {"done": ROOM // PART, "refused": OFFICIALS - ROOM // PART}
        assert sharing.reserved() == euros(ROOM)
        assert allocation.money(Call.objects.get()).left == 0

    def test_control_without_the_lock_the_appropriation_is_exceeded(
        self, plan: AllocationPlan, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        honest = ledger.money

        def slow(call: Call) -> Any:
            found = honest(call)
            time.sleep(0.2)
            return found

        monkeypatch.setattr(ledger, "money", slow)
        with unlocked(Call):
            told = together(OFFICIALS, lambda _: sharing.reserve(PART))
        assert Counter(told)["done"] > ROOM // PART
        assert sharing.reserved() > euros(ROOM)

    def test_control_without_locks_two_edits_find_the_same_money(
        self, plan: AllocationPlan, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        honest = changes.room

        def slow(of: AllocationPlan) -> Any:
            time.sleep(0.2)
            return honest(of)

        monkeypatch.setattr(changes, "room", slow)
        keys = list(Application.objects.order_by("pk"))
        with unlocked(Call, AllocationPlan):
            told = by_officials(lambda of, who, index: lump(of, keys[index], 45_000, who), len(keys))
        # Each finds room for itself; only the plan's numbering, which nobody may branch, stops all but one.
        assert sum(isinstance(outcome, IntegrityError) for outcome in told) > 0

    def test_presented_by_several_at_once_it_reserves_once(self, plan: AllocationPlan) -> None:
        with clock.standing_at(EXAMINED):
            officer = User.objects.get(email=OFFICER)
            for application in Application.objects.order_by("pk"):
                lump(plan, application, 40_000, officer)
        told = by_officials(lambda of, who, _: allocation.present(of, actor=who), 6)
        assert sum(isinstance(outcome, StepRefused) for outcome in told) == 5
        assert Commitment.objects.count() == 4
        assert sharing.reserved() == euros(160_000)

    def test_of_two_plans_presented_at_once_one_is(self, plan: AllocationPlan) -> None:
        with clock.standing_at(EXAMINED):
            officer = User.objects.get(email=OFFICER)
            for application in Application.objects.order_by("pk"):
                lump(plan, application, 40_000, officer)
            other = allocation.make_plan(plan.call, name="B", copy_of=plan, actor=officer)

        def present(index: int) -> Any:
            with clock.standing_at(EXAMINED):
                return allocation.present((plan, other)[index % 2], actor=User.objects.get(email=OFFICER))

        told = together(6, present)
        refused = [outcome for outcome in told if isinstance(outcome, StepRefused | ValidationError)]
        assert len(refused) == 5
        assert sharing.reserved() == euros(160_000)

    def test_the_change_that_a_page_offers_is_undone_once(self, plan: AllocationPlan) -> None:
        with clock.standing_at(EXAMINED):
            officer = User.objects.get(email=OFFICER)
            for application in Application.objects.order_by("pk")[:2]:
                lump(plan, application, 40_000, officer)
        told = by_officials(lambda of, who, _: allocation.undo(of, seen=2, actor=who), 6)
        assert sum(isinstance(outcome, allocation.PlanConflict) for outcome in told) == 5
        assert sharing.held() == euros(40_000)
        assert PlanChange.objects.count() == 3


@pytest.fixture(scope="module")
def embedded_world(embedded: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an embedded portal with a call that is to be shared out."""
    var = tmp_path_factory.mktemp("shared out") / "var"
    shutil.copytree(embedded["SKY_VAR_DIR"], var)
    processes(1, "share_world", env=embedded | {"SKY_VAR_DIR": str(var)})
    return var


@pytest.fixture
def embedded_call(embedded: dict[str, str], embedded_world: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a copy of it."""
    shutil.copytree(embedded_world, tmp_path / "var")
    return embedded | {"SKY_VAR_DIR": str(tmp_path / "var")}


@pytest.mark.timeout(300)
def test_twenty_officials_in_four_processes_never_exceed_it_on_sqlite(embedded_call: dict[str, str]) -> None:
    told = processes(4, "share", str(OFFICIALS // 4), "2", env=embedded_call)
    outcomes = Counter(outcome for official in told for outcome in official)
    assert set(outcomes) <= {"done", "AppropriationExceeded", "NothingToUndo"}
    assert outcomes["done"]
    assert outcomes["AppropriationExceeded"]
    assert sum(outcomes.values()) == OFFICIALS * 2
    [[stands, reserved]] = processes(1, "share_sums", env=embedded_call)
    assert int(stands) <= euros(ROOM)
    assert int(reserved) == 0


@pytest.mark.timeout(300)
def test_twenty_reserve_until_nothing_is_left_on_sqlite(embedded_call: dict[str, str]) -> None:
    told = processes(4, "reserve", str(OFFICIALS // 4), str(PART), env=embedded_call)
    outcomes = Counter(outcome for official in told for outcome in official)
    assert outcomes == {"done": ROOM // PART, "refused": OFFICIALS - ROOM // PART}
    [[_stands, reserved]] = processes(1, "share_sums", env=embedded_call)
    assert int(reserved) == euros(ROOM)
