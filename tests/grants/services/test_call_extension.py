"""More time for a published call: reasoned, told to every applicant alike, judged by every sending."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from grants.models import Application, Call, Extension, Submission
from grants.services import application as applications
from grants.services import call as calls
from grants.services import submission as submissions
from pilots.models import Member
from pilots.services import decline_member, invite_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.clock import helsinki
from sky_portal.jobs.models import Job, JobState
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories

pytestmark = pytest.mark.django_db

OLD = factories.LAST_INSTANT
NEW = helsinki(2021, 4, 7, 16, 15)
REASON = {"fi": "Portaali oli poissa käytöstä.", "sv": "Portalen var ur bruk."}
TOLD = "grants.call_extended"


@pytest.fixture
def administrator(cast):
    return cast["call_administrator"]


def extend(call, actor, **changes):
    return calls.extend(call, **{"closes_at": NEW, "reason": REASON, "actor": actor} | changes)


def told():
    """Addresses told of an extension, with their languages."""
    found = Message.objects.filter(rule=TOLD).order_by("address")
    return dict(found.values_list("address", "language"))


def test_an_extension_moves_the_closing_and_its_milestone_and_is_on_record(call, administrator):
    extension = extend(call, administrator, reason=REASON | {"en": " "})
    call.refresh_from_db()
    assert (call.closes_at, calls.is_draft(call)) == (NEW, False)
    assert call.milestones.get(key="closes").at == NEW
    assert call.milestones.get(key="decisions").at == helsinki(2021, 5, 12, 12)
    assert (extension.closed_at, extension.closes_at, extension.reason) == (OLD, NEW, REASON)
    assert (extension.made_at, extension.made_by) == (factories.OPEN, administrator)
    event = AuditEvent.objects.get(case=call.case, verb="extend")
    assert event.facts["extension"] == extension.pk
    assert event.facts["closes_at"] == NEW.isoformat()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at": OLD}, "closes_at"),
        ({"closes_at": OLD - timedelta(days=1)}, "closes_at"),
        ({"reason": {"fi": "Syy", "sv": " "}}, "reason"),
        ({"reason": {}}, "reason"),
        ({"reason": {"fi": "x" * 2001, "sv": "x"}}, "reason"),
    ],
)
def test_a_wrong_extension_changes_nothing(call, administrator, changes, field):
    with pytest.raises(ValidationError) as refused:
        extend(call, administrator, **changes)
    assert set(refused.value.message_dict) == {field}
    assert Call.objects.get().closes_at == OLD
    assert not Extension.objects.exists()
    assert not Job.objects.filter(kind__startswith="grants.tell_extension").exists()


def test_a_closed_call_is_opened_again_but_not_into_the_past(call, administrator, ready, cast):
    with clock.standing_at(OLD + timedelta(hours=20)):
        with pytest.raises(ValidationError) as refused:
            extend(call, administrator, closes_at=OLD + timedelta(hours=19))
        assert set(refused.value.message_dict) == {"closes_at"}
        with pytest.raises(StepForbidden):
            submissions.submit(ready, actor=cast["signatory"])
        extend(call, administrator)
        assert submissions.submit(ready, actor=cast["signatory"]).arrived_at == clock.now()


def test_only_a_call_administrator_extends_only_a_published_call(call, cast, administrator):
    for key in ("presenting_officer", "signatory", "visitor"):
        with pytest.raises(StepForbidden):
            extend(call, cast[key])
    data = factories.call_data()
    changes = {"programme": data["programme"] | {"key": "b"}, "questions": data["questions"] | {"key": "b"}}
    draft = factories.make_call(published=False, slug="b", **changes)
    with pytest.raises(StepRefused):
        extend(draft, administrator)


def test_everybody_concerned_is_told_once_in_their_own_language(call, cast, providers, administrator):
    """A draft and a sent application, with members that have confirmed, not answered, said no."""
    iisalmi, preparer = providers["iisalmi"], cast["preparer"]
    sent = factories.make_sent(call, organisation=iisalmi, actor=preparer, signatory=cast["signatory"])
    first = sent.application
    applications.save_contact(
        first, name="Outi", email="outi@iisalmi.example", phone="", language="fi", actor=preparer
    )
    factories.join(first, providers["lapinlahti"], actor=preparer)
    invite_member(first.pilot, organisation=providers["siilinjarvi"], actor=preparer)
    refusing = invite_member(first.pilot, organisation=providers["sonkajarvi"], actor=preparer)
    decline_member(refusing, actor=factories.make_person(providers["sonkajarvi"], Role.SIGNATORY))
    factories.start(call, organisation=providers["vaasa"], actor=cast["outsider"], language="sv")
    extend(call, administrator)
    assert told() == {}
    drain()
    person = Member.objects.get(organisation=providers["lapinlahti"]).answered_by
    assert told() == {
        "kirjaamo@iisalmi.example": "fi",
        "kirjaamo@siilinjarvi.example": "fi",
        "kirjaamo@vaasa.example": "sv",
        "outi@iisalmi.example": "fi",
        "preparer@iisalmi.example": "fi",
        "preparer@vasa.example": "sv",
        "signatory@iisalmi.example": "fi",
        "signatory@lapinlahti.example": "fi",
        "signatory@vasa.example": "sv",
        person.email: "fi",
    }


def test_who_writes_two_applications_is_told_once_an_extension(call, cast, providers, administrator):
    for name in ("Ensimmäinen", "Toinen"):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name)
    extend(call, administrator)
    drain()
    assert Message.objects.filter(rule=TOLD, recipient=cast["preparer"]).count() == 1
    call.refresh_from_db()
    extend(call, administrator, closes_at=NEW + timedelta(days=1))
    drain()
    assert Message.objects.filter(rule=TOLD, recipient=cast["preparer"]).count() == 2


def test_a_contact_with_an_account_reads_it_in_the_portal_too(draft, call, cast, administrator):
    applications.save_contact(
        draft,
        name="Johanna",
        email=cast["outsider"].email,
        phone="",
        language="fi",
        actor=cast["preparer"],
    )
    extend(call, administrator)
    drain()
    message = Message.objects.get(rule=TOLD, address=cast["outsider"].email)
    assert (message.recipient, message.language) == (cast["outsider"], "sv")


def test_a_job_that_runs_again_tells_nobody_twice(draft, call, administrator):
    extend(call, administrator)
    drain()
    before = told()
    Job.objects.filter(kind__startswith="grants.tell_extension").update(state=JobState.QUEUED, attempts=0)
    drain()
    assert told() == before
    assert Message.objects.filter(rule=TOLD).count() == len(before)


def test_the_message_says_until_when_and_why(draft, call, administrator):
    extend(call, administrator)
    drain()
    fi = Message.objects.get(rule=TOLD, address="preparer@iisalmi.example")
    assert fi.subject.startswith("Hakuaikaa jatkettu 7.4.2021 klo 16.15 asti: ")
    assert "Portaali oli poissa käytöstä." in fi.text
    assert "31.3.2021" in fi.text
    assert "/fi/calls/sky-2021/" in fi.text
    assert fi.case == draft.case


def test_a_sending_is_judged_by_the_call_as_it_is_now(ready, call, cast, administrator):
    """The page was shown by a call that has been extended since: the old closing bars nobody."""
    stale = Application.objects.select_related("call").get(pk=ready.pk)
    extend(call, administrator)
    assert stale.call.closes_at == OLD
    with clock.standing_at(OLD + timedelta(seconds=1)):
        submissions.submit(stale, actor=cast["signatory"])
    assert Submission.objects.get().arrived_at == OLD + timedelta(seconds=1)


def test_what_was_sent_does_not_differ_because_of_an_extension(ready, call, cast, administrator):
    sent = submissions.submit(ready, actor=cast["signatory"])
    extend(call, administrator)
    application = Application.objects.get()
    assert not submissions.differs(submissions.gather(application))
    assert submissions.submit(application, actor=cast["signatory"]) == sent
    applications.save_note(application, text="Uusi perustelu.", actor=cast["preparer"])
    application = Application.objects.get()
    assert submissions.differs(submissions.gather(application))
    assert submissions.submit(application, actor=cast["signatory"]).number == 2


def test_a_start_is_judged_by_the_call_as_it_is_now(call, cast, providers, administrator):
    stale = Call.objects.get(pk=call.pk)
    extend(call, administrator)
    with clock.standing_at(OLD + timedelta(seconds=1)):
        started = factories.start(stale, organisation=providers["iisalmi"], actor=cast["preparer"])
    assert started.call == call
