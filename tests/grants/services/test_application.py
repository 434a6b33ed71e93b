"""Starting an application and writing its parts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from grants.models import Application, Budget
from grants.services import application as applications
from pilots.enums import MemberState
from pilots.models import Pilot
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from sky_portal.questions.services import AnswerConflict
from tests.grants import factories

pytestmark = pytest.mark.django_db


def test_a_start_makes_pilot_sheet_and_budget(draft, cast, providers):
    assert draft.applicant == providers["iisalmi"]
    assert draft.pilot.name == "Jokainen koulupäivä"
    assert [m.state for m in draft.pilot.members.order_by("pk")] == [MemberState.LEADING]
    assert draft.sheet.question_set == draft.call.question_set
    assert Budget.objects.filter(application=draft, kind="applied").count() == 1
    assert (draft.contact_name, draft.contact_email) == (cast["preparer"].name, cast["preparer"].email)
    assert draft.started_at == factories.OPEN
    assert draft.case.number is None
    assert AuditEvent.objects.filter(case=draft.case, verb="start", actor=cast["preparer"]).exists()


def test_a_double_click_starts_one(call, cast, providers):
    token = uuid4()
    first, second = (
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], token=token)
        for _ in range(2)
    )
    assert first == second
    assert (Application.objects.count(), Pilot.objects.count()) == (1, 1)


def test_an_organisation_may_have_several_applications(call, cast, providers):
    for name in ("Yksi", "Kaksi"):
        factories.start(
            call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name, token=uuid4()
        )
    assert Application.objects.count() == 2


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_nobody_starts_for_an_organisation_they_do_not_write_for(call, cast, providers, who):
    with pytest.raises(PermissionDenied):
        factories.start(call, organisation=providers["iisalmi"], actor=cast[who])
    assert not Application.objects.exists()
    assert not Pilot.objects.exists()


def test_an_authority_does_not_apply(call, cast):
    preparer = factories.make_person(call.authority, Role.PREPARER)
    with pytest.raises(PermissionDenied):
        factories.start(call, organisation=call.authority, actor=preparer)


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (lambda call: call.opens_at - timedelta(microseconds=1), "not opened"),
        (lambda call: call.closes_at + timedelta(microseconds=1), "has closed"),
    ],
)
def test_no_application_is_started_outside_the_call(call, cast, providers, shift, words):
    with (
        clock.standing_at(shift(call)),
        override("en"),
        pytest.raises(applications.CallNotOpen, match=words),
    ):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


def test_a_draft_call_takes_no_applications(cast, providers, standing):
    call = factories.make_call(published=False)
    with pytest.raises(PermissionDenied):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 121}, {"language": "en"}])
def test_a_wrong_name_or_language_starts_nothing(call, cast, providers, fields):
    with pytest.raises(ValidationError):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], **fields)
    assert not Pilot.objects.exists()


def save_contact(application, actor, **fields):
    values = {"name": "Aino", "email": "aino@iisalmi.example", "phone": "040 000", "language": "fi"}
    return applications.save_contact(application, **(values | fields), actor=actor)


def test_the_contact_and_the_language_of_the_case_are_saved(draft, cast):
    save_contact(draft, cast["preparer"], language="sv", name=" Aino ")
    draft.refresh_from_db()
    assert (draft.contact_name, draft.language, draft.case.language) == ("Aino", "sv", "sv")
    event = AuditEvent.objects.get(case=draft.case, verb="save_contact")
    assert event.facts == {"fields": ["contact_email", "contact_name", "contact_phone", "language"]}


def test_saving_the_same_contact_again_leaves_no_trace(draft, cast):
    for _ in range(2):
        save_contact(draft, cast["preparer"])
    assert AuditEvent.objects.filter(case=draft.case, verb="save_contact").count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "aino"}, "contact_email"),
        ({"name": "x" * 121}, "contact_name"),
        ({"language": "en"}, "language"),
    ],
)
def test_a_wrong_contact_is_refused_by_field(draft, cast, fields, field):
    with pytest.raises(ValidationError) as refused:
        save_contact(draft, cast["preparer"], **fields)
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_strangers_write_nothing(draft, cast, who):
    with pytest.raises(PermissionDenied):
        save_contact(draft, cast[who])
    with pytest.raises(PermissionDenied):
        applications.save_note(draft, text="x", actor=cast[who])
    with pytest.raises(PermissionDenied):
        applications.save_answer(draft, key="purpose", value="x", base_version=0, actor=cast[who])
    with pytest.raises(PermissionDenied):
        applications.ask_signatory(draft, actor=cast[who])


def test_answers_are_saved_one_by_one_and_conflicts_are_told(draft, cast):
    applications.save_answer(draft, key="purpose", value="yksi", base_version=0, actor=cast["preparer"])
    with pytest.raises(AnswerConflict) as conflict:
        applications.save_answer(draft, key="purpose", value="kaksi", base_version=0, actor=cast["signatory"])
    assert conflict.value.current.value == "yksi"


def test_typed_text_is_kept_also_after_closing(draft, cast):
    with clock.standing_at(draft.call.closes_at + timedelta(days=1)):
        applications.save_answer(draft, key="purpose", value="yksi", base_version=0, actor=cast["preparer"])
    assert draft.sheet.answers.get().value == "yksi"


def test_signatories_are_asked_once_a_day(draft, cast):
    assert applications.ask_signatory(draft, actor=cast["preparer"]) == 1
    assert applications.ask_signatory(draft, actor=cast["preparer"]) == 0
    with clock.standing_at(factories.OPEN + timedelta(days=1)):
        assert applications.ask_signatory(draft, actor=cast["preparer"]) == 1
    mails = Message.objects.filter(rule="grants.please_sign").order_by("due")
    assert {mail.recipient for mail in mails} == {cast["signatory"]}
    assert "Aino Karppinen" in mails[0].text
    assert f"/fi/applications/{draft.case_id}/" in mails[0].text


def test_names_are_one_line_without_hidden_characters(call, cast, providers):
    application = factories.start(
        call, organisation=providers["iisalmi"], actor=cast["preparer"], name="Koulu\r\npäivä\u202e\x08"
    )
    assert application.pilot.name == "Koulu päivä"
    writing = {"name": "Aino\nBcc: x@y.example", "phone": "\u202a040 1\u202c", "language": "fi"}
    saved = applications.save_contact(
        application, email="aino@iisalmi.example", actor=cast["preparer"], **writing
    )
    assert (saved.contact_name, saved.contact_phone) == ("Aino Bcc: x@y.example", "040 1")
    factories.save_budget(
        application, factories.line(application, basis="Kou\x00lu\u202etus"), actor=cast["preparer"]
    )
    assert application.budgets.get().lines.get().basis == "Kou lutus"
