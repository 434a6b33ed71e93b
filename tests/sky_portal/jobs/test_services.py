import threading
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import connection, transaction

from sky_portal import observability
from sky_portal.audit.models import AuditEvent
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case
from sky_portal.jobs import broker, claims, guard, registry, services
from sky_portal.jobs.models import Heartbeat, Job, JobState, instant
from sky_portal.jobs.schedules import Daily, Hourly

pytestmark = pytest.mark.django_db


@pytest.fixture
def nudged(monkeypatch) -> list[str]:
    """What Celery was told of, instead of telling it."""
    told: list[str] = []
    monkeypatch.setattr(broker, "_send", told.extend)
    return told


def outlive_lease(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(leased_until=instant() - timedelta(seconds=1))


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=instant() - timedelta(seconds=1))


def test_a_job_happens_once_a_key(kind, nudged, django_capture_on_commit_callbacks):
    ran = []
    kind("tests.once")(lambda job: lambda: ran.append(job.arguments["number"]))
    with django_capture_on_commit_callbacks(execute=True):
        first = services.enqueue("tests.once", key="a", number=1)
        again = services.enqueue("tests.once", key="a", number=2)
    assert again.pk == first.pk
    assert nudged == [str(first.pk)]
    assert services.run(first.pk) is True
    assert services.run(first.pk) is False
    assert ran == [1]


def test_a_job_of_a_transaction_that_fails_does_not_exist(kind, nudged):
    kind("tests.undone")(lambda job: None)

    def verb() -> None:
        with transaction.atomic():
            services.enqueue("tests.undone", key="a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        verb()
    assert not Job.objects.filter(kind="tests.undone").exists()
    assert nudged == []


def test_a_kind_that_nobody_handles_is_refused(kind):
    with pytest.raises(registry.UnknownKind):
        services.enqueue("tests.nobody", key="a")


def test_what_is_to_run_later_is_neither_nudged_nor_run(kind, nudged, django_capture_on_commit_callbacks):
    kind("tests.later")(lambda job: None)
    with django_capture_on_commit_callbacks(execute=True):
        job = services.enqueue("tests.later", key="a", run_after=instant() + timedelta(hours=1))
    assert nudged == []
    assert services.run(job.pk) is False


def test_slow_part_first_then_effects_with_the_completion(kind):
    order = []

    @kind("tests.two_parts")
    def prepare(job):
        order.append(("slow", Job.objects.get(pk=job.pk).state))
        return lambda: order.append(("finish", Job.objects.get(pk=job.pk).state))

    services.run(services.enqueue("tests.two_parts", key="a").pk)
    assert order == [("slow", JobState.RUNNING), ("finish", JobState.DONE)]


def test_effects_and_completion_are_both_or_neither(kind):
    @kind("tests.half")
    def prepare(job):
        def finish() -> None:
            Case.objects.create(kind="tests.half")
            raise ValueError("the second half failed")

        return finish

    job = services.enqueue("tests.half", key="a")
    services.run(job.pk)
    job.refresh_from_db()
    assert not Case.objects.filter(kind="tests.half").exists()
    assert (job.state, job.error) == (JobState.QUEUED, "ValueError: the second half failed")


def test_a_worker_that_lost_its_lease_cannot_finish(kind):
    @kind("tests.overtaken")
    def prepare(job):
        if job.attempts == 1:
            with guard.writes_allowed():  # it is another worker that writes here
                outlive_lease(job)
                assert services.run(job.pk)
        return lambda: Case.objects.create(kind="tests.overtaken")

    job = services.enqueue("tests.overtaken", key="a")
    services.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert Case.objects.filter(kind="tests.overtaken").count() == 1


def test_failures_are_tried_again_with_growing_waits_and_then_given_up(kind):
    gave_up = []
    failing = kind("tests.failing", max_attempts=3, gave_up=lambda job, error: gave_up.append(error))

    @failing
    def prepare(job):
        raise OSError("no such host")

    job = services.enqueue("tests.failing", key="a")
    waits = []
    for _attempt in range(3):
        make_due(job)
        assert services.run(job.pk)
        job.refresh_from_db()
        waits.append(job.run_after - instant())
    assert timedelta(0) < waits[0] < waits[1]
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 3, "OSError: no such host")
    assert gave_up == ["OSError: no such host"]
    assert services.run(job.pk) is False


def test_what_would_never_succeed_is_given_up_at_once(kind):
    @kind("tests.hopeless")
    def prepare(job):
        raise registry.GiveUp("no such address")

    job = services.enqueue("tests.hopeless", key="a")
    services.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 1)


def test_a_job_that_takes_its_worker_with_it_is_given_up(kind):
    kind("tests.poison", max_attempts=2)(lambda job: None)
    job = services.enqueue("tests.poison", key="a")
    for _attempt in range(2):
        assert claims.claim(job.pk)
        outlive_lease(job)
    services.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "worker was lost" in job.error


