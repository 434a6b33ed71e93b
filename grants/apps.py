from django.apps import AppConfig
from django.conf import settings


class GrantsConfig(AppConfig):
    """The money: tells the kernel and the pilots what only the grants know."""

    name = "grants"

    def ready(self) -> None:
        """Registers who may read the cases of calls and applications, and the demo's moments."""
        from grants import plan_files
        from grants.boundaries import next_boundaries
        from grants.demo.moments import MOMENTS
        from grants.files import may_read, reads_case, verdict_came
        from grants.menu import ENTRIES
        from grants.pilot_links import application_of, call_of, shares_of
        from grants.recipients import recipients_among
        from grants.rules import pilot_is_examined, pilot_is_given_up, pilot_is_out, reads_sent_pilot
        from pilots import links
        from pilots.eligibility import register_recipients
        from pilots.rules import register_ended, register_reader
        from sky_portal.cases.access import register, whoever_sees
        from sky_portal.demo import moments
        from sky_portal.demo import services as demo
        from sky_portal.documents import access as documents
        from sky_portal.documents import verdicts
        from sky_portal.ui import caching, navigation

        register("application", reads_case)
        register("arrival", whoever_sees("grants.arrival"))
        register("call", whoever_sees("grants.call"))
        register("news", whoever_sees("grants.newsitem"))
        documents.register("application", may_read)
        documents.register("call", plan_files.may_read)
        verdicts.register("application", verdict_came)
        register_recipients(recipients_among)
        register_reader(reads_sent_pilot)
        register_ended(out=pilot_is_out, given_up=pilot_is_given_up, examined=pilot_is_examined)
        links.register(application_of)
        links.register_occasion(call_of)
        links.register_shares(shares_of)
        moments.register(MOMENTS)
        if settings.DEMO:
            from grants.demo.tasks import go_on

            demo.register_teller(go_on)
        navigation.register(*ENTRIES)
        caching.register_boundary(next_boundaries)
