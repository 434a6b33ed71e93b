"""What a rule of sharing out asks for, as a form: built from the rule's own parameters."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.allocation.sums import REASON, whole_euros
from grants.services.allocation import AllocationRule
from sky_portal.money import CENTS
from sky_portal.ui.forms import PortalFormMixin

_DECIMAL = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,3})?", re.ASCII)
FIGURE = {"class": "form-control figure", "inputmode": "decimal", "autocomplete": "off"}


class DecimalField(forms.CharField):
    """A number as people write it, with a comma or a point."""

    widget = forms.TextInput

    def clean(self, value: Any) -> Decimal | None:
        """The number; raises ValidationError."""
        text = super().clean(value).replace("%", "").strip()
        if not text:
            return None
        try:
            if not _DECIMAL.fullmatch(text):
                raise InvalidOperation
            return Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValidationError(_("Write a number, such as 3,5.")) from None


class EurosField(forms.CharField):
    """Whole euros as people write them."""

    widget = forms.TextInput

    def clean(self, value: Any) -> int | None:
        """Euros; raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return whole_euros(text) // CENTS
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None


class RuleForm(PortalFormMixin, forms.Form):
    """The parameters of one rule, the reason for what it changes, and what the preview was made of."""

    def __init__(self, *args: Any, rule: AllocationRule, regions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for parameter in rule.parameters:
            self.fields[parameter.name] = _field(parameter, regions)
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("Reason"),
            required=False,
            max_length=REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("Empty: the rule's own words, in the language of each case."),
        )
        # The plan's revision at the preview and the form's own mark: written by the form that applies.
        self.fields["revision"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["token"] = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def parameters(self) -> dict[str, Any]:
        """In the words of the verb."""
        return {parameter.name: self.cleaned_data.get(parameter.name) for parameter in self.rule.parameters}


def _field(parameter: Any, regions: dict[str, str]) -> forms.Field:
    known: dict[str, Any] = {
        "label": parameter.label,
        "help_text": parameter.help,
        "required": parameter.required,
    }
    if parameter.kind == "yes":
        return forms.BooleanField(**known | {"required": False})
    if parameter.kind == "regions":
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**known, choices=list(regions.items()), widget=boxes)
    if parameter.kind == "euros":
        return EurosField(**known, max_length=30, widget=forms.TextInput(attrs=FIGURE))
    return DecimalField(**known, max_length=12, widget=forms.TextInput(attrs=FIGURE))
