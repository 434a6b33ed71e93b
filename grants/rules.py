"""Who may, in the matters of money: said once, for lists and for one thing."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    ApplicationState,
    CallState,
    ConflictState,
    NewsState,
    PlanState,
    ReviewKind,
    ReviewState,
    SupplementState,
)
from pilots.rules import WRITERS, is_partner, organisation_as, writes_as_partner
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.accounts.rules import (
    holds,
    is_call_administrator,
    is_official,
    is_presenting_officer,
    is_registrar,
    reads_submissions,
)
from sky_portal.permissions import NOBODY, Rule, about_thing

PUBLIC_CALL_STATES = (CallState.PUBLISHED, CallState.DECIDED, CallState.ARCHIVED)
SENT_STATES = tuple(
    state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)
# Examined and shared out: sent, and not yet decided.
EXAMINED_STATES = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.RETURNED)
# Where what has arrived can stand: a withdrawn application stays with the authority.
ARRIVED_STATES = (*SENT_STATES, ApplicationState.WITHDRAWN)

call_is_public = about_thing(
    "call is published",
    lambda: Q(state__in=PUBLIC_CALL_STATES),
    lambda call: call.state in PUBLIC_CALL_STATES,
)
call_is_published = about_thing(
    "call takes applications when it is open",
    lambda: Q(state=CallState.PUBLISHED),
    lambda call: call.state in (CallState.PUBLISHED,),
)
sees_call = call_is_public | is_call_administrator
news_is_out = about_thing(
    "news has been published",
    lambda: Q(state=NewsState.PUBLISHED, published_at__lte=clock.now()),
    lambda news: news.state in (NewsState.PUBLISHED,) and news.published_at <= clock.now(),
)
sees_news = news_is_out | is_call_administrator

call_is_open = about_thing(
    "call is open",
    lambda: Q(
        call__state=CallState.PUBLISHED, call__opens_at__lte=clock.now(), call__closes_at__gte=clock.now()
    ),
    lambda application: application.call.state in (CallState.PUBLISHED,) and application.call.is_open(),
)
is_sent = about_thing(
    "application has been sent",
    lambda: Q(current_submission__isnull=False),
    lambda application: application.current_submission_id is not None,
)

is_withdrawn = about_thing(
    "application has been withdrawn or its draft given up",
    lambda: Q(state=ApplicationState.WITHDRAWN),
    lambda application: application.state in (ApplicationState.WITHDRAWN,),
)

# The applicant is the coordinating member.
is_applicant = organisation_as("applicant", *APPLICANT_ROLES)
writes_application = organisation_as("applicant", *WRITERS)
is_signatory = organisation_as("applicant", Role.SIGNATORY)
# The part that the members write, by its name in grants.parts.
BUDGET_PART = "budget"
WRITABLE_STATES = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
is_writable = about_thing(
    "application can be written",
    lambda: Q(state__in=WRITABLE_STATES),
    lambda application: application.state in WRITABLE_STATES,
)
# Typed text is kept also after closing: it is the sending that a closed call refuses.
edits_application = writes_application & is_writable
# The municipalities of a pilot write together: the coordinator all of it, a confirmed member its
# own costs, a named person the part that was given to them; all of them read.
reads_with_applicant = is_applicant | is_partner


def is_opened(part: str) -> Rule:
    """A supplement request has opened the part: of an application that was returned, nothing else."""

    def opened() -> Any:
        parts = apps.get_model("grants.supplementpart")._default_manager
        return parts.filter(part=part, request__state=SupplementState.OPEN).order_by()

    return about_thing(
        f"the part {part} is to be supplemented",
        lambda: Q(state=ApplicationState.RETURNED, pk__in=opened().values("request__application_id")),
        lambda application: (
            application.state in (ApplicationState.RETURNED,)
            and opened().filter(request__application_id=application.pk).exists()
        ),
    )


def has_part(part: str) -> Rule:
    """Somebody has given this person the part of the application to take care of."""

    def given(user: Any) -> Any:
        assignments = apps.get_model("grants.partassignment")._default_manager
        return assignments.filter(person_id=getattr(user, "pk", None), part=part).order_by()

    return Rule(
        f"has been given the part {part}",
        lambda user: Q(pk__in=given(user).values("application_id")) if user.is_authenticated else NOBODY,
        lambda user, application: (
            user.is_authenticated and given(user).filter(application_id=application.pk).exists()
        ),
    )


def writes_part(part: str) -> Rule:
    """May write the part: the applicant's writers, and whom they have given it to while they take part."""
    return (writes_application | (reads_with_applicant & has_part(part))) & takes_writing(part)


def takes_writing(part: str) -> Rule:
    """The part can be written now: the application can, or a supplement request has opened the part."""
    return is_writable | is_opened(part)


def comments_on(part: str) -> Rule:
    """Who reads an application with the applicant talks about a part while it can be written."""
    return reads_with_applicant & takes_writing(part)


def divides(part: str) -> Rule:
    """The applicant's writers give a part to somebody while it can be written."""
    return writes_application & takes_writing(part)


