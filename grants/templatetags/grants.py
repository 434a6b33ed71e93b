"""Words that only the applications' pages use."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _

from sky_portal import clock

register = template.Library()


@register.simple_tag
def left_exactly(until: datetime) -> str:
    """How much time is left, two units of it: "16 d 6 h", "3 h 12 min"; "" when none."""
    rest = until - clock.now()
    if rest < timedelta(0):
        return ""
    hours, minutes = divmod(rest.seconds // 60, 60)
    if rest.days:
        return _("%(days)d d %(hours)d h") % {"days": rest.days, "hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d min") % {"minutes": minutes}
