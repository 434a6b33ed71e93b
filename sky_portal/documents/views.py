"""Serving documents: access first, then the very bytes that were stored."""

import re
import unicodedata
import uuid
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sky_portal.audience import SIGNED_IN, audience
from sky_portal.documents.access import may_read
from sky_portal.documents.files import DamagedFile, open_verified
from sky_portal.documents.models import Document

# Whatever a file holds, a browser that opens it all the same runs and loads nothing.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@audience(SIGNED_IN)
@require_safe
def download(request: HttpRequest, document_id: uuid.UUID) -> HttpResponseBase:
    """The file as an attachment; 404 for those who may not read it, and for all in quarantine."""
    documents = Document.objects.served().select_related("case")
    document = get_object_or_404(documents, pk=document_id)
    if not may_read(request.user, document):
        raise Http404
    try:
        return _headed(_body(request, document), document)
    except DamagedFile:
        return render(request, "documents/damaged.html", {"document": document}, status=500)


def disposition(name: str) -> str:
    """Content-Disposition of an attachment (RFC 6266): a plain name, and the real one in UTF-8."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()+,-]", "_", folded).strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _body(request: HttpRequest, document: Document) -> HttpResponseBase:
    stream = open_verified(document.path, document.sha256)
    if request.method == "HEAD":
        stream.close()
        return HttpResponse(content_type=document.content_type)
    return FileResponse(stream, content_type=document.content_type)


def _headed(response: HttpResponseBase, document: Document) -> HttpResponseBase:
    response["Content-Disposition"] = disposition(document.name)
    response["Content-Length"] = str(document.size)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
