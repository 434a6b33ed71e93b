"""What is set in a PDF after rendering: header scopes, the PDF/UA-1 mark, a stable identifier.

WeasyPrint writes one variant a rendering (PDF/A-2a here) and no scope on header cells.
"""

import io
from datetime import datetime
from typing import Any

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, Pdf

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# ISO 14289-1, 5: the mark is no PDF/A property, so its schema travels along (ISO 19005-2, 6.6.2.3).
UA_MARK = f"""
<rdf:RDF xmlns:rdf="{RDF}">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
"""


def mark(rendered: bytes, *, dated: datetime | None = None) -> bytes:
    """The PDF with scopes, the UA mark and, when given, the one date it bears."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        scope_headers(pdf.Root.StructTreeRoot)
        _mark_metadata(pdf, dated)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def scope_headers(element: Any, *, in_head: bool = False) -> None:
    """Gives every header cell its scope: column in a table's head, row elsewhere."""
    if not isinstance(element, Dictionary):
        return
    tag = element.get("/S")
    in_head = in_head or tag == "/THead"
    if tag == "/TH":
        attributes = element.get("/A", Dictionary(O=Name.Table))
        attributes.Scope = Name.Column if in_head else Name.Row
        element.A = attributes
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        scope_headers(kid, in_head=in_head)


def _mark_metadata(pdf: Pdf, dated: datetime | None) -> None:
    packet = etree.fromstring(pdf.Root.Metadata.read_bytes(), etree.XMLParser(resolve_entities=False))
    rdf = packet if packet.tag == f"{{{RDF}}}RDF" else packet.find(f"{{{RDF}}}RDF")
    rdf.extend(etree.fromstring(UA_MARK.strip()))
    if dated is not None:
        rdf.append(_dates(dated))
        stamp = dated.strftime("D:%Y%m%d%H%M%S") + f"{dated:%z}"[:3] + f"'{f'{dated:%z}'[3:]}'"
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = stamp
    start, end = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', b'\n<?xpacket end="w"?>'
    pdf.Root.Metadata = pdf.make_stream(
        start + etree.tostring(packet, encoding="utf-8") + end, Type=Name.Metadata, Subtype=Name.XML
    )


def _dates(dated: datetime) -> etree._Element:
    """The XMP twin of the information dictionary's dates: PDF/A wants them equal."""
    xmp = "http://ns.adobe.com/xap/1.0/"
    description = etree.Element(f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""}, nsmap={"xmp": xmp})
    for name in ("CreateDate", "ModifyDate"):
        etree.SubElement(description, f"{{{xmp}}}{name}").text = dated.isoformat(timespec="seconds")
    return description
