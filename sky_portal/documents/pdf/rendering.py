"""From a Django template to a marked PDF."""

import logging
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from sky_portal.documents.pdf.fetcher import SCHEME, Forbidden, StaticFetcher
from sky_portal.documents.pdf.marks import mark
from sky_portal.documents.pdf.text import printable

logger = logging.getLogger(__name__)


class PdfFailed(Exception):
    """No PDF came of it; the message says why, for the page that shows the job."""


def render_pdf(
    template: str,
    context: dict[str, Any],
    *,
    language: str,
    title: str,
    dated: datetime | None = None,
) -> bytes:
    """Renders a template that extends `documents/base.html` as PDF/A-2a with the PDF/UA-1 mark.

    `language` is the language of the text, `title` the document's own title; `dated` the one
    instant its metadata bears (none when not given). The same content gives the same bytes.
    Raises PdfFailed.
    """
    try:
        return mark(_write(_html(template, context, language=language, title=title)), dated=dated)
    except Forbidden as refusal:
        logger.error("PDF from %s failed: %s", template, refusal)
        raise PdfFailed(f"{template}: {refusal}") from refusal
    except Exception as failure:
        logger.exception("PDF from %s failed", template)
        raise PdfFailed(f"{template}: {type(failure).__name__}: {failure}") from failure


def _html(template: str, context: dict[str, Any], *, language: str, title: str) -> str:
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language, "title": title})
    return printable(html)


def _write(html: str) -> bytes:
    """The PDF as WeasyPrint makes it; raises Forbidden when it asked for what it may not load."""
    fetcher = StaticFetcher()
    try:
        page = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
        _strip_attachments(page)
        written = page.write_pdf(pdf_variant="pdf/a-2a")
    except FatalURLFetchingError as failure:
        raise (fetcher.refused or [Forbidden(str(failure))])[0] from failure
    if fetcher.refused:
        raise fetcher.refused[0]
    return written


def _strip_attachments(page: HTML) -> None:
    """Takes away the links that would attach a file to the PDF."""
    for element in page.etree_element.iter():
        if "attachment" in element.get("rel", "").lower().split():
            del element.attrib["rel"]
            element.attrib.pop("href", None)
