"""Officers and assessors: by hand, evenly, never to one with a conflict of interest."""

from collections import Counter
from datetime import date, timedelta

import pytest

from grants.enums import ConflictState, ReviewState
from grants.models import Application, ConflictDeclaration, Review
from grants.services import assigning
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden, StepRefused
from tests import kept
from tests.grants import factories

AFTER = factories.LAST_INSTANT + timedelta(days=1)


@pytest.fixture
def sent(call, cast, providers):
    """Six applications that have been sent."""

    def make():
        people = {"actor": cast["preparer"], "signatory": cast["signatory"]}
        for number in range(6):
            factories.make_sent(call, organisation=providers["iisalmi"], name=f"Pilotti {number}", **people)
        return list(Application.objects.order_by("pk"))

    return kept.world("six sent", make, lambda: list(Application.objects.order_by("pk")))


@pytest.fixture
def closed(sent):
    with clock.standing_at(AFTER):
        yield sent


@pytest.fixture
def office(db, cast):
    return Organisation.objects.get(code="OKM")


@pytest.fixture
def assessors(office, cast):
    more = [factories.make_person(office, Role.ASSESSOR, name=f"Arvioija {n}") for n in range(3)]
    return [cast["assessor"], *more]


def conflict(application, person, state=ConflictState.CONFLICTED):
    return ConflictDeclaration.objects.create(
        application=application, person=person, state=state, reason="Sukulainen"
    )


def assigned(application):
    reviews = Review.objects.counting().filter(application=application)
    return set(reviews.order_by("pk").values_list("assessor", flat=True))


def test_taken_under_examination_after_the_close_only(sent, cast):
    application = sent[0]
    with pytest.raises(StepForbidden):
        assigning.take_under_examination(application, actor=cast["presenting_officer"])
    with clock.standing_at(AFTER):
        assigning.take_under_examination(application, actor=cast["presenting_officer"])
        with pytest.raises(StepRefused):
            assigning.take_under_examination(application, actor=cast["presenting_officer"])
        with pytest.raises(StepForbidden):
            assigning.take_under_examination(sent[1], actor=cast["assessor"])
    assert Application.objects.get(pk=application.pk).get_state_display() == "Käsittelyssä"


def test_an_officer_is_given_and_taken(closed, cast):
    officer = cast["presenting_officer"]
    row = assigning.assign_officer(closed[0], officer=officer, actor=officer)
    assert row.presenting_officer == officer
    row = assigning.assign_officer(row, officer=None, actor=cast["call_administrator"])
    assert Application.objects.get(pk=row.pk).presenting_officer is None
    told = list(AuditEvent.objects.filter(verb="assign").order_by("seq").values_list("facts", flat=True))
    assert told == [
        {"officer": officer.pk, "officer_before": None},
        {"officer": None, "officer_before": officer.pk},
    ]


@pytest.mark.parametrize("who", ["assessor", "decision_maker", "reader", "signatory", "outsider_signatory"])
def test_only_officers_and_call_administrators_assign(closed, cast, who):
    with pytest.raises(StepForbidden):
        assigning.assign_officer(closed[0], officer=cast["presenting_officer"], actor=cast[who])
    with pytest.raises(StepForbidden):
        assigning.assign_assessors(closed[0], assessors=[cast["assessor"]], actor=cast[who])
    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["preparer", "decision_maker", "reader"])
def test_nobody_without_the_role_is_given_anything(closed, cast, who):
    actor = cast["presenting_officer"]
    with pytest.raises(assigning.NotAssignable):
        assigning.assign_officer(closed[0], officer=cast[who], actor=actor)
    with pytest.raises(assigning.NotAssignable):
        assigning.assign_assessors(closed[0], assessors=[cast["assessor"], cast[who]], actor=actor)
    assert not Review.objects.exists()


@pytest.mark.parametrize("state", [ConflictState.CONFLICTED, ConflictState.DISPUTED])
def test_never_to_one_with_a_conflict(closed, cast, state):
    actor = cast["call_administrator"]
    conflict(closed[0], cast["presenting_officer"], state)
    conflict(closed[0], cast["assessor"], state)
    with pytest.raises(assigning.NotAssignable) as refused:
        assigning.assign_officer(closed[0], officer=cast["presenting_officer"], actor=actor)
    assert refused.value.person == cast["presenting_officer"]
    with pytest.raises(assigning.NotAssignable):
        assigning.assign_assessors(closed[0], assessors=[cast["assessor"]], actor=actor)
    assert Application.objects.get(pk=closed[0].pk).presenting_officer is None
    assert not Review.objects.exists()


