"""Editing a draft: every part of a call is saved inside one act of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grants.enums import CallState
from grants.models import Call
from grants.workflows import CALL


def is_draft(call: Call) -> bool:
    """Whether the call has not been published yet."""
    return CALL.state(call) in (CallState.DRAFT,)


@contextmanager
def editing(call: Call, *, part: str, actor: Any, own: bool = False) -> Iterator[Call]:
    """One change of one part of a draft: the call's row is locked and saved, the audit names the part.

    What is written inside (rows of the part, the programme, the questions) stands or falls with it.
    An `own` part, how officials examine, is no term of the call and changes after publication, too.
    Raises StepRefused when the call has been published meanwhile (an own part: decided), StepForbidden
    for who may not, ValidationError when a constraint of the call does not hold.
    """
    with CALL.step("edit_examination" if own else "edit_call", call, actor=actor) as row:
        row.act.facts = {"part": part}
        yield row