writes_own_costs = writes_as_partner & takes_writing(BUDGET_PART)


def _of_own_writing(user: Any) -> Any:
    applications = apps.get_model("grants.application")._default_manager
    return applications.filter(reads_with_applicant.q(user)).order_by().values("pk")


# On what hangs on an application while it is written (assignments, comments): never an official's.
reads_writing = Rule(
    "of an application that one's own side writes",
    lambda user: Q(application_id__in=_of_own_writing(user)),
    lambda user, thing: reads_with_applicant.test(user, thing.application),
)


def _files_along() -> Q:
    went = apps.get_model("grants.sentattachment")._default_manager.order_by()
    return Q(
        pk__in=went.values("attachment_id"),
        application_id__in=apps.get_model("grants.application")
        ._default_manager.filter(current_submission__isnull=False)
        .order_by()
        .values("pk"),
    )


def of_application(rule: Rule) -> Rule:
    """A rule on applications, asked of what hangs on one (`application`)."""

    def q(user: Any) -> Q:
        applications = apps.get_model("grants.application")._default_manager
        return Q(application_id__in=applications.filter(rule.q(user)).order_by().values("pk"))

    return Rule(f"application: {rule.name}", q, lambda user, thing: rule.test(user, thing.application))


def _declared(name: str, *states: ConflictState) -> Rule:
    """What the person has declared of the application stands in one of the states."""

    def found(user: Any) -> Any:
        declarations = apps.get_model("grants.conflictdeclaration")._default_manager
        return declarations.filter(person_id=user.pk, state__in=states).order_by()

    return Rule(
        name,
        lambda user: Q(pk__in=found(user).values("application_id")) if user.is_authenticated else NOBODY,
        lambda user, application: (
            user.is_authenticated and found(user).filter(application_id=application.pk).exists()
        ),
    )


# On applications. A conflict of interest closes everything of the application to the person, and so
# does a doubt until a superior has decided on it (HL 27–28 §).
has_conflict = _declared("has a conflict of interest", ConflictState.CONFLICTED, ConflictState.DISPUTED)
has_declared = _declared("has declared to have no conflict of interest", ConflictState.FREE)
# Who takes part in examining and deciding declares before an application opens.
EXAMINERS = (Role.PRESENTING_OFFICER, Role.ASSESSOR, Role.DECISION_MAKER)
is_examiner = holds(*EXAMINERS)
# In lists, counts and sums; the application itself opens to examiners when they have declared.
reads_sent = reads_submissions & is_sent & ~has_conflict
is_opened_to = has_declared | ~is_examiner
opens_sent = reads_sent & is_opened_to
declares_conflict = reads_submissions & is_sent

# A file of the working copy is its own side's; officials read what went along with a submission.
went_along = about_thing(
    "file went along with what was sent",
    _files_along,
    lambda attachment: (
        attachment.application.current_submission_id is not None and attachment.sent_with.exists()
    ),
)
sees_attachment = reads_writing | (went_along & of_application(opens_sent))
# On arrivals: what came beside the portal's way, recorded for a provider.
records_arrivals = is_registrar
arrived_for_own = organisation_as("provider", *APPLICANT_ROLES)
sees_arrival = is_official | arrived_for_own
sees_application = reads_with_applicant | reads_sent
# Whose word on eligibility stands beside the verdict of the rules.
rules_on_eligibility = is_presenting_officer & opens_sent


def _presented_by(user: Any) -> set[int]:
    """Ids of the officials whose applications this person presents today: one's own and substitutions."""
    deputies = apps.get_model("grants.deputy")._default_manager
    today = clock.today()
    found = deputies.filter(deputy_id=user.pk, starts_on__lte=today, ends_on__gte=today, removed_at=None)
    return {user.pk, *found.order_by().values_list("person_id", flat=True)}


presents_for = Rule(
    "presenting officer of the application, or their deputy",
    lambda user: (
        Q(presenting_officer_id=None) | Q(presenting_officer_id__in=_presented_by(user))
        if user.is_authenticated
        else NOBODY
    ),
    lambda user, application: (
        user.is_authenticated
        and (
            application.presenting_officer_id is None
            or application.presenting_officer_id in _presented_by(user)
        )
    ),
)
presents_application = is_presenting_officer & opens_sent & presents_for
# Who takes applications under examination, and says who examines which.
assigns = holds(Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR) & reads_sent
has_open_request = about_thing(
    "a supplement has been asked for",
    lambda: Q(
        pk__in=apps.get_model("grants.supplementrequest")
        ._default_manager.filter(state=SupplementState.OPEN)
        .order_by()
        .values("application_id")
    ),
    lambda application: application.supplement_requests.filter(state=SupplementState.OPEN).exists(),
)
# The applicant's people who are asked to supplement, and may ask their signatory to send it.
prepares_supplement = writes_application & has_open_request
edits_or_supplements = edits_application | prepares_supplement
# What is asked is part of what opens: an examiner has declared before reading it.
sees_supplement = of_application(reads_with_applicant | opens_sent)
# The thread between the applicant and the officials.
writes_to_officials = writes_application & is_sent
writes_to_applicant = holds(Role.PRESENTING_OFFICER, Role.REGISTRAR) & opens_sent
reads_correspondence = of_application(reads_with_applicant | opens_sent)
reads_notes = of_application(opens_sent & is_official)

