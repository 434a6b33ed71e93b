"""Check and send: what is missing, who sends, what arrives when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Submission
from grants.services import application as writing
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.jobs.models import Job
from sky_portal.messaging.models import Message
from tests.grants import factories

CLOSED = clock.helsinki(2021, 3, 31, 16, 16)
ATTESTED = {"attestation": "on", "note": "Neuvottelemme vielä kahden kunnan kanssa."}


def address(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


def test_everything_missing_is_listed_with_its_place(preparer, draft):
    page = preparer.get(address("check", draft))
    places = dict(page.context["missing"])
    section = reverse("grants:section", args=[draft.case_id, draft.sheet.sections[0].key])
    assert f"{section}#id_purpose" in places.values()
    assert any(place.startswith(address("budget", draft)) for place in places.values())


def test_nothing_missing_is_said(preparer, ready):
    page = preparer.get(address("check", ready))
    assert page.context["missing"] == []
    assert "Mitään ei puutu." in page.content.decode()


def test_a_preparer_asks_the_signatory_and_cannot_send(preparer, ready):
    words = preparer.get(address("check", ready)).content.decode()
    assert "Juhani Ruotsalainen" in words
    assert address("ask_signatory", ready) in words
    assert address("submit", ready) not in words
    assert preparer.post(address("submit", ready), ATTESTED).status_code == 403
    assert not Submission.objects.exists()


def test_asking_sends_one_mail_a_day(preparer, ready, cast):
    for _ in range(2):
        assert preparer.post(address("ask_signatory", ready)).url == address("check", ready)
    message = Message.objects.get(rule="grants.please_sign")
    assert message.recipient == cast["signatory"]
    # Straight to the page on which they read and send.
    for body in (message.text, message.html):
        assert address("check", ready) in body


def test_a_link_in_a_mail_changes_nothing(preparer, signatory, ready):
    assert preparer.get(address("ask_signatory", ready)).status_code == 405
    assert signatory.get(address("submit", ready)).status_code == 405
    assert not Submission.objects.exists()


def test_a_signatory_sends(signatory, ready):
    answer = signatory.post(address("submit", ready), ATTESTED)
    assert (answer.status_code, answer.url) == (302, address("sent", ready))
    ready.refresh_from_db()
    assert ready.current_submission.content["application"]["eligibility_note"] == ATTESTED["note"]
    assert ready.case.number == "OKM/1/520/2021"
    assert Job.objects.filter(kind="grants.receipt").count() == 1


def test_sending_twice_is_sending_once(signatory, ready):
    for _ in range(2):
        assert signatory.post(address("submit", ready), ATTESTED).url == address("sent", ready)
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_the_attestation_is_needed_and_the_note_is_kept(signatory, ready):
    answer = signatory.post(address("submit", ready), {"note": "Perusteluni"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Perusteluni" in words
    assert 'href="#id_attestation"' in words
    assert not Submission.objects.exists()


def test_an_unfinished_one_is_not_sent(signatory, draft):
    answer = signatory.post(address("submit", draft), ATTESTED)
    assert answer.status_code == 422
    assert answer.context["missing"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("late", "arrives"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_the_closing_instant_itself_is_in_time(signatory, ready, late, arrives):
    with clock.standing_at(ready.call.closes_at + late):
        answer = signatory.post(address("submit", ready), ATTESTED)
    assert answer.status_code == (302 if arrives else 409)
    assert Submission.objects.exists() is arrives


def test_too_late_says_what_is_kept_and_what_can_be_done(signatory, ready):
    with clock.standing_at(CLOSED):
        words = signatory.post(address("submit", ready), ATTESTED).content.decode()
    assert "31.3.2021 klo\u00a016.16" in words
    assert "Mitään ei ole kadonnut" in words
    assert "kirjaamo@okm.example" in words


def test_after_closing_there_is_no_button(signatory, ready):
    with clock.standing_at(CLOSED):
        words = signatory.get(address("check", ready)).content.decode()
    assert "Haku ei ole auki" in words
    assert address("submit", ready) not in words


def test_a_second_signatory_may_send_too(ready, client, standing, providers):
    client.force_login(factories.make_person(providers["iisalmi"], Role.SIGNATORY))
    assert client.post(address("submit", ready), ATTESTED).status_code == 302


def test_a_changed_one_is_sent_again_as_a_new_version(signatory, arrived, cast):
    writing.save_contact(
        arrived,
        name="Toinen",
        email="toinen@iisalmi.example",
        phone="",
        language="fi",
        actor=cast["preparer"],
    )
    signatory.post(address("submit", arrived), ATTESTED)
    assert list(Submission.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("who", ["outsider_signatory", "participant", "presenting_officer"])
@pytest.mark.parametrize("page", ["submit", "ask_signatory"])
def test_others_find_nothing_to_send(who, page, ready, sign_in, standing):
    assert sign_in(who).post(address(page, ready), ATTESTED).status_code == 404
    assert not Submission.objects.exists()


def test_an_eligible_one_asks_no_explanation(signatory, ready, cast, providers):
    assert "note" in signatory.get(address("check", ready)).context["form"].fields
    others = [providers[key] for key in ("lapinlahti", "siilinjarvi", "sonkajarvi")]
    factories.join(ready, *others, actor=cast["preparer"])
    # Without the register nobody is a municipality, so the verdict stays against it.
    assert "note" in signatory.get(address("check", ready)).context["form"].fields