def test_a_failed_job_is_tried_again_by_hand_and_that_is_on_record(kind, cast):
    outcomes = [OSError("disk full")]

    @kind("tests.again", max_attempts=1)
    def prepare(job):
        if outcomes:
            raise outcomes.pop()

    job = services.enqueue("tests.again", key="a", case=open_case("tests"))
    services.run(job.pk)
    services.retry(job, actor=cast["presenting_officer"])
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")
    event = AuditEvent.objects.get(case=job.case, verb="retry")
    assert event.actor == cast["presenting_officer"]
    services.run(job.pk)
    with pytest.raises(services.NotFailed):
        services.retry(job, actor=cast["presenting_officer"])


def test_the_sweep_hands_out_what_was_lost_and_leaves_the_fresh_to_its_nudge(kind, nudged):
    kind("tests.swept")(lambda job: None)
    fresh, old, lost, held, later = (services.enqueue("tests.swept", key=key) for key in "abcde")
    Job.objects.filter(pk=old.pk).update(run_after=instant() - timedelta(minutes=5))
    claims.claim(lost.pk)
    outlive_lease(lost)
    claims.claim(held.pk)
    Job.objects.filter(pk=later.pk).update(run_after=instant() + timedelta(hours=1))
    services.sweep()
    assert set(nudged) == {str(old.pk), str(lost.pk)}
    assert str(fresh.pk) not in nudged


def test_the_sweep_leaves_its_time_for_the_probe(kind, nudged):
    services.sweep()
    services.sweep()
    assert instant() - Heartbeat.objects.get().at < timedelta(seconds=10)


def test_recurring_work_is_queued_once_a_period_by_any_number_of_beats(kind, nudged, time_machine_at):
    kind_of_work = registry.periodic("tests.hourly", Hourly())
    kind_of_work(lambda job: None)
    registry.periodic("tests.daily", Daily())(lambda job: None)
    for hour, minute in ((9, 0), (9, 1), (9, 59), (11, 30)):
        with time_machine_at(datetime(2026, 3, 2, hour, minute, tzinfo=UTC)):
            services.sweep()
            services.sweep()
    assert sorted(Job.objects.values_list("kind", "key")) == [
        ("tests.daily", "2026-03-02"),
        ("tests.hourly", "2026-03-02T09Z"),
        ("tests.hourly", "2026-03-02T11Z"),
    ]


def test_a_job_carries_the_request_that_asked_for_it(kind):
    seen = []

    @kind("tests.traced")
    def prepare(job):
        seen.append(structlog.contextvars.get_contextvars())

    with observability.bound(request_id="request-0001"):
        job = services.enqueue("tests.traced", key="a")
    services.run(job.pk)
    assert seen == [{"request_id": "request-0001", "job": str(job.pk), "kind": "tests.traced"}]
    assert observability.current_request_id() == ""


def test_drain_runs_everything_due_and_what_that_queues(kind):
    ran = []
    kind("tests.second")(lambda job: lambda: ran.append("second"))
    kind("tests.first")(lambda job: lambda: services.enqueue("tests.second", key="a"))
    services.enqueue("tests.first", key="a")
    assert services.drain() == 2
    assert ran == ["second"]
    assert services.drain() == 0


def test_progress_is_seen_while_the_slow_part_runs_and_prolongs_the_lease(kind):
    seen = []

    @kind("tests.batch")
    def prepare(job):
        before = Job.objects.get(pk=job.pk)
        outlive_lease_of = before.leased_until
        claims.report(job, 40)
        after = Job.objects.get(pk=job.pk)
        seen.append((after.progress, after.leased_until >= outlive_lease_of))

    services.run(services.enqueue("tests.batch", key="a").pk)
    assert seen == [(40, True)]


def test_two_workers_never_hold_the_same_job(kind, shared_database):
    kind("tests.raced")(lambda job: None)
    jobs = [services.enqueue("tests.raced", key=str(number)) for number in range(10)]
    taken: list[str] = []
    start = threading.Barrier(4)

    def take_all() -> None:
        start.wait()
        try:
            taken.extend(job.key for pk in jobs if (job := claims.claim(pk.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=take_all) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(job.key for job in jobs)


def test_the_slow_part_does_not_hold_the_database(kind, shared_database):
    """Somebody else writes while a job is in its slow part: SQLite has but one write lock."""
    wrote = []

    def write_elsewhere() -> None:
        try:
            wrote.append(Case.objects.create(kind="tests.elsewhere").pk)
        finally:
            connection.close()

    @kind("tests.rendering")
    def prepare(job):
        other = threading.Thread(target=write_elsewhere)
        other.start()
        other.join(timeout=5)

    services.run(services.enqueue("tests.rendering", key="a").pk)
    assert len(wrote) == 1
