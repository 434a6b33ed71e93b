"""The official's word on the condition of the call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sky_portal.ui.forms import PortalFormMixin


class RulingForm(PortalFormMixin, forms.Form):
    """Yes or no, and why."""

    eligible = forms.TypedChoiceField(
        label=_("Does the application meet the condition of the call?"),
        choices=[("yes", _("Meets it")), ("no", _("Does not meet it"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept in the audit trail. The applicant reads it only with the decision."),
    )
    # The number of the submission that was read.
    seen = forms.IntegerField(widget=forms.HiddenInput)
