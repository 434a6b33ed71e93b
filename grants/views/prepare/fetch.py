"""Fetching a call for its preparation."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from grants.models import Call
from sky_portal.accounts.enums import Role
from sky_portal.audience import roles

ADMINISTRATORS = roles(Role.CALL_ADMINISTRATOR)


def calls_of(request: HttpRequest) -> QuerySet[Call]:
    """The calls that this person sees, with what every page of the preparation names."""
    return Call.objects.visible_to(request.user).select_related(
        "authority", "programme", "question_set", "case"
    )


def call_or_404(request: HttpRequest, slug: str) -> Call:
    """The call by its slug; raises Http404 for one that is not there for this person."""
    return get_object_or_404(calls_of(request), slug=slug)
