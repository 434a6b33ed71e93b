"""Pages of what arrived beside the portal: recorded quickly, corrected knowingly, read by officials."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grants.models import Arrival
from grants.services import arrivals
from grants.services.attempts import record_refusal
from sky_portal import clock
from sky_portal.documents.models import Document
from sky_portal.jobs.services import drain
from tests.grants import factories
from tests.sky_portal.documents.builders import docx, pdf

LIST, NEW = "grants:arrivals", "grants:arrival_new"
AFTER = factories.LAST_INSTANT + timedelta(hours=17)
LATE = factories.LAST_INSTANT + timedelta(seconds=7, microseconds=250)


@pytest.fixture
def afterwards(call):
    with clock.standing_at(AFTER):
        yield call


@pytest.fixture
def registrar(sign_in, afterwards):
    return sign_in("registrar")


@pytest.fixture
def recorded(afterwards, cast, providers):
    told = factories.arrival_told(provider=providers["vaasa"])
    return arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"])


@pytest.fixture
def attempt(draft, cast):
    """Iisalmi's signatory pressed the button seven seconds late."""
    record_refusal(draft, actor=cast["signatory"], arrived=LATE)
    return draft


def typed(of, **changes):
    return {
        "call": of.pk,
        "channel": "email",
        "arrived_at-day": "31.3.2021",
        "arrived_at-time": "16.15.01",
        "sender": "Vaasan kaupunki",
        "provider": "",
        "pilot_name": "Mukana koulussa",
        "contact_name": "Mikael Miettinen",
        "contact_email": "mikael@vaasa.example",
        "language": "sv",
        "reason": "Portaaliin ei päästy.",
        "token": str(uuid4()),
    } | changes


def page_of(arrival, name="grants:arrival"):
    return reverse(name, args=[arrival.case_id])


