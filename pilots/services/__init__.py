"""The verbs of pilots."""

from pilots.services.answering import (
    Terms,
    TermsChanged,
    confirm_member,
    decline_member,
    leave_member,
    terms_of,
)
from pilots.services.consortium import start_pilot
from pilots.services.inviting import RemindedToday, invite_member, remind_member, remove_member
from pilots.services.overlap import Overlap, overlaps
from pilots.services.partners import look_for_partners, stop_looking
from pilots.services.register import load_register

__all__ = [
    "Overlap",
    "RemindedToday",
    "Terms",
    "TermsChanged",
    "confirm_member",
    "decline_member",
    "invite_member",
    "leave_member",
    "load_register",
    "look_for_partners",
    "overlaps",
    "remind_member",
    "remove_member",
    "start_pilot",
    "stop_looking",
    "terms_of",
]
