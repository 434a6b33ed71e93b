"""What is taken along of a plan: XLSX in which nothing is a formula, and the summary in PDF."""

import io
import subprocess
import zipfile

import outloud
import pdfua
import pikepdf
import pytest

from grants.enums import ConflictState
from grants.plan_files import SUMMARY
from grants.services import allocation, conflicts, plan_sheets
from sky_portal.documents.models import Document
from sky_portal.jobs.services import drain
from tests.grants.services.allocation.conftest import lump

pytestmark = pytest.mark.django_db


def sheets(response):
    """Each sheet's XML and the shared strings."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_the_table_has_every_row_and_no_formula(at_plan, address, filled, applications, officer):
    lump(filled, applications["Läsnä"], 10_000, officer, reason="=HYPERLINK(1)")
    response = at_plan().get(address("export"))
    assert response["Content-Type"] == plan_sheets.CONTENT_TYPE
    found = sheets(response)
    words = found["xl/sharedStrings.xml"]
    for name in applications:
        assert name in words
    assert "=HYPERLINK(1)" in words
    assert not any("<f>" in xml for name, xml in found.items() if "worksheets" in name)


def test_a_closed_application_is_not_in_the_table(at_plan, address, filled, applications, officer):
    conflicts.declare(
        applications["Läsnä"], state=ConflictState.CONFLICTED, reason="Veli hakee.", actor=officer
    )
    words = sheets(at_plan().get(address("export")))["xl/sharedStrings.xml"]
    assert "Läsnä" not in words
    assert "Mukana" in words


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_summary_is_two_pages_in_the_language_asked(at_plan, address, filled, language, tmp_path):
    client, page = at_plan(), address().replace("/fi/", f"/{language}/")
    assert client.post(address("summary").replace("/fi/", f"/{language}/")).status_code == 302
    drain()
    document = Document.objects.get(kind=SUMMARY)
    assert f"/documents/{document.pk}/" in client.get(page).content.decode()
    pdf = b"".join(client.get(f"/{language}/documents/{document.pk}/").streaming_content)
    words = {"fi": ("Jako: Luonnos A", "määrärahasta"), "sv": ("Fördelning: Luonnos A", "anslaget på")}[
        language
    ]
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    text = out.stdout.decode()
    for word in (*words, "Läsnä", "90 000"):
        assert word in text.replace("\u00a0", " ")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
        assert str(opened.Root.Lang) == language
    written = tmp_path / "summary.pdf"
    written.write_bytes(pdf)
    heard = outloud.check(str(written))
    assert (heard.error, heard.verdict) == (None, "pass"), [f.to_dict() for f in heard.findings]
    assert not pdfua.validate(str(written)).findings


def test_without_a_change_the_summary_is_the_one_that_is_there(
    at_plan, address, filled, applications, officer
):
    client = at_plan()
    for _ in range(2):
        client.post(address("summary"))
        drain()
    assert Document.objects.filter(kind=SUMMARY).count() == 1
    lump(filled, applications["Läsnä"], 10_000, officer)
    client.post(address("summary"))
    drain()
    assert Document.objects.filter(kind=SUMMARY).count() == 2


def test_the_summary_closes_to_who_may_not_see_all_that_is_in_it(
    at_plan, address, presented, applications, cast, officer
):
    at_plan().post(address("summary"))
    drain()
    document = Document.objects.get(kind=SUMMARY)
    where = f"/fi/documents/{document.pk}/"
    assert b"".join(at_plan("decision_maker").get(where)).startswith(b"%PDF")
    for who in ("assessor", "registrar", "evaluator", "preparer", "signatory"):
        assert at_plan(who).get(where).status_code == 404
    conflicts.declare(
        applications["Läsnä"],
        state=ConflictState.CONFLICTED,
        reason="Veli hakee.",
        actor=cast["decision_maker"],
    )
    assert at_plan("decision_maker").get(where).status_code == 404
    assert document.name not in at_plan("decision_maker").get(address()).content.decode()
    allocation.take_back(presented, actor=officer)
    assert at_plan("finance").get(where).status_code == 404
