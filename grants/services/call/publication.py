"""Publishing a call: from then on only more time can be given."""

from typing import Any

from grants.models import Call
from grants.services.call.checks import BARS, WARNS, Problem, problems
from grants.workflows import CALL
from sky_portal.questions.services import put_in_use

__all__ = ["BARS", "WARNS", "NotReady", "Problem", "problems", "publish"]


class NotReady(Exception):
    """The call cannot be published yet; `problems` are those that bar it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def publish(call: Call, *, actor: Any = None) -> Call:
    """Publishes the call: its questions are in use from now on and never change.

    Raises StepForbidden, StepRefused, and NotReady with all that bars it, judged under the call's
    lock: what somebody else is just saving is either part of it or comes too late.
    """
    with CALL.step("publish", call, actor=actor) as published:
        if barring := [problem for problem in problems(published) if problem.bars]:
            raise NotReady(barring)
        put_in_use(published.question_set)
    return published
