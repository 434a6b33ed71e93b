"""What an uploaded file must be: real files of each kind pass, each hostile one is told why not."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from sky_portal.documents.uploads import archives, kinds
from sky_portal.documents.uploads.checks import MOST_BYTES, examine
from sky_portal.documents.uploads.images import MOST_PIXELS
from sky_portal.documents.uploads.refusals import SENTENCES
from tests.sky_portal.documents import builders as b


def why_not(content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        examine(io.BytesIO(content), name=name)
    assert refusal.value.messages
    return refusal.value.code


GOOD = {
    "a.pdf": b.pdf(),
    "linked.pdf": b.pdf(b.with_link),
    "a.docx": b.docx(),
    "a.xlsx": b.xlsx(),
    "a.odt": b.open_document("text"),
    "a.ods": b.open_document("spreadsheet"),
    "a.png": b.picture("PNG"),
    "a.jpg": b.picture("JPEG"),
    "b.jpeg": b.picture("JPEG"),
}
TYPES = {extension: kind.content_type for kind in kinds.ACCEPTED for extension in kind.extensions}


@pytest.mark.parametrize("name", GOOD)
def test_real_files_pass(name: str) -> None:
    stream = io.BytesIO(GOOD[name])
    examined = examine(stream, name=name)
    assert (examined.name, examined.content_type) == (name, TYPES[Path(name).suffix.lower()])
    assert stream.tell() == 0


def test_a_workbook_within_a_text_passes() -> None:
    content = b.archive_within("word/embeddings/numbers.xlsx", b.xlsx())
    assert examine(io.BytesIO(content), name="a.docx").content_type == kinds.DOCX.content_type


EXE = b"MZ\x90\x00" + b"\0" * 400
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
ENCRYPTED_MANIFEST = b'<m:manifest xmlns:m="urn:m"><m:file><m:encryption-data/></m:file></m:manifest>'
BAD = {
    "empty": ("a.pdf", b"", "empty"),
    "a programme": ("a.exe", EXE, "type"),
    "a programme named PDF": ("a.pdf", EXE, "type"),
    "text": ("a.txt", b"hello", "type"),
    "html": ("a.pdf", b"<html><script>", "type"),
    "svg": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type"),
    "gif": ("a.png", b"GIF89a" + b"\0" * 40, "type"),
    "a plain zip": ("a.docx", b.archive({"x.txt": b"x"}), "type"),
    "an e-book": ("a.odt", b.archive({}, first=("mimetype", b"application/epub+zip")), "type"),
    "a presentation": ("a.docx", b.open_xml(f"{b.OPEN_XML}.presentationml.presentation.main+xml"), "type"),
    "old word": ("a.doc", OLE, "old_office"),
    "old word named docx": ("a.docx", OLE, "old_office"),
    "locked word": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "pdf named docx": ("a.docx", b.pdf(), "lying"),
    "docx named pdf": ("a.pdf", b.docx(), "lying"),
    "docx named xlsx": ("a.xlsx", b.docx(), "lying"),
    "ods named odt": ("a.odt", b.open_document("spreadsheet"), "lying"),
    "png named jpg": ("a.jpg", b.picture("PNG"), "lying"),
    "no extension": ("kuitti", b.pdf(), "lying"),
    "two extensions": ("a.pdf.exe", b.pdf(), "lying"),
    "something before the pdf": ("a.pdf", b"MZ\n" + b.pdf(), "type"),
    "pdf with a zip behind": ("a.pdf", b.pdf() + b.docx(), "two_faced"),
    "png with a zip behind": ("a.png", b.picture() + b.archive({"x": b"y"}), "two_faced"),
    "jpeg with a zip behind": ("a.jpg", b.picture("JPEG") + b.archive({"x": b"y"}), "two_faced"),
    "half a pdf": ("a.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
    "half a docx": ("a.docx", b.docx()[:-30], "damaged"),
    "half a png": ("a.png", b.picture()[:20], "damaged"),
    "half a jpeg": ("a.jpg", b.picture("JPEG")[:12], "damaged"),
    "a main part missing": ("a.docx", b.archive({"[Content_Types].xml": b"<T/>"}), "type"),
    "types that are no xml": ("a.docx", b.archive({"[Content_Types].xml": b"<T"}), "damaged"),
    "types with entities": (
        "a.docx",
        b.archive({"[Content_Types].xml": b'<!DOCTYPE T [<!ENTITY a "b">]><T>&a;</T>'}),
        "damaged",
    ),
    "odt without content": (
        "a.odt",
        b.archive({}, first=("mimetype", f"{b.OPEN_DOCUMENT}.text".encode())),
        "damaged",
    ),
    "locked odt": ("a.odt", b.open_document(manifest=ENCRYPTED_MANIFEST), "encrypted"),
    "macros in word": ("a.docx", b.archive_within("word/vbaProject.bin", b"x"), "macros"),
    "macros by type": ("a.docx", b.open_xml(MACRO_TYPE), "macros"),
    "macros in odt": ("a.odt", b.open_document(entries={"Basic/Standard/Module1.xml": b"x"}), "macros"),
    "scripts in ods": ("a.ods", b.open_document("spreadsheet", {"Scripts/python/x.py": b"x"}), "macros"),
    "controls": ("a.docx", b.archive_within("word/activeX/activeX1.xml", b"x"), "embedded"),
    "an embedded object": ("a.docx", b.archive_within("word/embeddings/oleObject1.bin", b"x"), "embedded"),
    "macros a level down": (
        "a.docx",
        b.archive_within("word/embeddings/n.xlsx", b.archive({"xl/vbaProject.bin": b"x"})),
        "macros",
    ),
    "a zip within": ("a.docx", b.archive_within("word/x.zip", b.archive({"y": b"z"})), "nested"),
    "a zip within by any name": (
        "a.docx",
        b.archive_within("word/media/a.png", b.archive({"y": b"z"})),
        "nested",
    ),
    "two levels down": (
        "a.docx",
        b.archive_within("word/embeddings/n.xlsx", b.archive({"x.docx": b.archive({"y": b"z"})})),
        "nested",
    ),
    "a bomb": ("a.docx", b.archive_within("word/x.xml", b"\0" * (64 << 20)), "bomb"),
    "a bomb a level down": (
        "a.docx",
        b.archive_within("word/embeddings/n.xlsx", b.archive({"x": b"\0" * (64 << 20)})),
        "bomb",
    ),
    "very many entries": (
        "a.docx",
        b.archive({f"{i}": b"" for i in range(archives.MOST_ENTRIES + 1)}),
        "bomb",
    ),
    "very large types": ("a.docx", b.archive({"[Content_Types].xml": b" " * (3 << 20)}), "bomb"),
    "a vast png": ("a.png", b.png_of(50_000, 50_000), "pixels"),
    "a png of no width": ("a.png", b.png_of(0, 10), "damaged"),
    "script": ("a.pdf", b.pdf(b.with_script), "active"),
    "script a level down": ("a.pdf", b.pdf(b.with_nested_script), "active"),
    "launching": ("a.pdf", b.pdf(b.with_launch), "active"),
    "form programme": ("a.pdf", b.pdf(b.with_programme), "active"),
    "attachment": ("a.pdf", b.pdf(b.with_attachment), "attached"),
    "locked pdf": ("a.pdf", b.pdf(encryption=b.pikepdf.Encryption(owner="o", user="u")), "encrypted"),
    "restricted pdf": ("a.pdf", b.pdf(encryption=b.pikepdf.Encryption(owner="o", user="")), "encrypted"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_hostile_files_are_told_why_not(case: tuple[str, bytes, str]) -> None:
    name, content, code = case
    assert why_not(content, name) == code


def test_every_reason_of_a_file_is_tried() -> None:
    of_the_case = {"too_large", "case_full", "case_many", "case_ever"}
    assert {code for _name, _content, code in BAD.values()} | of_the_case == set(SENTENCES)


def test_the_largest_file_passes_and_one_byte_more_does_not(tmp_path: Path) -> None:
    padded = GOOD["a.jpg"].ljust(MOST_BYTES, b"\0")
    assert examine(io.BytesIO(padded), name="a.jpg")
    assert why_not(padded + b"\0", "a.jpg") == "too_large"


def test_a_directory_that_lies_of_sizes_is_found_out() -> None:
    content = bytearray(b.archive_within("word/x.xml", b"\0" * (64 << 20)))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/x.xml"))
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    assert why_not(bytes(content), "a.docx") == "damaged"


def test_overlapping_entries_count_as_often_as_they_are_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x", b"\0" * (4 << 20))
        package.filelist *= 100
    assert why_not(out.getvalue(), "a.docx") == "bomb"


def test_encrypted_entries_are_refused() -> None:
    content = bytearray(b.docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 1)
    assert why_not(bytes(content), "a.docx") == "encrypted"


def test_a_pdf_bomb_takes_neither_memory_nor_time() -> None:
    content, began = b.pdf_bomb(), time.monotonic()
    assert len(content) < MOST_BYTES
    assert why_not(content, "a.pdf") == "bomb"
    assert time.monotonic() - began < 30


def test_a_script_in_objects_that_cannot_be_read_is_not_let_through() -> None:
    content = b.pdf(b.with_nested_script, object_stream_mode=b.pikepdf.ObjectStreamMode.generate)
    assert why_not(content, "a.pdf") == "active"
    place = content.index(b"stream", content.index(b"/ObjStm")) + 12
    assert why_not(content[:place] + b"\xff" * 20 + content[place + 20 :], "a.pdf") == "damaged"


def test_a_large_photograph_passes_and_a_vast_one_does_not() -> None:
    photograph = bytearray(b.picture("JPEG"))
    place = photograph.index(b"\xff\xc0") + 5
    photograph[place : place + 4] = struct.pack(">HH", 6000, 8000)
    assert examine(io.BytesIO(bytes(photograph)), name="a.jpg")
    photograph[place : place + 4] = struct.pack(">HH", 60_000, 60_000)
    assert MOST_PIXELS < 60_000**2
    assert why_not(bytes(photograph), "a.jpg") == "pixels"


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_is_said_in_the_language_of_the_person(language: str, code: str) -> None:
    with translation.override("en"):
        source = str(SENTENCES[code])
    with translation.override(language):
        assert str(SENTENCES[code]) != source
