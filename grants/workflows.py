"""The steps of calls and applications."""

from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState, CallState
from grants.rules import call_is_open, is_signatory
from sky_portal.accounts.rules import is_call_administrator
from sky_portal.permissions import is_portal
from sky_portal.workflow import Step, Workflow

CALL = Workflow(
    "grants.call",
    [
        Step(
            "publish",
            {CallState.DRAFT},
            CallState.PUBLISHED,
            # `manage.py load_call` acts as the portal itself; whoever can run it has the server.
            is_call_administrator | is_portal,
            label=_("Publish the call"),
        ),
    ],
    initial=CallState.DRAFT,
)

APPLICATION = Workflow(
    "grants.application",
    [
        Step(
            "submit",
            {ApplicationState.DRAFT, ApplicationState.SUBMITTED},
            ApplicationState.SUBMITTED,
            is_signatory & call_is_open,
            label=_("Send the application"),
            primary=True,
        ),
    ],
    initial=ApplicationState.DRAFT,
)