# On declarations of conflict of interest.
is_own_declaration = Rule(
    "one's own declaration",
    lambda user: Q(person_id=user.pk) if user.is_authenticated else NOBODY,
    lambda user, declaration: user.is_authenticated and declaration.person_id == user.pk,
)
is_superior = holds(Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR)
# Whoever has a conflict in the matter decides on nobody's in it.
decides_conflict = is_superior & ~is_own_declaration & ~of_application(has_conflict)
sees_conflict = is_own_declaration | decides_conflict


# On assessments.
COUNTING_REVIEW = Q(kind=ReviewKind.INDIVIDUAL) & ~Q(state__in=(ReviewState.CONFLICTED, ReviewState.REMOVED))


def _reviews() -> Any:
    return apps.get_model("grants.review")._default_manager.filter(COUNTING_REVIEW).order_by()


is_own_review = Rule(
    "one's own assessment",
    lambda user: Q(assessor_id=user.pk) if user.is_authenticated else NOBODY,
    lambda user, review: user.is_authenticated and review.assessor_id == user.pk,
)
# On applications: one's own assessment of it counts, and every assessment of it is done.
assesses = Rule(
    "assesses the application",
    lambda user: (
        Q(pk__in=_reviews().filter(assessor_id=user.pk).values("application_id"))
        if user.is_authenticated
        else NOBODY
    ),
    lambda user, application: (
        user.is_authenticated
        and _reviews().filter(assessor_id=user.pk, application_id=application.pk).exists()
    ),
)
all_assessed = about_thing(
    "every assessment of the application is done",
    lambda: (
        Q(pk__in=_reviews().values("application_id"))
        & ~Q(pk__in=_reviews().exclude(state=ReviewState.DONE).values("application_id"))
    ),
    lambda application: (
        bool(states := set(_reviews().filter(application_id=application.pk).values_list("state", flat=True)))
        and states == {ReviewState.DONE}
    ),
)
is_done_review = about_thing(
    "assessment is done",
    lambda: Q(state=ReviewState.DONE),
    lambda review: review.state in (ReviewState.DONE,),
)
# Blind to each other until all are done; who assesses nothing of it reads what is done.
_reads_done = holds(Role.PRESENTING_OFFICER, Role.DECISION_MAKER) & is_done_review
sees_review = (is_own_review & of_application(~has_conflict)) | (
    of_application(opens_sent)
    & (
        (of_application(~assesses) & _reads_done)
        | (of_application(all_assessed & (assesses | holds(Role.PRESENTING_OFFICER, Role.DECISION_MAKER))))
    )
)
is_under_examination = about_thing(
    "application is under examination",
    lambda: Q(state__in=EXAMINED_STATES),
    lambda application: application.state in EXAMINED_STATES,
)
# The consensus is written by those who have assessed and by the presenting officer, when all are done.
writes_consensus = opens_sent & is_under_examination & all_assessed & (assesses | presents_application)
is_consensus = about_thing(
    "assessment is the consensus",
    lambda: Q(kind=ReviewKind.CONSENSUS),
    lambda review: review.kind in (ReviewKind.CONSENSUS,),
)
begins_consensus_again = is_consensus & of_application(writes_consensus)
scores_review = (
    ((is_own_review & ~is_consensus) | begins_consensus_again)
    & holds(Role.ASSESSOR, Role.PRESENTING_OFFICER)
    & of_application(opens_sent & is_under_examination)
)
assigns_review = of_application(assigns)

# On plans of sharing out: those who share out see all, the others what has been presented.
shares_out = holds(Role.PRESENTING_OFFICER)
plan_is_out = about_thing(
    "plan has been presented",
    lambda: Q(state__in=(PlanState.PRESENTED, PlanState.APPROVED)),
    lambda plan: plan.state in (PlanState.PRESENTED, PlanState.APPROVED),
)
sees_plan = shares_out | is_call_administrator | (holds(Role.DECISION_MAKER, Role.FINANCE) & plan_is_out)
is_own_presentation = Rule(
    "presented by oneself",
    lambda user: Q(presented_by_id=user.pk) if user.is_authenticated else NOBODY,
    lambda user, plan: user.is_authenticated and plan.presented_by_id == user.pk,
)
approves_plan = holds(Role.DECISION_MAKER) & ~is_own_presentation
# On rows of plans.
sees_plan_row = of_application(reads_sent) & Rule(
    "of a plan one sees",
    lambda user: Q(
        plan_id__in=apps.get_model("grants.allocationplan")
        ._default_manager.filter(sees_plan.q(user))
        .order_by()
        .values("pk")
    ),
    lambda user, row: sees_plan.test(user, row.plan),
)


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
