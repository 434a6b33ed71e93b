"""Cost categories, attachments, instalments, dates, contact persons, appropriations."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.enums import DateKind
from grants.forms.prepare.money import EurosField
from grants.forms.prepare.rows_base import PlainLineField, RowForm
from sky_portal.ui import formats
from sky_portal.ui.forms import DateInput
from sky_portal.ui.stale import Line
from sky_portal.ui.texts_field import TextsFormField

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}", re.ASCII)
_BUDGET_ITEM = re.compile(r"[0-9]{2}(\.[0-9]{2}){1,3}(\.[0-9]{1,3})?", re.ASCII)


class CategoryForm(RowForm):
    """A kind of cost that the call accepts."""

    name = TextsFormField(label=gettext_lazy("Name"), max_length=120)
    description = TextsFormField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("What belongs to the category, and what does not."),
        rows=3,
        max_length=1000,
    )
    allows_pay = forms.BooleanField(label=gettext_lazy("Pay is accepted"), required=False)
    allows_operating = forms.BooleanField(label=gettext_lazy("Operating costs are accepted"), required=False)
    needs_decision = forms.BooleanField(
        label=gettext_lazy("Each line names the provider's own decision"),
        help_text=gettext_lazy("Without it the application is shown as incomplete."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = (
            {"allows_pay": True, "allows_operating": True} | kwargs["stored"] | kwargs.get("initial", {})
        )
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuses a category in which nothing is accepted."""
        found = self.cleaned_data
        if not (found.get("allows_pay") or found.get("allows_operating")):
            self.add_error("allows_pay", _("Choose pay, operating costs or both."))
        return found


class ChecklistForm(RowForm):
    """A point that officials look at in every application."""

    name = TextsFormField(label=gettext_lazy("Name"), max_length=120)
    help = TextsFormField(
        label=gettext_lazy("Guidance"),
        help_text=gettext_lazy("What the official looks at, and when it is in order."),
        rows=3,
        max_length=1000,
        publishing=(),
    )


class AttachmentForm(RowForm):
    """An attachment that applicants are asked for."""

    name = TextsFormField(label=gettext_lazy("Name"), max_length=120)
    help = TextsFormField(
        label=gettext_lazy("Guidance"),
        help_text=gettext_lazy("What the attachment must show."),
        rows=3,
        max_length=1000,
        publishing=(),
    )
    required = forms.BooleanField(
        label=gettext_lazy("Required"),
        help_text=gettext_lazy("Without a required attachment the application is shown as incomplete."),
        required=False,
    )


class InstalmentForm(RowForm):
    """A part of the grant that is paid at one time."""

    percent = forms.IntegerField(
        label=gettext_lazy("Share, per cent of the grant"), min_value=1, max_value=100
    )
    dated = forms.DateField(label=gettext_lazy("Earliest day of payment"), widget=DateInput, required=False)
    condition = TextsFormField(
        label=gettext_lazy("Condition"),
        help_text=gettext_lazy("What must have happened before it is paid."),
        rows=2,
        max_length=500,
    )

    def remarked_days(self) -> list[Any]:
        """The day of payment."""
        return [self.cleaned_data.get("dated")]


class DateForm(RowForm):
    """A day that the decisions will name."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the day is"), choices=DateKind.choices, widget=forms.RadioSelect
    )
    dated = forms.DateField(label=gettext_lazy("Day"), widget=DateInput)
    label = TextsFormField(
        label=gettext_lazy("How decisions call it"),
        help_text=gettext_lazy("For example “The interim report is due”."),
        max_length=120,
    )

    def remarked_days(self) -> list[Any]:
        """The day."""
        return [self.cleaned_data.get("dated")]


class ContactForm(RowForm):
    """A person by name who answers questions about the call."""

    name = PlainLineField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("First name and last name: a shared mailbox is not enough."),
    )
    title = TextsFormField(label=gettext_lazy("Title or position"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False, max_length=254)
    phone = PlainLineField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def clean_name(self) -> str:
        """A name has two words and is no address."""
        name = self.cleaned_data["name"]
        if "@" in name or " " not in name:
            raise ValidationError(_("Give a person's first name and last name."))
        return name

    def clean_phone(self) -> str:
        """Digits and what stands between them."""
        phone = self.cleaned_data["phone"]
        if phone and not _PHONE.fullmatch(phone):
            raise ValidationError(_("Give the telephone number in digits, for example 0295 330 004."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Asks for a way to reach the person."""
        found = self.cleaned_data
        if not (found.get("email") or found.get("phone") or {"email", "phone"} & set(self.errors)):
            self.add_error("email", _("Give an e-mail address or a telephone number."))
        return found


class AppropriationForm(RowForm):
    """Money that the authority has for the call."""

    dated = forms.DateField(label=gettext_lazy("In force from"), widget=DateInput)
    budget_item = PlainLineField(
        label=gettext_lazy("Budget item"),
        max_length=30,
        help_text=gettext_lazy("The item of the state budget, for example 29.10.20."),
    )
    amount_cents = EurosField(
        label=gettext_lazy("Sum, euros"), help_text=gettext_lazy("Whole euros, for example 6 800 000.")
    )
    note = PlainLineField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean_budget_item(self) -> str:
        """Numbers parted by full stops."""
        item = self.cleaned_data["budget_item"]
        if not _BUDGET_ITEM.fullmatch(item):
            raise ValidationError(_("Give the budget item as numbers with full stops, for example 29.10.20."))
        return item

    def clean_amount_cents(self) -> int:
        """More than nothing."""
        amount = self.cleaned_data["amount_cents"]
        if amount <= 0:
            raise ValidationError(_("Give a sum greater than nought."))
        return amount

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored, in words; the sum with its unit."""
        if name == "amount_cents" and self.initial.get(name) is not None:
            return [Line(formats.money(self.initial[name]))]
        return super().stored_lines(name)
