"""Supplement requests on the officials' pages: one, several, more time, closing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from grants.enums import ConflictState
from grants.models import SupplementRequest
from grants.services import conflicts, supplements
from sky_portal import clock
from tests.grants import asked

POSTED = {"parts": ["contact"], "what": asked.WHAT, "due_on": "2021-04-20"}


@pytest.fixture
def april(arrived):
    with clock.standing_at(asked.ASKED_AT):
        yield arrived


def url(name, application, *more):
    return reverse(f"grants:{name}", args=[application.case_id, *more])


def posted(**changes):
    return POSTED | {"batch": uuid4()} | changes


def text(page):
    return asked.plain(re.sub(r"\s+", " ", page.content.decode()))


def test_it_is_asked_for_and_told(april, officer):
    form = officer.get(url("supplements", april))
    assert "Täydennystä ei ole pyydetty." in text(form)
    page = officer.post(url("supplements", april), posted(), follow=True)
    assert "Täydennyspyyntö on lähetetty. Hakija vastaa viimeistään 20.4.2021 klo 16.15." in text(page)
    request = SupplementRequest.objects.get()
    assert (request.due_at, request.what) == (asked.DUE, asked.WHAT)
    assert "Odottaa vastausta" in text(page)
    assert 'id="ask"' not in text(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parts": []}, "Valitse vähintään yksi täydennettävä osa."),
        ({"what": ""}, "Kerro, mitä on täydennettävä."),
        ({"due_on": "2021-04-17"}, "Määräaika päättyy arkipäivänä. Valitse toinen päivä."),
        ({"due_on": "2021-04-01"}, "Määräajan on oltava tulevaisuudessa."),
    ],
    ids=["no part", "nothing said", "a Saturday", "past"],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(april, officer, changes, words):
    page = officer.post(url("supplements", april), posted(**changes))
    assert page.status_code == 422
    assert words in text(page)
    if "what" not in changes:
        assert "Täsmentäkää koulukoutsin työaikaa." in text(page)
    assert not SupplementRequest.objects.exists()


def test_who_only_reads_finds_the_requests_and_asks_nothing(april, cast, sign_in):
    readers = [sign_in(who) for who in ("assessor", "decision_maker", "call_administrator")]
    for reader in readers:
        assert 'id="ask"' not in text(reader.get(url("supplements", april)))
        assert reader.post(url("supplements", april), posted()).status_code == 403
    asked.ask(april, cast)
    for reader in readers:
        page = text(reader.get(url("supplements", april)))
        assert "Täsmentäkää koulukoutsin työaikaa." in page
        assert "more-time" not in page


@pytest.mark.parametrize("name", ["supplements", "submission"])
def test_the_queries_do_not_grow_with_the_requests(april, cast, officer, costs, name):
    supplements.close(asked.ask(april, cast), actor=cast["presenting_officer"])
    one = costs(officer, url(name, april))
    for part in ("budget", "attachments"):
        april.refresh_from_db()
        supplements.close(asked.ask(april, cast, part), actor=cast["presenting_officer"])
    assert costs(officer, url(name, april)) == one


def test_a_conflict_of_interest_closes_every_page(april, cast, officer):
    request = asked.ask(april, cast)
    conflicts.declare(april, state=ConflictState.CONFLICTED, reason="Veli", actor=cast["presenting_officer"])
    addresses = [
        url("supplements", april),
        url("extend_supplement", april, request.pk),
        url("close_supplement", april, request.pk),
        url("case_messages", april),
    ]
    for address in addresses:
        assert officer.get(address).status_code == 404
        assert officer.post(address, posted()).status_code == 404
    several = officer.get(reverse("grants:ask_supplements", args=["sky-2021"]))
    assert april.case.number not in text(several)


def test_applicants_have_their_own_pages(april, cast, preparer):
    for name in ("supplements", "case_messages"):
        assert preparer.get(url(name, april)).status_code == 404


def test_more_time_and_closing(april, cast, officer):
    request = asked.ask(april, cast)
    page = officer.get(url("extend_supplement", april, request.pk))
    assert 'value="2021-04-27"' in text(page)
    given = {"due_on": "2021-04-27", "reason": "Lautakunta kokoontuu"}
    page = officer.post(url("extend_supplement", april, request.pk), given, follow=True)
    assert "Aikaa on nyt 27.4.2021 klo 16.15 asti." in text(page)
    assert "Lautakunta kokoontuu" in text(page)
    page = officer.post(url("close_supplement", april, request.pk), {"reason": ""}, follow=True)
    assert "Pyyntö on päätetty. Hakijalle on ilmoitettu." in text(page)
    again = officer.post(url("close_supplement", april, request.pk), {"reason": ""}, follow=True)
    assert "Mitään ei muutettu" in text(again)
    assert "Pyyntöön on vastattu tai se on päätetty." in text(
        officer.get(url("extend_supplement", april, request.pk))
    )


def test_another_cases_request_is_not_here(april, cast, officer):
    assert officer.get(url("close_supplement", april, 4711)).status_code == 404


def test_overdue_and_late_are_told(april, cast, officer):
    asked.ask(april, cast)
    with clock.standing_at(asked.DUE + timedelta(minutes=1)):
        assert "Myöhässä" in text(officer.get(url("supplements", april)))
        todo = text(officer.get(reverse("home")))
        assert "Täydennystä ei ole saapunut määräajassa" in todo
        supplements.answer(april, words="Tässä", actor=cast["signatory"])
        page = text(officer.get(url("supplements", april)))
        assert "Vastattu" in page
        assert "Myöhässä" in page
        assert "earlier=1&amp;later=2" in page
        assert "Täydennystä ei ole saapunut määräajassa" not in text(officer.get(reverse("home")))


def test_several_are_asked_on_one_page(april, cast, officer):
    address = reverse("grants:ask_supplements", args=["sky-2021"])
    page = text(officer.get(f"{address}?case={april.case_id}"))
    assert f'value="{april.case_id}" id="id_applications_0" checked' in page
    refused = officer.post(address, posted())
    assert "Valitse vähintään yksi hakemus." in text(refused)
    done = officer.post(address, posted(applications=[april.case_id]), follow=True)
    assert "Täydennyspyyntö on lähetetty 1 hakijalle." in text(done)
    assert "Nyt ei ole hakemusta" in text(done)
    assert SupplementRequest.objects.get().application == april
