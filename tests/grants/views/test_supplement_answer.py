"""A supplement on the applicant's pages: what is asked, what opens, checking and sending."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Application, CaseMessage, Submission
from grants.services import application as applications
from grants.services import supplements
from grants.views.supplement_tasks import lists
from sky_portal import clock
from tests.grants import asked, factories

UNPROCESSABLE = 422


@pytest.fixture
def returned(arrived, cast):
    with clock.standing_at(asked.ASKED_AT):
        asked.ask(arrived, cast, "contact", "budget")
        yield arrived


def url(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


def text(page):
    return asked.plain(re.sub(r"\s+", " ", page.content.decode()))


def change(application, cast):
    applications.save_contact(
        application,
        name="Veera Uusi",
        email="v@iisalmi.example",
        phone="",
        language="fi",
        actor=cast["preparer"],
    )


def send(client, application, **changes):
    request = application.supplement_requests.latest("pk")
    data = {"request": request.pk, "attestation": "on", "words": ""} | changes
    return client.post(url("send_supplement", application), data, follow=True)


def test_the_task_list_tells_what_is_asked_by_when_and_what_opens(returned, preparer):
    page = text(preparer.get(url("application", returned)))
    assert "Lähetä täydennys viimeistään 20.4.2021 klo 16.15." in page
    assert "Täsmentäkää koulukoutsin työaikaa." in page
    todo, closed = page.split("Sellaisena kuin lähetettiin")[:2]
    assert url("contact", returned) in todo
    assert url("budget", returned) in todo
    assert url("attachments", returned) in closed
    assert reverse("grants:section", args=[returned.case_id, "aims"]) in closed


def test_when_the_time_has_run_out_it_is_said_and_still_sent(returned, preparer):
    with clock.standing_at(asked.DUE + timedelta(minutes=1)):
        page = text(preparer.get(url("application", returned)))
    assert "Määräaika päättyi 20.4.2021 klo 16.15. Lähetä täydennys silti" in page


def test_the_changed_part_is_told_and_only_the_opened_ones(returned, cast):
    made = supplements.prepare(returned, supplements.open_request(returned))
    states = {task.title: task.state for task in lists(made).opened}
    assert states["Yhteyshenkilö"] == "Ei vielä muutettu"
    change(returned, cast)
    made = supplements.prepare(returned, supplements.open_request(returned))
    states = {task.title: task.state for task in lists(made).opened}
    assert (states["Yhteyshenkilö"], states["Talousarvio"]) == ("Muutettu", "Ei vielä muutettu")


def test_an_opened_part_says_what_is_asked_and_a_closed_one_that_it_is_closed(returned, preparer):
    assert "Ministeriö pyytää täydentämään tätä osaa" in text(preparer.get(url("contact", returned)))
    assert 'name="language"' not in text(preparer.get(url("contact", returned)))
    closed = preparer.get(reverse("grants:section", args=[returned.case_id, "aims"]))
    assert "täydennyspyyntö ei avaa sitä" in text(closed)
    assert "<fieldset disabled>" in text(closed)


def test_the_page_of_checking_leads_here(returned, signatory):
    answer = signatory.get(url("check", returned))
    assert answer["Location"] == url("supplement", returned)


def test_it_is_checked_and_sent(returned, cast, signatory):
    change(returned, cast)
    page = text(signatory.get(url("supplement", returned)))
    assert "Veera Uusi" in page
    done = send(signatory, returned, words="Yhteyshenkilö vaihtui.")
    assert "Täydennys on saapunut" in text(done)
    assert Submission.objects.latest("number").number == 2
    assert CaseMessage.objects.get().text == "Yhteyshenkilö vaihtui."
    again = send(signatory, returned, words="Yhteyshenkilö vaihtui.")
    assert again.status_code == 200
    assert (Submission.objects.count(), CaseMessage.objects.count()) == (2, 1)


def test_nothing_changed_is_told_at_the_field(returned, signatory):
    page = send(signatory, returned)
    assert page.status_code == UNPROCESSABLE
    assert "Mitään ei ole muutettu. Muuta avattua osaa tai kirjoita viesti ministeriölle." in text(page)


def test_without_attesting_it_is_not_sent_and_what_was_said_stays(returned, cast, signatory):
    change(returned, cast)
    page = send(signatory, returned, words="Tässä", attestation="")
    assert page.status_code == UNPROCESSABLE
    assert "Vahvista täydennys ennen lähettämistä." in text(page)
    assert ">Tässä</textarea>" in text(page).replace("> Tässä", ">Tässä")


def test_closed_meanwhile_nothing_is_sent_and_it_is_said(returned, cast, signatory):
    change(returned, cast)
    supplements.close(supplements.open_request(returned), actor=cast["presenting_officer"])
    page = send(signatory, returned, words="Tässä")
    assert "täydennyspyyntöön on vastattu tai se on päätetty sillä välin" in text(page)
    assert Submission.objects.count() == 1


def test_a_preparer_asks_the_signatory_and_does_not_send(returned, cast, preparer):
    assert "Pyydä allekirjoittajaa lähettämään" in text(preparer.get(url("supplement", returned)))
    assert send(preparer, returned).status_code == 403
    page = preparer.post(url("ask_supplement_signatory", returned), follow=True)
    assert "Olemme kirjoittaneet 1 allekirjoittajalle" in text(page)


def test_an_outsider_finds_nothing(returned, sign_in):
    outsider = sign_in("outsider_signatory")
    for name in ("supplement", "messages"):
        assert outsider.get(url(name, returned)).status_code == 404
    assert outsider.post(url("send_supplement", returned), {}).status_code == 404


def test_it_stands_on_the_applicants_own_tasks_until_it_is_answered(returned, cast, preparer):
    assert "Täydennä hakemusta" in text(preparer.get(reverse("home")))
    supplements.answer(returned, words="Tässä", actor=cast["signatory"])
    assert "Täydennä hakemusta" not in text(preparer.get(reverse("home")))


def test_after_the_answer_the_parts_say_that_they_are_closed(returned, cast, preparer):
    supplements.answer(returned, words="Tässä", actor=cast["signatory"])
    page = text(preparer.get(url("contact", returned)))
    assert "Hakemus on otettu käsittelyyn, eikä sitä voi enää muuttaa." in page
    assert preparer.post(url("contact", returned), {"name": "x"}).status_code == 403


def test_the_working_copy_of_other_parts_never_shows_as_changed(returned, cast, signatory):
    Application.objects.filter(pk=returned.pk).update(state="submitted")
    returned.refresh_from_db()
    version = returned.sheet.answers.get(key="preventive").version
    applications.save_answer(
        returned, key="preventive", value="Salaa muutettu", base_version=version, actor=cast["preparer"]
    )
    Application.objects.filter(pk=returned.pk).update(state="returned")
    change(returned, cast)
    assert "Salaa muutettu" not in text(signatory.get(url("supplement", returned)))
    assert factories.ANSWERS["preventive"] not in text(signatory.get(url("supplement", returned)))
