"""The officials' side: what opens to whom, conflicts of interest, and who examines."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    ConflictState,
    SupplementState,
)
from grants.rules.writing import (
    edits_application,
    is_sent,
    reads_with_applicant,
    reads_writing,
    writes_application,
)
from pilots.rules import organisation_as
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.accounts.rules import (
    holds,
    is_official,
    is_presenting_officer,
    is_registrar,
    reads_submissions,
)
from sky_portal.permissions import NOBODY, Rule, about_thing


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
