"""Everybody's to-do list: computed from the tables of steps and the drafts under way, never stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants import parts
from grants.enums import ApplicationState
from grants.models import Application, PartAssignment
from grants.rules import writes_application
from grants.services.own_reviews import end_of_day, own_under_way
from grants.services.together import given_to
from grants.services.withdrawal import asked_of
from grants.views.supplement_todos import supplement_todos
from grants.workflows import ALLOCATION
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.questions.services import overview
from sky_portal.texts import pick
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
    steps = [
        Todo(str(step.todo), str(thing), _address(page, thing), _due(thing))
        for label, page in PAGES.items()
        if label in REGISTRY
        for step, things in REGISTRY[label].todos(user)
        for thing in things.select_related(*page.related).order_by("pk")[:MOST]
    ]
    return [*steps, *_assessments(user), *_withdrawals(user), *_supplements(user), *_plans(user)]


def _supplements(user: Any) -> list[Todo]:
    """Supplements and messages, on both sides."""
    return [Todo(*line) for line in supplement_todos(user)]


def _assessments(user: Any) -> list[Todo]:
    """What is to be assessed, one line a call with the first day by which something is to be done."""
    if not user.has_role(Role.ASSESSOR, Role.PRESENTING_OFFICER):
        return []
    found = own_under_way(user).values("application__call_id", "application__call__name")
    counted = found.annotate(count=Count("pk"), due=Min("due_on"))
    in_order = counted.order_by(F("due").asc(nulls_last=True), "application__call_id")
    return [
        Todo(
            ngettext("Assess %(count)s application", "Assess %(count)s applications", one["count"]) % one,
            pick(one["application__call__name"]).text,
            reverse("grants:reviews"),
            end_of_day(one["due"]) if one["due"] else None,
        )
        for one in in_order
    ]


def _withdrawals(user: Any) -> list[Todo]:
    """Where the applicant has asked for the end of the matter, for those who prepare the decision."""
    found = asked_of(user).for_list().order_by("withdrawal_asked_at", "pk")[:MOST]
    title = _("Prepare a decision: the applicant asks for the withdrawal")
    return [
        Todo(title, f"{one.case.number} {sent.name}", reverse("grants:submission", args=[one.case_id]))
        for one in found
        if (sent := one.current_submission)
    ]


def _plans(user: Any) -> list[Todo]:
    """Plans of sharing out that have been presented, for those who approve them."""
    found = ALLOCATION.waiting(ALLOCATION.steps["approve"], user).select_related("call").order_by("pk")
    return [
        Todo(
            _("Decide on the plan that was presented: %(plan)s") % {"plan": plan.name},
            str(plan.call),
            reverse("grants:allocation_plan", args=[plan.call.slug, plan.pk]),
        )
        for plan in found[:MOST]
    ]


def given_parts(user: Any) -> list[Todo]:
    """The parts in this person's care that are not done, of drafts that can still be sent."""
    found = (
        given_to(user)
        .filter(
            application__state__in={ApplicationState.DRAFT}, application__call__closes_at__gte=clock.now()
        )
        .select_related("application__call", "application__pilot", "application__sheet__question_set")
        .prefetch_related("application__sheet__answers")
    )
    return [
        Todo(
            _("Write your part: %(part)s") % {"part": title},
            f"{one.application.pilot} · {one.application.call}",
            parts.address(one.application, one.part),
            _due(one.application),
        )
        for one in found[:MOST]
        if (title := parts.titles(one.application).get(one.part)) and not _is_written(one)
    ]


def _is_written(given: PartAssignment) -> bool:
    """Whether a section lacks nothing; of the budget and the attachments only people can tell."""
    if given.part in parts.OWN_PARTS:
        return False
    return overview(given.application.sheet).is_done(given.part)


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
