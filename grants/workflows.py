"""The steps of calls and applications."""

from django.utils.translation import gettext_lazy as _

from grants.enums import (
    ApplicationState,
    ArrivalState,
    CallState,
    ConflictState,
    NewsState,
    PlanState,
    ReviewState,
)
from grants.rules import (
    ARRIVED_STATES,
    EXAMINED_STATES,
    SENT_STATES,
    all_assessed,
    approves_plan,
    assigns,
    assigns_review,
    begins_consensus_again,
    call_is_open,
    decides_conflict,
    has_open_request,
    is_own_declaration,
    is_own_review,
    is_sent,
    is_signatory,
    of_application,
    opens_sent,
    presents_application,
    records_arrivals,
    rules_on_eligibility,
    scores_review,
    shares_out,
    writes_application,
    writes_to_applicant,
    writes_to_officials,
)
from sky_portal.accounts.rules import is_call_administrator, is_official
from sky_portal.permissions import is_portal
from sky_portal.workflow import Step, Workflow

# `manage.py load_call` is the portal itself. How officials examine is no term: it may change later.
prepares_call = is_call_administrator | is_portal
CALL = Workflow(
    "grants.call",
    [
        Step(
            "publish",
            {CallState.DRAFT},
            CallState.PUBLISHED,
            prepares_call,
            label=_("Publish the call"),
            button=False,
        ),
        Step("edit_call", {CallState.DRAFT}, None, prepares_call, button=False),
        Step("edit_examination", {CallState.DRAFT, CallState.PUBLISHED}, None, prepares_call, button=False),
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
            "examine",
            {ApplicationState.SUBMITTED},
            ApplicationState.IN_REVIEW,
            assigns & ~call_is_open,
            label=_("Take under examination"),
            button=False,
        ),
        Step("assign", set(EXAMINED_STATES), None, assigns, button=False),
        Step("mark_check", set(EXAMINED_STATES), None, presents_application, button=False),
        Step("write_note", set(ARRIVED_STATES), None, opens_sent & is_official, button=False),
        Step("write_to_officials", set(SENT_STATES), None, writes_to_officials, button=False),
        Step("write_to_applicant", set(ARRIVED_STATES), None, writes_to_applicant, button=False),
        Step(
            "ask_supplement",
            {ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW},
            ApplicationState.RETURNED,
            presents_application & ~call_is_open,
            label=_("Ask for a supplement"),
            button=False,
        ),
        Step(
            "extend_supplement",
            {ApplicationState.RETURNED},
            None,
            presents_application & has_open_request,
            label=_("Give more time"),
            button=False,
        ),
        # A late answer is received, too, as long as nothing has been decided.
        Step(
            "answer_supplement",
            {ApplicationState.RETURNED},
            ApplicationState.IN_REVIEW,
            is_signatory & has_open_request,
            label=_("Send the supplement"),
            primary=True,
            button=False,
        ),
        Step(
            "close_supplement",
            {ApplicationState.RETURNED},
            ApplicationState.IN_REVIEW,
            presents_application & has_open_request,
            label=_("Go on without an answer"),
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

# The first word on an application makes the declaration (grants.services.conflicts); these change it.
CONFLICT = Workflow(
    "grants.conflictdeclaration",
    [
        # Whoever has found no conflict may find one later, or be in doubt; never the other way round.
        Step(
            "declare_conflict",
            {ConflictState.FREE, ConflictState.DISPUTED},
            ConflictState.CONFLICTED,
            is_own_declaration,
            button=False,
        ),
        Step(
            "ask_superior",
            {ConflictState.FREE},
            ConflictState.DISPUTED,
            is_own_declaration,
            button=False,
        ),
        # Another official claims a conflict: nothing opens until it is decided.
        Step("claim_conflict", {ConflictState.FREE}, ConflictState.DISPUTED, decides_conflict, button=False),
        Step(
            "find_conflict",
            set(ConflictState),
            ConflictState.CONFLICTED,
            decides_conflict,
            label=_("There is a conflict of interest"),
            button=False,
        ),
        Step(
            "find_no_conflict",
            {ConflictState.CONFLICTED, ConflictState.DISPUTED},
            ConflictState.FREE,
            decides_conflict,
            label=_("There is no conflict of interest"),
            button=False,
        ),
    ],
    initial=ConflictState.FREE,
)

UNDER_WAY: set[str] = {ReviewState.ASSIGNED, ReviewState.IN_PROGRESS}
REVIEW = Workflow(
    "grants.review",
    [
        Step("save_score", UNDER_WAY, ReviewState.IN_PROGRESS, scores_review, button=False),
        Step(
            "finish",
            {ReviewState.IN_PROGRESS},
            ReviewState.DONE,
            scores_review,
            label=_("The assessment is ready"),
            primary=True,
            button=False,
        ),
        # While nobody else's has been read: once all are done, they stand.
        Step(
            "reopen",
            {ReviewState.DONE},
            ReviewState.IN_PROGRESS,
            scores_review & of_application(~all_assessed),
            label=_("Change the assessment"),
            button=False,
        ),
        Step("take_away", UNDER_WAY, ReviewState.REMOVED, assigns_review & ~is_own_review, button=False),
        # Also when a superior has found that there is no conflict after all: the verb asks that first.
        Step(
            "assign_again",
            {ReviewState.REMOVED, ReviewState.CONFLICTED},
            ReviewState.ASSIGNED,
            assigns_review,
            button=False,
        ),
        # A consensus that a conflict of interest ended is written anew by those who remain.
        Step(
            "begin_again",
            {ReviewState.CONFLICTED, ReviewState.REMOVED},
            ReviewState.IN_PROGRESS,
            begins_consensus_again,
            button=False,
        ),
        # A conflict of interest ends it, whoever found it.
        Step(
            "end_for_conflict",
            {ReviewState.ASSIGNED, ReviewState.IN_PROGRESS, ReviewState.DONE},
            ReviewState.CONFLICTED,
            is_portal,
            button=False,
        ),
    ],
    initial=ReviewState.ASSIGNED,
)

ALLOCATION = Workflow(
    "grants.allocationplan",
    [
        Step("edit_plan", {PlanState.DRAFT}, None, shares_out, button=False),
        Step(
            "present",
            {PlanState.DRAFT},
            PlanState.PRESENTED,
            shares_out,
            label=_("Present to the decision-maker"),
            primary=True,
            button=False,
        ),
        Step(
            "send_back",
            {PlanState.PRESENTED},
            PlanState.DRAFT,
            approves_plan,
            label=_("Send back"),
            button=False,
        ),
        Step(
            "take_back",
            {PlanState.PRESENTED},
            PlanState.DRAFT,
            shares_out,
            label=_("Take back to be changed"),
            button=False,
        ),
        Step(
            "approve",
            {PlanState.PRESENTED},
            PlanState.APPROVED,
            approves_plan,
            label=_("Approve the plan"),
            primary=True,
            button=False,
        ),
    ],
    initial=PlanState.DRAFT,
)
