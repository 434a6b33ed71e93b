"""Check and send: what is missing, who sends, what arrives when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Attachment, AttachmentAsked, Submission
from grants.services import application as writing
from pilots.services import invite_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.jobs.models import Job
from sky_portal.messaging.models import Message
from tests.grants import factories, files

CLOSED = clock.helsinki(2021, 3, 31, 16, 16)
PAGE_QUERIES = 30
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


def test_what_bars_nothing_stands_apart_with_its_place(preparer, ready, cast, providers):
    member = invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    lines = (
        factories.line(ready, "99 000", person_months="12"),
        factories.line(ready, "700", member=member),
    )
    factories.save_budget(ready, *lines, actor=cast["preparer"])
    ready.call.pay_cap_cents = 80_000_00
    ready.call.save()
    AttachmentAsked.objects.filter(call=ready.call, key="agreement_draft").update(required=True)
    page = preparer.get(address("check", ready))
    assert page.context["missing"] == []
    found = dict(page.context["warnings"])
    members, budget = reverse("pilots:members", args=[ready.pilot.case_id]), address("budget", ready)
    assert found == {
        "Lapinlahti ei ole vastannut: se jää pois lähetettävästä hakemuksesta.": members,
        "Kustannukset, jotka jäävät pois lähetettävästä hakemuksesta: Lapinlahti, 700\u00a0€.": budget,
        next(words for words in found if words.startswith("Iisalmi: ")): f"{budget}#id_lines-0-amount",
        "Liite puuttuu: Yhteistyösopimuksen luonnos": address("attachments", ready),
    }


def test_grounds_are_asked_for_only_what_is_marked(signatory, standing, cast, providers):
    call = factories.make_call_with_secrecy()
    ready = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    page = signatory.get(address("check", ready))
    assert (page.context["secrets"], "grounds" in page.context["form"].fields) == ([], False)
    factories.mark_secret(ready, actor=cast["preparer"])
    files.attach(ready, actor=cast["preparer"], name="liite.png")
    Attachment.objects.update(secret=True)
    page = signatory.get(address("check", ready))
    section = reverse("grants:section", args=[ready.case_id, ready.sheet.sections[0].key])
    assert page.context["secrets"] == [
        ("Kohdennetut toimet", f"{section}#id_targeted"),
        ("liite.png", address("attachments", ready)),
    ]
    signatory.post(address("submit", ready), ATTESTED | {"grounds": "Koulu on pieni."})
    ready.refresh_from_db()
    assert ready.current_submission.content["application"]["secrecy_grounds"] == "Koulu on pieni."


CONSENT = {"e_service": "yes", "service_email": "tiedoksi@iisalmi.example"}


def test_the_address_of_service_is_the_registry_s_until_another_is_given(signatory, ready):
    form = signatory.get(address("check", ready)).context["form"]
    assert (form.initial["e_service"], form.initial["service_email"]) == ("no", "kirjaamo@iisalmi.example")
    signatory.post(address("submit", ready), ATTESTED | CONSENT)
    form = signatory.get(address("check", ready)).context["form"]
    assert (form.initial["e_service"], form.initial["service_email"]) == ("yes", CONSENT["service_email"])
    assert CONSENT["service_email"] in signatory.get(address("sent", ready)).content.decode()


@pytest.mark.parametrize(
    ("address_given", "status"), [("", 422), ("kirjaamo", 422), ("kirjaamo@iisalmi.example", 302)]
)
def test_a_consent_needs_an_address(signatory, ready, address_given, status):
    fields = ATTESTED | {"e_service": "yes", "service_email": address_given}
    assert signatory.post(address("submit", ready), fields).status_code == status


def test_without_consent_the_address_does_not_matter(signatory, ready):
    fields = ATTESTED | {"e_service": "no", "service_email": "ei osoite"}
    assert signatory.post(address("submit", ready), fields).status_code == 302
    ready.refresh_from_db()
    assert (ready.e_service, ready.service_email) == (False, "")


@pytest.mark.parametrize("how", ["without attestation", "unfinished", "late"])
def test_a_refused_sending_keeps_what_was_said(signatory, ready, cast, how):
    fields, at = ATTESTED | CONSENT, factories.OPEN
    if how == "without attestation":
        del fields["attestation"]
    elif how == "unfinished":
        writing.save_contact(ready, name="", email="", phone="", language="fi", actor=cast["preparer"])
    else:
        at = CLOSED
    with clock.standing_at(at):
        assert signatory.post(address("submit", ready), fields).status_code in {409, 422}
    ready.refresh_from_db()
    assert (ready.current_submission, ready.service_email) == (None, CONSENT["service_email"])
    assert ready.eligibility_note == ATTESTED["note"]


def test_a_second_signatory_s_other_consent_is_asked_once_more(ready, sign_in, client, standing, providers):
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    client.force_login(other)
    seen = {"seen": str(client.get(address("check", ready)).context["form"].initial["seen"])}
    assert seen == {"seen": "0"}
    sign_in("signatory").post(address("submit", ready), ATTESTED | seen | CONSENT)
    answer = client.post(address("submit", ready), ATTESTED | seen | {"e_service": "no"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Juhani Ruotsalainen lähetti version 1" in words
    form = answer.context["form"]
    assert (form.initial["seen"], form.initial["attestation"], form.initial["note"]) == (
        1,
        False,
        ATTESTED["note"],
    )
    assert Submission.objects.count() == 1
    answer = client.post(address("submit", ready), ATTESTED | {"seen": "1", "e_service": "no"})
    assert (answer.status_code, Submission.objects.count()) == (302, 2)


def test_the_same_from_two_tabs_is_one_though_one_tab_is_old(signatory, ready):
    for _ in range(2):
        answer = signatory.post(address("submit", ready), ATTESTED | CONSENT | {"seen": "0"})
        assert answer.url == address("sent", ready)
    assert Submission.objects.count() == 1


def test_a_script_hears_where_to_go_only_when_it_was_sent(signatory, ready):
    by_script = {"headers": {"X-Sky-Sending": "1"}}
    refused = signatory.post(address("submit", ready), {}, **by_script)
    assert (refused.status_code, "X-Sky-Location" in refused.headers) == (422, False)
    answer = signatory.post(address("submit", ready), ATTESTED, **by_script)
    assert (answer.status_code, answer.headers["X-Sky-Location"]) == (204, address("sent", ready))


def test_the_whole_is_folded_for_who_has_come_to_send(preparer, ready, cast, client):
    assert '<details class="whole" open>' in preparer.get(address("check", ready)).content.decode()
    client.force_login(cast["signatory"])
    assert '<details class="whole">' in client.get(address("check", ready)).content.decode()


def test_officials_read_the_consent_and_the_grounds(signatory, ready, officer, cast):
    signatory.post(address("submit", ready), ATTESTED | CONSENT)
    factories.declare_free(ready, cast["presenting_officer"])
    words = officer.get(address("submission", ready)).content.decode()
    assert f"Suostuttu: {CONSENT['service_email']}" in words


@pytest.mark.parametrize("members", [1, 3])
def test_the_page_asks_no_more_for_three_members(signatory, ready, cast, providers, costs, members):
    keys = ("lapinlahti", "siilinjarvi", "sonkajarvi")[:members]
    factories.join(ready, *(providers[key] for key in keys), actor=cast["preparer"])
    assert costs(signatory, address("check", ready)) <= PAGE_QUERIES
