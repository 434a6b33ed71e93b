"""Two at once, at the level of verbs: each in a connection of its own, on PostgreSQL."""

import pytest

from grants.models import Application, Submission
from grants.services import budget as budgets
from grants.services import submission as submissions
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.cases.models import NumberSeries
from sky_portal.jobs.models import Job
from tests.grants import factories
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def standing(verb):
    """The verb at the moment of the demo: a thread has no clock of its own."""

    def run():
        with clock.standing_at(factories.OPEN):
            return verb()

    return run


def test_two_signatories_at_once_send_one_application(ready, cast, providers):
    people = [cast["signatory"], factories.make_person(providers["iisalmi"], Role.SIGNATORY)]
    verbs = [standing(lambda p=person: submissions.submit(ready, actor=p)) for person in people]
    first, second = together(2, lambda index: verbs[index]())
    assert first == second == Submission.objects.get()
    assert AuditEvent.objects.filter(verb="submit").count() == 1
    assert Job.objects.filter(kind="grants.receipt").count() == 1
    assert NumberSeries.objects.get().next_number == 2


def test_a_double_click_on_start_starts_one(call, cast, providers):
    from uuid import uuid4

    fields = {"organisation": providers["iisalmi"], "actor": cast["preparer"], "token": uuid4()}
    started = together(4, lambda index: standing(lambda: factories.start(call, **fields))())
    assert len(set(started)) == Application.objects.count() == 1


def test_two_savings_of_the_budget_at_once_are_one_and_a_conflict(draft, cast):
    base = budgets.applied(draft).revision

    def save_from_base(index):
        with clock.standing_at(factories.OPEN):
            try:
                return budgets.save_lines(
                    draft,
                    lines=[factories.line(draft, str(100 + index))],
                    other=[],
                    base_revision=base,
                    actor=cast["preparer"],
                )
            except budgets.BudgetConflict as conflict:
                return conflict.current

    saved = together(3, save_from_base)
    assert {budget.revision for budget in saved} == {1}
    assert budgets.applied(draft).lines.count() == 1
    assert AuditEvent.objects.filter(verb="save_budget").count() == 1
