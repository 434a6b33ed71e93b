"""`manage.py demo --until MOMENT`: the story of a call, played by the portal's own verbs."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Model, Sum

from grants.demo import consortia, story
from grants.demo.moments import START
from grants.enums import ConflictState
from grants.models import (
    AllocationPlan,
    Application,
    Arrival,
    Attachment,
    ConflictDeclaration,
    PartAssignment,
    PartComment,
    Review,
    Submission,
    SupplementRequest,
)
from grants.rules import SENT_STATES
from pilots.models import Member
from sky_portal import clock
from sky_portal.accounts.cast import DEMO_PASSWORD
from sky_portal.demo import moments, services
from sky_portal.demo.moments import Moment
from sky_portal.jobs.models import Job
from sky_portal.messaging.models import Message


class Command(BaseCommand):
    """Register, cast, call and consortia up to a moment; what was played before is not played again."""

    help = "Plays the demo story up to a moment, and keeps a database of each moment to go back to."

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment, by its key with hyphens or underscores, and how many consortia there are."""
        parser.add_argument("--until", default=START, help="before, open, …")
        parser.add_argument("--applications", type=int, default=story.COUNT, help="how many consortia")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plays, sets the clock to the last moment that was reached, and prints what there is now."""
        if not settings.DEMO:
            raise CommandError("SKY_DEMO=1 is needed: invented applications have no place among real ones")
        until, count = options["until"].replace("-", "_"), options["applications"]
        self._check(until, count)
        started = time.monotonic()
        reached = story.tell(DEMO_PASSWORD, until=until, count=count, reached=_keep)
        self._set_clock(reached)
        names = ", ".join(one.key for one in reached)
        self.stdout.write(f"Demo story: played to {names}." if reached else "Demo story: played already.")
        for line in _made():
            self.stdout.write(f"  {line}")
        self.stdout.write(f"  {time.monotonic() - started:.0f} s")

    def _check(self, until: str, count: int) -> None:
        known = [moment.key for moment in moments.every()]
        if until not in known:
            raise CommandError(f"--until {until}: one of {', '.join(known)}")
        if not 0 <= count <= consortia.MOST:
            raise CommandError(f"--applications: from 0 to {consortia.MOST}")

    def _set_clock(self, reached: list[Moment]) -> None:
        clock_file = settings.DEMO_CLOCK_FILE
        if not settings.EMBEDDED or not clock_file:
            return
        if reached:
            services.stand(reached[-1])
        elif not clock_file.exists():
            services.stand(moments.get(START))


def _keep(here: Moment) -> None:
    if settings.EMBEDDED:
        with clock.standing_at(here.at):
            services.keep(here)


def _made() -> list[str]:
    """What there is, a kind a line."""
    return [
        f"applications: {_counts(_states(Application))}",
        f"members: {_counts(_states(Member))}",
        f"sent: {Submission.objects.count()}, in force: {_in_force()}",
        f"beside the portal: {Arrival.objects.count()}, attachments: {Attachment.objects.count()}, "
        f"comments: {PartComment.objects.count()}, parts given: {PartAssignment.objects.count()}",
        f"conflicts of interest: {_conflicts()}, assessments: {_counts(_states(Review))}",
        f"supplement requests: {_counts(_states(SupplementRequest))}",
        f"plans: {_counts(_states(AllocationPlan))}",
        f"messages queued: {Message.objects.count()}, jobs: {Job.objects.count()} (made beside this)",
    ]


def _in_force() -> str:
    """How many applications wait for the authority, and what they ask for together."""
    found = Application.objects.filter(state__in=SENT_STATES).aggregate(
        count=Count("pk"), asked=Sum("current_submission__grant_cents")
    )
    return f"{found['count']}, asking for {(found['asked'] or 0) // 100:,} €".replace(",", " ")


def _conflicts() -> int:
    return ConflictDeclaration.objects.filter(state=ConflictState.CONFLICTED).count()


def _states(model: type[Model]) -> dict[str, int]:
    return dict(model._default_manager.order_by("state").values_list("state").annotate(Count("pk")))


def _counts(found: dict[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in found.items()) or "none"
