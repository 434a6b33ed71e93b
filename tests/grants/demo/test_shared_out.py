"""The demo story from the closing to a presented plan: examined, assessed, shared out."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db.models import Count, Sum

from grants.demo import assessing, consortia, examining, sharing
from grants.demo.officials import EMAILS
from grants.demo.story import COUNT, tell
from grants.enums import CaseMessageKind, CheckAnswer, ConflictState, ReviewState, SupplementState
from grants.models import (
    AllocationPlan,
    Application,
    Call,
    CaseMessage,
    CheckMark,
    Commitment,
    ConflictDeclaration,
    Deputy,
    EligibilityRuling,
    PlanRow,
    Review,
    ReviewScore,
    SupplementRequest,
)
from grants.rules import declares_conflict, has_conflict, has_declared
from grants.services import allocation, checklist, conflicts, reviews
from grants.services.scores import WIDE_SPREAD, exact_mean
from grants.workflows import ALLOCATION, APPLICATION
from sky_portal import clock
from sky_portal.accounts.models import User
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.demo import moments

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

PASSWORD = "sky-harjoitus-2021"
SENT = COUNT - 4


def at(moment: str) -> Any:
    """The portal's clock at a moment of the story."""
    return clock.standing_at(moments.get(moment).at)


def sent() -> Any:
    return Application.objects.standing()


def person(key: str) -> User:
    """Somebody of the story's officials."""
    email = EMAILS.get(key, f"{key.replace('_', '.')}@okm.example")
    return User.objects.get(email=email)


def by_state(rows: Any) -> dict[str, int]:
    return dict(rows.order_by("state").values_list("state").annotate(Count("pk")))


def test_the_story_goes_on_from_the_closing_to_a_presented_plan():
    tell(PASSWORD, until="examined")
    with at("examined"):
        under_way()
    tell(PASSWORD, until="assessed")
    with at("assessed"):
        all_assessed()
    tell(PASSWORD, until="shared")
    with at("shared"):
        shared_out()
    # Nothing is written by going past the verbs: the trail holds together and tells each act.
    assert verify().broken is None
    told = dict(AuditEvent.objects.order_by().values_list("verb").annotate(Count("pk")))
    assert told["examine"] == SENT
    assert told["mark_check"] == CheckMark.objects.count()
    assert told["ask_supplement"] == SupplementRequest.objects.count()
    assert told["save_score"] == ReviewScore.objects.count() + Review.objects.exclude(summary="").count()


def under_way() -> None:
    """The middle of April: everything begun, little of it at its end."""
    assert sent().count() == SENT
    assert not sent().filter(state__in=APPLICATION.steps["examine"].sources).exists()
    assert not sent().filter(presenting_officer=None).exists()
    given = sent().values("presenting_officer").annotate(count=Count("pk")).values_list("count", flat=True)
    assert max(given) - min(given) <= 1
    swedish = set(sent().filter(language="sv").values_list("presenting_officer__language", flat=True))
    assert swedish == {"sv"}
    declared = by_state(ConflictDeclaration.objects.all())
    assert (declared[ConflictState.CONFLICTED], declared[ConflictState.DISPUTED]) == (3, 1)
    # Something is left to be declared for whoever looks at the demo as an assessor.
    undeclared = (
        sent().filter(declares_conflict.q(person("assessor"))).exclude(has_declared.q(person("assessor")))
    )
    assert undeclared.count() == len(examining.PLAN["left"]["keys"])
    assert not ConflictDeclaration.objects.filter(person=person("decision_maker")).exists()
    conflicted = person("conflicted_assessor")
    names = Application.objects.visible_to(conflicted).values_list("pilot__name", flat=True)
    assert len(names) == Application.objects.visible_to(person("registrar")).count() - 1
    assert "Jokainen koulupäivä" not in names

    assert by_state(SupplementRequest.objects.all()) == {
        SupplementState.ANSWERED: 2,
        SupplementState.OPEN: 3,
    }
    waiting = SupplementRequest.objects.filter(state=SupplementState.OPEN)
    assert waiting.filter(due_at__lt=clock.now()).count() == 1
    assert waiting.exclude(extension_reason="").count() == 1
    answered = Application.objects.get(pilot__name="Napapiirin kouluyhteisö")
    lines = [one.content["application"]["budget"]["lines"] for one in answered.submissions.order_by("number")]
    assert len(lines) == 2
    assert any("× 42 €" in line["basis"] for line in lines[1])
    assert [line["amount_cents"] for line in lines[0]] == [line["amount_cents"] for line in lines[1]]

    states = by_state(Review.objects.all())
    assert states[ReviewState.CONFLICTED] == 1
    assert {ReviewState.ASSIGNED, ReviewState.IN_PROGRESS, ReviewState.DONE} < set(states)
    for_two = sent().annotate(count=Count("reviews")).values_list("count", flat=True)
    assert set(for_two) == {2, 3}
    mine = by_state(Review.objects.filter(assessor=person("assessor")))
    assert set(mine) == {ReviewState.ASSIGNED, ReviewState.IN_PROGRESS, ReviewState.DONE}
    marked = CheckMark.objects.values("application").distinct().count()
    assert 0 < marked < SENT
    assert Deputy.objects.filter(deputy=person("presenting_officer")).exists()
    assert EligibilityRuling.objects.filter(eligible=True).count() == 1
    assert sent().exclude(withdrawal_asked_at=None).count() == 1
    assert CaseMessage.objects.filter(kind=CaseMessageKind.ADDITION, files__isnull=False).count() == 1
    assert CaseMessage.objects.filter(due_at__gt=clock.now(), replies=None).count() == 1
    assert not AllocationPlan.objects.exists()


