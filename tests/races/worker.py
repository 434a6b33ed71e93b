"""A process of its own that does one verb over and over: `python -m tests.races.worker numbers 20`."""

import os
import sys
import time
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sky_portal.settings")
PATIENCE = 60


def numbers(times: str) -> None:
    """Opens and numbers cases, and prints the numbers."""
    from sky_portal.cases.services import assign_number, open_case

    for _ in range(int(times)):
        print(assign_number(open_case("application"), authority="OKM", case_class="520"))  # noqa: T201


def remove(member_id: str) -> None:
    """Takes one step on one thing, and prints whether it was the one to take it."""
    from pilots.models import Member
    from sky_portal.permissions import is_portal
    from sky_portal.workflow import Step, StepRefused, Workflow

    line = Step("remove", {"invited"}, "removed", is_portal)
    flow = Workflow("pilots.member", [line], initial="invited", register=False)
    try:
        with flow.step("remove", Member.objects.get(pk=member_id), actor=None):
            pass
        print("done")  # noqa: T201
    except StepRefused:
        print("refused")  # noqa: T201


def member() -> None:
    """Makes the thing that `remove` is about, and prints its key."""
    from tests.sky_portal.conftest import make_member, make_pilot

    print(make_member(make_pilot(), "Sonkajärvi").pk)  # noqa: T201


def remind(moment: str, die_after: str, reached: str) -> None:
    """One beat and one worker at a moment; after so many reminders it says so and waits to be killed."""
    from sky_portal import clock
    from sky_portal.jobs import services
    from sky_portal.jobs.models import Job
    from sky_portal.messaging import reminders

    queue, told = reminders.queue, []

    def queue_and_die(**fields: object) -> object:
        if len(told) == int(die_after):
            Path(reached).touch()
            time.sleep(PATIENCE)
        told.append(queue(**fields))
        return told[-1]

    reminders.queue = queue_and_die
    with clock.standing_at(datetime.fromisoformat(moment)):
        services.sweep()
        for job in Job.objects.filter(kind="messaging.sweep_reminders").order_by("pk"):
            services.run(job.pk)
    print(sum(message is not None for message in told))  # noqa: T201


def share_world() -> None:
    """Makes the call that `share` and `reserve` share out."""
    from tests.races.sharing import make_world

    make_world()


def share(officials: str, times: str) -> None:
    """So many officials at once on one plan; prints what came of each edit."""
    from tests.races.sharing import edit
    from tests.races.together import together

    for told in together(int(officials), lambda index: edit(os.getpid() + index, int(times))):
        _say(told)


def reserve(officials: str, part: str) -> None:
    """So many officials at once reserve a part of the appropriation; prints what came of each."""
    from tests.races.sharing import reserve as once
    from tests.races.together import together

    for told in together(int(officials), lambda _: once(int(part))):
        _say([told] if isinstance(told, str) else told)


def share_sums() -> None:
    """Prints what the plan and the ledger hold, in cents."""
    from tests.races.sharing import held, reserved

    print(held(), reserved())  # noqa: T201


def _say(told: list[str] | Exception) -> None:
    if isinstance(told, Exception):
        raise told
    print(*told, sep="\n")  # noqa: T201


if __name__ == "__main__":
    django.setup()
    known = {"numbers": numbers, "remove": remove, "member": member, "remind": remind}
    known |= {"share_world": share_world, "share": share, "reserve": reserve, "share_sums": share_sums}
    known[sys.argv[1]](*sys.argv[2:])
