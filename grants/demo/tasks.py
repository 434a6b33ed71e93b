"""The story goes on beside the page on which somebody has moved the clock forward."""

from functools import partial

from grants.demo import story
from sky_portal import clock
from sky_portal.accounts.cast import DEMO_PASSWORD
from sky_portal.demo import moments
from sky_portal.demo.moments import Moment
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, handles
from sky_portal.jobs.services import enqueue


def go_on(moment: Moment) -> None:
    """Queues what others do until the moment, where the story has not told it yet."""
    if part := story.next_part(moment):
        enqueue("grants.play_story", key=f"{part.key} {clock.now().isoformat()}", until=moment.key)


@handles("grants.play_story")
def play_story(job: Job) -> Finish:
    """Plays what happens until the moment; what no longer fits is left out."""
    return partial(_play, moments.get(job.arguments["until"]))


def _play(until: Moment) -> None:
    """One part at a time: whoever looks on must not wait for the whole story to be written."""
    if part := story.next_part(until):
        story.tell(DEMO_PASSWORD, until=part.key, among_others=True)
        go_on(until)
