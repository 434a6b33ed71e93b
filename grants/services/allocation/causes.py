"""The rules' own words for a reason, in the language of the case: they go along into its decision."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from grants.models import Application
from grants.services.allocation.fillings import Cause, Filling
from sky_portal.ui.formats import number

WORDS = {
    Cause.ENDED: gettext_noop("The applicant has asked for the matter to be ended."),
    Cause.CONDITION: gettext_noop("The application does not meet the condition of the call."),
    Cause.LOW: gettext_noop("The score of the application is below the lowest that leads to a grant."),
    Cause.SPENT: gettext_noop(
        "The appropriation is shared out in the order of the scores and does not suffice for this one."
    ),
    Cause.REST: gettext_noop(
        "The appropriation is shared out in the order of the scores: to this application what is left of it."
    ),
    Cause.CUT: gettext_noop(
        "So that the appropriation suffices, each application gets the same share of what was applied for."
    ),
    Cause.FLOOR: gettext_noop("The sum is raised so that the region gets its share of the appropriation."),
}
# What is so whatever the official writes about the rule.
OWN = frozenset({Cause.ENDED, Cause.CONDITION})


def words(application: Application, filling: Filling, given: Mapping[str, Any], reason: str) -> str:
    """Why the sum differs from what was applied for; nothing where it does not."""
    sent = application.current_submission
    if sent is not None and filling.grant == sent.grant_cents:
        return ""
    if reason and filling.cause not in OWN:
        return reason
    with override(application.language):
        said = _(WORDS[filling.cause])
        if (percent := given.get("percent")) is not None and filling.cause is Cause.CUT:
            places = max(0, -percent.normalize().as_tuple().exponent)
            said = f"{said.removesuffix('.')} ({number(int(percent.scaleb(places)), places)} %)."
    return said
