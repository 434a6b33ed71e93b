"""What stands beside an application on the desk: assessment, checks, checklist, notes, requests, thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from grants.forms.case_desk import ChecklistForm, NoteForm
from grants.models import Application
from grants.rules import opens_sent
from grants.services.checklist import points_of
from grants.services.checks import Check
from grants.views import correspondence, review_panel, supplements
from grants.workflows import APPLICATION
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.rules import is_official

CHECKLIST, NOTES = "checklist", "notes"
Context = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A panel of this person's page: its place, its name, how much is in it, and its content."""

    key: str
    title: str | Promise
    html: SafeString
    count: str = ""
    # The name in the row of links over the panels, where the whole one is long.
    short: str | Promise = ""

    @property
    def has_heading(self) -> bool:
        """Whether the content is a section of its own, with its name and heading."""
        return self.key == ASSESSMENT[0].key


@dataclass(frozen=True)
class Outside:
    """A panel that another part of the desk gives: its context, and its template; empty: not shown."""

    key: str
    title: str | Promise
    template: str
    panel: Callable[[HttpRequest, Application], Context]
    short: str | Promise = ""


ASSESSMENT = (Outside("assessment", _("Assessment"), "grants/reviews/_panel.html", review_panel.panel),)
CORRESPONDENCE = (
    Outside(
        "supplements",
        _("Supplement requests"),
        "grants/supplements/_panel.html",
        supplements.panel,
        _("Supplements"),
    ),
    Outside(
        "thread",
        _("Messages with the applicant"),
        "grants/correspondence/_panel.html",
        correspondence.panel,
        _("Messages"),
    ),
)


@dataclass
class Typed:
    """Forms that come back to the page with what was typed in them."""

    checklist: ChecklistForm | None = None
    note: NoteForm | None = None


def checks_panel(request: HttpRequest, checks: list[Check]) -> Shown:
    """What the portal itself has seen."""
    context = {"checks": checks, "eyes": (eyes := sum(check.needs_eyes for check in checks))}
    html = render_to_string("grants/case/_checks.html", context, request)
    return Shown("checks", _("Automatic checks"), html, str(eyes) if eyes else "", _("Checks"))


def checklist_panel(request: HttpRequest, application: Application, typed: Typed, query: str) -> Shown | None:
    """The call's own checklist; nothing where the call has none."""
    points = points_of(application)
    if not points:
        return None
    unsaved = None if typed.checklist else _kept(request, "checklist")
    form = typed.checklist or ChecklistForm(points, unsaved)
    marked = sum(point.mark is not None for point in points)
    context = {
        "application": application,
        "form": form,
        "asked": form.asked(),
        "may_mark": APPLICATION.may("mark_check", request.user, application),
        "unsaved": unsaved is not None,
        "list_query": query,
        "refused": typed.checklist is not None,
    }
    html = render_to_string("grants/case/_checklist.html", context, request)
    return Shown(CHECKLIST, _("Checklist of the call"), html, f"{marked}/{len(points)}", _("Checklist"))


def notes_panel(request: HttpRequest, application: Application, typed: Typed, query: str) -> Shown:
    """Notes between officials, the latest last, and the form for one more."""
    notes = list(application.notes.select_related("author").order_by("written_at", "pk"))
    unsaved = None if typed.note else _kept(request, "notes")
    context = {
        "application": application,
        "notes": notes,
        "form": typed.note or NoteForm(unsaved),
        "may_write": APPLICATION.may("write_note", request.user, application),
        "unsaved": unsaved is not None,
        "list_query": query,
    }
    html = render_to_string("grants/case/_notes.html", context, request)
    return Shown(NOTES, _("Notes between officials"), html, str(len(notes)) if notes else "", _("Notes"))


def panels_of(
    request: HttpRequest, application: Application, *, checks: list[Check], typed: Typed, query: str
) -> list[Shown]:
    """The panels that this person sees, in their order; preparation is the officials' own (JulkL 6 §)."""
    found: list[Shown | None] = [*_given(request, application, ASSESSMENT, query)]
    found.append(checks_panel(request, checks))
    if (is_official & opens_sent).test(request.user, application):
        found.append(checklist_panel(request, application, typed, query))
        found.append(notes_panel(request, application, typed, query))
    found += _given(request, application, CORRESPONDENCE, query)
    return [panel for panel in found if panel]


def _given(
    request: HttpRequest, application: Application, outside: tuple["Outside", ...], query: str
) -> list[Shown]:
    """Panels whose content another part of the desk gives; none where that is empty."""
    found = []
    for one in outside:
        context = {"application": application, "list_query": query, **one.panel(request, application)}
        html = render_to_string(one.template, context, request)
        if html.strip():
            found.append(Shown(one.key, one.title, html, short=one.short))
    return found


def _kept(request: HttpRequest, part: str) -> Any:
    """What was typed into one of the page's forms and could not be saved as the session had ended."""
    data = kept_data(request)
    return data if data and data.get("part") == part else None
