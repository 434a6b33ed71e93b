"""Small real files of every kind, and hostile ones."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

OPEN_XML = "application/vnd.openxmlformats-officedocument"
WORD = f"{OPEN_XML}.wordprocessingml.document.main+xml"
SHEET = f"{OPEN_XML}.spreadsheetml.sheet.main+xml"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


def archive(entries: dict[str, bytes], *, first: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        if first:
            package.writestr(first[0], first[1], zipfile.ZIP_STORED)
        for name, content in entries.items():
            package.writestr(name, content)
    return out.getvalue()


def open_xml(
    main_type: str = WORD, part: str = "word/document.xml", more: dict[str, bytes] | None = None
) -> bytes:
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type}"/></Types>'
    )
    entries = {"[Content_Types].xml": types.encode(), part: b"<document/>"}
    return archive({**entries, **(more or {})})


def docx() -> bytes:
    return open_xml()


def archive_within(name: str, content: bytes) -> bytes:
    """A text document with one more entry."""
    return open_xml(more={name: content})


def xlsx() -> bytes:
    return open_xml(SHEET, "xl/workbook.xml")


def open_document(
    kind: str = "text", entries: dict[str, bytes] | None = None, manifest: bytes = b"<m/>"
) -> bytes:
    content = {"content.xml": b"<c/>", "META-INF/manifest.xml": manifest, **(entries or {})}
    return archive(content, first=("mimetype", f"{OPEN_DOCUMENT}.{kind}".encode()))


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A header that promises this size, and hardly any pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def pdf(change=None, **saving) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if change:
            change(document)
        document.save(out, **saving)
    return out.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_nested_script(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(b"app.alert(1)"))
    document.pages[0].obj.AA = pikepdf.Dictionary(O=document.make_indirect(action))


def with_launch(document: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )
    document.pages[0].obj.Annots = pikepdf.Array([link])


def with_programme(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=[])


def with_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def with_link(document: pikepdf.Pdf) -> None:
    """Harmless: an address to go to."""
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.invalid/"),
    )
    document.pages[0].obj.Annots = pikepdf.Array([link])


def pdf_bomb() -> bytes:
    """A few megabytes whose object stream unpacks to gigabytes."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"5 0 <</A 1>> ")
    megabyte = b" " * (1 << 20)
    packed += b"".join(packer.compress(megabyte) for _ in range(2500)) + packer.flush()
    head = b"%PDF-1.5\n"
    catalog = b"1 0 obj <</Type/Catalog/Pages 2 0 R/X 5 0 R>> endobj\n"
    pages = b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    page = b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n"
    packed_objects = (
        b"4 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>> stream\n" % len(packed)
        + packed
        + b"\nendstream endobj\n"
    )
    parts, offsets, place = [catalog, pages, page, packed_objects], [], len(head)
    for part in parts:
        offsets.append(place)
        place += len(part)
    rows = struct.pack(">BIH", 0, 0, 65535) + b"".join(struct.pack(">BIH", 1, o, 0) for o in offsets)
    rows += struct.pack(">BIH", 2, 4, 0) + struct.pack(">BIH", 1, place, 0)
    table = b"6 0 obj <</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>> stream\n" % len(rows)
    tail = table + rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % place
    return head + b"".join(parts) + tail
