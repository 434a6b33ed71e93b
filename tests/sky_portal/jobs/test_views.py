import pytest
from django.urls import reverse

from sky_portal.cases import access
from sky_portal.cases.services import open_case
from sky_portal.jobs import claims, services
from sky_portal.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcomes() -> list[Exception]:
    """What goes wrong at the next attempts."""
    return []


@pytest.fixture
def job(kind, outcomes, cast, monkeypatch) -> Job:
    """A job of a case that the preparer and the presenting officer may read."""
    readers = {cast["preparer"], cast["presenting_officer"]}
    monkeypatch.setattr(access, "_READERS", {"tests": lambda user, case: user in readers})

    @kind("tests.shown", max_attempts=1)
    def prepare(job):
        if outcomes:
            raise outcomes.pop()

    return services.enqueue("tests.shown", key="a", case=open_case("tests"))


def page(name: str, job: Job) -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


def test_who_may_not_read_the_case_finds_no_job(job, sign_in):
    for name in ("detail", "state"):
        assert sign_in("preparer").get(page(name, job)).status_code == 200
        assert sign_in("outsider").get(page(name, job)).status_code == 404
    assert sign_in("outsider").post(page("retry", job)).status_code == 404
    assert "/account/login" in sign_in("visitor").get(page("detail", job))["Location"]


def test_a_job_without_a_case_is_the_maintainers(kind, cast):
    kind("tests.bare")(lambda job: None)
    job = services.enqueue("tests.bare", key="a")
    assert not job.is_visible_to(cast["presenting_officer"])
    cast["presenting_officer"].is_staff = True
    assert job.is_visible_to(cast["presenting_officer"])


def test_waiting_running_and_done_are_told_apart(job, sign_in):
    client = sign_in("preparer")
    assert "hx-get" in client.get(page("detail", job)).text
    held = claims.claim(job.pk)
    claims.report(held, 40)
    running = client.get(page("state", job)).text
    assert '<progress max="100" value="40">' in running
    assert "data-without-js" in running
    claims.complete(held, None)
    done = client.get(page("state", job)).text
    assert 'data-job-state="done"' in done
    assert "hx-get" not in done


def test_what_was_seen_is_not_said_again(job, sign_in):
    client = sign_in("preparer")
    assert client.get(page("state", job), {"seen": job.version}).status_code == 204
    claims.claim(job.pk)
    assert client.get(page("state", job), {"seen": job.version}).status_code == 200


def test_only_officials_read_why_it_failed(job, sign_in, outcomes):
    outcomes.append(OSError("disk full at node 7"))
    services.run(job.pk)
    assert "disk full" in sign_in("presenting_officer").get(page("detail", job)).text
    shown = sign_in("preparer").get(page("detail", job)).text
    assert "disk full" not in shown
    assert 'data-job-state="failed"' in shown


def test_trying_again_by_button_and_back_to_the_page_that_had_it(job, sign_in, outcomes):
    outcomes.append(OSError("disk full"))
    services.run(job.pk)
    client = sign_in("preparer")
    assert client.get(page("retry", job)).status_code == 405
    answer = client.post(page("retry", job), {"back": "/fi/applications/"})
    assert answer["Location"] == "/fi/applications/"
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    elsewhere = client.post(page("retry", job), {"back": "https://elsewhere.example/"})
    assert elsewhere["Location"] == page("detail", job)
