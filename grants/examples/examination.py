"""The money's things for the small world: what officials declare, ask, write and note of what was sent."""

from datetime import timedelta

from grants.enums import ConflictState
from grants.examples.applications import make_application
from grants.models import Application, Call, ConflictDeclaration
from grants.services import conflicts, correspondence, notes, supplements
from grants.services import submission as submissions
from sky_portal import clock
from sky_portal.cases.examples import Cast, Example, example

EXAMINERS = ("presenting_officer", "assessor", "decision_maker")


@example
def declared(cast: Cast) -> list[Example]:
    """Who examines has declared on the sent application: the conflicted assessor to be in conflict."""
    sent = Application.objects.get(pilot__name="Lähetetty")
    free = [_declare(sent, cast[key], ConflictState.FREE) for key in EXAMINERS]
    conflict = _declare(sent, cast["conflicted_assessor"], ConflictState.CONFLICTED)
    return [
        Example("the assessor's declaration to be free of conflict", free[1]),
        Example("the conflicted assessor's conflict of interest", conflict),
    ]


@example
def supplemented(cast: Cast) -> list[Example]:
    """An application that was returned after the call, one in doubt about it, and its thread."""
    call = Call.objects.get(slug="example")
    sent = make_application(call, "Täydennettävä", cast)
    submissions.submit(sent, actor=cast["signatory"])
    sent.refresh_from_db()
    with clock.standing_at(call.closes_at + timedelta(days=1)):
        _declare(sent, cast["presenting_officer"], ConflictState.FREE)
        doubt = _declare(sent, cast["conflicted_assessor"], ConflictState.DISPUTED, "Tunnen hakijan.")
        request = supplements.ask(
            sent,
            parts=["only"],
            what="Kertokaa tavoitteesta tarkemmin.",
            due_at=call.closes_at + timedelta(days=15),
            actor=cast["presenting_officer"],
        )
        message = correspondence.send(sent, text="Voitte kysyä lisää.", actor=cast["presenting_officer"])
        notes.write_note(sent, text="Tavoite puuttuu.", actor=cast["presenting_officer"])
    return [
        Example("an application returned for a supplement", Application.objects.get(pk=sent.pk)),
        Example("the conflicted assessor's doubt, waiting for a superior", doubt),
        Example("a supplement request that waits for its answer", request),
        Example("a message of the authority to the applicant", message),
    ]


def _declare(
    application: Application, person: object, state: ConflictState, reason: str = ""
) -> ConflictDeclaration:
    return conflicts.declare(application, state=state, reason=reason, actor=person)
