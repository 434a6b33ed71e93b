"""What the demo's top bar shows."""

from typing import Any

from django import template
from django.conf import settings

from sky_portal import clock
from sky_portal.demo import services
from sky_portal.ui.formats import moment

register = template.Library()


@register.simple_tag
def now_in_demo() -> str:
    """The portal's clock in words of the page's language."""
    return moment(clock.now())


@register.simple_tag
def demo_choices() -> list[dict[str, Any]]:
    """The moments to go to; none where the clock cannot move."""
    return services.choices() if settings.EMBEDDED else []
