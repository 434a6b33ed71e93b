"""What the task list says beside each part: in whose care it is, what is said, who writes now."""

from dataclasses import dataclass, replace

from django.http import HttpRequest

from grants import parts
from grants.models import Application
from grants.services.together import Given, given, open_comments
from grants.services.together import presence as rooms
from grants.services.together.words import joined
from grants.views.tasklist import Task


@dataclass(frozen=True)
class Beside:
    """The people and comments of one part."""

    given: list[Given]
    comments: int
    comments_url: str
    here: str

    @property
    def holders(self) -> set[int]:
        """Who can write the part because it was given to them."""
        return {one.person.pk for one in self.given if one.takes_part}

    @property
    def gone(self) -> bool:
        """Whether it is in the care of nobody who takes part any more."""
        return bool(self.given) and not self.holders


def with_beside(request: HttpRequest, application: Application, tasks: list[Task]) -> list[Task]:
    """The tasks, told in two queries and one question to the cache, however many they are."""
    care, waiting = given(application), open_comments(application)
    keys = [task.part for task in tasks if task.part]
    present = rooms.everywhere(application, keys, request.user)
    return [
        replace(
            task,
            beside=Beside(
                given=care.get(task.part, []),
                comments=waiting.get(task.part, 0),
                comments_url=parts.talk_address(application, task.part),
                here=joined([str(one) for one in present.get(task.part, [])]),
            ),
        )
        if task.part
        else task
        for task in tasks
    ]
