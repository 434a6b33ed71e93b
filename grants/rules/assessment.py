"""Assessments: blind to each other until all are done."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    ReviewKind,
    ReviewState,
)
from grants.rules.calls import EXAMINED_STATES
from grants.rules.examination import assigns, has_conflict, of_application, opens_sent, presents_application
from sky_portal.accounts.enums import Role
from sky_portal.accounts.rules import (
    holds,
)
from sky_portal.permissions import NOBODY, Rule, about_thing

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
