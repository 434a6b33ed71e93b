"""Celery's two tasks: everything else is a row."""

from sky_portal.celery import app
from sky_portal.jobs import services


@app.task(name="jobs.run", ignore_result=True)
def run_job(job_id: str) -> None:
    """Runs one job, if it is still to be run."""
    services.run(job_id)


@app.task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Hands out what nobody was told of."""
    services.sweep()
