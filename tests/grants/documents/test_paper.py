"""The application in print: what it tells, its marks, its bytes; a draft says so on every page."""

import io
import re
import subprocess

import outloud
import pdfua
import pikepdf
import pytest
from django.utils.translation import override

from grants import documents
from grants.services import application as applications
from grants.services import papers
from grants.services import submission as submissions
from grants.services.statement import Statement
from sky_portal.accounts.models import User
from tests.grants import factories, files

pytestmark = pytest.mark.django_db

MARKS = {"fi": "LUONNOS – ei ole hakemus", "sv": "UTKAST – är ingen ansökan"}
LONG = "https://www.iisalmi.example/" + "hyvin-pitka-osoite" * 12


@pytest.fixture
def full(standing, cast, providers):
    """A draft of several pages with a long address, a secret answer and two other granters."""
    call = factories.make_call_with_secrecy()
    ready = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    factories.join(ready, providers["lapinlahti"], actor=cast["preparer"])
    section = ready.sheet.sections[0]
    values = {"purpose": f"Katso {LONG}\n\nToinen kappale."}
    applications.save_section(
        ready, section.key, actor=cast["preparer"], values=values, base_versions={"purpose": 1}
    )
    factories.mark_secret(ready, actor=cast["preparer"])
    files.attach(ready, actor=cast["preparer"], name="liite.png")
    lines = [
        factories.line(ready, f"{number} 000", basis=f"Peruste {number}", person_months="")
        for number in range(1, 41)
    ]
    other = (factories.FundingInput("Kuopio", "8 000"), factories.FundingInput("Kela", "2 000"))
    factories.save_budget(ready, *lines, actor=cast["preparer"], other=other)
    ready.refresh_from_db()
    return ready


@pytest.fixture
def submission(full, cast):
    said = Statement(
        e_service=True, service_email="tiedoksi@iisalmi.example", secrecy_grounds="Koulu on pieni."
    )
    return submissions.submit(full, actor=cast["signatory"], statement=said)


def drawn(application, language):
    by = User.objects.get(email="preparer@iisalmi.example")
    made = papers.prepare_draft(application, language=language, by=by, at=factories.OPEN)
    return made["content"]


def pages(pdf):
    """The text of each page as a reader sees it."""
    command = ["pdftotext", "-layout", "-", "-"]
    out = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return out.rstrip("\f").split("\f")


def judge(pdf, tmp_path):
    written = tmp_path / "paper.pdf"
    written.write_bytes(pdf)
    heard = outloud.check(str(written))
    assert (heard.error, heard.verdict) == (None, "pass"), [f.to_dict() for f in heard.findings]
    assert not pdfua.validate(str(written)).findings


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_page_of_a_draft_says_that_it_is_one(full, language, tmp_path):
    pdf = drawn(full, language)
    texts = pages(pdf)
    assert len(texts) > 2
    assert all(MARKS[language] in text for text in texts)
    judge(pdf, tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert str(read.Root.Lang) == language


def test_the_same_draft_has_the_same_bytes(full):
    assert drawn(full, "fi") == drawn(full, "fi")


def test_a_draft_tells_what_is_missing_who_asked_and_when(draft):
    text = "\n".join(pages(drawn(draft, "fi")))
    for words in ("Vielä puuttuu", "Ei vastattu", "15.3.2021 klo 10.02", "Aino Karppinen"):
        assert words in text.replace("\u00a0", " "), words


def test_what_was_sent_is_printed_with_its_number_time_checksum_and_statement(submission, tmp_path):
    pdf = documents.render_application(submission)
    texts = pages(pdf)
    text = re.sub(r"\s+", " ", "\n".join(texts))
    for words in (
        "OKM/1/520/2021",
        "15.3.2021 klo 10.02.00",
        "tiedoksi@iisalmi.example",
        "Koulu on pieni.",
        "Toinen kappale.",
        "Peruste 40",
        "820 000",
        "Kela",
        "liite.png",
    ):
        assert words in text, words
    assert submission.sha256[:8] in text
    assert not any(mark in text for mark in MARKS.values())
    judge(pdf, tmp_path)
    # The head of a table comes again where it crosses a page.
    assert sum("Kululaji" in page for page in texts) > 1


def test_its_bytes_are_the_same_whatever_is_edited_since(submission, full, cast):
    first = documents.render_application(submission)
    factories.save_budget(full, factories.line(full, "99 000"), actor=cast["preparer"])
    assert documents.render_application(submission) == first


def test_a_long_address_stays_on_the_paper(submission):
    """No word is painted beyond the right margin (190 mm of 210)."""
    command = ["pdftotext", "-bbox", "-", "-"]
    pdf = documents.render_application(submission)
    out = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    right = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', out)]
    assert max(right) <= 191 / 25.4 * 72


def test_what_an_earlier_release_sent_is_printed_too(submission):
    """Without the keys that came later."""
    for key in ("service", "secrecy_grounds"):
        del submission.content["application"][key]
    with override("fi"):
        told = documents.application.sent_context(submission)
    assert (told["service_email"], told["grounds"], told["team"]) == ("", "", [])


def test_ten_months_are_ten(full):
    content, _outside = papers.content_of(submissions.gather(full))
    content["budget"]["lines"][0]["person_months"] = "1E+1"
    with override("fi"):
        assert documents.application.told(content)["lines"][0]["months"] == "10"
