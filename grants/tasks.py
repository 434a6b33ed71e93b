"""Work in the background: ids in, one verb, done once."""

from datetime import datetime

from grants import correspondence_emails, documents
from grants.files import TELL_MESSAGE_REFUSED, TELL_REFUSED
from grants.models import (
    AllocationPlan,
    Application,
    Arrival,
    Attachment,
    CaseMessageFile,
    Extension,
    Submission,
)
from grants.services import arrivals, attachments, papers, plan_summary, stems
from grants.services import submission as submissions
from grants.services.call import extension as extensions
from grants.services.completeness import RELATED
from sky_portal.accounts.models import User
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, handles, periodic
from sky_portal.jobs.schedules import Hourly


@handles("grants.receipt")
def make_receipt(job: Job) -> Finish:
    """Renders the receipt of a submission; keeps and sends it with the job's completion."""
    sent = Submission.objects.select_related(
        "application__call__authority", "application__case", "application__applicant", "sent_by"
    )
    submission = sent.get(pk=job.arguments["submission"])
    content = documents.render_receipt(submission)
    return lambda: submissions.acknowledge(submission, content)


@handles(stems.JOB)
def keep_stems(job: Job) -> Finish:
    """Keeps the stems of what was sent, by which officials search it."""
    submission = Submission.objects.get(pk=job.arguments["submission"])
    return lambda: stems.keep(submission)


@periodic(stems.LACKING_JOB, Hourly(20))
def ask_stems(job: Job) -> Finish:
    """Sees to the stems of what was sent before they were kept."""
    return stems.ask_lacking


@handles(papers.SENT_JOB)
def make_paper(job: Job) -> Finish:
    """Prints what was sent; keeps it with the job's completion."""
    sent = Submission.objects.select_related("application__call__authority", "application__case")
    submission = sent.get(pk=job.arguments["submission"])
    content = documents.render_application(submission)
    return lambda: documents.store_application(submission, content)


@handles(papers.DRAFT_JOB)
def make_draft(job: Job) -> Finish:
    """Prints the working copy as it is now; keeps it with the job's completion."""
    application = Application.objects.select_related(*RELATED).get(pk=job.arguments["application"])
    by, at = User.objects.get(pk=job.arguments["user"]), datetime.fromisoformat(job.arguments["at"])
    made = papers.prepare_draft(application, language=job.arguments["language"], by=by, at=at)
    return lambda: papers.keep_draft(application, by=by, at=at, **made)


@handles(arrivals.RECEIPT_JOB)
def make_arrival_receipt(job: Job) -> Finish:
    """Renders the receipt of what arrived beside the portal; keeps and sends it with the completion."""
    found = Arrival.objects.select_related("call__authority", "case", "provider")
    arrival = found.get(pk=job.arguments["arrival"])
    version, at = job.arguments["version"], datetime.fromisoformat(job.arguments["at"])
    content = documents.render_arrival_receipt(arrival, version=version, at=at)
    return lambda: arrivals.acknowledge(arrival, content, version=version)


@handles(extensions.TELL)
def tell_extension(job: Job) -> Finish:
    """Queues a job for each application of the extended call."""
    extension = Extension.objects.get(pk=job.arguments["extension"])
    return lambda: extensions.tell_applicants(extension)


@handles(extensions.TELL_ONE)
def tell_extension_to(job: Job) -> Finish:
    """Tells the people of one application of the new closing time."""
    extension = Extension.objects.select_related("call__case").get(pk=job.arguments["extension"])
    known = Application.objects.select_related("applicant", "case", "pilot")
    application = known.get(pk=job.arguments["application"])
    return lambda: extensions.tell_one(extension, application)


@handles(TELL_REFUSED)
def tell_attachment_refused(job: Job) -> Finish:
    """Tells the people of an attachment that the virus scanner refused it."""
    known = Attachment.objects.select_related("application__case", "document", "added_by")
    attachment = known.get(document_id=job.arguments["document"])
    return lambda: attachments.tell_refused(attachment)


@handles(TELL_MESSAGE_REFUSED)
def tell_message_file_refused(job: Job) -> Finish:
    """Tells who wrote a message that the virus scanner refused a file of it."""
    known = CaseMessageFile.objects.select_related(
        "message__application__case", "message__author", "document"
    )
    file = known.get(document_id=job.arguments["document"])
    return lambda: correspondence_emails.message_file_refused(file)


@handles(plan_summary.JOB)
def make_plan_summary(job: Job) -> Finish:
    """Prints the summary of a plan as its asker sees it; keeps it with the job's completion."""
    plan = AllocationPlan.objects.select_related("call__case", "call__authority").get(
        pk=job.arguments["plan"]
    )
    by, at = User.objects.get(pk=job.arguments["user"]), datetime.fromisoformat(job.arguments["at"])
    made = plan_summary.prepare_summary(plan, language=job.arguments["language"], by=by, at=at)
    return lambda: plan_summary.keep_summary(plan, by=by, at=at, **made)