def all_assessed() -> None:
    """The end of April: two have assessed each application, nothing waits."""
    assert by_state(Review.objects.all()) == {ReviewState.DONE: 2 * SENT, ReviewState.CONFLICTED: 1}
    assert not sent().filter(score=None).exists()
    ranked = list(sent().order_by("-score", "pk").values_list("pilot__name", "score")[:3])
    assert ranked == [
        ("Jokainen koulupäivä", Decimal("4.625")),
        ("Yhdessä kouluun", Decimal("4.475")),
        ("Aurajoen koulupolku", Decimal("4.400")),
    ]
    assert sent().filter(score_spread__gte=WIDE_SPREAD).count() == len(assessing.PLAN["apart"])
    tied = sent().values("score").annotate(count=Count("pk")).filter(count__gt=1)
    assert tied.exists()
    assert not ReviewScore.objects.filter(reason="").exists()
    assert "Behovet" in "".join(
        ReviewScore.objects.filter(review__application__language="sv").values_list("reason", flat=True)
    )
    declared = by_state(ConflictDeclaration.objects.all())
    assert declared[ConflictState.CONFLICTED] == 3
    assert ConflictState.DISPUTED not in declared
    assert by_state(SupplementRequest.objects.all()) == {
        SupplementState.ANSWERED: 4,
        SupplementState.CLOSED: 1,
    }
    marks = CheckMark.objects.values_list("answer").order_by("answer").annotate(Count("pk"))
    not_in_order = sum(row["answer"] == CheckAnswer.NOT_OK for row in examining.PLAN["checked"]["exceptions"])
    points = Call.objects.get().checklist.count()
    assert dict(marks) == {
        CheckAnswer.NOT_OK: not_in_order,
        CheckAnswer.OK: points * SENT - not_in_order,
    }


def shared_out() -> None:
    """Early in May: two scenarios, B presented, its sums reserved."""
    plan_a, plan_b = AllocationPlan.objects.order_by("name")
    assert ALLOCATION.state(plan_a) in ALLOCATION.steps["present"].sources
    assert ALLOCATION.state(plan_b) in ALLOCATION.steps["approve"].sources
    totals = {
        plan.pk: PlanRow.objects.filter(plan=plan).aggregate(sum=Sum("grant_cents"))["sum"]
        for plan in (plan_a, plan_b)
    }
    call = Call.objects.get()
    money = allocation.money(call)
    assert money.committed == totals[plan_b.pk] == 6_527_525_00
    assert totals[plan_a.pk] == 6_799_038_00 <= money.appropriation
    assert Commitment.objects.aggregate(sum=Sum("amount_cents"))["sum"] == money.committed
    funded = [plan.rows.filter(grant_cents__gt=0).count() for plan in (plan_a, plan_b)]
    assert funded == [20, 27]
    assert not plan_b.rows.filter(reason="").exists()
    by_hand = plan_b.rows.get(application__pilot__name="Jokainen koulupäivä")
    assert (by_hand.grant_cents, by_hand.total_cents) == (460_000_00, 575_000_00)
    withdrawn = plan_b.rows.exclude(application__withdrawal_asked_at=None)
    assert list(withdrawn.values_list("grant_cents", flat=True)) == [0]
    assert plan_b.changes.exclude(undoes=None).count() == 1
    seen = AllocationPlan.objects.visible_to(person("decision_maker"))
    assert list(seen) == [plan_b]


