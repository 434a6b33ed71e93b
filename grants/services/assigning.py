"""Who examines which application: its presenting officer and its assessors, by hand or evenly."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from grants import review_emails
from grants.enums import ReviewKind
from grants.models import Application, Call, Review
from grants.rules import has_conflict, is_withdrawn
from grants.services.scores import keep_score
from grants.workflows import APPLICATION, REVIEW
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.workflow import StepForbidden, StepRefused

# Whose role lets them present an application, and assess one.
OFFICER_ROLES = (Role.PRESENTING_OFFICER,)
ASSESSOR_ROLES = (Role.ASSESSOR, Role.PRESENTING_OFFICER)
OFFICER, ASSESSORS = "officer", "assessors"


class NotAssignable(Exception):
    """The person cannot be given the application; `message` says why, in the page's language."""

    def __init__(self, person: User, message: Any) -> None:
        super().__init__(f"{person.pk}: {message}")
        self.person, self.message = person, message


@dataclass(frozen=True)
class Result:
    """What became of one application in a batch; `people` are those it was given to."""

    application: Application
    people: tuple[User, ...] = ()
    # Why nothing was done, or not all of it; empty when all went well.
    refusal: Any = ""


def officers_of(call: Call) -> QuerySet[User]:
    """Who can be the presenting officer of the call's applications, by name."""
    return User.objects.holding(*OFFICER_ROLES, organisation=call.authority_id)


def assessors_of(call: Call) -> QuerySet[User]:
    """Who can assess the call's applications, by name."""
    return User.objects.holding(*ASSESSOR_ROLES, organisation=call.authority_id)


def take_under_examination(application: Application, *, actor: Any) -> Application:
    """Takes what has been sent under examination, after the close of the call.

    Raises StepForbidden for others than those who assign, or while the call is open; StepRefused
    for what is not waiting to be examined.
    """
    with APPLICATION.step("examine", application, actor=actor) as row:
        row.act.facts = {"submission": row.current_submission.number}
    return row


def assign_officer(application: Application, *, officer: User | None, actor: Any) -> Application:
    """Makes the person the application's presenting officer; None takes it from whoever has it.

    Given again to the same person nothing changes. Raises NotAssignable for who holds no such
    role in the authority or has a conflict of interest, StepForbidden, StepRefused.
    """
    with APPLICATION.step("assign", application, actor=actor) as row:
        if officer is not None:
            _judge(row, officer, officers_of(row.call))
        before, row.presenting_officer = row.presenting_officer_id, officer
        row.act.facts = {"officer": officer and officer.pk, "officer_before": before}
    return row


def assign_assessors(
    application: Application, *, assessors: Iterable[User], due_on: date | None = None, actor: Any
) -> list[Review]:
    """Gives the application to these assessors beside those who have it; their assessments.

    Who has it already keeps what they have written. An assessment that was taken away goes on
    where it stood. `due_on` is the day by which it is to be done. All or none: raises
    NotAssignable for the first who holds no such role in the authority or has a conflict of
    interest, StepForbidden, StepRefused.
    """
    people = {person.pk: person for person in assessors}
    with APPLICATION.step("assign", application, actor=actor) as row:
        able = assessors_of(row.call)
        for person in people.values():
            _judge(row, person, able)
        reviews = [_review(row, people[pk], due_on, actor) for pk in sorted(people)]
        # One more who is to score it: what the others' scores came to is not told until then.
        keep_score(row)
        row.act.facts = {"assessors": [review.assessor_id for review in reviews]}
    return reviews


def spread_evenly(
    applications: Sequence[Application],
    *,
    people: Sequence[User],
    what: str = ASSESSORS,
    each: int | None = None,
    due_on: date | None = None,
    actor: Any,
) -> list[Result]:
    """Shares the applications (of one call) among the people so that all have as much to do.

    `what` is OFFICER, for those that have none yet, or ASSESSORS: each application gets as many as
    it lacks of `each` (the call's own number without it). Whoever has a conflict of interest is
    passed over; assessors are paired as variously as can be. One transaction an application, a
    result each; where too few can take one, its result says so.
    """
    plan = (
        _Officers(applications, people) if what == OFFICER else _Assessors(applications, people, wanted=each)
    )
    results = []
    for application in applications:
        chosen, lacking = plan.choose(application)
        result = _given(application, chosen, what, due_on, actor)
        if lacking and not result.refusal:
            result = Result(
                result.application, result.people, _("There are not enough people who can take it.")
            )
        results.append(result)
    return results


def for_each(applications: Iterable[Application], act: Callable[[Application], Any]) -> list[Result]:
    """Does the same to several, one transaction each: an application that refuses stops no other."""
    return [_attempt(application, act) for application in applications]


def _given(
    application: Application, chosen: list[User], what: str, due_on: date | None, actor: Any
) -> Result:
    if not chosen:
        return Result(application)
    if what == OFFICER:
        done = _attempt(application, lambda one: assign_officer(one, officer=chosen[0], actor=actor))
    else:
        done = _attempt(
            application, lambda one: assign_assessors(one, assessors=chosen, due_on=due_on, actor=actor)
        )
    return done if done.refusal else Result(application, tuple(chosen))


