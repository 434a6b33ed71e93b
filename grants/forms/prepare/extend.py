"""More time for a published call."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal import clock
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import HelsinkiMomentField
from sky_portal.ui.stale import StaleGuard
from sky_portal.ui.texts_field import TextsFormField


class ExtendForm(StaleGuard, PortalFormMixin, forms.Form):
    """The new closing time and the reason for it; `stored` gives the present closing time."""

    closes_at = HelsinkiMomentField(
        label=gettext_lazy("New closing time"),
        help_text=gettext_lazy("To the minute, Helsinki time. The minute itself still counts."),
    )
    reason = TextsFormField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody reads it on the call's page, and it is told to every applicant."),
        rows=3,
        max_length=2000,
        required_languages=("fi", "sv"),
    )

    def clean_closes_at(self) -> Any:
        """A time that is later than the present closing, and not over yet."""
        found = self.cleaned_data["closes_at"]
        if found <= self.stored["closes_at"]:
            raise forms.ValidationError(_("The new closing time must be later than the present one."))
        if found <= clock.now():
            raise forms.ValidationError(_("The new closing time must be in the future."))
        return found
