"""PDFs: Django template to PDF/A-2a with the PDF/UA-1 mark, the same content to the same bytes."""

from sky_portal.documents.pdf.rendering import PdfFailed, render_pdf

__all__ = ["PdfFailed", "render_pdf"]