def test_whoever_has_a_conflict_assigns_nobody(closed, cast):
    conflict(closed[0], cast["presenting_officer"])
    with pytest.raises(StepForbidden):
        assigning.assign_assessors(closed[0], assessors=[cast["assessor"]], actor=cast["presenting_officer"])


def test_assessors_given_twice_have_one_assessment_each(closed, assessors, cast):
    actor, due = cast["presenting_officer"], date(2021, 4, 16)
    first = assigning.assign_assessors(closed[0], assessors=assessors[:2], due_on=due, actor=actor)
    again = assigning.assign_assessors(closed[0], assessors=assessors[1:3], actor=actor)
    assert assigned(closed[0]) == {one.pk for one in assessors[:3]}
    assert {review.pk for review in first} & {review.pk for review in again}
    assert {review.due_on for review in first} == {due}
    assert {review.assigned_by for review in first} == {actor}


@pytest.mark.parametrize("ended", [ReviewState.REMOVED, ReviewState.CONFLICTED])
def test_an_ended_assessment_goes_on_where_it_stood(closed, cast, ended):
    actor, assessor = cast["presenting_officer"], cast["assessor"]
    [review] = assigning.assign_assessors(closed[0], assessors=[assessor], actor=actor)
    Review.objects.filter(pk=review.pk).update(state=ended, summary="Kesken")
    assert assigned(closed[0]) == set()
    [again] = assigning.assign_assessors(closed[0], assessors=[assessor], actor=actor)
    assert (again.pk, again.summary) == (review.pk, "Kesken")
    assert assigned(closed[0]) == {assessor.pk}


def test_spread_evenly_in_pairs_that_vary(closed, assessors, cast):
    results = assigning.spread_evenly(closed, people=assessors, each=2, actor=cast["presenting_officer"])
    assert [result.refusal for result in results] == [""] * 6
    pairs = [frozenset(assigned(one)) for one in closed]
    assert Counter(pk for pair in pairs for pk in pair) == {one.pk: 3 for one in assessors}
    assert len(set(pairs)) == 6


def test_spread_asks_the_call_how_many_and_adds_only_what_lacks(closed, assessors, cast):
    actor = cast["presenting_officer"]
    assigning.assign_assessors(closed[0], assessors=[assessors[3]], actor=actor)
    assigning.spread_evenly(closed, people=assessors, actor=actor)
    wanted = closed[0].call.assessors_wanted
    assert [len(assigned(one)) for one in closed] == [wanted] * 6
    assert assessors[3].pk in assigned(closed[0])
    counts = Counter(pk for one in closed for pk in assigned(one))
    assert max(counts.values()) - min(counts.values()) <= 1
    before = Review.objects.count()
    assert [one.people for one in assigning.spread_evenly(closed, people=assessors, actor=actor)] == [()] * 6
    assert Review.objects.count() == before


def test_spread_passes_over_conflicts_and_says_who_lacks(closed, assessors, cast):
    for person in assessors[:3]:
        conflict(closed[0], person)
    results = assigning.spread_evenly(closed, people=assessors, each=2, actor=cast["presenting_officer"])
    assert assigned(closed[0]) == {assessors[3].pk}
    assert [bool(result.refusal) for result in results] == [True] + [False] * 5
    assert all(len(assigned(one)) == 2 for one in closed[1:])


def test_officers_spread_leave_those_who_have_one(closed, office, cast):
    first = cast["presenting_officer"]
    second = factories.make_person(office, Role.PRESENTING_OFFICER, name="Toinen esittelijä")
    assigning.assign_officer(closed[5], officer=first, actor=first)
    conflict(closed[0], second)
    rows = list(Application.objects.filter(pk__in=[one.pk for one in closed]).order_by("pk"))
    assigning.spread_evenly(rows, people=[first, second], what=assigning.OFFICER, actor=first)
    given = [Application.objects.get(pk=one.pk).presenting_officer for one in closed]
    assert given[0] == given[5] == first
    assert Counter(given) == {first: 3, second: 3}


def test_one_refusal_stops_no_other(closed, cast):
    actor = cast["presenting_officer"]
    assigning.take_under_examination(closed[1], actor=actor)
    results = assigning.for_each(closed[:3], lambda one: assigning.take_under_examination(one, actor=actor))
    assert [bool(result.refusal) for result in results] == [False, True, False]


def test_an_ended_membership_takes_the_role(closed, cast):
    Membership.objects.filter(user=cast["assessor"]).update(ends_on=date(2021, 3, 31))
    with pytest.raises(assigning.NotAssignable):
        assigning.assign_assessors(closed[0], assessors=[cast["assessor"]], actor=cast["presenting_officer"])
