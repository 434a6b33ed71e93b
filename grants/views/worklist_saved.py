"""Saved views of the worklist: saved, renamed and deleted by their owner."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.desk import ViewNameForm
from grants.models import SavedView
from grants.services.worklist import saved
from grants.views.filters import VIEW
from grants.views.received import READERS, Desk
from sky_portal.audience import audience


@audience(READERS)
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the list that the address names under the name given."""
    desk = Desk(request)
    if desk.call is None:
        raise Http404
    try:
        view = saved.save_view(
            desk.call, name=request.POST.get("name", ""), query=desk.kept_query, actor=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('grants:received')}?{request.GET.urlencode()}")
    messages.success(request, _("The view was saved."))
    return redirect(address_of(view))


@audience(READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own view: another name, or away with it."""
    view = get_object_or_404(SavedView.objects.select_related("call"), owner=request.user, pk=pk)
    if request.method == "POST" and "delete" in request.POST:
        saved.delete_view(view, actor=request.user)
        messages.success(request, _("The view was deleted."))
        return redirect(f"{reverse('grants:received')}?call={view.call_id}")
    form = ViewNameForm(request.POST or None, instance=view)
    if request.method == "POST" and form.is_valid():
        try:
            saved.rename_view(view, name=form.cleaned_data["name"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The view was renamed."))
            return redirect(address_of(view))
    context: dict[str, Any] = {"form": form, "view_name": form.initial["name"], "back": address_of(view)}
    return render(request, "grants/desk/view.html", context, status=422 if form.errors else 200)


def address_of(view: SavedView) -> str:
    """The worklist as the view has it."""
    query = QueryDict(view.query, mutable=True)
    query[VIEW] = str(view.pk)
    return f"{reverse('grants:received')}?{query.urlencode()}"
