"""Writing one application together: who takes care of which part, comments, who else is here."""

from grants.services.together.assigning import Given, NotTakingPart, give, given, given_to, take_back
from grants.services.together.commenting import add_comment, open_comments, settle, take_up
from grants.services.together.people import Person, taking_part
from grants.services.together.places import NoSuchPart

__all__ = [
    "Given",
    "NoSuchPart",
    "NotTakingPart",
    "Person",
    "add_comment",
    "give",
    "given",
    "given_to",
    "open_comments",
    "settle",
    "take_back",
    "take_up",
    "taking_part",
]
