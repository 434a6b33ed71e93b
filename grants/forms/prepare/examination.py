"""How many assess each application of a call, and whether they agree on one assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.calldata.shape import MOST_ASSESSORS
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.stale import StaleGuard

LEAST_TO_AGREE = 2


class ExaminationForm(StaleGuard, PortalFormMixin, forms.Form):
    """How many assessors, and whether they agree in the end."""

    assessors_wanted = forms.IntegerField(
        label=gettext_lazy("Assessors of each application"),
        min_value=0,
        max_value=MOST_ASSESSORS,
        help_text=gettext_lazy(
            "Each assesses without seeing the others until all are done. Nought: nobody assesses."
        ),
    )
    consensus_wanted = forms.BooleanField(
        label=gettext_lazy("The assessors agree on one assessment"),
        help_text=gettext_lazy("When all are done, they write the scores and reasons that count."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Nobody agrees alone."""
        found = self.cleaned_data
        wanted = found.get("assessors_wanted")
        if found.get("consensus_wanted") and wanted is not None and wanted < LEAST_TO_AGREE:
            self.add_error("consensus_wanted", _("Agreeing on one assessment needs at least two assessors."))
        return found
