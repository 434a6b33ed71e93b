"""A stored file shown in place, in a frame of the portal's own pages: nothing in it runs or loads.

Who may see it is asked before, by the view; only kinds that browsers show by themselves are shown.
"""

from django.http import FileResponse, HttpResponse, HttpResponseBase

from sky_portal.documents.files import open_verified
from sky_portal.documents.models import Document
from sky_portal.documents.views import disposition

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg")
_CLOSED = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
# A browser's own PDF viewer does not open in a sandbox: it brings its own, and styles itself.
POLICIES = {PDF: f"{_CLOSED}; style-src 'unsafe-inline'", **dict.fromkeys(PICTURES, f"{_CLOSED}; sandbox")}


def is_viewable(content_type: str) -> bool:
    """Whether a file of this type, as its content was recognised at upload, is shown in place."""
    return content_type in POLICIES


def inline(document: Document, *, head_only: bool = False) -> HttpResponseBase:
    """The very bytes that were stored, to be shown; raises DamagedFile, and KeyError for another type."""
    policy = POLICIES[document.content_type]
    stream = open_verified(document.path, document.sha256)
    response: HttpResponseBase
    if head_only:
        stream.close()
        response = HttpResponse(content_type=document.content_type)
    else:
        response = FileResponse(stream, content_type=document.content_type)
    response["Content-Disposition"] = disposition(document.name).replace("attachment", "inline", 1)
    response["Content-Length"] = str(document.size)
    response["Content-Security-Policy"] = policy
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
