"""The summary of a plan as a PDF: made by a job, kept once a content, language and circle of readers."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from grants.documents.plan_summary import render_plan_summary, store_plan_summary
from grants.models import AllocationPlan
from grants.plan_files import SUMMARY, closed_to
from grants.rules import sees_plan
from grants.services.allocation import PlanFigures, figures
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.audit.chain import digest
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job, JobState
from sky_portal.jobs.services import enqueue

JOB = "grants.plan_summary"
DIGITS = 40


def ask_summary(plan: AllocationPlan, *, language: str, actor: Any) -> Document | Job:
    """The summary of the plan as it now stands for this person, or the job that is making it.

    Raises PermissionDenied for those who do not see the plan.
    """
    if not sees_plan.test(actor, plan):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(AllocationPlan, pk=plan.pk)
        key = key_of(plan, actor, figures(plan, actor), language)
        if made := Document.objects.filter(case_id=plan.call.case_id, kind=SUMMARY, key=key).first():
            return made
        job = enqueue(
            JOB,
            key=_job_key(key),
            case=plan.call.case,
            plan=plan.pk,
            language=language,
            user=actor.pk,
            at=at.isoformat(),
        )
        audit.record(
            plan.call.case,
            verb="ask_plan_summary",
            thing=plan,
            actor=actor,
            at=at,
            facts={"language": language},
        )
        return job


def key_of(plan: AllocationPlan, user: Any, seen: PlanFigures, language: str) -> str:
    """What tells one summary from another: the plan, whose eyes may see it, the language, the content."""
    content = {
        "plan": [plan.name, plan.note, plan.state],
        "money": [seen.money.appropriation, seen.money.committed, seen.total_cents],
        "rows": [
            [row.application.pk, row.rank, row.asked_cents, row.proposed_cents, row.pupils, row.exceptional]
            for row in seen.rows
        ],
        "scores": [str(row.score) for row in seen.rows],
    }
    return f"{plan.pk}-{closed_to(plan.call, user)}-{language}-{digest(content)[:DIGITS]}"


def prepare_summary(plan: AllocationPlan, *, language: str, by: Any, at: datetime) -> dict[str, Any]:
    """Renders the plan as it is read now; what keep_summary takes."""
    seen = figures(plan, by)
    content = render_plan_summary(seen, language=language, at=at)
    return {"content": content, "key": key_of(plan, by, seen, language), "language": language}


def keep_summary(plan: AllocationPlan, *, by: Any, at: datetime, **made: Any) -> Document:
    """Keeps the summary; the same content's first one stays."""
    return store_plan_summary(plan, by=by, at=at, **made)


def summaries(plan: AllocationPlan, user: Any) -> list[Document]:
    """The summaries of the plan that this person may read, the newest first."""
    found = Document.objects.filter(
        case_id=plan.call.case_id, kind=SUMMARY, key__startswith=f"{plan.pk}-{closed_to(plan.call, user)}-"
    )
    return list(found.order_by("-made_at", "-pk"))


def summary_job(plan: AllocationPlan, user: Any) -> Job | None:
    """The person's latest work on a summary that is under way or has failed."""
    jobs = Job.objects.filter(case_id=plan.call.case_id, kind=JOB)
    mine = jobs.filter(key__startswith=f"{plan.pk}-{closed_to(plan.call, user)}-")
    job = mine.order_by("-created_at").first()
    return job if job and not job.is_done else None


def _job_key(key: str) -> str:
    """Work that ended with another content, changed while it waited, does not stand in the way."""
    done = Job.objects.filter(kind=JOB, key__startswith=key, state=JobState.DONE).count()
    return f"{key}-{done}"
