"""What a call lacks before it is published: every fault in its part, with the languages it is about."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from grants.enums import DateKind
from grants.models import CallAnswer, CallDate, PastRecipient
from grants.services import call as calls
from grants.services.call import NotReady
from pilots.models import Municipality, Programme
from sky_portal import clock
from sky_portal.clock import helsinki
from tests.grants.factories import call_data, make_call

pytestmark = pytest.mark.django_db

ANNOUNCED = helsinki(2021, 2, 8, 9)
BOTH = ("fi", "sv")


@pytest.fixture
def draft(db):
    """The SKY call, ready to be published."""
    with clock.standing_at(ANNOUNCED):
        yield make_call(published=False)


def found(call):
    """The problems by part, severity and languages."""
    with override("en"):
        return [(p.part, p.severity, p.languages) for p in calls.problems(call)]


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_the_sky_call_lacks_nothing(draft):
    assert calls.problems(draft) == []


def no_name(call):
    change(call, name={"fi": "Haku"})


def no_kicker(call):
    change(call, kicker={})


def no_summary(call):
    change(call, summary={"sv": "Kort", "fi": "  "})


def no_attestation(call):
    change(call, attestation={"en": "I attest"})


def no_texts(call):
    call.texts.all().delete()


def no_heading(call):
    change(call.texts.first(), heading={"sv": "Vem"})


def no_body(call):
    change(call.texts.last(), body={"fi": "Teksti"})


def no_category_name(call):
    change(call.cost_categories.first(), name={"fi": "Koordinaattori"})


def no_category_description(call):
    change(call.cost_categories.first(), description={})


def no_criterion_name(call):
    change(call.criteria.first(), name={"fi": "Tarve"})


def half_a_criterions_help(call):
    change(call.criteria.first(), help={"fi": "Ohje"})


def no_scale_text(call):
    change(call.criteria.first(), scale=[{"score": 0, "text": {"fi": "Ei mitään"}}])


def no_attachment_name(call):
    change(call.attachments_asked.first(), name={})


def half_an_attachments_help(call):
    change(call.attachments_asked.first(), help={"sv": "Hjälp"})


def no_contact_title(call):
    change(call.contacts.first(), title={"fi": "neuvos"})


def no_milestone_label(call):
    change(call.milestones.first(), label={"fi": "Haku avautuu"})


def half_a_milestones_words(call):
    change(call.milestones.first(), when={"fi": "keväällä"})


def half_of_what_is_done(call):
    change(call.milestones.first(), applicant_does={"sv": "Ansök"})


def no_instalment_condition(call):
    change(call.instalments.first(), condition={})


def no_date_label(call):
    change(call.dates.first(), label={"fi": "Päätös"})


def no_commitment(call):
    change(call.programme, commitments=[{"key": "a", "text": {"fi": "Sitoumus"}}])


def no_programme_name(call):
    change(call.programme, name={})


def no_label_of_a_question(call):
    content = call.question_set.content
    content["sections"][0]["questions"][0]["label"] = {"fi": "Mihin pyrit?", "sv": " "}
    change(call.question_set, content=content)


def half_an_answer(call):
    CallAnswer.objects.create(
        call=call,
        place=1,
        question={"fi": "Miksi?", "sv": "Varför?"},
        answer={"fi": "Siksi."},
        answered_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("spoil", "part", "languages"),
    [
        (no_name, "basics", ("sv",)),
        (no_kicker, "basics", BOTH),
        (no_summary, "basics", ("fi",)),
        (no_attestation, "basics", BOTH),
        (no_heading, "texts", ("fi",)),
        (no_body, "texts", ("sv",)),
        (no_category_name, "categories", ("sv",)),
        (no_category_description, "categories", BOTH),
        (no_criterion_name, "criteria", ("sv",)),
        (half_a_criterions_help, "criteria", ("sv",)),
        (no_scale_text, "criteria", ("sv",)),
        (no_attachment_name, "attachments", BOTH),
        (half_an_attachments_help, "attachments", ("fi",)),
        (no_contact_title, "contacts", ("sv",)),
        (no_milestone_label, "milestones", ("sv",)),
        (half_a_milestones_words, "milestones", ("sv",)),
        (half_of_what_is_done, "milestones", ("fi",)),
        (no_instalment_condition, "instalments", BOTH),
        (no_date_label, "dates", ("sv",)),
        (no_commitment, "commitments", ("sv",)),
        (no_programme_name, "programme", BOTH),
        (half_an_answer, "answers", ("sv",)),
        (no_label_of_a_question, "questions", ("sv",)),
    ],
)
def test_a_text_that_is_missing_bars_and_names_its_languages(draft, spoil, part, languages):
    spoil(draft)
    assert [problem for problem in found(draft) if problem[1] == "bars"] == [(part, "bars", languages)]


def nobody_answers(call):
    call.contacts.all().delete()


def unreachable(call):
    change(call.contacts.first(), email="", phone="")


def no_questions(call):
    change(call.question_set, content={"sections": []})


def faulty_questions(call):
    content = call.question_set.content
    content["sections"][0]["questions"][0]["limit"] = 0
    change(call.question_set, content=content)


def no_sum(call):
    change(call, amount_cents=None)


def no_period(call):
    change(call, use_until=None)


def no_categories(call):
    call.cost_categories.all().delete()


def allows_nothing(call):
    change(call.cost_categories.last(), allows_pay=False, allows_operating=False)


def lopsided_instalments(call):
    call.instalments.last().delete()


def lopsided_weights(call):
    change(call.criteria.first(), weight=26)


def a_score_outside(call):
    change(call.criteria.first(), scale=[{"score": 6, "text": dict.fromkeys(("fi", "sv", "en"), "x")}])


def a_score_twice(call):
    change(call.criteria.first(), scale=[{"score": 1, "text": dict.fromkeys(("fi", "sv", "en"), "x")}] * 2)


def opens_otherwise(call):
    change(call.milestones.get(key="opens"), at=call.opens_at + timedelta(hours=1))


def closes_otherwise(call):
    change(call.milestones.get(key="closes"), at=call.closes_at - timedelta(minutes=1))


def faulty_rules(call):
    change(call.programme, eligibility=[{"rule": "no_such"}])


def unknown_programme(call):
    change(call.programme, eligibility=[{"rule": "recipients_of", "programme": "none"}])


def backward_programme(call):
    change(call.programme, ends_on=date(2020, 1, 1))


def no_register(call):
    Municipality.objects.all().delete()


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (no_texts, "texts"),
        (nobody_answers, "contacts"),
        (unreachable, "contacts"),
        (no_questions, "questions"),
        (faulty_questions, "questions"),
        (no_sum, "money"),
        (no_period, "money"),
        (no_categories, "categories"),
        (allows_nothing, "categories"),
        (lopsided_instalments, "instalments"),
        (lopsided_weights, "criteria"),
        (a_score_outside, "criteria"),
        (a_score_twice, "criteria"),
        (opens_otherwise, "milestones"),
        (closes_otherwise, "milestones"),
        (faulty_rules, "rules"),
        (unknown_programme, "rules"),
        (backward_programme, "programme"),
        (no_register, "programme"),
    ],
)
def test_what_is_inconsistent_bars(draft, cast, spoil, part):
    spoil(draft)
    assert found(draft) == [(part, "bars", ())]
    with pytest.raises(NotReady) as refused:
        calls.publish(draft, actor=cast["call_administrator"])
    assert [problem.part for problem in refused.value.problems] == [part]
    draft.refresh_from_db()
    assert calls.is_draft(draft)
    assert draft.question_set.in_use_since is None


def too_little_money(call):
    change(call.appropriations.get(), amount_cents=call.amount_cents - 1)


def no_instalments(call):
    call.instalments.all().delete()


def no_criteria(call):
    call.criteria.all().delete()


def no_interim_report(call):
    call.dates.filter(kind=DateKind.INTERIM_REPORT).delete()


def no_final_report(call):
    call.dates.filter(kind=DateKind.FINAL_REPORT).delete()


def report_on_a_saturday(call):
    change(call.dates.get(kind=DateKind.FINAL_REPORT), dated=date(2023, 9, 30))


def served_on_midsummer_eve(call):
    change(call.dates.get(kind=DateKind.SERVICE), dated=date(2021, 6, 25))


def paid_on_christmas_eve(call):
    change(call.instalments.last(), dated=date(2021, 12, 24))


def bare_horizon(call):
    call.milestones.exclude(key="opens").update(on_horizon=False)


def early_reminder(call):
    change(call, reminder_hours=[24, 24 * 45])


def early_invitation_reminder(call):
    change(call, invitation_reminder_hours=[24 * 45])


def no_rules(call):
    change(call.programme, eligibility=[])


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (too_little_money, "appropriations"),
        (no_instalments, "instalments"),
        (no_criteria, "criteria"),
        (no_interim_report, "dates"),
        (no_final_report, "dates"),
        (report_on_a_saturday, "dates"),
        (served_on_midsummer_eve, "dates"),
        (paid_on_christmas_eve, "instalments"),
        (bare_horizon, "milestones"),
        (early_reminder, "basics"),
        (early_invitation_reminder, "basics"),
        (no_rules, "rules"),
    ],
)
def test_what_is_doubtful_warns_and_bars_nothing(draft, cast, spoil, part):
    spoil(draft)
    assert found(draft) == [(part, "warns", ())]
    assert not calls.is_draft(calls.publish(draft, actor=cast["call_administrator"]))


def test_a_call_that_has_opened_can_be_published_and_one_that_has_closed_cannot(draft):
    with clock.standing_at(draft.opens_at + timedelta(seconds=1)):
        assert found(draft) == [("basics", "warns", ())]
    with clock.standing_at(draft.closes_at + timedelta(seconds=1)):
        assert found(draft) == [("basics", "bars", ())]


def test_english_is_hoped_for_once_a_call(draft):
    change(draft, name={"fi": "Haku", "sv": "Utlysning"})
    for text in draft.texts.all():
        change(text, body={"fi": "Teksti", "sv": "Text"})
    content = draft.question_set.content
    del content["sections"][0]["title"]["en"]
    change(draft.question_set, content=content)
    with override("en"):
        [problem] = calls.problems(draft)
    assert (problem.part, problem.bars, problem.languages) == ("texts", False, ("en",))
    assert problem.text == f"{draft.texts.count() + 2} texts have no English"


def test_the_recipients_of_an_earlier_programme_must_be_known(draft, cast, providers):
    earlier = make_call(
        slug="first",
        programme=call_data()["programme"] | {"key": "first"},
        questions=call_data()["questions"] | {"key": "first"},
    )
    change(draft.programme, recipients_of=earlier.programme)
    assert found(draft) == [("rules", "warns", ())]
    PastRecipient.objects.create(
        call=earlier,
        organisation=providers["iisalmi"],
        recorded_at=clock.now(),
        recorded_by=cast["call_administrator"],
    )
    assert found(draft) == []


def test_a_call_without_money_is_not_asked_about_money(draft):
    Programme.objects.update(eligibility=[{"rule": "team", "chair": 1, "low": 2, "high": 4}])
    change(draft, shares_money=False, amount_cents=None, use_from=None, use_until=None)
    for name in ("appropriations", "cost_categories", "instalments"):
        getattr(draft, name).all().delete()
    CallDate.objects.exclude(kind=DateKind.SERVICE).delete()
    assert found(draft) == [("money", "warns", ())]
    change(draft, places=10)
    assert found(draft) == []


def test_faults_are_told_in_the_language_of_the_page(draft):
    no_name(draft)
    lopsided_weights(draft)
    with override("fi"):
        texts = [problem.text for problem in calls.problems(draft)]
    assert texts == [
        "Haun nimi: teksti puuttuu",
        "Arviointiperusteiden painot ovat yhteensä 101 %, eivät 100 %.",
        "1 tekstistä puuttuu englanti",
    ]


def test_an_empty_call_tells_everything_at_once(draft):
    change(draft, name={}, kicker={}, summary={}, attestation={}, amount_cents=None, use_from=None)
    change(draft.question_set, content={})
    for name in ("texts", "contacts", "cost_categories", "milestones", "dates", "criteria", "instalments"):
        getattr(draft, name).all().delete()
    parts = {problem[0] for problem in found(draft) if problem[1] == "bars"}
    assert parts == {"basics", "texts", "contacts", "money", "categories", "questions"}


def test_as_many_queries_for_three_texts_as_for_one(draft):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            calls.problems(draft)
        return len(captured)

    before = count()
    for name in ("texts", "criteria", "milestones", "cost_categories"):
        first = getattr(draft, name).first()
        getattr(draft, name).exclude(pk=first.pk).delete()
    assert count() == before
