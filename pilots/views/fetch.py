"""Fetching is checking: what one may not see is not there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from pilots.models import Member, Pilot


def pilot_or_404(request: HttpRequest, case: UUID) -> Pilot:
    """A pilot that this person sees, by its case; raises Http404."""
    pilots = Pilot.objects.visible_to(request.user).select_related("programme", "coordinator")
    return get_object_or_404(pilots, case_id=case)


def seen_members(request: HttpRequest) -> Any:
    """The members that this person sees, with what their words need."""
    members = Member.objects.visible_to(request.user)
    return members.select_related("organisation", "pilot__programme", "pilot__coordinator", "answered_by")
