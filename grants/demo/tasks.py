"""The story goes on beside the page on which somebody has moved the clock forward."""

from functools import partial

from grants.demo import story
from sky_portal import clock
from sky_portal.accounts.cast import DEMO_PASSWORD
from sky_portal.demo.moments import Moment
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, handles
from sky_portal.jobs.services import enqueue


def go_on(moment: Moment) -> None:
    """Queues what others do until the moment, where the story has not told it yet."""
    if not story.is_told(moment):
        enqueue("grants.play_story", key=clock.now().isoformat(), until=moment.key)


@handles("grants.play_story")
def play_story(job: Job) -> Finish:
    """Plays what happens until the moment; what no longer fits is left out."""
    return partial(story.tell, DEMO_PASSWORD, until=job.arguments["until"], among_others=True)
