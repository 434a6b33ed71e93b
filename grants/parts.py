"""The application's own parts beside its sections of questions, by the names used in addresses.

No section of questions may bear one of these names (grants.services.call.questions).
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sky_portal.texts import pick

BUDGET, ATTACHMENTS, CONTACT = "budget", "attachments", "contact"
# What can be given to a named person, and commented on, besides the sections.
OWN_PARTS = (BUDGET, ATTACHMENTS)
RESERVED = frozenset({BUDGET, ATTACHMENTS, CONTACT})


def titles(application: Any) -> dict[str, str]:
    """What can be given to somebody and commented on: titles in the page's language by key, in order."""
    found = {section.key: pick(section.title).text for section in application.sheet.sections}
    if application.call.shares_money:
        found[BUDGET] = _("Budget")
    found[ATTACHMENTS] = _("Attachments")
    return found


def openable(call: Any) -> dict[str, str]:
    """What a supplement request can open: titles by key as `titles` gives them, the contact person too.

    The members and the team are not there: the condition of the call was judged at its deadline.
    """
    found = {section.key: pick(section.title).text for section in call.question_set.sections}
    if call.shares_money:
        found[BUDGET] = _("Budget")
    return found | {ATTACHMENTS: _("Attachments"), CONTACT: _("Contact person")}


def opened_titles(call: Any, opened: Iterable[str]) -> list[str]:
    """The titles of these parts in the page's language, in the application's order."""
    wanted = set(opened)
    return [title for key, title in openable(call).items() if key in wanted]


def address(application: Any, part: str) -> str:
    """The page on which the part is written, in the page's language."""
    if part in RESERVED:
        return reverse(f"grants:{part}", args=[application.case_id])
    return reverse("grants:section", args=[application.case_id, part])


def talk_address(application: Any, part: str) -> str:
    """The page on which the part is talked about, in the page's language."""
    return reverse("grants:comments", args=[application.case_id, part])
