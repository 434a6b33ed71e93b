"""Publishing a call: from then on only more time can be given."""

from typing import Any

from grants.models import Call
from grants.workflows import CALL
from sky_portal.questions.services import put_in_use


def publish(call: Call, *, actor: Any = None) -> Call:
    """Publishes the call: its questions are in use from now on and never change."""
    with CALL.step("publish", call, actor=actor) as published:
        put_in_use(published.question_set)
    return published
