"""The same on the pilot of an application."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    ApplicationState,
)
from grants.rules.examination import has_conflict
from grants.rules.writing import is_sent, is_withdrawn
from sky_portal.accounts.rules import (
    reads_submissions,
)
from sky_portal.permissions import Rule, about_thing


def _sent_pilots() -> Q:
    sent = apps.get_model("grants.application")._default_manager.filter(current_submission__isnull=False)
    return Q(pk__in=sent.order_by().values("pilot_id"))


def _pilot_is_sent(pilot: Any) -> bool:
    application = getattr(pilot, "application", None)
    return application is not None and application.current_submission_id is not None


def _pilots_with(rule: Rule) -> Any:
    """The same on the pilot of the application."""

    def of(user: Any) -> Q:
        applications = apps.get_model("grants.application")._default_manager
        return Q(pk__in=applications.filter(rule.q(user)).order_by().values("pilot_id"))

    def test(user: Any, pilot: Any) -> bool:
        application = getattr(pilot, "application", None)
        return application is not None and rule.test(user, application)

    return Rule(f"pilot's {rule.name}", of, test)


# Out of the running, for the time being or for good; and of these, drafts that were given up.
pilot_is_out = _pilots_with(is_withdrawn)
pilot_is_given_up = _pilots_with(is_withdrawn & ~is_sent)
# Taken up: the members and the team stay as they were sent, no supplement request opens them.
pilot_is_examined = _pilots_with(
    about_thing(
        "application has been taken up for examination",
        lambda: Q(state__in=(ApplicationState.IN_REVIEW, ApplicationState.RETURNED)),
        lambda application: application.state in (ApplicationState.IN_REVIEW, ApplicationState.RETURNED),
    )
)
# Officials see a pilot through its application, never while that is a draft or they have a conflict.
reads_sent_pilot = (
    reads_submissions
    & about_thing("pilot's application has been sent", _sent_pilots, _pilot_is_sent)
    & ~_pilots_with(has_conflict)
)
