"""The answer: a new version in which only the opened parts are new."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from grants import parts
from grants.models import Application, CaseMessage, SentAttachment, Submission
from grants.services import application as applications
from grants.services import attachments, supplements
from grants.services import submission as sending
from grants.services.budget import applied
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.documents.models import Document
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import asked, factories
from tests.grants.files import attach

SECTION = "aims"
KEYS = {
    SECTION: "answers",
    parts.BUDGET: "budget",
    parts.ATTACHMENTS: "attachments",
    parts.CONTACT: "contact",
}


@pytest.fixture
def rewritten(april, cast):
    """After the closing, unsent, everything in the working copy says something else."""
    preparer = cast["preparer"]
    applications.save_contact(
        april, name="Veera Uusi", email="veera@iisalmi.example", phone="", language="sv", actor=preparer
    )
    key = "preventive"
    version = april.sheet.answers.get(key=key).version
    applications.save_answer(april, key=key, value="Uusi vastaus", base_version=version, actor=preparer)
    factories.save_budget(april, factories.line(april, "30 000"), actor=preparer)
    attach(april, name="uusi.png", actor=preparer)
    april.refresh_from_db()
    return april


def said(submission):
    return submission.content["application"]


def answered(application, cast, *opened, **words):
    """What was sent before, and what is sent as the answer."""
    before = application.current_submission
    asked.ask(application, cast, *opened)
    return before, supplements.answer(application, actor=cast["signatory"], **words)


@pytest.mark.parametrize("opened", KEYS)
def test_only_the_opened_part_comes_from_the_working_copy(rewritten, cast, opened):
    before, after = answered(rewritten, cast, opened)
    assert after.number == before.number + 1
    changed = {key for key in said(after) if said(after)[key] != said(before)[key]}
    assert changed == {KEYS[opened]}
    assert sending.digest(after.content) == after.sha256


def test_the_columns_and_the_evidence_follow_what_was_sent(rewritten, cast):
    before, after = answered(rewritten, cast, parts.BUDGET)
    after.budget.refresh_from_db()
    assert (before.total_cents, after.total_cents) == (28_500_00, 30_000_00)
    assert (before.budget.get_state_display(), after.budget.get_state_display()) == (
        "Jäädytetty",
        "Jäädytetty",
    )
    assert after.budget == applied(rewritten) != before.budget
    assert sum(line.amount_cents for line in before.budget.lines.all()) == 28_500_00
    assert not SentAttachment.objects.filter(submission=after).exists()


def test_a_budget_that_is_not_opened_is_the_one_that_was_sent(rewritten, cast):
    before, after = answered(rewritten, cast, parts.ATTACHMENTS)
    assert after.budget == before.budget
    assert after.total_cents == before.total_cents
    [went] = SentAttachment.objects.filter(submission=after)
    assert str(went.attachment) == "uusi.png"
    assert applied(rewritten).lines.get().amount_cents == 30_000_00


def test_files_that_were_sent_go_along_though_they_are_not_opened(ready, cast):
    first = attach(ready, name="sopimus.png", actor=cast["preparer"])
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        attachments.remove(first, actor=cast["preparer"])
        _before, after = answered(application, cast, parts.CONTACT, words="Yhteyshenkilö on sama.")
        assert [one["name"] for one in said(after)["attachments"]] == ["sopimus.png"]
        assert [one.attachment for one in after.sent_attachments.all()] == [first]


def test_who_has_joined_or_left_since_changes_nothing(ready, cast, providers):
    factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    application = asked.make_examined(ready, cast)
    with clock.standing_at(asked.ASKED_AT):
        [newcomer] = factories.join(application, providers["lapinlahti"], actor=cast["preparer"])
        asked.ask(application, cast, parts.BUDGET)
        lines = [
            factories.line(application),
            factories.line(application, "900", member=newcomer, basis="Myöhässä"),
        ]
        factories.save_budget(
            application, *lines, factories.line(application, "10", basis="Lisä"), actor=cast["preparer"]
        )
        after = supplements.answer(application, actor=cast["signatory"])
    assert len(said(after)["members"]) == 2
    assert [line["basis"] for line in said(after)["budget"]["lines"]] == ["Aluekoordinaattori 5 kk", "Lisä"]
    assert after.total_cents == 28_510_00
    assert said(after)["verdict"] == said(application.current_submission)["verdict"]


def test_the_request_is_answered_and_the_parts_close(rewritten, cast):
    _before, after = answered(rewritten, cast, parts.CONTACT)
    now = Application.objects.get(pk=rewritten.pk)
    request = now.supplement_requests.get()
    assert now.get_state_display() == "Käsittelyssä"
    assert (now.current_submission, request.answer, request.ended_at) == (after, after, asked.ASKED_AT)
    assert not supplements.was_late(request)
    with pytest.raises(PermissionDenied):
        applications.save_contact(
            now, name="x", email="x@x.example", phone="", language="fi", actor=cast["preparer"]
        )
    event = AuditEvent.objects.get(verb="answer_supplement")
    assert (event.source, event.target, event.facts["submission"]) == ("returned", "in_review", 2)
    assert event.facts["parts"] == ["contact"]


def test_a_late_answer_is_received_and_told_as_late(rewritten, cast):
    asked.ask(rewritten, cast)
    with clock.standing_at(asked.DUE + timedelta(seconds=1)):
        after = supplements.answer(rewritten, actor=cast["signatory"])
    request = rewritten.supplement_requests.get()
    assert supplements.was_late(request)
    assert request.answer == after
    told = Message.objects.get(rule="grants.supplement_arrived")
    assert "Se saapui määräajan jälkeen." in told.text
    assert (told.recipient, told.internal) == (cast["presenting_officer"], True)


def test_the_arrival_is_when_the_request_had_been_received(rewritten, cast):
    asked.ask(rewritten, cast)
    with clock.standing_at(asked.DUE + timedelta(seconds=5)):
        after = supplements.answer(rewritten, actor=cast["signatory"], arrived=asked.DUE)
    assert after.arrived_at == asked.DUE
    assert not supplements.was_late(rewritten.supplement_requests.get())


def test_nothing_changed_and_nothing_said_is_no_answer(april, cast):
    asked.ask(april, cast)
    with pytest.raises(supplements.NothingChanged):
        supplements.answer(april, words="  ", actor=cast["signatory"])
    after = supplements.answer(april, words=" Tietoa ei ole. ", token=uuid4(), actor=cast["signatory"])
    message = CaseMessage.objects.get()
    assert (message.text, message.side, message.sent_at) == ("Tietoa ei ole.", "applicant", asked.ASKED_AT)
    assert said(after) == said(april.submissions.get(number=1))


def test_the_opened_parts_must_be_whole_and_the_others_need_not(april, cast):
    asked.ask(april, cast, parts.BUDGET)
    factories.budgets.save_lines(
        april, lines=[], other=[], base_revision=applied(april).revision, actor=cast["preparer"]
    )
    with pytest.raises(supplements.Lacking) as lacking:
        supplements.answer(april, words="Ei kuluja", actor=cast["signatory"])
    assert [one.section for one in lacking.value.missing] == [parts.BUDGET]
    supplements.close(supplements.open_request(april), actor=cast["presenting_officer"])
    asked.ask(april, cast, parts.CONTACT)
    assert supplements.answer(april, words="Sama", actor=cast["signatory"]).total_cents == 28_500_00


def test_twice_is_once_also_by_another_signatory(rewritten, cast, providers):
    request = asked.ask(rewritten, cast)
    first = supplements.answer(rewritten, request=request, actor=cast["signatory"])
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    for who in (cast["signatory"], other):
        assert supplements.answer(rewritten, request=request, actor=who) == first
    assert supplements.answer(rewritten, actor=cast["signatory"]) == first
    assert Submission.objects.count() == 2


def test_an_old_page_does_not_answer_a_newer_request(rewritten, cast):
    first = asked.ask(rewritten, cast)
    supplements.close(first, actor=cast["presenting_officer"])
    asked.ask(rewritten, cast, parts.BUDGET)
    with pytest.raises(supplements.NotOpen):
        supplements.answer(rewritten, request=first, actor=cast["signatory"])


def test_only_the_applicants_signatory_answers(rewritten, cast):
    asked.ask(rewritten, cast)
    for who in ("preparer", "participant", "outsider_signatory", "presenting_officer"):
        with pytest.raises(StepForbidden):
            supplements.answer(rewritten, actor=cast[who])


def test_without_a_request_nothing_is_answered(rewritten, cast):
    with pytest.raises(StepRefused):
        supplements.answer(rewritten, actor=cast["signatory"])


def test_the_receipt_tells_of_a_supplement(rewritten, cast):
    _before, after = answered(rewritten, cast, parts.CONTACT)
    drain()
    told = {one.address: one for one in Message.objects.filter(rule="grants.supplement_received")}
    assert set(told) == {
        cast["signatory"].email,
        "veera@iisalmi.example",
        said(after)["applicant"]["registry_email"],
    }
    mail = told[cast["signatory"].email]
    assert mail.subject.startswith("Täydennys vastaanotettu: Jokainen koulupäivä")
    assert "Yhteyshenkilö" in mail.text
    assert not Message.objects.filter(rule="grants.application_received", thing=str(after.pk)).exists()
    receipt = Document.objects.get(kind="receipt", key=str(after.pk))
    assert mail.attachments == [str(receipt.pk)]


def test_signatories_are_asked_once_a_day_by_the_writers(rewritten, cast):
    with pytest.raises(PermissionDenied):
        supplements.ask_signatory(rewritten, actor=cast["preparer"])
    asked.ask(rewritten, cast)
    assert supplements.ask_signatory(rewritten, actor=cast["preparer"]) == 1
    assert supplements.ask_signatory(rewritten, actor=cast["preparer"]) == 0
    with pytest.raises(PermissionDenied):
        supplements.ask_signatory(rewritten, actor=cast["participant"])
    mail = Message.objects.get(rule="grants.supplement_please_send")
    assert f"/fi/applications/{rewritten.case_id}/supplement/" in mail.text
