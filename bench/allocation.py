"""Sharing out among 300 applications: its pages beside the floor, and twenty officials at work at once.

All write sums that the appropriation cannot bear together. What was acknowledged must stand, what does
not fit must be told so, and the sums never come to more than the money.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.data import SINCE

SIZE = 300
OFFICIALS, EACH = 20, 4
# What is acknowledged, and refused for want of money.
REDIRECT, UNPROCESSABLE = 302, 422
# Less than each has applied for, and together about twice the appropriation.
SUM = 150_000
REASON = "Määräraha ei riitä kaikkeen."
SCORES = (1, 3, 5, 2, 4)


@dataclass
class Sharer:
    """A presenting officer with rows of their own, and what the portal told them."""

    user: Any
    applications: list[Any]
    saved: list[int] = field(default_factory=list)
    refused: int = 0
    seconds: list[float] = field(default_factory=list)
    fault: str = ""


def ready(officer: Any) -> tuple[Any, Any]:
    """Examines and scores what was sent; a plan filled by a rule and an empty one."""
    from grants.models import Call
    from grants.services import allocation

    call = Call.objects.get(slug="sky-2021")
    Call.objects.filter(pk=call.pk).update(assessors_wanted=1)
    applications = sent()
    declare(officer, applications)
    assess(officer, applications)
    filled = allocation.make_plan(call, name="Täytetty", actor=officer)
    allocation.apply_rule(filled, rule="same_cut", parameters={"above": "0"}, actor=officer)
    return filled, allocation.make_plan(call, name="Tyhjä", actor=officer)


def sent() -> list[Any]:
    """The first 300 applications that have been sent to the call."""
    from grants.models import Application

    return list(Application.objects.standing().select_related("call", "case").order_by("pk")[:SIZE])


def declare(person: Any, applications: Sequence[Any]) -> None:
    """There is no conflict of interest."""
    from grants.enums import ConflictState
    from grants.services import conflicts

    for application in applications:
        conflicts.declare(application, state=ConflictState.FREE, actor=person)


def assess(officer: Any, applications: Sequence[Any]) -> None:
    """Takes each under examination and scores it, one like every fifth of the others."""
    from grants.services import assigning, reviews

    criteria = list(applications[0].call.criteria.all())
    for number, application in enumerate(applications):
        assigning.take_under_examination(application, actor=officer)
        (review,) = assigning.assign_assessors(application, assessors=[officer], actor=officer)
        for criterion in criteria:
            reviews.save_score(
                review,
                criterion=criterion,
                score=SCORES[number % len(SCORES)],
                reason="Perusteltu.",
                base_version=0,
                actor=officer,
            )
        reviews.finish(review, actor=officer)


def sharers(office: Any) -> list[Sharer]:
    """Twenty presenting officers, each with applications that they have declared on."""
    from sky_portal.accounts.enums import Role
    from sky_portal.accounts.models import Membership, User

    found, applications = [], sent()
    for number in range(OFFICIALS):
        user = User.objects.create(
            email=f"sharer-{number}@bench.example", name=f"Esittelijä {number}", password="!"
        )
        Membership.objects.create(
            user=user, organisation=office, role=Role.PRESENTING_OFFICER, starts_on=SINCE
        )
        own = applications[number::OFFICIALS][:EACH]
        declare(user, own)
        found.append(Sharer(user, own))
    return found


def at_once(port: int, plan: Any, people: list[Sharer]) -> dict[str, Any]:
    """All write their sums at once over HTTP; then the books are checked."""
    threads = [threading.Thread(target=_work, args=(port, plan, one)) for one in people]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return _told(plan, people, time.perf_counter() - started)


def _work(port: int, plan: Any, person: Sharer) -> None:
    from bench.people import Browser, session_of, token

    browser, address = Browser(port, session_of(person.user)), address_of(plan)
    try:
        _status, page = browser.get(address)
        mark = token(page)
        for application in person.applications:
            key = application.pk
            cells = {f"grant-{key}": str(SUM), f"was-{key}": "", f"base-{key}": "0", "reason": REASON}
            started = time.perf_counter()
            status, _page = browser.post(address, {"csrfmiddlewaretoken": mark, **cells})
            person.seconds.append(time.perf_counter() - started)
            if status == REDIRECT:
                person.saved.append(key)
            elif status == UNPROCESSABLE:
                person.refused += 1
            else:
                raise RuntimeError(f"a sum answered {status}")
    except Exception as error:
        person.fault = f"{type(error).__name__}: {error}"[:200]
    finally:
        browser.close()


def address_of(plan: Any) -> str:
    """The plan's page."""
    return f"/fi/allocation/{plan.call.slug}/{plan.pk}/"


def compared(one: Any, other: Any) -> str:
    """The page on which two plans stand side by side."""
    return f"/fi/allocation/{one.call.slug}/compare/?plan={one.pk}&plan={other.pk}"


def _told(plan: Any, people: list[Sharer], passed: float) -> dict[str, Any]:
    from django.db.models import Sum

    from grants.models import PlanRow
    from grants.services.allocation import money
    from sky_portal.money import CENTS

    rows = PlanRow.objects.filter(plan=plan)
    stands = dict(rows.order_by().values_list("application_id", "grant_cents"))
    waits = sorted(second for person in people for second in person.seconds)
    saved = [key for person in people for key in person.saved]
    total = rows.aggregate(sum=Sum("grant_cents"))["sum"] or 0
    appropriation = money(plan.call).appropriation
    return {
        "officials": len(people),
        "sums_per_second": round(len(waits) / passed, 1),
        "median_ms": round(waits[len(waits) // 2] * 1000) if waits else 0,
        "saved": len(saved),
        "refused": sum(person.refused for person in people),
        "total_euros": total // CENTS,
        "appropriation_euros": appropriation // CENTS,
        "exceeded": total > appropriation,
        # Refused although it would have fitted.
        "idle": any(person.refused for person in people) and appropriation - total >= SUM * CENTS,
        "lost": [key for key in saved if stands.get(key) != SUM * CENTS],
        "faults": [person.fault for person in people if person.fault][:5],
    }


def after_closing(call: Any) -> Any:
    """A working day in the examination."""
    return call.closes_at + timedelta(days=20)
