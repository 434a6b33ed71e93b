import pytest

from sky_portal.cases.models import Case
from sky_portal.jobs import claims, services
from sky_portal.jobs.guard import WriteInSlowPart, no_writes, writes_allowed
from sky_portal.jobs.models import Job, JobState

# Real transactions: a refused write marks the surrounding one, and jobs run without one.
pytestmark = pytest.mark.django_db(transaction=True)


def test_reading_is_allowed_and_writing_is_not():
    Case.objects.create(kind="tests")
    with no_writes():
        assert Case.objects.filter(kind="tests").count() == 1
        with pytest.raises(WriteInSlowPart, match="returns what writes"):
            Case.objects.create(kind="tests")
        with pytest.raises(WriteInSlowPart):
            Case.objects.filter(kind="tests").update(kind="other")
        with pytest.raises(WriteInSlowPart):
            Case.objects.filter(kind="tests").delete()
        with writes_allowed():
            Case.objects.create(kind="tests")
    assert Case.objects.filter(kind="tests").count() == 2


def test_a_handler_that_writes_before_it_returns_fails_loudly(kind):
    @kind("tests.hasty", max_attempts=1)
    def prepare(job):
        Case.objects.create(kind="tests.hasty")

    job = services.enqueue("tests.hasty", key="a")
    services.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("WriteInSlowPart")
    assert not Case.objects.filter(kind="tests.hasty").exists()


def test_steps_that_may_repeat_are_committed_on_the_way(kind):
    @kind("tests.stepwise", max_attempts=1)
    def prepare(job):
        with claims.committing(job):
            Case.objects.create(kind="tests.stepwise")
        raise OSError("later")

    services.run(services.enqueue("tests.stepwise", key="a").pk)
    assert Case.objects.filter(kind="tests.stepwise").count() == 1


def test_a_worker_without_the_claim_commits_no_step(kind):
    kind("tests.stale")(lambda job: None)
    job = services.enqueue("tests.stale", key="a")
    held = claims.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(claim=None)

    def step() -> None:
        with claims.committing(held):
            Case.objects.create(kind="tests.stale")

    for attempt in (step, lambda: claims.report(held, 10), lambda: claims.fail(held, "late")):
        with pytest.raises(claims.LeaseLost):
            attempt()
    assert not Case.objects.filter(kind="tests.stale").exists()