def test_what_officials_have_done_meanwhile_stays_theirs():
    """Who rehearses has declared, marked and scored a few things themselves: the rest is played on."""
    tell(PASSWORD, until="closed", count=5)
    officer, assessor = person("presenting_officer"), person("assessor")
    with at("closed"):
        first = sent().order_by("pk")[0]
        conflicts.declare(first, state=ConflictState.FREE, actor=officer)
        conflicts.declare(first, state=ConflictState.CONFLICTED, reason="Oma syyni.", actor=assessor)
        mine = checklist.mark(
            first,
            item=Call.objects.get().checklist.first(),
            answer=CheckAnswer.NOT_OK,
            note="Oma merkintäni",
            base_version=0,
            actor=officer,
        )
    tell(PASSWORD, until="examined", count=5, among_others=True)
    with at("examined"):
        mine.refresh_from_db()
        assert (mine.note, mine.answer) == ("Oma merkintäni", CheckAnswer.NOT_OK)
        assert has_conflict.test(assessor, first)
        assert not first.reviews.filter(assessor=assessor).exists()
        review = Review.objects.filter(assessor=assessor).exclude(state=ReviewState.DONE).first()
        conflicts.declare(review.application, state=ConflictState.FREE, actor=assessor)
        criterion = Call.objects.get().criteria.first()
        known = review.scores.filter(criterion=criterion).first()
        reviews.save_score(
            review,
            criterion=criterion,
            score=1,
            reason="",
            base_version=known.version if known else 0,
            actor=assessor,
        )
    tell(PASSWORD, until="assessed", count=5, among_others=True)
    own = ReviewScore.objects.get(review=review, criterion=criterion)
    assert own.score == 1
    # The words that lacked come with the session in which the assessment ends.
    assert own.reason
    assert by_state(Review.objects.counting()) == {ReviewState.DONE: 2 * sent().count()}


@pytest.mark.parametrize("count", [0, 1])
def test_few_consortia_come_to_the_end_too(count):
    tell(PASSWORD, until="shared", count=count)
    assert sent().count() == count
    assert AllocationPlan.objects.count() == (2 if count else 0)


def test_every_key_of_the_plans_is_a_consortiums():
    known = {row["key"] for row in consortia.rows(COUNT, 2021)}
    plan = examining.PLAN
    named = [plan[part] for part in ("conflicts", "decided", "rulings", "notes", "answered", "messages")]
    keys = {row["key"] for part in named for row in part} | set(plan["left"]["keys"])
    keys |= {key for row in plan["supplements"] for key in row["keys"]} | set(assessing.PLAN["levels"])
    keys |= {act["key"] for row in sharing.PLAN["plans"] for act in row["acts"] if "key" in act}
    assert keys <= known
    assert set(assessing.PLAN["apart"]) <= set(assessing.PLAN["levels"])


@pytest.mark.parametrize("level", ["0", "1.775", "2.5", "3.3", "4.6", "5"])
def test_scores_come_as_near_to_a_level_as_the_weights_allow(call, level):
    criteria = list(call.criteria.all())
    wanted = Fraction(level)
    scores = assessing.fitting(criteria, wanted)
    mean = exact_mean(criteria, {one.pk: score for one, score in zip(criteria, scores, strict=True)})
    assert all(one.lowest <= score <= one.highest for one, score in zip(criteria, scores, strict=True))
    assert abs(mean - wanted) <= Fraction(1, 10)
