"""render_pdf: judged by two checkers on the UA side and by its structure on the A side."""

import hashlib
import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest

from sky_portal.documents.pdf import PdfFailed, render_pdf
from sky_portal.documents.pdf.letterhead import Letterhead
from tests.sky_portal.documents import samples

pytestmark = pytest.mark.usefixtures("sample_templates")

TITLES = {"fi": "Valtionavustus pilottiin Jokainen koulupäivä", "sv": "Statsunderstöd för Varje skoldag"}
# pdfua 0.1.3 trips over pikepdf 10 in this rule by itself, whatever the file.
BROKEN_RULES = {"UA-14-001"}


def decision(language: str = "fi", **changes: Any) -> bytes:
    context = samples.decision(language, **changes)
    return render_pdf(
        "sample_decision.html", context, language=language, title=TITLES[language], dated=samples.DATED
    )


# Rendered once: most tests look at the same two decisions.
once = cache(decision)


def plain(text: str, *, language: str = "fi", title: str = "Koe") -> bytes:
    context = {"letterhead": Letterhead(name="OKM", kind="Koe"), "heading": "Asia", "text": text}
    return render_pdf("plain.html", context, language=language, title=title)


def words(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def elements(element: Any) -> Iterator[Any]:
    if isinstance(element, pikepdf.Array):
        for kid in element:
            yield from elements(kid)
    elif isinstance(element, pikepdf.Dictionary):
        yield element
        yield from elements(element.get("/K", pikepdf.Array()))


@pytest.fixture(scope="module", params=["fi", "sv"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def written(language: str, tmp_path: Path) -> Path:
    path = tmp_path / f"{language}.pdf"
    path.write_bytes(once(language))
    return path


def test_both_checkers_find_it_clean(written: Path) -> None:
    heard = outloud.check(str(written))
    assert (heard.error, heard.verdict) == (None, "pass"), [f.to_dict() for f in heard.findings]
    report = pdfua.validate(str(written))
    assert not report.findings
    assert {outcome.rule_id for outcome in report.skipped} <= BROKEN_RULES


def test_it_says_what_it_is(written: Path, language: str) -> None:
    with pikepdf.open(written) as pdf:
        assert pdf.docinfo["/CreationDate"] == pdf.docinfo["/ModDate"] == "D:20210512090000+00'00'"
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")
            assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert xmp["dc:title"] == TITLES[language] == str(pdf.docinfo["/Title"])
            assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2021-05-12T09:00:00+00:00"
        assert b"pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<" in pdf.Root.Metadata.read_bytes()
        assert str(pdf.Root.Lang) == language


def test_the_archival_side_of_its_structure(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        root = pdf.Root
        assert not pdf.is_encrypted
        assert pdf.pdf_version == "1.7"
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 500
        assert root.MarkInfo.Marked is True
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert len(pdf.trailer.ID) == 2
        assert not {"/AA", "/OpenAction", "/AcroForm", "/Names"} & set(root.keys())
        assert "/Filter" not in root.Metadata
        for page in pdf.pages:
            assert page.obj.Tabs == "/S"
            assert not {"/AA", "/Group"} & set(page.obj.keys())


def test_no_object_does_anything(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                assert not {"/JS", "/JavaScript", "/EF", "/XFA", "/Launch"} & set(thing.keys())
                assert thing.get("/Filter") != "/LZWDecode"


def test_every_font_is_ours_and_embedded(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        found = [
            t
            for t in pdf.objects
            if isinstance(t, pikepdf.Dictionary) and t.get("/Type") == "/FontDescriptor"
        ]
        assert found
        for descriptor in found:
            assert "+Sky" in str(descriptor.FontName)
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_every_header_cell_has_its_scope(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        tree = list(elements(pdf.Root.StructTreeRoot.K))
        scopes = Counter(str(e.A.Scope) for e in tree if e.get("/S") == "/TH")
        pages = len(pdf.pages)
    # Six columns, their heads repeated on every page; a row each, three sums, three references.
    assert scopes == {"/Column": 6 * pages, "/Row": 24 + 3 + 3}


def test_it_is_read_in_order(written: Path, language: str) -> None:
    painted = subprocess.run(
        ["pdftotext", "-raw", str(written), "-"], capture_output=True, text=True, check=True
    )
    text, place = " ".join(painted.stdout.split()), 0
    context = samples.decision(language)
    for section in context["sections"]:
        place = text.index(section["title"].replace("\u00ad", ""), place)
        place = text.index(section["paragraphs"][0][:30].replace("\u00a0", " "), place)
    assert text.index(context["plan"]["caption"], place) < text.index(context["seal"], place)


def test_pages_are_numbered(written: Path) -> None:
    text = words(written.read_bytes())
    assert "1 (2)" in text
    assert "2 (2)" in text


def test_totals_stand_once() -> None:
    assert words(decision(rows=90)).count("Kustannukset yhteensä") == 1


def test_the_same_content_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import sys, django, hashlib; sys.path.insert(0, '.'); django.setup();"
        "from django.template import engines;"
        "from tests.sky_portal.documents.pdf import test_rendering as t;"
        "engines['django'].engine.dirs.append(t.samples.TEMPLATES);"
        "sys.stdout.write(' '.join(hashlib.sha256(t.decision(x)).hexdigest() for x in ('fi', 'sv')))"
    )
    command = [sys.executable, "-c", program]
    told = [
        subprocess.run(command, capture_output=True, text=True, check=True, env=_environment(seed)).stdout
        for seed in ("1", "2")
    ]
    here = " ".join(hashlib.sha256(decision(language)).hexdigest() for language in ("fi", "sv"))
    assert told == [here, here]


def _environment(seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def test_without_a_date_it_bears_none() -> None:
    with pikepdf.open(io.BytesIO(plain("x"))) as pdf:
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())
    assert plain("x") == plain("x")
    assert plain("x") != plain("y")


def test_what_people_write_stays_text() -> None:
    shown = words(plain('<script>alert(1)</script> & <img src="http://127.0.0.1/x">', title="<b>&amp;</b>"))
    assert '<script>alert(1)</script> & <img src="http://127.0.0.1/x">' in " ".join(shown.split())


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b\x0bc\x1f\ufffe",
        "😀👩‍👩‍👧 学校 עברית",
        "\u202e1000\u202c",
        "\ud800",
        "]]>",
        "{{ settings }}",
        "",
    ],
)
def test_no_text_breaks_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    path.write_bytes(plain(text))
    assert outloud.check(str(path)).errors == 0
    with pikepdf.open(path) as pdf:
        fonts = [
            t
            for t in pdf.objects
            if isinstance(t, pikepdf.Dictionary) and t.get("/Type") == "/FontDescriptor"
        ]
        assert all("+Sky" in str(font.FontName) for font in fonts)


def test_very_long_words_wrap_within_the_page(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(plain("epäjärjestelmällistyttämättömyydellänsäkään" * 40))
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    right = [
        float(line.split('xMax="')[1].split('"')[0]) for line in done.stdout.splitlines() if "<word" in line
    ]
    assert max(right) <= 595.3 - 20 / 25.4 * 72 + 0.5


def test_swedish_is_hyphenated_by_its_own_patterns(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(decision("sv"))
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    assert "skolge-</word>" in done.stdout


def test_a_failure_is_an_exception_with_its_reason() -> None:
    with pytest.raises(PdfFailed, match=r"none\.html"):
        render_pdf("none.html", {}, language="fi", title="x")


def test_a_missing_font_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda name: None)
    with pytest.raises(PdfFailed, match="build the assets"):
        plain("x")
