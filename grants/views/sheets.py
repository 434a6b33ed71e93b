"""A spreadsheet into the budget form and out of the budget: what was understood is shown before.

Nothing is stored here. Both ways in lead to a preview, and from there into the budget page, where
the lines stand as if typed; everything that stood in the form before comes along on the way.
"""

from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.forms.budget import LINE_CELLS, BudgetForm
from grants.forms.sheets import APPEND, PREFIX, REPLACE, SheetForm
from grants.models import Application
from grants.services import budget as service
from grants.services.sheets import pasted, reading, writing
from grants.services.sheets.reading import Sheet
from grants.services.sheets.table import SheetRefused
from grants.views.budget import page as budget_page
from grants.views.fetch import APPLICANTS, own_application
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience

# What the page brings along of itself, beside the cells of the budget.
_NOT_CELLS = ("csrfmiddlewaretoken", "kept_owner", "save", "add", "remove")


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes pasted cells, shows what was understood, and brings the lines into the budget page."""
    application, scope = _writable(request, case)
    if request.method != "POST":
        return _back(request, application, scope)
    if "sheet-back" in request.POST:
        return _into_budget(request, application, BudgetForm.posted(application, request.POST, scope=scope))
    try:
        if "sheet-rows" in request.POST:
            return _preview(request, SheetForm.posted(application, scope, request.POST))
        form = SheetForm(
            application, scope, [Sheet("", pasted.rows_of(request.POST.get("sheet-text", "")))], request.POST
        )
    except SheetRefused as refused:
        return _refused(request, application, scope, str(refused.message))
    return _preview(request, form)


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes an XLSX or ODS file, reads it once and shows what was understood; the file is not kept."""
    application, scope = _writable(request, case)
    if request.method != "POST":
        return _back(request, application, scope)
    upload = request.FILES.get("sheet-file")
    try:
        if upload is None:
            raise ValidationError(_("Choose a file first."))
        sheets = reading.read(upload, name=upload.name or "")
    except ValidationError as refused:
        return _refused(request, application, scope, refused.messages[0], target="id_sheet-file")
    except SheetRefused as refused:
        return _refused(request, application, scope, str(refused.message), target="id_sheet-file")
    return _preview(request, SheetForm(application, scope, sheets, request.POST))


@audience(APPLICANTS)
@require_safe
def export(request: HttpRequest, case: UUID) -> HttpResponse:
    """The saved budget as XLSX, in the page's language."""
    application = own_application(request, case)
    if not application.call.shares_money:
        raise Http404
    budget = service.applied(application, with_rows=True)
    content = writing.write(
        budget.lines.all(),
        budget.other_funding.all(),
        service.sums(budget),
        headings={field: str(label) for field, label in LINE_CELLS.items()},
        own_share_percent=application.call.own_share_percent,
    )
    name = quote(" ".join((_("Budget"), application.pilot.name)) + ".xlsx", safe="")
    return HttpResponse(
        content,
        content_type=writing.CONTENT_TYPE,
        headers={
            "Content-Disposition": f"attachment; filename=\"budget.xlsx\"; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )


def _writable(request: HttpRequest, case: UUID) -> tuple[Application, service.Scope]:
    application = own_application(request, case)
    if not application.call.shares_money:
        raise Http404
    scope = service.scope_of(request.user, application)
    if request.method == "POST" and not scope:
        raise PermissionDenied
    return application, scope


def _back(request: HttpRequest, application: Application, scope: service.Scope) -> HttpResponse:
    """A reload after the session's end shows the rows that were kept; else there is nothing to see."""
    unsaved = kept_data(request)
    if not unsaved or not scope:
        return redirect("grants:budget", case=application.case_id)
    form = BudgetForm.posted(application, unsaved, scope=scope)
    return budget_page(request, application, service.applied(application, with_rows=True), form, unsaved=True)


def _preview(request: HttpRequest, form: SheetForm) -> HttpResponse:
    """The page of what was understood; with "take", the budget page with the lines in it."""
    taking = "sheet-take" in request.POST
    if taking and not form.obstacle:
        return _into_budget(request, form.application, form.taken(), taken=len(form.understood.lines))
    context = {
        "application": form.application,
        "call": form.application.call,
        "form": form,
        "obstacle": form.obstacle if taking else "",
        "typed": [
            (name, value)
            for name, value in request.POST.items()
            if name not in _NOT_CELLS and not name.startswith(PREFIX)
        ],
        "append": APPEND,
        "replace": REPLACE,
    }
    return render(request, "grants/paste.html", context, status=422 if context["obstacle"] else 200)


def _into_budget(
    request: HttpRequest, application: Application, form: BudgetForm, *, taken: int = 0
) -> HttpResponse:
    current = service.applied(application, with_rows=True)
    return budget_page(request, application, current, form, rearranged=True, sheet_taken=taken)


def _refused(
    request: HttpRequest,
    application: Application,
    scope: service.Scope,
    message: str,
    *,
    target: str = "id_sheet-text",
) -> HttpResponse:
    """The budget page as it was typed, with what is wrong with the table."""
    form = BudgetForm.posted(application, request.POST, scope=scope)
    return budget_page(
        request,
        application,
        service.applied(application, with_rows=True),
        form,
        status=422,
        sheet_error=message,
        sheet_target=target,
    )
