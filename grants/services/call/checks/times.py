"""When a call opens, closes and reminds; its days and milestones."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from grants.enums import DateKind
from grants.models import Call
from grants.services.call.checks.problem import Problem, warns
from sky_portal import clock
from sky_portal.periods import is_working_day
from sky_portal.ui.formats import day

LEAST_ON_HORIZON = 2


def times(call: Call) -> Iterator[Problem]:
    """The application period; what has begun can still be published, what is over cannot."""
    now = clock.now()
    if call.closes_at <= call.opens_at:
        yield Problem("basics", _("The call closes before it opens."))
    elif call.closes_at < now:
        yield Problem("basics", _("The closing time has passed already."))
    elif call.opens_at < now:
        yield warns("basics", _("The opening time has passed already: the call opens when it is published."))


def reminders(call: Call) -> Iterator[Problem]:
    """Reminders that would fall before the opening are never sent."""
    hours = (call.closes_at - call.opens_at).total_seconds() / 3600
    if any(ahead > hours for ahead in call.reminder_hours):
        yield warns("basics", _("A reminder of drafts would fall before the opening."))
    if any(ahead > hours for ahead in call.invitation_reminder_hours):
        yield warns("basics", _("A reminder of unanswered invitations would fall before the opening."))


def milestones(call: Call) -> Iterator[Problem]:
    """The horizon needs two ends, and what it says of opening and closing must be so."""
    found = list(call.milestones.all())
    if sum(one.on_horizon for one in found) < LEAST_ON_HORIZON:
        yield warns("milestones", _("The timeline needs at least two milestones."))
    said = {one.key: one.at for one in found}
    if said.get("opens", call.opens_at) != call.opens_at:
        yield Problem("milestones", _("The milestone of the opening has another time than the call."))
    if said.get("closes", call.closes_at) != call.closes_at:
        yield Problem("milestones", _("The milestone of the closing has another time than the call."))


def dates(call: Call) -> Iterator[Problem]:
    """Days that decisions will name: the reports are there, and no day is a weekend or holiday."""
    found = list(call.dates.all())
    kinds = {one.kind for one in found}
    if call.shares_money and DateKind.INTERIM_REPORT not in kinds:
        yield warns("dates", _("No day has been set for the interim report."))
    if call.shares_money and DateKind.FINAL_REPORT not in kinds:
        yield warns("dates", _("No day has been set for the final report."))
    for one in found:
        yield from closed_day("dates", one.get_kind_display(), one.dated)
    for instalment in call.instalments.all():
        if instalment.dated:
            what = _("Instalment %(place)s") % {"place": instalment.place}
            yield from closed_day("instalments", what, instalment.dated)


def closed_day(part: str, what: str, on: date) -> Iterator[Problem]:
    """A warning when offices are closed on the day."""
    if not is_working_day(on):
        text = _("%(what)s: %(day)s is a weekend or a holiday.") % {"what": what, "day": day(on)}
        yield warns(part, text)
