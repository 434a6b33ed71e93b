"""The worklist as it is shown, as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.services import worklist
from grants.services.sheets.writing import CONTENT_TYPE
from grants.services.worklist.export import as_csv, as_xlsx
from grants.views.received import READERS, Desk
from grants.views.worklist_cells import VALUES
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.ui import formats

# As many rows as one question takes on either database.
CHUNK = 500


@audience(READERS)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All that is found, in its order, with the columns that are shown."""
    desk = Desk(request)
    if desk.call is None:
        raise Http404
    headings = [str(column.label) for column in desk.asked.columns]
    if kind == "csv":
        content = as_csv(headings, _lines(desk), english=formats.language() == "en")
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        content = as_xlsx(_("Received applications"), headings, _lines(desk))
        response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = f"{desk.call.slug}-{clock.today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(desk: Desk) -> Iterator[list[Any]]:
    keys = list(desk.found.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        for row in worklist.rows_of(keys[start : start + CHUNK], desk.user):
            yield [VALUES[column.key](row, desk.names) for column in desk.asked.columns]
