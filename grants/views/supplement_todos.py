"""Supplements and messages on everybody's to-do list: (title, about what, where, until when)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.models import Application
from grants.rules import presents_application, writes_application
from grants.services import correspondence, supplements
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role

Line = tuple[str, str, str, datetime | None]
MOST = 50


def supplement_todos(user: Any) -> list[Line]:
    """What an applicant is asked for, and what an official has been answered or not."""
    lines: list[Line] = []
    if user.has_role(*APPLICANT_ROLES):
        lines += _asked_of(user)
    if user.has_role(Role.PRESENTING_OFFICER):
        lines += [*_overdue(user), *_to_answer(user)]
    return lines


def _asked_of(user: Any) -> list[Line]:
    own = Application.objects.filter(writes_application.q(user)).order_by().values("pk")
    title = _("Supplement the application")
    return [
        (title, str(one.application.pilot), _page("grants:application", one.application), one.due_at)
        for one in supplements.waiting_for(user).filter(application__in=own)[:MOST]
    ]


def _overdue(user: Any) -> list[Line]:
    presented = Application.objects.filter(presents_application.q(user)).order_by().values("pk")
    found = supplements.waiting_for(user).filter(application__in=presented, due_at__lt=clock.now())
    title = _("The supplement has not come in time: give more time or go on without it")
    return [
        (title, _named(one.application), _page("grants:supplements", one.application), one.due_at)
        for one in found[:MOST]
    ]


def _to_answer(user: Any) -> list[Line]:
    found = correspondence.to_answer(user).select_related("application__case", "application__pilot")
    title = _("The applicant has written to you")
    return [
        (title, _named(one.application), _page("grants:case_messages", one.application), None)
        for one in found.order_by("sent_at", "pk")[:MOST]
    ]


def _named(application: Application) -> str:
    return f"{application.case.number} {application.pilot}"


def _page(name: str, application: Application) -> str:
    return reverse(name, args=[application.case_id])