def _attempt(application: Application, act: Callable[[Application], Any]) -> Result:
    try:
        act(application)
    except NotAssignable as error:
        return Result(application, (error.person,), error.message)
    except StepRefused as refused:
        states = APPLICATION.states
        return Result(application, refusal=states.get(refused.state, _("The application is gone.")))
    except StepForbidden:
        return Result(application, refusal=_("You may not do this to the application."))
    return Result(application)


def _judge(application: Application, person: User, able: QuerySet[User]) -> None:
    if not able.filter(pk=person.pk).exists():
        raise NotAssignable(person, _("The person holds no role in which this could be theirs."))
    if has_conflict.test(person, application):
        raise NotAssignable(person, _("The person has a conflict of interest."))


def _review(application: Application, person: User, due_on: date | None, actor: Any) -> Review:
    of_person = Q(application=application, assessor=person, kind=ReviewKind.INDIVIDUAL)
    known = Review.objects.filter(of_person).first()
    if known is None:
        known = Review(application=application, assessor=person, assigned_by=actor, due_on=due_on)
        known.assigned_at = application.act.at  # type: ignore[attr-defined]
        known.full_clean()
        known.save()
        review_emails.assessments_assigned(known)
        return known
    if not REVIEW.may("assign_again", actor, known):
        return known
    with REVIEW.step("assign_again", known, actor=actor) as review:
        review.assigned_by, review.assigned_at = actor, review.act.at
        review.due_on, review.done_at = due_on or review.due_on, None
        review.act.facts = {"assessor": person.pk}
        review_emails.assessments_assigned(review)
    return review


class _Officers:
    """Gives each application without an officer to whoever has the fewest."""

    def __init__(self, applications: Sequence[Application], people: Sequence[User]) -> None:
        self.people = list(people)
        self.closed = _conflicts(applications, self.people)
        having = _of_call(applications).filter(presenting_officer__in=self.people)
        self.load = Counter(having.order_by().values_list("presenting_officer", flat=True))

    def choose(self, application: Application) -> tuple[list[User], bool]:
        """Whom to give it to, at most one; and whether somebody is lacking."""
        if application.presenting_officer_id:
            return [], False
        free = [one for one in self.people if (application.pk, one.pk) not in self.closed]
        if not free:
            return [], True
        chosen = min(free, key=lambda one: self.load[one.pk])
        self.load[chosen.pk] += 1
        return [chosen], False


class _Assessors:
    """Gives each application as many as it lacks, those with the fewest first, in pairs that vary."""

    def __init__(
        self, applications: Sequence[Application], people: Sequence[User], wanted: int | None
    ) -> None:
        self.people, self.wanted = list(people), wanted
        self.closed = _conflicts(applications, self.people)
        self.having: dict[int, list[int]] = {}
        counting = Review.objects.counting().filter(kind=ReviewKind.INDIVIDUAL)
        of_call = counting.filter(application__in=_of_call(applications).order_by().values("pk"))
        for application, assessor in of_call.order_by("pk").values_list("application", "assessor"):
            self.having.setdefault(application, []).append(assessor)
        self.load = Counter(pk for assessors in self.having.values() for pk in assessors)
        self.pairs = Counter(
            frozenset(pair) for assessors in self.having.values() for pair in combinations(assessors, 2)
        )

    def choose(self, application: Application) -> tuple[list[User], bool]:
        """Whom to give it to beside those who have it; and whether somebody is lacking."""
        wanted = application.call.assessors_wanted if self.wanted is None else self.wanted
        has = self.having.setdefault(application.pk, [])
        chosen: list[User] = []
        while len(has) < wanted:
            free = [
                one
                for one in self.people
                if one.pk not in has and (application.pk, one.pk) not in self.closed
            ]
            if not free:
                break
            best = min(free, key=lambda one: (self.load[one.pk], self._met(one.pk, has)))
            self.pairs.update(frozenset((best.pk, other)) for other in has)
            self.load[best.pk] += 1
            has.append(best.pk)
            chosen.append(best)
        return chosen, len(has) < wanted

    def _met(self, person: int, others: list[int]) -> int:
        return sum(self.pairs[frozenset((person, other))] for other in others)


def _of_call(applications: Sequence[Application]) -> QuerySet[Application]:
    calls = {application.call_id for application in applications}
    return Application.objects.filter(call__in=calls).exclude(is_withdrawn.q(None))


def _conflicts(applications: Sequence[Application], people: Sequence[User]) -> set[tuple[int, int]]:
    """(application, person) where the person has a conflict, one query a person."""
    of_call = _of_call(applications).order_by()
    return {
        (pk, person.pk)
        for person in people
        for pk in of_call.filter(has_conflict.q(person)).values_list("pk", flat=True)
    }
