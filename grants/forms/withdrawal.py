"""What is asked when an application is withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sky_portal.ui.forms import PortalFormMixin


class WithdrawalForm(PortalFormMixin, forms.Form):
    """The reason, which nobody must give, and which version was read."""

    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not say. What you write is kept with the case, and the authority reads it."),
    )
    # The number of the submission that was read.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
