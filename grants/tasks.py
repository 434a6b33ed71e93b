"""Work in the background: ids in, one verb, done once."""

from grants import documents
from grants.models import Submission
from grants.services import submission as submissions
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
