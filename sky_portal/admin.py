"""What every app's admin stands on: inspection that changes nothing."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class Inspection(admin.ModelAdmin):
    """Rows to look at: what changes them are the verbs of the services, with their audit events."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
