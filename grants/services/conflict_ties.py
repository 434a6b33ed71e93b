"""Ties that suggest a conflict of interest: organisations in which the person acts or has acted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grants.models import Application
from pilots.models import Member
from sky_portal.accounts.models import Membership, Organisation


@dataclass(frozen=True)
class Tie:
    """An organisation of the application, and whether the person still acts in it."""

    organisation: Organisation
    present: bool


def suggested(user: Any, applications: Iterable[Application]) -> dict[int, list[Tie]]:
    """The person's ties by application, present and past (HL 28 §): those without one are left out.

    A hint alone: the person declares. Every member of a pilot counts, also one that has not answered.
    Two queries, however many applications.
    """
    own = _organisations(user)
    applicants = {application.pk: application.applicant_id for application in applications}
    found: dict[int, set[int]] = {}
    for pk, organisation in applicants.items():
        if organisation in own:
            found.setdefault(pk, set()).add(organisation)
    if own:
        members = Member.objects.filter(organisation_id__in=own, pilot__application__in=applicants).order_by()
        for pk, organisation in members.values_list("pilot__application", "organisation_id"):
            found.setdefault(pk, set()).add(organisation)
    return {pk: _ties(own, ids) for pk, ids in found.items()}


def _organisations(user: Any) -> dict[int, Tie]:
    """Where the person acts or has acted; a membership that was removed is one of the past."""
    memberships = Membership.objects.filter(user_id=user.pk).select_related("organisation").order_by("pk")
    now = set(memberships.current().values_list("organisation_id", flat=True))
    return {one.organisation_id: Tie(one.organisation, one.organisation_id in now) for one in memberships}


def _ties(own: dict[int, Tie], ids: set[int]) -> list[Tie]:
    return [own[pk] for pk in sorted(ids)]
