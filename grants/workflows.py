"""The steps of calls and applications."""

from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState, ArrivalState, CallState, NewsState
from grants.rules import (
    SENT_STATES,
    call_is_open,
    is_sent,
    is_signatory,
    records_arrivals,
    rules_on_eligibility,
    writes_application,
)
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
            button=False,
        ),
        Step("edit_call", {CallState.DRAFT}, None, is_call_administrator | is_portal, button=False),
        # After publication only more time is given, and only with a reason that everybody reads.
        Step(
            "extend",
            {CallState.PUBLISHED},
            None,
            is_call_administrator,
            label=_("Extend the application period"),
            button=False,
        ),
        Step(
            "answer_questions",
            {CallState.DRAFT, CallState.PUBLISHED, CallState.DECIDED},
            None,
            is_call_administrator,
            button=False,
        ),
        Step("record_recipients", set(CallState), None, is_call_administrator, button=False),
    ],
    initial=CallState.DRAFT,
    on_public_pages=True,
)

APPLICATION = Workflow(
    "grants.application",
    [
        Step(
            "submit",
            # Who has withdrawn and applies after all sends again: that is a new filing.
            {ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN},
            ApplicationState.SUBMITTED,
            is_signatory & call_is_open,
            label=_("Send the application"),
            primary=True,
        ),
        Step(
            "withdraw",
            {ApplicationState.SUBMITTED},
            ApplicationState.WITHDRAWN,
            is_signatory & call_is_open,
            label=_("Withdraw the application"),
            button=False,
        ),
        # After the close it is the authority that ends the matter, by a decision.
        Step(
            "ask_withdrawal",
            {ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.RETURNED},
            None,
            is_signatory & ~call_is_open,
            label=_("Withdraw the application"),
            button=False,
        ),
        # A draft has never arrived anywhere: giving it up and taking it up again are the writers' own.
        Step(
            "give_up",
            {ApplicationState.DRAFT},
            ApplicationState.WITHDRAWN,
            writes_application & ~is_sent,
            label=_("Delete the draft"),
            button=False,
        ),
        Step(
            "take_up",
            {ApplicationState.WITHDRAWN},
            ApplicationState.DRAFT,
            writes_application & ~is_sent & call_is_open,
            label=_("Take the draft up again"),
            button=False,
        ),
        Step(
            "rule_on_eligibility",
            set(SENT_STATES),
            None,
            rules_on_eligibility,
            label=_("Decide on the condition"),
            button=False,
        ),
    ],
    initial=ApplicationState.DRAFT,
)

NEWS = Workflow(
    "grants.newsitem",
    [
        Step("edit_news", set(NewsState), None, is_call_administrator, button=False),
        Step(
            "publish_news",
            {NewsState.DRAFT, NewsState.WITHDRAWN},
            NewsState.PUBLISHED,
            is_call_administrator,
            label=_("Publish"),
            primary=True,
        ),
        Step(
            "withdraw_news",
            {NewsState.PUBLISHED},
            NewsState.WITHDRAWN,
            is_call_administrator,
            label=_("Withdraw"),
        ),
    ],
    initial=NewsState.DRAFT,
    on_public_pages=True,
)

ARRIVAL = Workflow(
    "grants.arrival",
    [Step("correct_arrival", {ArrivalState.RECORDED}, None, records_arrivals, button=False)],
    initial=ArrivalState.RECORDED,
)
