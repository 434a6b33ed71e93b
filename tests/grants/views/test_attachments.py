"""The page of attachments: several at once, every refusal in words, all else kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from grants.models import Attachment, PartAssignment
from grants.services import attachments as service
from grants.services import submission as sending
from sky_portal.documents.uploads import checks, handler
from tests.grants import factories
from tests.grants.files import attach, png, require, upload
from tests.sky_portal.documents import builders as b

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
REFUSED = {
    "type": ("a.exe", b"MZ" * 50, "Tämän tyyppistä tiedostoa ei oteta vastaan", "Filer av den här typen"),
    "lying": ("a.pdf", png(), "Tiedoston sisältö", "Filens innehåll motsvarar inte"),
    "empty": ("a.pdf", b"", "Tiedosto on tyhjä", "Filen är tom"),
    "bomb": (
        "a.docx",
        b.archive({"a": b"\0" * 301 * checks.MB}),
        "on purettuna moninkertainen",
        "Uppackad är filen",
    ),
    "encrypted": (
        "a.pdf",
        b.pdf(encryption=b.pikepdf.Encryption(owner="o", user="u")),
        "salasan",
        "lösenord",
    ),
    "macros": ("a.docx", b.open_xml(more={"word/vbaProject.bin": b"x"}), "makro", "makron"),
    "damaged": ("a.pdf", b"%PDF-1.7 nothing", "vioittunut", "skadad"),
    "nested": ("a.docx", b.open_xml(more={"a.zip": b.archive({"x": b"x"})}), "pakattuja", "packade"),
}


@pytest.fixture
def address(draft):
    return reverse("grants:attachments", args=[draft.case_id])


def send(browser, address, *files, asked="", **extra):
    return browser.post(address, {"asked": asked, "files": list(files)}, **extra)


def names():
    return [str(one) for one in Attachment.objects.current().order_by("pk")]


def test_several_are_added_at_once(preparer, address):
    answer = send(preparer, address, upload("a.pdf"), upload("b.png", png()), asked="agreement_draft")
    assert answer.status_code == 302
    assert answer["Location"].endswith("#place-asked-agreement_draft")
    assert names() == ["a.pdf", "b.png"]
    page = preparer.get(address).content.decode()
    assert "2 tiedostoa on lisätty." in page
    assert "Virustarkistusta ei ole tehty" in page


def test_a_double_click_adds_one(preparer, address):
    for _ in range(2):
        assert send(preparer, address, upload("a.pdf")).status_code == 302
    assert names() == ["a.pdf"]
    assert "a.pdf oli jo lisätty." in preparer.get(address).content.decode()


@pytest.mark.parametrize("why", REFUSED)
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_refused_file_is_told_and_the_others_are_taken(preparer, draft, why, language):
    name, content, finnish, swedish = REFUSED[why]
    with override(language):
        address = reverse("grants:attachments", args=[draft.case_id])
    answer = send(preparer, address, upload("hyvä.pdf"), upload(name, content), upload("b.png", png()))
    assert answer.status_code == 422
    (refused,) = answer.context["refused"]
    assert refused.name == name
    assert (finnish if language == "fi" else swedish) in refused.words
    assert refused.words in answer.content.decode()
    assert names() == ["hyvä.pdf", "b.png"]


def test_one_that_is_too_large_is_told(preparer, address, monkeypatch):
    monkeypatch.setattr(checks, "MOST_BYTES", 60)
    answer = send(preparer, address, upload("a.png", png()))
    assert "suurempi kuin" in answer.context["refused"][0].words


def test_nothing_chosen_is_told(preparer, address):
    answer = preparer.post(address, {"asked": ""})
    assert answer.status_code == 422
    assert "Valitse vähintään yksi tiedosto." in answer.content.decode()


def test_a_body_that_is_far_too_large_is_refused_in_words(preparer, address, monkeypatch):
    monkeypatch.setattr(handler, "MOST_BYTES_A_REQUEST", 2000)
    answer = send(preparer, address, SimpleUploadedFile("a.pdf", b"x" * 5000), asked="agreement_draft")
    assert answer.status_code == 413
    assert "Lähetä ne pienemmissä erissä" in answer.content.decode()
    assert names() == []


def test_a_script_gets_the_words_and_the_place(preparer, address):
    taken = send(preparer, address, upload("a.pdf"), headers=SCRIPT)
    assert taken.status_code == 201
    assert "a.pdf" in taken.json()["place"]
    assert "1 tiedosto" in taken.json()["room"]
    refused = send(preparer, address, upload("b.pdf", b"MZ"), headers=SCRIPT)
    assert refused.status_code == 422
    assert "ei oteta vastaan" in refused.json()["words"]
    assert "a.pdf" in refused.json()["place"]


def test_a_script_without_a_session_is_told_so(client, address):
    assert send(client, address, upload("a.pdf"), headers=SCRIPT).status_code == 401


def test_what_the_call_does_not_ask_is_not_there(preparer, address):
    assert send(preparer, address, upload(), asked="no_such").status_code == 404


def test_what_is_required_and_lacks_is_shown(preparer, address, draft, cast):
    asked = require(draft)
    assert "Puuttuu vielä" in preparer.get(address).content.decode()
    tasks = preparer.get(reverse("grants:application", args=[draft.case_id])).context["tasks"]
    (task,) = [task for task in tasks if task.part == "attachments"]
    assert (task.done, task.about) == (False, "Puuttuu: Yhteistyösopimuksen luonnos")
    check = reverse("grants:check", args=[draft.case_id])
    assert "Puuttuu vielä" in preparer.get(check).content.decode()
    attach(draft, actor=cast["preparer"], asked=asked)
    assert "Puuttuu vielä" not in preparer.get(address).content.decode()
    assert "liite.png" in preparer.get(check).content.decode()


def test_removing_asks_first(preparer, draft, address, cast):
    one = attach(draft, actor=cast["preparer"])
    page = reverse("grants:remove_attachment", args=[draft.case_id, one.pk])
    assert "Poistetaanko tiedosto?" in preparer.get(page).content.decode()
    assert names() == ["liite.png"]
    assert preparer.post(page).status_code == 302
    assert names() == []
    assert preparer.post(page).status_code == 404


def test_the_mark_of_secrecy_is_set_and_taken_away(preparer, draft, address, cast):
    one = attach(draft, actor=cast["preparer"])
    page = reverse("grants:mark_attachment", args=[draft.case_id, one.pk])
    for value, secret in (("1", True), ("0", False)):
        assert preparer.post(page, {"secret": value}).status_code == 302
        one.refresh_from_db()
        assert one.secret is secret


def test_a_partner_reads_and_changes_nothing(sign_in, draft, address, cast, providers, standing):
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    one = attach(draft, actor=cast["preparer"])
    partner = sign_in("participant")
    page = partner.get(address)
    assert "liite.png" in page.content.decode()
    assert "data-upload " not in page.content.decode()
    assert send(partner, address, upload()).status_code == 403
    for name in ("remove_attachment", "mark_attachment"):
        assert partner.post(reverse(f"grants:{name}", args=[draft.case_id, one.pk])).status_code == 403
    PartAssignment.objects.create(
        application=draft, part="attachments", person=cast["participant"], assigned_by=cast["preparer"]
    )
    assert send(partner, address, upload()).status_code == 302


@pytest.mark.parametrize("who", ["participant", "outsider", "presenting_officer", "evaluator", "reader"])
def test_others_find_neither_page_nor_file(who, sign_in, draft, address, cast, standing):
    one = attach(draft, actor=cast["preparer"])
    browser = sign_in(who)
    for name in ("remove_attachment", "mark_attachment"):
        assert browser.post(reverse(f"grants:{name}", args=[draft.case_id, one.pk])).status_code == 404
    assert browser.get(address).status_code == 404
    assert send(browser, address, upload()).status_code == 404
    assert browser.get(file_address(one)).status_code == 404


def file_address(one):
    return reverse("documents:download", args=[one.document_id])


def opened(browser, one):
    answer = browser.get(file_address(one))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.parametrize("who", ["presenting_officer", "assessor", "evaluator", "reader"])
def test_officials_open_what_went_along_and_nothing_else(who, sign_in, ready, cast, standing):
    browser, own = sign_in(who), sign_in("preparer")
    along = attach(ready, actor=cast["preparer"])
    gone = attach(ready, actor=cast["preparer"], name="pois.png", content=png("red"))
    service.remove(gone, actor=cast["preparer"])
    assert opened(browser, along) == 404
    sending.submit(ready, actor=cast["signatory"])
    factories.declare_free(ready, cast[who])
    later = attach(ready, actor=cast["preparer"], name="uusi.png", content=png("lime"))
    assert [opened(browser, one) for one in (along, gone, later)] == [200, 404, 404]
    assert [opened(own, one) for one in (along, gone, later)] == [200, 200, 200]
    service.remove(along, actor=cast["preparer"])
    assert opened(browser, along) == 200


@pytest.mark.parametrize("who", ["participant", "outsider_signatory"])
def test_strangers_open_nothing_after_sending_either(who, sign_in, ready, cast, standing):
    along = attach(ready, actor=cast["preparer"])
    sending.submit(ready, actor=cast["signatory"])
    assert opened(sign_in(who), along) == 404


def test_the_official_reads_what_came_along(officer, ready, cast):
    require(ready, "budget_reasons")
    one = attach(ready, actor=cast["preparer"], asked=ready.call.attachments_asked.get(key="agreement_draft"))
    service.mark(one, secret=True, actor=cast["preparer"])
    sending.submit(ready, actor=cast["signatory"])
    factories.declare_free(ready, cast["presenting_officer"])
    attach(ready, actor=cast["preparer"], name="myöhemmin.png", content=png("red"))
    page = officer.get(reverse("grants:submission", args=[ready.case_id])).content.decode()
    assert file_address(one) in page
    assert "Yhteistyösopimuksen luonnos" in page
    assert "Merkitty salassa pidettäväksi" in page
    assert "Haussa pakollinen liite puuttuu:" in page
    assert "myöhemmin.png" not in page


@pytest.mark.parametrize("page", ["attachments", "check", "application", "submission"])
def test_three_files_cost_as_much_as_one(page, preparer, officer, arrived, cast, costs):
    address = reverse(f"grants:{page}", args=[arrived.case_id])
    browser = officer if page == "submission" else preparer
    attach(arrived, actor=cast["preparer"], content=png("red"))
    sending.submit(arrived, actor=cast["signatory"])
    one = costs(browser, address)
    for colour in ("blue", "lime"):
        attach(arrived, actor=cast["preparer"], name=f"{colour}.png", content=png(colour))
    sending.submit(arrived, actor=cast["signatory"])
    assert costs(browser, address) <= one + (1 if page == "submission" else 0)
