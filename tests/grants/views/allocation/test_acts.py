"""What is done to a whole plan: undoing, presenting, sending back, approving, reading what changed."""

import pytest

from grants.enums import ConflictState, PlanState
from grants.models import AllocationPlan, Commitment
from grants.services import allocation, conflicts
from sky_portal.money import euros
from tests.grants import factories
from tests.grants.services.allocation.conftest import lump

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider(cast, applications, examined):
    """The decision-maker, who has declared to be free of conflicts."""
    for one in applications.values():
        factories.declare_free(one, cast["decision_maker"])
    return cast["decision_maker"]


def state():
    return AllocationPlan.objects.get().state


def test_undo_puts_back_and_redo_does_again(at_plan, address, filled, applications, officer):
    client = at_plan()
    seen = client.get(address()).context["undo"]["number"]
    assert client.post(address("undo"), {"seen": seen}).status_code == 302
    assert filled.rows.filter(application=applications["Yhdessä"], method="lump").count() == 0
    seen = client.get(address()).context["redo"]["number"]
    client.post(address("redo"), {"seen": seen})
    assert filled.rows.filter(application=applications["Yhdessä"], method="lump").count() == 1


def test_undoing_what_one_has_not_seen_is_refused(at_plan, address, filled, applications, officer):
    client = at_plan()
    seen = client.get(address()).context["undo"]["number"]
    lump(filled, applications["Läsnä"], 1_000, officer)
    told = client.post(address("undo"), {"seen": seen}, follow=True).content.decode()
    assert "joku on sillä välin muuttanut" in told
    assert filled.rows.get(application=applications["Läsnä"]).grant_cents == euros(1_000)


def test_who_has_a_conflict_is_not_offered_to_undo_what_is_closed_to_them(
    at_plan, address, filled, applications, officer
):
    client = at_plan()
    assert client.get(address()).context["undo"]
    conflicts.declare(applications["Yhdessä"], state=ConflictState.CONFLICTED, actor=officer)
    assert client.get(address()).context["undo"] is None


def test_what_lacks_a_proposal_or_a_reason_is_named_before_presenting(
    at_plan, address, plan, applications, officer
):
    lump(plan, applications["Läsnä"], 90_000, officer)
    client = at_plan()
    body = client.get(address("present")).content.decode()
    assert "Mukana" in body
    assert 'name="revision"' not in body
    assert client.post(address("present"), {}).status_code == 422
    assert state() == PlanState.DRAFT


def test_presenting_reserves_the_sums_and_closes_the_plan(at_plan, address, filled):
    client = at_plan()
    revision = client.get(address("present")).context["plan"].revision
    assert client.post(address("present"), {"revision": revision}).status_code == 302
    assert state() == PlanState.PRESENTED
    assert sum(Commitment.objects.values_list("amount_cents", flat=True)) == euros(200_000)
    assert 'name="grant-' not in client.get(address()).content.decode()
    assert client.get(address("rules")).status_code == 302


def test_a_plan_that_was_changed_since_the_page_is_not_presented(
    at_plan, address, filled, applications, officer
):
    old = filled.revision
    lump(filled, applications["Läsnä"], 1_000, officer)
    told = at_plan().post(address("present"), {"revision": old})
    assert told.status_code == 409
    assert state() == PlanState.DRAFT


def test_taking_back_frees_the_sums(at_plan, address, presented):
    assert at_plan().post(address("take_back")).status_code == 302
    assert state() == PlanState.DRAFT
    assert sum(Commitment.objects.values_list("amount_cents", flat=True)) == 0


def test_the_decision_maker_sends_back_with_a_reason(at_plan, address, presented, decider):
    client = at_plan("decision_maker")
    assert client.post(address("send_back"), {"reason": ""}).status_code == 422
    assert state() == PlanState.PRESENTED
    assert client.post(address("send_back"), {"reason": "Lappi jäi pois."}).status_code == 302
    assert state() == PlanState.DRAFT
    assert client.get(address()).status_code == 404
    assert "Lappi jäi pois." in at_plan().get(address()).content.decode()


def test_the_decision_maker_approves_what_was_shown(at_plan, address, presented, decider):
    client = at_plan("decision_maker")
    revision = client.get(address("approve")).context["plan"].revision
    assert client.post(address("approve"), {"revision": revision}).status_code == 302
    assert state() == PlanState.APPROVED
    # Once more: the page says that the plan has moved on.
    again = client.post(address("approve"), {"revision": revision}, follow=True)
    assert again.status_code == 200
    assert state() == PlanState.APPROVED


def test_the_plan_waits_among_the_decision_makers_tasks(at_plan, address, presented, decider):
    assert address() in at_plan("decision_maker").get("/fi/home/").content.decode()
    assert address() not in at_plan().get("/fi/home/").content.decode()


@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_who_shares_out_does_not_decide(at_plan, address, presented, act):
    assert at_plan().get(address(act)).status_code == 404
    assert at_plan().post(address(act), {"reason": "x"}).status_code == 404
    assert state() == PlanState.PRESENTED


@pytest.mark.parametrize("act", ["undo", "redo", "present", "take_back"])
def test_who_decides_does_not_share_out(at_plan, address, presented, act):
    assert at_plan("decision_maker").post(address(act)).status_code == 404
    assert state() == PlanState.PRESENTED


def test_what_changed_since_it_was_last_seen_is_shown(
    at_plan, address, presented, decider, officer, applications, cast
):
    client = at_plan("decision_maker")
    first = client.get(address())
    assert first.context["since"].lines == []
    assert "Et ole lukenut tätä suunnitelmaa aiemmin" in first.content.decode()
    client.post(address("read"), {"revision": presented.revision})
    assert client.get(address()).context["since"] is None
    back = allocation.send_back(presented, reason="Lappi jäi pois.", actor=decider)
    lump(back, applications["Läsnä"], 70_000, officer)
    back.refresh_from_db()
    allocation.present(back, actor=officer)
    shown = client.get(address())
    news = shown.context["since"]
    assert [line.name for line in news.lines] == ["Läsnä"]
    assert "90\u00a0000\u00a0€ → 70\u00a0000\u00a0€" in news.lines[0].words
    marked = {row.name: row.mark for row in shown.context["rows"]}
    assert marked == {"Läsnä": "is-new", "Mukana": "", "Perillä": "", "Yhdessä": ""}
    client.post(address("read"), {"revision": AllocationPlan.objects.get().revision})
    assert client.get(address()).context["since"] is None


def test_what_changed_in_a_closed_application_is_not_told(
    at_plan, address, presented, decider, officer, applications
):
    client = at_plan("decision_maker")
    client.post(address("read"), {"revision": presented.revision})
    back = allocation.take_back(presented, actor=officer)
    lump(back, applications["Läsnä"], 70_000, officer)
    back.refresh_from_db()
    allocation.present(back, actor=officer)
    conflicts.declare(
        applications["Läsnä"], state=ConflictState.CONFLICTED, reason="Veli hakee.", actor=decider
    )
    assert "Läsnä" not in client.get(address()).content.decode()
