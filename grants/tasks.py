"""Work in the background: ids in, one verb, done once."""

from grants import documents
from grants.models import Application, Extension, Submission
from grants.services import submission as submissions
from grants.services.call import extension as extensions
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, handles


@handles("grants.receipt")
def make_receipt(job: Job) -> Finish:
    """Renders the receipt of a submission; keeps and sends it with the job's completion."""
    sent = Submission.objects.select_related(
        "application__call__authority", "application__case", "application__applicant", "sent_by"
    )
    submission = sent.get(pk=job.arguments["submission"])
    content = documents.render_receipt(submission)
    return lambda: submissions.acknowledge(submission, content)


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
