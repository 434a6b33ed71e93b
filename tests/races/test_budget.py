"""Two municipalities save the budget at one moment, over HTTP: both have saved, nothing is lost."""

from pathlib import Path
from typing import Any

import pytest

from grants.models import Application
from grants.services import budget as budgets
from pilots.models import Member
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Answer, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = ("preparer@iisalmi.example", "signatory@lapinlahti.example")
CHANGED = [("Iisalmi", 111_00), ("Lapinlahti", 222_00)]


@pytest.fixture
def application(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft; Lapinlahti has confirmed, and each has a line of its own."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        started = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.join(started, providers["lapinlahti"], actor=cast["preparer"])
        lines = [factories.line(started, "100", member=member) for member in members(started)]
        factories.save_budget(started, *lines, actor=cast["preparer"])
    return started


def members(application: Application) -> list[Member]:
    return list(application.pilot.members.select_related("organisation").order_by("pk"))


def form(application: Application, *amounts: tuple[Member, str]) -> dict[str, str]:
    """What a page made before both saved posts: these members' lines, and the marks it was made with."""
    budget = budgets.applied(application)
    category = application.call.cost_categories.order_by("number").first()
    fields = {f"seen-{part}": mark for part, mark in budgets.seen_in(budget).items()}
    for place, (member, amount) in enumerate(amounts):
        cells = {"member": member.pk, "category": category.pk, "cost_type": "pay", "year": "2021"}
        cells |= {"basis": "Aluekoordinaattori 5 kk", "person_months": "5", "amount": amount}
        fields |= {f"lines-{place}-{name}": str(value) for name, value in cells.items()}
    return fields | {"save": "1"}


def save_at_once(portal: Portal, application: Application) -> list[Answer]:
    """The coordinator changes its own line while the member changes the other."""
    coordinator, member = members(application)
    forms = [
        form(application, (coordinator, "111"), (member, "100")),
        form(application, (member, "222")),
    ]
    browsers = []
    page = f"/fi/applications/{application.case_id}/budget/"
    for email in PEOPLE:
        person = portal.browser()
        person.sign_in(email, PASSWORD)
        assert person.get(page).status == 200
        browsers.append(person)
    return together(2, lambda index: browsers[index].post(page, **forms[index]))


def stored(application: Application) -> list[tuple[str, int]]:
    lines = budgets.applied(application).lines.select_related("member__organisation")
    return [(line.member.organisation.name_fi, line.amount_cents) for line in lines]


def test_two_members_save_at_once_and_both_have_saved(tmp_path: Path, application: Application) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = save_at_once(portal, application)
    assert [answer.status for answer in answers] == [302, 302]
    assert stored(application) == CHANGED
    assert budgets.applied(application).revision == 3
    assert AuditEvent.objects.filter(case=application.case_id, verb="save_budget").count() == 3


def test_control_without_locks_one_is_lost_or_both_stand_twice(
    tmp_path: Path, application: Application
) -> None:
    with serving(tmp_path, at=factories.OPEN, application="tests.races.unlocked_wsgi") as portal:
        answers = save_at_once(portal, application)
    assert 500 in [answer.status for answer in answers] or stored(application) != CHANGED
