"""Files of a case viewed in place: what a browser shows by itself, in a frame that runs nothing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.views.desk_fetch import READERS, opened_application
from sky_portal.audience import audience
from sky_portal.documents.access import may_read
from sky_portal.documents.files import DamagedFile
from sky_portal.documents.inline import inline, is_viewable
from sky_portal.documents.models import Document


@audience(READERS)
@require_safe
def case_file(request: HttpRequest, case: UUID, document_id: UUID) -> HttpResponseBase:
    """A PDF or a picture of the case; 404 for another case's, a closed one, one in quarantine."""
    application = opened_application(request, case)
    documents = Document.objects.served().select_related("case")
    document = get_object_or_404(documents, pk=document_id, case=application.case_id)
    if not is_viewable(document.content_type) or not may_read(request.user, document):
        raise Http404
    try:
        return inline(document, head_only=request.method == "HEAD")
    except DamagedFile:
        return render(request, "documents/damaged.html", {"document": document}, status=500)
