"""New calls: an empty draft, and a copy of an earlier one."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.models import Call, CallAnswer, PastRecipient
from grants.services import call as calls
from pilots.models import Programme
from sky_portal import clock
from sky_portal.accounts.cast import ensure_authorities
from sky_portal.audit.models import AuditEvent
from sky_portal.clock import helsinki
from sky_portal.questions.models import QuestionSet
from tests.grants.factories import call_data, make_call

pytestmark = pytest.mark.django_db

SECOND = {"fi": "Toinen haku", "sv": "Andra ansökningsomgången"}


def fields(**changes):
    """What a new call is told about itself: the second call of 2021."""
    return {
        "name": SECOND,
        "slug": "sky-2021-2",
        "opens_at": helsinki(2021, 8, 31, 8),
        "closes_at": helsinki(2021, 9, 30, 16, 15),
        "programme_key": "sky-2",
        "programme_name": {"fi": "Jatkohaku", "sv": "Fortsatt ansökan"},
        "programme_short_name": "SKY 2",
    } | changes


def create(actor, **changes):
    return calls.create(**fields(authority=ensure_authorities()["OKM"], actor=actor, **changes))


@pytest.fixture
def administrator(cast):
    return cast["call_administrator"]


def test_a_new_call_is_an_empty_draft_of_its_own(administrator):
    call = Call.objects.get(pk=create(administrator).pk)
    assert calls.is_draft(call)
    assert (call.case_class, call.question_set.key) == ("520", "sky-2021-2-application")
    assert call.programme.short_name == "SKY 2"
    assert call.programme.starts_on.isoformat() == "2021-08-31"
    event = AuditEvent.objects.get(case=call.case)
    assert (event.verb, event.actor) == ("create_call", administrator)
    with clock.standing_at(helsinki(2021, 8, 1)):
        found = {problem.part for problem in calls.problems(call) if problem.bars}
    assert {"basics", "texts", "contacts", "money", "categories", "questions"} <= found


def test_a_new_draft_is_edited_like_any_other(administrator):
    call = create(administrator)
    with calls.editing(call, part="basics", actor=administrator) as row:
        row.kicker = {"fi": "Jatkohaku", "sv": "Fortsättning"}
    assert Call.objects.get().kicker["sv"] == "Fortsättning"


def test_a_new_call_takes_the_class_of_the_authoritys_last_one(administrator):
    make_call(case_class="521")
    assert create(administrator).case_class == "521"


@pytest.mark.parametrize("who", ["presenting_officer", "preparer", "visitor"])
def test_others_make_no_calls(cast, who):
    with pytest.raises(PermissionDenied):
        create(cast[who])
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "not a slug"}, "slug"),
        ({"slug": "sky-2021"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"programme_key": "sky"}, "programme_key"),
        ({"programme_key": "å ä"}, "programme_key"),
        ({"programme_short_name": "x" * 21}, "programme_short_name"),
        ({"programme_name": {"de": "x"}}, "programme_name"),
        ({"name": {"fi": " "}}, "name"),
        ({"name": {"fi": 5}}, "name"),
        ({"closes_at": helsinki(2021, 8, 31, 8)}, "closes_at"),
    ],
)
def test_a_fault_is_told_by_its_field_and_nothing_is_made(administrator, changes, field):
    make_call()
    with pytest.raises(ValidationError) as refused:
        create(administrator, **changes)
    assert set(refused.value.message_dict) == {field}
    assert (Call.objects.count(), Programme.objects.count(), QuestionSet.objects.count()) == (1, 1, 1)


def test_only_a_granting_authority_has_calls(administrator):
    with pytest.raises(ValidationError) as refused:
        calls.create(**fields(authority=ensure_authorities()["KARVI"], actor=administrator))
    assert set(refused.value.message_dict) == {"authority"}


def test_a_long_address_still_has_a_question_set(administrator):
    first, second = ("a" * 59 + last for last in "bc")
    assert create(administrator, slug=first).question_set.key == "a" * 48 + "-application"
    with pytest.raises(ValidationError) as refused:
        create(administrator, slug=second, programme_key="other")
    assert set(refused.value.message_dict) == {"slug"}


def copied(call, actor, **changes):
    return Call.objects.get(pk=calls.copy(call, **fields(actor=actor, **changes)).pk)


def rows(call, name, *columns):
    return list(getattr(call, name).order_by("pk").values_list(*columns))


def test_a_copy_says_what_the_call_says(administrator):
    call = make_call()
    copy = copied(call, administrator)
    assert calls.is_draft(copy)
    assert (copy.name, copy.copied_from, copy.reference) == (SECOND, call, "")
    for name in ("kicker", "summary", "attestation", "own_share_percent", "pay_cap_cents", "authority"):
        assert getattr(copy, name) == getattr(call, name), name
    for name, *columns in (
        ("texts", "key", "place", "heading", "body"),
        ("cost_categories", "number", "name", "allows_pay", "allows_operating", "needs_decision"),
        ("contacts", "place", "name", "email", "phone"),
        ("criteria", "key", "weight", "scale"),
        ("attachments_asked", "key", "required", "help"),
        ("instalments", "place", "percent", "condition"),
    ):
        assert rows(call, name, *columns), name
        assert rows(copy, name, *columns) == rows(call, name, *columns), name
    assert copy.programme.eligibility == call.programme.eligibility
    assert copy.programme.commitments == call.programme.commitments
    assert copy.programme.absence_thresholds == call.programme.absence_thresholds
    assert copy.programme != call.programme


def test_a_copys_questions_are_its_own(administrator):
    call = make_call()
    copy = copied(call, administrator)
    assert copy.question_set.content == call.question_set.content
    assert (copy.question_set.key, copy.question_set.version) == ("sky-2021-2-application", 1)
    copy.question_set.content["sections"].pop()
    copy.question_set.save()
    assert len(Call.objects.get(pk=call.pk).question_set.content["sections"]) == 1


def test_what_happened_in_the_call_is_not_copied(administrator, providers):
    call = make_call()
    with clock.standing_at(helsinki(2021, 3, 15)):
        calls.extend(
            call,
            closes_at=helsinki(2021, 4, 1, 16, 15),
            reason={"fi": "Häiriö", "sv": "Störning"},
            actor=administrator,
        )
        now = clock.now()
    CallAnswer.objects.create(call=call, place=1, question={}, answer={}, answered_at=now)
    PastRecipient.objects.create(
        call=call, organisation=providers["iisalmi"], recorded_at=now, recorded_by=administrator
    )
    call.refresh_from_db()
    copy = copied(call, administrator)
    for name in ("extensions", "answers", "past_recipients", "news", "applications", "appropriations"):
        assert not getattr(copy, name).exists(), name


def test_days_move_with_the_closing_and_keep_their_hour(administrator):
    call = make_call()
    copy = copied(call, administrator)
    at = {m.key: m.at.astimezone(clock.HELSINKI) for m in copy.milestones.all()}
    assert at["opens"] == helsinki(2021, 8, 31, 8)
    assert at["closes"] == helsinki(2021, 9, 30, 16, 15)
    # 183 days on; the call was in summer time, the copied decisions are in winter time.
    assert at["decisions"] == helsinki(2021, 11, 11, 12)
    moved = copy.dates.get(kind="final_report").dated - call.dates.get(kind="final_report").dated
    assert moved.days == 183
    assert (copy.use_from - call.use_from).days == (copy.use_until - call.use_until).days == 183
    assert (copy.programme.ends_on - call.programme.ends_on).days == 183


def test_a_moved_hour_that_is_skipped_or_double_is_still_one_moment(administrator):
    data = call_data()
    # 28.3.2021 3.30 is skipped, 31.10.2021 3.30 comes twice.
    data["milestones"][3]["at"], data["milestones"][4]["at"] = "2020-09-25T03:30", "2021-04-30T03:30"
    call = make_call(milestones=data["milestones"])
    skipped = copied(call, administrator, closes_at=helsinki(2021, 10, 1, 9), slug="a", programme_key="a")
    at = {milestone.key: milestone.at for milestone in skipped.milestones.all()}
    assert at["pilots"] == helsinki(2021, 3, 28, 4, 30)
    double = datetime(2021, 10, 31, 3, 30)
    assert at["model"] == clock.local_moment(double, which="first")


def test_a_copy_of_a_draft_and_of_a_copy(administrator):
    first = create(administrator)
    second = copied(first, administrator, slug="second", programme_key="second")
    third = copied(second, administrator, slug="third", programme_key="third")
    assert third.copied_from == second


def test_a_copy_can_be_published(administrator):
    copy = copied(make_call(), administrator)
    with clock.standing_at(helsinki(2021, 8, 20)):
        assert not [problem for problem in calls.problems(copy) if problem.bars]
        assert not calls.is_draft(calls.publish(copy, actor=administrator))


@pytest.mark.parametrize("who", ["presenting_officer", "preparer"])
def test_others_copy_nothing(cast, who):
    call = make_call()
    with pytest.raises(PermissionDenied):
        copied(call, cast[who])
