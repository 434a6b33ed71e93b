"""Everybody's to-do list: computed from the tables of steps and the drafts under way, never stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from grants.enums import ApplicationState
from grants.models import Application
from grants.rules import writes_application
from sky_portal.workflow import REGISTRY

# More than anybody does in a day; the page says when there are more.
MOST = 50


class Page(NamedTuple):
    """Where a waiting thing is acted on: the URL's name, its argument's path, what its words need."""

    route: str
    argument: str
    related: tuple[str, ...] = ()


PAGES: dict[str, Page] = {
    "grants.application": Page("grants:check", "case_id", ("pilot", "call")),
    "pilots.member": Page("pilots:answer", "pk", ("pilot", "organisation")),
    "accounts.accessrequest": Page("accounts:access_answer", "pk", ("user", "organisation")),
}


@dataclass(frozen=True)
class Todo:
    """One line of the list: what, about what, where, until when."""

    title: str
    about: str
    url: str
    due: datetime | None = None


def waiting(user: Any) -> list[Todo]:
    """The steps that wait for this person, over all tables that tell where to take them."""
    return [
        Todo(str(step.todo), str(thing), _address(page, thing), _due(thing))
        for label, page in PAGES.items()
        if label in REGISTRY
        for step, things in REGISTRY[label].todos(user)
        for thing in things.select_related(*page.related).order_by("pk")[:MOST]
    ]


def drafts(user: Any) -> QuerySet[Application]:
    """The drafts this person writes, those that close first on top."""
    return (
        Application.objects.visible_to(user)
        .filter(writes_application.q(user), state__in={ApplicationState.DRAFT})
        .select_related("pilot", "call", "applicant")
        .order_by("call__closes_at", "pk")[:MOST]
    )


def _address(page: Page, thing: Any) -> str:
    for step in page.argument.split("."):
        argument = thing = getattr(thing, step)
    return reverse(page.route, args=[argument])


def _due(thing: Any) -> datetime | None:
    call = getattr(thing, "call", None)
    return call.closes_at if call else None