def download(client, document):
    answer = client.get(reverse("documents:download", args=[document.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def faulty(answer):
    assert answer.status_code == 422
    assert not Arrival.objects.exists()
    return set(answer.context["form"].errors)


def test_it_is_recorded_with_its_files(registrar, afterwards):
    files = [SimpleUploadedFile("viesti.pdf", pdf()), SimpleUploadedFile("hakemus.docx", docx())]
    answer = registrar.post(reverse(NEW), typed(afterwards, documents=files))
    made = Arrival.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(made))
    assert (made.is_late, made.language, made.arrived_at.second) == (True, "sv", 1)
    assert [d.name for d in arrivals.documents_of(made)] == ["hakemus.docx", "viesti.pdf"]
    page = registrar.get(page_of(made)).content.decode()
    for words in ("OKM/1/520/2021", "viesti.pdf", "Portaaliin ei päästy.", "31.3.2021 klo\u00a016.15.01"):
        assert words in page


def test_the_form_sent_twice_records_once(registrar, afterwards):
    form = typed(afterwards)
    first, second = (registrar.post(reverse(NEW), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sender": ""}, "sender"),
        ({"reason": " "}, "reason"),
        ({"channel": "portal"}, "channel"),
        ({"arrived_at-time": "25.00"}, "arrived_at"),
        ({"arrived_at-day": "1.5.2021"}, "arrived_at"),
        ({"contact_email": "mikael"}, "contact_email"),
        ({"call": "99999"}, "call"),
        ({"documents": SimpleUploadedFile("a.pdf", b"no pdf")}, "documents"),
        ({"token": "x"}, "token"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(
    registrar, afterwards, changes, field
):
    answer = registrar.post(reverse(NEW), typed(afterwards, pilot_name="Kirjoitettu", **changes))
    assert faulty(answer) == {field}
    assert 'value="Kirjoitettu"' in answer.content.decode()


def test_before_the_opening_is_asked_about_once(registrar, afterwards):
    early = typed(afterwards, **{"arrived_at-day": "1.2.2021"})
    answer = registrar.post(reverse(NEW), early)
    assert faulty(answer) == {"sure"}
    assert registrar.post(reverse(NEW), early | {"sure": "on"}).status_code == 302


def test_the_same_sender_is_asked_about_once(registrar, afterwards, recorded, providers):
    again = typed(afterwards, provider=providers["vaasa"].pk)
    answer = registrar.post(reverse(NEW), again)
    assert answer.status_code == 422
    assert "OKM/1/520/2021, Mukana koulussa" in answer.content.decode()
    assert registrar.post(reverse(NEW), again | {"sure": "on"}).status_code == 302
    assert Arrival.objects.count() == 2


def test_a_late_sending_is_recorded_from_the_trail(attempt, registrar, afterwards, cast):
    listed = registrar.get(reverse(LIST))
    assert [found for found, _ in listed.context["attempts"]] == [attempt]
    address = f"{reverse(NEW)}?attempt={attempt.case_id}"
    page = registrar.get(address)
    assert "31.3.2021 klo\u00a016.15.07" in page.content.decode()
    assert "arrived_at" not in page.context["form"].fields
    form = typed(afterwards, contact_email=attempt.contact_email, pilot_name=attempt.pilot.name)
    answer = registrar.post(address, form)
    made = Arrival.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.channel, made.arrived_at, made.application) == ("portal", LATE, attempt)
    assert made.provider == attempt.applicant
    assert not registrar.get(reverse(LIST)).context["attempts"]
    assert registrar.get(address)["Location"] == page_of(made)
    assert registrar.post(address, form)["Location"] == page_of(made)


@pytest.mark.parametrize("attempt_of", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_there_is_not(registrar, attempt_of):
    assert registrar.get(reverse(NEW), {"attempt": attempt_of}).status_code == 404


def test_a_draft_that_was_not_sent_is_no_attempt(draft, registrar):
    assert registrar.get(reverse(NEW), {"attempt": draft.case_id}).status_code == 404
    assert draft.pilot.name not in registrar.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("who", ["presenting_officer", "assessor", "decision_maker", "finance"])
def test_other_officials_read_and_do_not_record(who, sign_in, attempt, recorded):
    client = sign_in(who)
    listed = client.get(reverse(LIST))
    assert list(listed.context["page"]) == [recorded]
    assert not listed.context["attempts"]
    assert client.get(page_of(recorded)).status_code == 200
    assert client.get(reverse(NEW)).status_code == 403
    for name in ("grants:arrival_correct", "grants:arrival_documents"):
        assert client.post(page_of(recorded, name), {}).status_code == 403


@pytest.mark.parametrize("who", ["preparer", "outsider", "evaluator", "reader"])
def test_nobody_else_finds_the_pages(who, sign_in, recorded):
    client = sign_in(who)
    for address in (reverse(LIST), reverse(NEW), page_of(recorded)):
        assert client.get(address).status_code == 404


def corrections_typed(arrival, form, **changes):
    fields = {name: form.initial.get(name) or "" for name in form.fields if name != "arrived_at"}
    moment = {"arrived_at-day": "31.3.2021", "arrived_at-time": "16.16"}
    return {**fields, **moment, "why": "Leima luettiin väärin.", **changes}


def test_a_correction_shows_before_and_after(registrar, recorded):
    drain()
    address = page_of(recorded, "grants:arrival_correct")
    form = registrar.get(address).context["form"]
    values = corrections_typed(recorded, form, pilot_name="Kaikki mukaan", **{"arrived_at-time": "16.15"})
    assert registrar.post(address, values)["Location"] == page_of(recorded)
    page = registrar.get(page_of(recorded)).content.decode()
    assert "<del>Mukana koulussa</del> → Kaikki mukaan" in page
    assert "<del>31.3.2021 klo\u00a016.16.00</del> → 31.3.2021 klo\u00a016.15.00" in page
    assert "OKM/1/520/2021" in page
    recorded.refresh_from_db()
    assert not recorded.is_late


def test_the_later_of_two_registrars_is_shown_what_stands_there(registrar, recorded, cast, providers):
    address = page_of(recorded, "grants:arrival_correct")
    values = corrections_typed(recorded, registrar.get(address).context["form"], sender="Omani")
    told = factories.arrival_told(provider=providers["vaasa"], sender="Toisen")
    arrivals.correct_arrival(recorded, told=told, why="x", actor=cast["registrar"])
    answer = registrar.post(address, values)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Toisen" in page
    assert 'value="Omani"' in page
    values["base"] = answer.context["form"].data["base"]
    assert registrar.post(address, values).status_code == 302
    recorded.refresh_from_db()
    assert recorded.sender == "Omani"


def test_files_are_added_afterwards(registrar, recorded):
    address = page_of(recorded, "grants:arrival_documents")
    assert registrar.post(address, {}).status_code == 422
    refused = registrar.post(address, {"documents": SimpleUploadedFile("a.pdf", b"no pdf")})
    assert refused.status_code == 422
    assert "a.pdf" in refused.content.decode()
    registrar.post(address, {"documents": SimpleUploadedFile("kuori.pdf", pdf())})
    assert Document.objects.get(kind="arrival").name == "kuori.pdf"


def test_without_an_address_the_page_tells_to_post_the_receipt(registrar, afterwards):
    answer = registrar.post(reverse(NEW), typed(afterwards, contact_email=""))
    drain()
    page = registrar.get(answer["Location"])
    assert page.context["is_posted"]
    receipt = page.context["receipts"][0]
    assert download(registrar, receipt).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 1),
        ({"when": "late"}, 1),
        ({"when": "in_time"}, 0),
        ({"channel": "paper"}, 1),
        ({"channel": "email"}, 0),
        ({"channel": "x", "call": "y", "when": "z", "sort": "-nonsense"}, 1),
    ],
)
def test_filters(registrar, recorded, asked, count):
    assert len(registrar.get(reverse(LIST), asked).context["page"]) == count


def test_three_rows_cost_as_much_as_one(registrar, recorded, afterwards, cast, providers, costs):
    one = costs(registrar, reverse(LIST))
    for name in ("A", "B"):
        told = factories.arrival_told(provider=providers["iisalmi"], pilot_name=name)
        arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"])
    assert costs(registrar, reverse(LIST)) == one


@pytest.mark.parametrize("sort", ["number", "-pilot", "sender", "channel", "arrived", "recorded", "state"])
def test_every_column_sorts(registrar, recorded, sort):
    page = registrar.get(reverse(LIST), {"sort": sort}).content.decode()
    assert page.count("aria-sort=") == 1


def test_the_provider_s_people_see_it_and_read_the_receipt(sign_in, recorded):
    drain()
    outsider = sign_in("outsider")
    for address in (reverse("grants:applications"), reverse("home")):
        page = outsider.get(address).content.decode()
        assert "OKM/1/520/2021" in page
        assert "Mukana koulussa" in page
    receipt = Document.objects.get(kind="receipt")
    assert download(outsider, receipt).startswith(b"%PDF")
    assert "OKM/1/520/2021" not in sign_in("preparer").get(reverse("home")).content.decode()


def test_nobody_reads_late_beside_the_closing_s_own_minute(sign_in, registrar, afterwards, cast, providers):
    at = factories.LAST_INSTANT + timedelta(seconds=7)
    told = factories.arrival_told(provider=providers["vaasa"], arrived_at=at)
    arrivals.record_arrival(afterwards, told=told, actor=cast["registrar"])
    assert "31.3.2021 klo\u00a016.15.07" in registrar.get(reverse(LIST)).content.decode()
    assert "31.3.2021 klo\u00a016.15.07" in sign_in("outsider").get(reverse("home")).content.decode()


def test_the_received_list_tells_of_them(sign_in, recorded):
    address = reverse("grants:received")
    assert reverse(LIST) in sign_in("presenting_officer").get(address).content.decode()
    assert reverse(LIST) not in sign_in("evaluator").get(address).content.decode()
