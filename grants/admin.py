"""Inspection of the money's rows; nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from grants.models import Application, Call, Submission
from sky_portal.admin import Inspection


@admin.register(Call)
class CallAdmin(Inspection):
    """Calls and what they say."""

    list_display = ("slug", "state", "opens_at", "closes_at", "reference")


@admin.register(Application)
class ApplicationAdmin(Inspection):
    """Which applications have arrived; a draft, its name included, is its writers' own."""

    fields = ("case", "call", "applicant", "state", "language", "started_at", "current_submission")
    list_display = ("case", "call", "applicant", "state", "started_at")
    list_select_related = ("case", "call", "applicant")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those that have been sent."""
        return Application.objects.sent()


@admin.register(Submission)
class SubmissionAdmin(Inspection):
    """What has arrived, by its columns."""

    fields = (
        "application",
        "number",
        "arrived_at",
        "sent_by",
        "sha256",
        "total_cents",
        "grant_cents",
        "eligible",
    )
    list_display = ("name", "number", "arrived_at", "grant_cents", "eligible", "sha256")
    list_select_related = ("application",)
