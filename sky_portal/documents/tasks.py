"""Work in the background: screening."""

from collections.abc import Callable
from functools import partial

from sky_portal.documents import services
from sky_portal.documents.files import DamagedFile
from sky_portal.documents.models import Document, Screening
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import GiveUp, handles

# A scanner may be away over a weekend and its day of maintenance: a document waits for it, asked
# for hourly at last (sky_portal.jobs.claims.BACKOFF), and is never let through instead.
PATIENCE = 30_000


@handles("documents.screen", max_attempts=PATIENCE)
def screen(job: Job) -> Callable[[], object] | None:
    """Screens one document in quarantine; while the scanner is away it stays there."""
    waiting = Document.objects.filter(screening=Screening.WAITING).select_related("case")
    document = waiting.filter(pk=job.arguments["document"]).first()
    if document is None:
        return None
    try:
        return partial(services.settle, document, services.scan(document))
    except DamagedFile as damage:
        raise GiveUp(f"the stored file is damaged: {damage}") from damage
