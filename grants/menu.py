"""The grants' words in the main menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.accounts.rules import holds, is_call_administrator, is_registrar, reads_submissions
from sky_portal.ui.navigation import Entry


def is_applicant(user: Any) -> bool:
    """Whether the person acts for an applicant today."""
    return user.has_role(*APPLICANT_ROLES)


def is_reader(user: Any) -> bool:
    """Whether the person reads what has been sent."""
    return reads_submissions.test(user, None)


def is_administrator(user: Any) -> bool:
    """Whether the person prepares calls."""
    return is_call_administrator.test(user, None)


def is_recorder(user: Any) -> bool:
    """Whether the person records what arrives beside the portal's way."""
    return is_registrar.test(user, None)


def assesses_or_ranks(user: Any) -> bool:
    """Whether the person assesses applications, or prepares the decision from the assessments."""
    return holds(Role.ASSESSOR, Role.PRESENTING_OFFICER, Role.DECISION_MAKER).test(user, None)


def is_sharer(user: Any) -> bool:
    """Whether the person shares out money, decides on it or pays it."""
    sharers = (Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR, Role.DECISION_MAKER, Role.FINANCE)
    return holds(*sharers).test(user, None)


ENTRIES = (
    Entry("home", _("Own tasks"), 10),
    Entry(
        "grants:applications",
        _("Applications"),
        20,
        shown=is_applicant,
        within=(
            *("grants:application", "grants:section", "grants:budget", "grants:contact"),
            *("grants:check", "grants:sent", "grants:submit", "grants:start"),
            *("grants:attachments", "grants:remove_attachment", "grants:division", "grants:comments"),
            *("grants:budget_", "grants:papers", "grants:versions", "grants:version", "grants:compare"),
            *("grants:withdraw", "grants:give_up", "grants:taken_over", "pilots:"),
            *("grants:supplement", "grants:send_supplement", "grants:messages"),
        ),
    ),
    Entry(
        "grants:received",
        _("Received applications"),
        30,
        shown=is_reader,
        within=(
            *("grants:submission", "grants:received_", "grants:supplements", "grants:ask_supplements"),
            *("grants:extend_supplement", "grants:close_supplement", "grants:case_messages"),
        ),
    ),
    Entry(
        "grants:reviews",
        _("Assessments"),
        31,
        shown=assesses_or_ranks,
        within=("grants:review", "grants:review_", "grants:consensus", "grants:ranking"),
    ),
    Entry(
        "grants:arrivals",
        _("Recording"),
        32,
        shown=is_recorder,
        within=("grants:arrival", "grants:arrival_"),
    ),
    Entry("grants:allocation", _("Sharing out"), 31, shown=is_sharer, within=("grants:allocation_",)),
    Entry("grants:prepare", _("Preparing calls"), 35, shown=is_administrator, within=("grants:prepare_",)),
    Entry(
        "front",
        _("Calls"),
        40,
        visitors=True,
        within=("grants:call", "grants:can_we_apply", "grants:partners"),
    ),
    Entry(
        "grants:news",
        _("News"),
        50,
        shown=lambda user: not is_administrator(user),
        visitors=True,
        within=("grants:news_item",),
    ),
    # Whoever writes news reads it there, too: the menu is long enough.
    Entry("grants:newsroom", _("News"), 50, shown=is_administrator, within=("grants:news", "grants:news_")),
)
