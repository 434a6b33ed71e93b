"""What a call shares out: money, or places."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.services.budget_input import CellRefused, parse_cents
from sky_portal.ui import formats
from sky_portal.ui.forms import DateInput, PortalFormMixin
from sky_portal.ui.stale import Line, StaleGuard

ONLY_MONEY = ("amount_cents", "own_share_percent", "pay_cap_cents", "use_from", "use_until")
YES_NO = ((True, gettext_lazy("Money")), (False, gettext_lazy("Places, no money")))


class EurosField(forms.CharField):
    """Whole euros as people write them; gives cents, or None when nothing is given."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "class": "euro", "autocomplete": "off"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Cents as a sum with its groups of digits parted; what was typed as it is."""
        return formats.money(value, unit=False) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """The cents; raises ValidationError that says what cannot be read."""
        if value is None or isinstance(value, int):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_cents(text)
        except CellRefused as refused:
            raise ValidationError(str(refused.message)) from None

    def run_validators(self, value: Any) -> None:
        """None: the length of the text says nothing of a sum."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another sum is given than before."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class MoneyForm(StaleGuard, PortalFormMixin, forms.Form):
    """Money or places, the sum, the own share, the use period."""

    shares_money = forms.TypedChoiceField(
        label=gettext_lazy("What the call shares out"),
        choices=YES_NO,
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Without money no budget is asked for: the call has no sum and no use period."
        ),
    )
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=9999, required=False)
    amount_cents = EurosField(
        label=gettext_lazy("Sum to be shared out, euros"),
        help_text=gettext_lazy(
            "At most this much, as it is announced. Whole euros, for example 6 800 000. Needed to publish."
        ),
        required=False,
    )
    own_share_percent = forms.IntegerField(
        label=gettext_lazy("Own share, per cent of the total costs"), min_value=0, max_value=100
    )
    pay_cap_cents = EurosField(
        label=gettext_lazy("Pay cap of one person for a year, euros"),
        help_text=gettext_lazy(
            "Applicants are warned of pay above it, never barred. Leave the field empty when there is no cap."
        ),
        required=False,
    )
    use_from = forms.DateField(
        label=gettext_lazy("The grant may be used from"), widget=DateInput, required=False
    )
    use_until = forms.DateField(
        label=gettext_lazy("The grant may be used until"),
        help_text=gettext_lazy("Both days are needed to publish."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "Optional" would be half the truth: a draft may lack them, a published call may not.
        for name in ("places", "amount_cents", "pay_cap_cents", "use_from", "use_until"):
            self.fields[name].marked_inside = True  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        """Money and places apart, so that the page shows what has been chosen."""
        helper = super().helper
        helper.layout = Layout(
            "shares_money",
            Div("places", css_class="only-places"),
            Div(*ONLY_MONEY, css_class="only-money"),
            "base",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Refuses a sum of nought and a use period that ends before it begins."""
        found = self.cleaned_data
        for name in ("amount_cents", "pay_cap_cents"):
            if found.get(name) == 0:
                self.add_error(name, _("Give a sum, or leave the field empty."))
        begins, ends = found.get("use_from"), found.get("use_until")
        if begins and ends and ends < begins:
            self.add_error("use_until", _("The use period must end after it begins."))
        return found

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored, in words; sums with their unit."""
        value = self.initial[name]
        if name in ("amount_cents", "pay_cap_cents") and value is not None:
            return [Line(formats.money(value))]
        if name == "own_share_percent":
            return [Line(f"{value}{formats.SPACE}%")]
        if name == "shares_money":
            return [Line(str(dict(YES_NO)[value]))]
        return super().stored_lines(name)
