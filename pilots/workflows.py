"""The steps of a member: the coordinator asks, the member's own signatory answers."""

from django.utils.translation import gettext_lazy as _

from pilots.enums import MemberState
from pilots.rules import goes_on, leads_members_pilot, signs_for_member
from sky_portal.workflow import Step, Workflow

# A coordinator starts as LEADING and stays so: no step leads from there.
MEMBER = Workflow(
    "pilots.member",
    [
        Step(
            "confirm_member",
            {MemberState.INVITED},
            MemberState.CONFIRMED,
            signs_for_member & goes_on,
            label=_("Confirm participation"),
            todo=_("Confirm participation in a pilot"),
            primary=True,
            # Both answers are given on a page of their own, where one reads what one accepts.
            button=False,
        ),
        Step(
            "decline_member",
            {MemberState.INVITED},
            MemberState.DECLINED,
            signs_for_member & goes_on,
            label=_("Decline to take part"),
            button=False,
        ),
        Step(
            "leave_member",
            {MemberState.CONFIRMED},
            MemberState.LEFT,
            signs_for_member,
            label=_("Leave the pilot"),
        ),
        Step("remind_member", {MemberState.INVITED}, None, leads_members_pilot & goes_on, label=_("Remind")),
        Step(
            "remove_member",
            {MemberState.INVITED, MemberState.CONFIRMED},
            MemberState.REMOVED,
            leads_members_pilot,
            label=_("Remove from the pilot"),
        ),
        Step(
            "invite_member",
            {MemberState.DECLINED, MemberState.REMOVED, MemberState.LEFT},
            MemberState.INVITED,
            leads_members_pilot & goes_on,
            label=_("Invite again"),
        ),
    ],
    initial=MemberState.INVITED,
)
