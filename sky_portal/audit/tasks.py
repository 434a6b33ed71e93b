"""The audit trail's recurring work."""

from collections.abc import Callable
from datetime import time
from typing import Any

from sky_portal.audit.seals import seal_missing
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import periodic
from sky_portal.jobs.schedules import Daily


@periodic("audit.seal", Daily(at=time(0, 10)))
def seal(job: Job) -> Callable[[], Any]:
    """Seals the days that are over."""
    return seal_missing
