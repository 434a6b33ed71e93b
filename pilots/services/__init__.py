"""The verbs of pilots."""

from pilots.services.consortium import (
    confirm_member,
    decline_member,
    invite_member,
    leave_member,
    remove_member,
    start_pilot,
)
from pilots.services.register import load_register

__all__ = [
    "confirm_member",
    "decline_member",
    "invite_member",
    "leave_member",
    "load_register",
    "remove_member",
    "start_pilot",
]
