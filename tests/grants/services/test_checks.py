"""What the portal sees in what was sent: each check in each of its tones, with its reasons."""

import copy
from datetime import timedelta

import pytest
from django.utils.translation import override

from grants.models import Application, AttachmentAsked, CostCategory
from grants.services import application as applications
from grants.services import submission as submissions
from grants.services.checks import Sent, at_closing, examine
from grants.services.eligibility import rule_on_eligibility, rulings_of
from grants.services.overlap import overlaps_as_sent
from grants.views.attachment_words import sent_files
from sky_portal import clock
from sky_portal.documents.models import Document, Screening
from tests.grants import factories
from tests.grants.files import attach


@pytest.fixture
def sent(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    factories.declare_free(ready, cast["presenting_officer"])
    return ready


def looked(application, user=None, language="en", submission=None, **changes):
    """The checks by their keys: tone and reasons as one text."""
    application = Application.objects.get(pk=application.pk)
    current = submission or application.current_submission
    seen = Sent(
        application,
        current,
        at_closing(application, current),
        overlaps=overlaps_as_sent(current, user=user) if user else [],
        files=sent_files(current),
        rulings=list(rulings_of(application)),
        **changes,
    )
    with override(language):
        return {
            check.key: (check.tone, "\n".join(one.text for one in check.reasons)) for check in examine(seen)
        }


def altered(application, **budget):
    """What was sent with another budget: nobody can send it, and somebody may have stored it."""
    submission = Application.objects.get(pk=application.pk).current_submission
    submission.content = copy.deepcopy(submission.content)
    said = submission.content["application"]["budget"]
    for name, value in budget.items():
        said["sums" if name.endswith("_cents") else name] = (
            said["sums"] | {name: value} if name.endswith("_cents") else value
        )
    return submission


def test_an_application_in_order_says_so_everywhere(sent, cast):
    found = looked(sent, cast["presenting_officer"])
    assert list(found) == [
        *("verdict", "arrival", "answers", "attachments", "own-share", "sums"),
        *("overlaps", "secrecy", "withdrawal"),
    ]
    # Iisalmi alone does not meet the condition of four municipalities.
    assert {key for key, (tone, _reasons) in found.items() if tone != "ok"} == {"verdict"}
    assert "1 municipality" in found["verdict"][1] or "municipalit" in found["verdict"][1]
    assert found["verdict"][0] == "no"
    assert "€28,500" in found["sums"][1]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_checks_are_said_in_the_language_of_the_page(sent, language):
    english, other = looked(sent), looked(sent, language=language)
    assert english.keys() == other.keys()
    same = {key for key in english if english[key][1] == other[key][1]}
    assert same == set(), f"not translated: {same}"


def test_a_ruling_stands_above_the_verdict(sent, cast):
    rule_on_eligibility(sent, eligible=True, reason="Kattaa alueen.", actor=cast["presenting_officer"])
    tone, reasons = looked(sent)["verdict"]
    assert tone == "ok"
    assert "The official's ruling of 15.3.2021" in reasons or "meets the condition" in reasons


def test_the_verdict_is_that_of_the_closing(sent, cast):
    submission = sent.current_submission
    late = copy.copy(submission)
    late.pk, late.number, late.eligible = submission.pk + 1000, 2, True
    late.arrived_at = sent.call.closes_at + timedelta(days=9)
    found = looked(sent, submission=late)
    assert found["verdict"][0] == "no"
    assert "By version 2, sent since, it is fulfilled." in found["verdict"][1]
    assert "Version 2 arrived after the closing" in found["arrival"][1]
    assert found["arrival"][0] == "ok"


def test_what_arrived_after_the_closing_alone_is_at_fault(sent):
    sent.call.closes_at = sent.current_submission.arrived_at - timedelta(minutes=1)
    sent.call.save()
    found = looked(sent)
    assert found["verdict"] == ("no", "Nothing had been sent by the closing.")
    assert found["arrival"][0] == "no"


def test_the_closing_time_itself_is_in_time(sent):
    sent.call.closes_at = sent.current_submission.arrived_at
    sent.call.save()
    assert looked(sent)["arrival"][0] == "ok"


def test_an_unanswered_question_is_named(sent):
    submission = altered(sent)
    question = submission.content["application"]["answers"]["sections"][0]["questions"][0]
    assert question["required"]
    question["value"] = None
    tone, reasons = looked(sent, submission=submission)["answers"]
    assert tone == "wait"
    assert reasons.splitlines() == ["A required question has not been answered:", question["label"]["en"]]


def test_a_required_attachment_is_missed_and_a_refused_one_counts_as_none(ready, cast):
    asked = AttachmentAsked.objects.filter(call=ready.call).first()
    AttachmentAsked.objects.filter(pk=asked.pk).update(required=True)
    file = attach(ready, actor=cast["preparer"], asked=asked)
    submissions.submit(ready, actor=cast["signatory"])
    assert looked(ready)["attachments"] == ("ok", "1 file came along.")
    Document.objects.filter(pk=file.document_id).update(screening=Screening.WAITING)
    assert looked(ready)["attachments"][0] == "wait"
    Document.objects.filter(pk=file.document_id).update(screening=Screening.REFUSED)
    tone, reasons = looked(ready)["attachments"]
    assert tone == "no"
    assert "Missing, though the call requires it" in reasons
    assert "Refused by the virus check: liite.png." in reasons


@pytest.mark.parametrize(
    ("budget", "key", "tone", "words"),
    [
        ({"own_share_cents": 570_000 - 100}, "own-share", "no", "at least €5,700"),
        ({"total_cents": 1_000_000}, "sums", "no", "The lines make €28,500"),
        ({"grant_cents": 2_000_000}, "sums", "no", "The grant applied for is €20,000"),
        ({"other": [{"granter": "X", "amount_cents": 100}]}, "sums", "no", "the costs less"),
    ],
    ids=["own share", "total", "grant", "other funding"],
)
def test_a_sum_that_does_not_hold_is_told(sent, budget, key, tone, words):
    found = looked(sent, submission=altered(sent, **budget))[key]
    assert found[0] == tone
    assert words in found[1]


def test_a_direction_that_does_not_add_up_is_told(sent):
    submission = altered(sent)
    submission.content["application"]["budget"]["sums"]["by_year"] = {"2021": 1}
    tone, reasons = looked(sent, submission=submission)["sums"]
    assert tone == "no"
    assert "By year makes" in reasons


def test_no_lines_pay_over_the_cap_and_a_missing_decision_are_to_be_looked_at(sent):
    empty = altered(sent, lines=[], total_cents=0, own_share_cents=0, grant_cents=0)
    sums = empty.content["application"]["budget"]["sums"]
    for name in ("by_member", "by_category", "by_type", "by_year"):
        sums[name] = {}
    empty.total_cents = empty.grant_cents = 0
    assert looked(sent, submission=empty)["sums"] == ("wait", "The budget has no lines.")
    sent.call.pay_cap_cents, sent.call.amount_cents = 100, 100
    sent.call.save()
    CostCategory.objects.filter(call=sent.call).update(needs_decision=True)
    tone, reasons = looked(sent)["sums"]
    assert tone == "wait"
    assert "Aluekoordinaattori 5 kk: The pay comes to" in reasons
    assert "the provider's decision is not named" in reasons
    assert "More is applied for than the call shares out" in reasons


def test_a_call_without_money_has_no_sums(sent):
    sent.call.shares_money = False
    sent.call.save()
    assert {"own-share", "sums"} & set(looked(sent)) == set()


def test_an_overlap_is_named_to_who_may_know_of_it(sent, call, cast, providers):
    other = factories.make_sent(
        call,
        organisation=providers["iisalmi"],
        actor=cast["preparer"],
        signatory=cast["signatory"],
        name="Toinen",
    ).application
    officer = cast["presenting_officer"]
    tone, reasons = looked(sent, officer)["overlaps"]
    assert tone == "wait"
    assert "is also in the pilot Toinen" in reasons
    factories.conflicts.declare(other, state="conflicted", reason="Sukulainen", actor=officer)
    assert looked(sent, officer)["overlaps"][0] == "ok"


def test_secrecy_is_told_with_its_grounds_or_their_lack(cast, providers, standing, db):
    call = factories.make_call_with_secrecy()
    application = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    factories.mark_secret(application, actor=cast["preparer"])
    submissions.submit(application, actor=cast["signatory"])
    tone, reasons = looked(application)["secrecy"]
    assert (tone, reasons.splitlines()[-1]) == ("wait", "No grounds are given.")
    Application.objects.filter(pk=application.pk).update(secrecy_grounds="Yksittäinen oppilas.")
    applications.save_answer(
        Application.objects.get(pk=application.pk),
        key="purpose",
        value="Uusi",
        base_version=1,
        actor=cast["preparer"],
    )
    submissions.submit(Application.objects.get(pk=application.pk), actor=cast["signatory"])
    tone, reasons = looked(application)["secrecy"]
    assert (tone, reasons.splitlines()[-1]) == ("plain", "Grounds: Yksittäinen oppilas.")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("withdrawn_at", "while the call was open: it is not examined"),
        ("withdrawal_asked_at", "the matter is ended by a decision"),
    ],
)
def test_a_withdrawal_is_to_be_looked_at(sent, field, words):
    Application.objects.filter(pk=sent.pk).update(**{field: clock.now(), "withdrawal_reason": "Ei ehditä."})
    tone, reasons = looked(sent)["withdrawal"]
    assert tone == "wait"
    assert words in reasons
    assert "Reason: Ei ehditä." in reasons
