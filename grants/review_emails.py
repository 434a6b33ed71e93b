"""Messages to assessors; they name no application: a list behind the sign-in does."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.models import Call, Review
from sky_portal import clock
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import Mail, compose
from sky_portal.messaging.services import queue_mail
from sky_portal.texts import pick

ASSIGNED = "grants.assessments_assigned"


def assessments_assigned(review: Review) -> Message | None:
    """Tells that there is something to assess: once a day and call, however many applications come."""
    call, person = review.application.call, review.assessor
    mail = _compose("assessments_assigned", call, person.language, due_on=review.due_on)
    return queue_mail(
        mail,
        to=person,
        language=person.language,
        case=call.case,
        internal=True,
        rule=ASSIGNED,
        thing=str(call.pk),
        due=clock.today().isoformat(),
    )


def assessments_due(call: Call, due_on: date, language: str, *, count: int) -> Mail:
    """Says how many assessments are to be done, and by which day."""
    return _compose("assessments_due", call, language, due_on=due_on, count=count)


def _compose(name: str, call: Call, language: str, **known: Any) -> Mail:
    with override(language):
        path = reverse("grants:reviews")
        context = {"call_name": pick(call.name, language).text, "link": f"{settings.BASE_URL}{path}", **known}
        return compose(f"grants/emails/{name}", context, language)
