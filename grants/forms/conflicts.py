"""What a person says about a conflict of interest, and what a superior decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.enums import ConflictState
from grants.services.conflicts import LONGEST
from sky_portal.ui.forms import PortalFormMixin

WORDS = (
    (ConflictState.FREE, _("I have no conflict of interest")),
    (ConflictState.CONFLICTED, _("I have a conflict of interest")),
    (ConflictState.DISPUTED, _("I am in doubt: a superior decides")),
)


class DeclareForm(PortalFormMixin, forms.Form):
    """The person's word on one application."""

    word = forms.ChoiceField(
        label=_("Your declaration"),
        choices=WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you declare.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you are in doubt. Only superiors read it."),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A doubt comes with its reason."""
        known: dict[str, Any] = super().clean() or self.cleaned_data
        if known.get("word") == ConflictState.DISPUTED and not known.get("reason"):
            self.add_error("reason", _("Tell the superior what the doubt is about."))
        return known
