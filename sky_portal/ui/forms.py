"""How every form of the portal looks and speaks: crispy's helper and the error summary."""

from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fault:
    """One thing to put right; `target` is the id of its field, "" when it is the whole form's."""

    label: str
    message: str
    target: str

    def __str__(self) -> str:
        """The fault in one line; a label that is a sentence or a question needs no colon."""
        if not self.label:
            return self.message
        return f"{self.label}{'' if self.label.endswith(('?', '.', ':')) else ':'} {self.message}"


class DateInput(forms.DateInput):
    """A date by the browser's own picker, which needs the ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PortalFormMixin:
    """Put before forms.Form: no form tag of its own, errors on top, what is required in words.

    The browser's own bubbles stay away (`use_required_attribute`): they vanish, cannot be listed
    and are not in the page's language.
    """

    use_required_attribute = False

    @property
    def helper(self) -> FormHelper:
        """Crispy's instructions; a form with a layout of its own extends them."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        # A layout names what people see; what travels unseen comes along by itself.
        helper.render_hidden_fields = True
        return helper


class AppearanceForm(PortalFormMixin, forms.Form):
    """The choice of light or dark."""

    theme = forms.ChoiceField(
        label=_("The portal's colours"),
        choices=[("auto", _("As the device says")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
    back = forms.CharField(widget=forms.HiddenInput, required=False)


def summary(form: Any) -> list[Fault]:
    """The faults of a form or formset in the order of the page; shown once however often asked for."""
    forms_of = list(form.forms) if isinstance(form, BaseFormSet) else [form]
    faults = [Fault("", str(message), "") for message in _whole_set(form)]
    for one in forms_of:
        faults += _faults(one)
    return faults


def target_of(field: Any) -> str:
    """The id a link must jump to: of a group of choices, its first one."""
    return field.id_for_label or f"{field.auto_id}_0"


def mark_of(field: Any) -> str:
    """ "required" or "optional" when the form has both kinds of fields, else "".

    Nothing for a field of several inputs whose own labels say it.
    """
    if getattr(field.field, "marked_inside", False):
        return ""
    if not _is_mixed(field.form):
        return "" if field.field.required else "optional"
    return "required" if field.field.required else "optional"


def _whole_set(form: Any) -> list[str]:
    return [str(message) for message in form.non_form_errors()] if isinstance(form, BaseFormSet) else []


def _faults(form: Any) -> list[Fault]:
    if not form.is_bound:
        return []
    faults = [Fault("", str(message), "") for message in form.non_field_errors()]
    for field in form:
        faults += [
            Fault(str(field.label), " ".join(map(str, error)), _place_of(field, error))
            for error in field.errors.as_data()
        ]
    return faults


def _place_of(field: Any, error: Any) -> str:
    """The id of the input that is wrong: an error of a field with several may name it in `input`."""
    if field.is_hidden:
        return ""
    named = (error.params or {}).get("input")
    return f"{field.auto_id}_{named}" if named else target_of(field)


def _is_mixed(form: Any) -> bool:
    return len({field.field.required for field in form.visible_fields()}) > 1
