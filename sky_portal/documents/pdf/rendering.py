"""From a Django template to a marked PDF."""

import logging
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from sky_portal.documents.pdf.fetcher import SCHEME, StaticFetcher
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
        html = _html(template, context, language=language, title=title)
        rendered = _document(html).write_pdf(pdf_variant="pdf/a-2a")
        return mark(rendered, dated=dated)
    except FatalURLFetchingError as failure:
        reason = str(failure.__cause__ or failure)
        logger.error("PDF from %s failed: %s", template, reason)
        raise PdfFailed(f"{template}: {reason}") from failure
    except Exception as failure:
        logger.exception("PDF from %s failed", template)
        raise PdfFailed(f"{template}: {type(failure).__name__}: {failure}") from failure


def _html(template: str, context: dict[str, Any], *, language: str, title: str) -> str:
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language, "title": title})
    return printable(html)


def _document(html: str) -> HTML:
    """The parsed page, without links that would attach a file to the PDF."""
    page = HTML(string=html, base_url=SCHEME, url_fetcher=StaticFetcher())
    for element in page.etree_element.iter():
        if "attachment" in element.get("rel", "").lower().split():
            del element.attrib["rel"]
            element.attrib.pop("href", None)
    return page
