"""One subject a page: the questions of a section, saved together, each with its own version."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from grants.models import Application
from grants.rules import takes_writing, writes_part
from grants.services.application import save_section
from grants.views.fetch import APPLICANTS, own_application
from grants.views.talk import talk
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.questions.forms import SECRET, VERSION, SectionForm, section_form

WITHHELD = gettext_lazy(
    "This was not saved: you cannot change this part now. It has been taken back from you, your municipality "
    "does not take part any more, or the application cannot be changed. What you typed is still here: copy "
    "it, and ask the applicant's preparer."
)


@dataclass(frozen=True)
class Asked:
    """A question on the page: its field, its mark of secrecy, the version that was seen."""

    key: str
    field: BoundField
    secret: BoundField | None
    version: BoundField
    conflict: Any


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, case: UUID, key: str) -> HttpResponse:
    """Shows and saves one section."""
    application = own_application(request, case)
    if request.method == "POST":
        return _post(request, application, key)
    unsaved = kept_data(request)
    return _page(request, application, form_of(application, key, unsaved), unsaved=unsaved is not None)


def form_of(application: Application, key: str, data: Any = None, *, only: str | None = None) -> SectionForm:
    """The section's form, or one question's; raises Http404 for a section that the call does not ask."""
    try:
        return section_form(application.sheet, key, data, only=only)
    except KeyError:
        raise Http404 from None


def _post(request: HttpRequest, application: Application, key: str) -> HttpResponse:
    form = form_of(application, key, request.POST)
    typed = form.typed()
    # Taking the other's text is not saving one's own.
    taken = request.POST.get("take", "")
    for part in typed.values():
        part.pop(taken, None)
    try:
        result = save_section(application, key, actor=request.user, **typed)
    except PermissionDenied:
        return _page(request, application, form, withheld=True, status=403)
    if not result.all_saved:
        form.tell(result)
        return _page(request, application, form, status=409 if result.conflicts else 422)
    if taken or "continue" not in request.POST:
        messages.success(request, _("Saved."))
        return redirect("grants:section", case=application.case_id, key=key)
    following = _neighbours(application, key)[1]
    if following:
        return redirect("grants:section", case=application.case_id, key=following.key)
    return redirect("grants:application", case=application.case_id)


def _page(
    request: HttpRequest,
    application: Application,
    form: SectionForm,
    *,
    unsaved: bool = False,
    withheld: bool = False,
    status: int = 200,
) -> HttpResponse:
    before, after = _neighbours(application, form.section.key)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "form": form,
        "unsaved": unsaved,
        "section": form.section,
        "asked": [_asked(form, key) for key in form.questions],
        "before": before,
        "after": after,
        "may_edit": writes_part(form.section.key).test(request.user, application),
        # What a person typed who may not save it any more stays there to be copied.
        "withheld": WITHHELD if withheld else "",
        "is_writable": takes_writing(form.section.key).test(request.user, application),
        "talk": talk(request, application, form.section.key),
        "on_part": True,
    }
    return render(request, "grants/section.html", context, status=status)


def _asked(form: SectionForm, key: str) -> Asked:
    secret = form[SECRET + key] if SECRET + key in form.fields else None
    return Asked(key, form[key], secret, form[VERSION + key], form.conflicts.get(key))


def _neighbours(application: Application, key: str) -> tuple[Any, Any]:
    sections = list(application.sheet.sections)
    at = next(place for place, one in enumerate(sections) if one.key == key)
    return (sections[at - 1] if at else None), (sections[at + 1] if at + 1 < len(sections) else None)
