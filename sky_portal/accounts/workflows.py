"""The steps of invitations and of requests for access."""

from django.utils.translation import gettext_lazy as _

from sky_portal.accounts.enums import AccessRequestState, InvitationState
from sky_portal.accounts.rules import decides_access, is_invited, is_own, link_is_valid, manages_people
from sky_portal.permissions import is_portal
from sky_portal.workflow import Step, Workflow

INVITATION = Workflow(
    "accounts.invitation",
    [
        Step(
            "accept",
            {InvitationState.SENT},
            InvitationState.ACCEPTED,
            is_invited & link_is_valid,
            label=_("Accept the invitation"),
            primary=True,
            button=False,
        ),
        Step(
            "withdraw_invitation",
            {InvitationState.SENT},
            InvitationState.WITHDRAWN,
            # The portal itself withdraws what the registry replaces by a newer one.
            manages_people | is_portal,
            label=_("Withdraw the invitation"),
        ),
    ],
    initial=InvitationState.SENT,
)

ACCESS_REQUEST = Workflow(
    "accounts.accessrequest",
    [
        Step(
            "grant_access",
            {AccessRequestState.OPEN},
            AccessRequestState.GRANTED,
            decides_access,
            label=_("Give access"),
            todo=_("Answer a request for access"),
            primary=True,
            button=False,
        ),
        Step(
            "refuse_access",
            {AccessRequestState.OPEN},
            AccessRequestState.REFUSED,
            decides_access,
            label=_("Refuse access"),
            button=False,
        ),
        Step(
            "withdraw_request",
            {AccessRequestState.OPEN},
            AccessRequestState.WITHDRAWN,
            is_own,
            label=_("Withdraw the request"),
        ),
    ],
    initial=AccessRequestState.OPEN,
)
