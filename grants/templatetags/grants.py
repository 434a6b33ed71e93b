"""Words that only the applications' pages use."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _

from grants.documents import beside_closing
from sky_portal import clock
from sky_portal.ui import formats

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


@register.simple_tag
def arrival_moment(at: datetime, closing: datetime) -> str:
    """A moment of arrival; with its seconds where the minute alone would look like the closing's own."""
    told = formats.moment(at)
    return beside_closing(at, closing) if at > closing and told == formats.moment(closing) else told
