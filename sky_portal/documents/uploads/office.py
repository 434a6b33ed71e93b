"""Office packages: Open XML (DOCX, XLSX) and OpenDocument (ODT, ODS), told by their structure.

Links to other files and templates are left to the reader's own protected view: every file
written from an organisation's template has one.
"""

import zipfile
from typing import IO

from lxml import etree

from sky_portal.documents.uploads import kinds
from sky_portal.documents.uploads.archives import open_package, read_entry
from sky_portal.documents.uploads.kinds import Kind
from sky_portal.documents.uploads.refusals import refuse

_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_MAIN_PARTS = {f"{kind.content_type}.main+xml": kind for kind in (kinds.DOCX, kinds.XLSX)}
_OPEN_DOCUMENTS = {kind.content_type: kind for kind in (kinds.ODT, kinds.ODS)}


def kind_of(stream: IO[bytes]) -> Kind:
    """The kind of an office package; refuses other packages, and what is dangerous in them."""
    package = open_package(stream)
    if _TYPES in package.namelist():
        return _open_xml(package)
    if package.namelist()[:1] == ["mimetype"]:
        return _open_document(package)
    refuse("type")


def _open_xml(package: zipfile.ZipFile) -> Kind:
    declared = {
        node.get("ContentType", "").lower(): node.get("PartName", "").lstrip("/")
        for node in _parse(read_entry(package, _TYPES)).iter("{*}Override", "{*}Default")
    }
    names = {name.lower() for name in package.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names) or any("macroenabled" in t for t in declared):
        refuse("macros")
    if any("activex" in name or ("/embeddings/" in name and name.endswith(".bin")) for name in names):
        refuse("embedded")
    kind, part = next(((_MAIN_PARTS[t], p) for t, p in declared.items() if t in _MAIN_PARTS), (None, ""))
    if kind is None:
        refuse("type")
    if part.lower() not in names:
        refuse("damaged")
    return kind


def _open_document(package: zipfile.ZipFile) -> Kind:
    kind = _OPEN_DOCUMENTS.get(read_entry(package, "mimetype", 200).decode("ascii", "replace").strip())
    if kind is None:
        refuse("type")
    manifest = read_entry(package, _MANIFEST)
    if manifest and next(_parse(manifest).iter("{*}encryption-data"), None) is not None:
        refuse("encrypted")
    names = package.namelist()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        refuse("macros")
    if any(name.startswith("Object ") and name.endswith(".bin") for name in names):
        refuse("embedded")
    if "content.xml" not in names:
        refuse("damaged")
    return kind


def _parse(xml: bytes) -> etree._Element:
    """XML without entities or outside parts; an office package has no document type in it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        refuse("damaged")
    if root.getroottree().docinfo.doctype:
        refuse("damaged")
    return root
