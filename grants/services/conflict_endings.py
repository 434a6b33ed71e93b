"""What ends when somebody has a conflict of interest: their own part in examining the application."""

from typing import Any

from grants.models import Application, Review
from grants.services.scores import keep_score
from grants.workflows import REVIEW
from sky_portal import clock
from sky_portal.audit import services as audit


def end_part_of(application: Application, person: Any) -> None:
    """Ends the person's assessment and presenting, within the caller's act that holds the application.

    The portal does it in nobody's name: it follows from the conflict, whoever found it.
    """
    ended = _under_way(application, person)
    for review in ended:
        with REVIEW.step("end_for_conflict", review, actor=None) as row:
            row.act.facts = {"person": person.pk}
    if ended:
        keep_score(application)
    if application.presenting_officer_id == person.pk:
        application.presenting_officer = None
        application.save(update_fields=["presenting_officer"])
        audit.record(
            application.case,
            verb="officer_dropped",
            thing=application,
            actor=None,
            at=clock.now(),
            facts={"person": person.pk},
        )


def _under_way(application: Application, person: Any) -> list[Review]:
    """Also a consensus of theirs; by primary key, the order in which rows are locked everywhere."""
    sources = REVIEW.steps["end_for_conflict"].sources
    own = Review.objects.filter(application=application, assessor_id=person.pk, state__in=sources)
    return list(own.order_by("pk"))
