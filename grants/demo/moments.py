"""The named moments of the SKY call through which the demo's clock moves."""

from django.utils.translation import gettext_lazy as _

from sky_portal.clock import helsinki
from sky_portal.demo.moments import Moment

# Where `make run` starts: the call is open, an application is being written.
START = "open"
MOMENTS = (
    Moment("before", helsinki(2021, 2, 10, 9), _("Before the call")),
    Moment(START, helsinki(2021, 3, 15, 10, 2), _("The call is open")),
    Moment("last_hour", helsinki(2021, 3, 31, 15, 20), _("The last hour")),
    Moment("closed", helsinki(2021, 4, 1, 9), _("The call has closed")),
    Moment("examined", helsinki(2021, 4, 20, 9, 30), _("Applications under examination")),
    Moment("assessed", helsinki(2021, 4, 30, 9), _("Applications assessed")),
    Moment("shared", helsinki(2021, 5, 6, 9), _("A plan has been presented")),
    Moment("decisions", helsinki(2021, 5, 12, 12, 30), _("Decisions")),
    Moment("pilots", helsinki(2021, 11, 15, 9), _("Pilots at work")),
    Moment("reports", helsinki(2022, 6, 20, 9), _("Reports due")),
    Moment("ended", helsinki(2023, 8, 1, 9), _("The use period has ended")),
)
