from typing import Any

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """The money: tells the kernel and the pilots what only the grants know."""

    name = "grants"

    def ready(self) -> None:
        """Registers who may read the cases of calls and applications, and the demo's moments."""
        from grants.boundaries import next_boundaries
        from grants.demo.moments import MOMENTS
        from grants.menu import ENTRIES
        from grants.recipients import recipients_among
        from grants.rules import reads_sent_pilot
        from pilots import links
        from pilots.eligibility import register_recipients
        from pilots.rules import register_reader
        from sky_portal.cases.access import register, whoever_sees
        from sky_portal.demo import moments
        from sky_portal.ui import caching, navigation

        register("application", whoever_sees("grants.application"))
        register("call", whoever_sees("grants.call"))
        register("news", whoever_sees("grants.newsitem"))
        register_recipients(recipients_among)
        register_reader(reads_sent_pilot)
        links.register(_application_of)
        moments.register(MOMENTS)
        navigation.register(*ENTRIES)
        caching.register_boundary(next_boundaries)


def _application_of(pilot: Any, user: Any) -> Any:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from grants.models import Application
    from grants.rules import reads_with_applicant
    from pilots.links import Matter

    own = Application.objects.visible_to(user).filter(reads_with_applicant.q(user), pilot=pilot)
    found = own.select_related("call").first()
    return found and Matter(
        reverse("grants:application", args=[found.case_id]),
        found.call,
        (reverse("grants:applications"), _("Applications")),
    )
