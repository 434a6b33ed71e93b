"""After the closing: the instant is noted, everything is kept, and every page says what a draft is."""

from datetime import timedelta

from django.urls import reverse

from grants.models import Submission
from grants.services import submission as service
from grants.workflows import APPLICATION
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden
from tests.grants import factories

ATTESTED = {"attestation": "on", "note": "Perustelu hakuehdosta.", "e_service": "no", "seen": ""}
LATE = factories.LAST_INSTANT + timedelta(microseconds=1)
IS_NO_APPLICATION = "Tätä luonnosta ei lähetetty, eikä se ole hakemus."


def address(name, application, **more):
    return reverse(f"grants:{name}", kwargs={"case": application.case_id, **more})


def pages(application):
    section = application.sheet.sections[0].key
    names = ("application", "budget", "contact", "attachments", "check")
    return [*(address(name, application) for name in names), address("section", application, key=section)]


def send(client, application, at=LATE, **fields):
    with clock.standing_at(at):
        return client.post(address("submit", application), ATTESTED | fields)


def noted(application):
    events = AuditEvent.objects.filter(case=application.case, verb="submit_refused")
    return list(events.order_by("seq").values_list("at", flat=True))


def test_the_page_tells_the_instant_and_where_to_send(signatory, ready):
    answer = send(signatory, ready)
    words = answer.content.decode()
    assert answer.status_code == 409
    for told in (
        "31.3.2021 klo\u00a016.15.00,000001",
        "31.3.2021 klo\u00a016.15.00<",
        "Luonnos ei ole hakemus.",
        "mailto:kirjaamo@okm.example",
        "PL 29, 00023 Valtioneuvosto",
        "8.00–16.15",
        "marja.lehtovirta@okm.example",
        address("papers", ready),
    ):
        assert told in words
    assert noted(ready) == [LATE]


def test_what_was_typed_when_sending_is_kept(signatory, ready):
    send(signatory, ready)
    ready.refresh_from_db()
    assert ready.eligibility_note == "Perustelu hakuehdosta."
    assert not Submission.objects.exists()


def test_what_the_form_lacks_does_not_hide_that_the_call_has_closed(signatory, ready):
    assert send(signatory, ready, attestation="").status_code == 409
    assert noted(ready) == [LATE]


def test_an_attempt_of_who_does_not_sign_is_none(preparer, ready):
    assert send(preparer, ready).status_code == 403
    assert noted(ready) == []


def test_more_time_given_meanwhile_leads_back_to_the_sending(signatory, ready, monkeypatch):
    def refuse(*_args, **_named):
        raise StepForbidden(APPLICATION.steps["submit"])

    monkeypatch.setattr(service, "submit", refuse)
    answer = send(signatory, ready, at=factories.OPEN)
    assert (answer.status_code, answer["Location"]) == (302, address("check", ready))
    assert noted(ready) == []


def test_every_page_of_an_unsent_draft_says_that_it_is_no_application(signatory, ready):
    for page in pages(ready):
        assert IS_NO_APPLICATION not in signatory.get(page).content.decode()
    with clock.standing_at(LATE):
        for page in pages(ready):
            assert IS_NO_APPLICATION in signatory.get(page).content.decode(), page


def test_what_was_sent_is_an_application_on_every_page(signatory, arrived):
    with clock.standing_at(LATE):
        for page in pages(arrived):
            assert IS_NO_APPLICATION not in signatory.get(page).content.decode(), page


def test_what_was_sent_in_time_stands_when_a_new_version_comes_late(signatory, arrived, cast):
    factories.save_budget(arrived, factories.line(arrived, "30 000"), actor=cast["preparer"])
    answer = send(signatory, arrived, seen="1")
    assert answer.status_code == 409
    assert "Aiemmin lähettämäsi on hakemuksesi" in answer.content.decode()
    assert "Luonnos ei ole hakemus" not in answer.content.decode()


def test_who_comes_to_start_after_the_closing_reads_what_to_do(signatory, ready):
    with clock.standing_at(LATE):
        words = signatory.get(reverse("grants:start", args=[ready.call.slug])).content.decode()
    assert "kirjaamo@okm.example" in words
    assert "jätetään yleensä tutkimatta" in words


def test_own_tasks_call_an_unsent_draft_what_it_is(preparer, draft):
    with clock.standing_at(LATE):
        words = preparer.get(reverse("home")).content.decode()
    assert "Luonnos, jota ei lähetetty ja joka ei ole hakemus: Jokainen koulupäivä" in words
