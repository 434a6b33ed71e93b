"""Forms of the consortium."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilots.enums import PRESENT
from pilots.models import Member, Pilot, TeamPerson
from pilots.services import Terms
from sky_portal import clock
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.names import plain_line
from sky_portal.ui.forms import DateInput, PortalFormMixin


class InviteForm(PortalFormMixin, forms.Form):
    """Which education provider is asked to take part."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Education provider"),
        empty_label="",
        help_text=_("Its signatory confirms the participation; until then it does not count."),
    )

    def __init__(self, pilot: Pilot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = pilot.members.filter(state__in=PRESENT).order_by().values("organisation_id")
        providers = Organisation.objects.filter(kind__in=PROVIDER_KINDS).exclude(pk__in=present)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = providers.by_name()


class AnswerForm(PortalFormMixin, forms.Form):
    """A member's yes: one box for all commitments, and its own body's decision where there is one."""

    accept = forms.BooleanField(
        label=_("We accept all of these"),
        error_messages={"required": _("Tick the box to confirm: taking part means accepting these.")},
    )
    decision_number = forms.CharField(
        label=_("Number or section of the decision"),
        required=False,
        max_length=Member._meta.get_field("decision_number").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    decision_date = forms.DateField(label=_("Date of the decision"), required=False, widget=DateInput)
    # The mark of the terms that the page showed.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        self.initial["seen"] = terms.mark
        if not terms.commitments:
            del self.fields["accept"]

    def anew(self, terms: Terms) -> "AnswerForm":
        """The same with other terms: what was typed stays, what was ticked is asked again."""
        typed = {name: self.data.get(name, "") for name in ("decision_number", "decision_date")}
        return AnswerForm(initial=typed, terms=terms)

    def clean_decision_number(self) -> str:
        """On one line."""
        return plain_line(self.cleaned_data["decision_number"])

    def clean_decision_date(self) -> Any:
        """A decision that is named has been made."""
        made = self.cleaned_data["decision_date"]
        if made and made > clock.today():
            raise ValidationError(_("The decision cannot be made after today."))
        return made

    @property
    def names_decision(self) -> bool:
        """Whether something stands in the fields of the decision, or is wrong there."""
        names = ("decision_number", "decision_date")
        return any(self[name].value() or self[name].errors for name in names)


class TeamPersonForm(PortalFormMixin, forms.ModelForm):
    """A person of the team."""

    class Meta:
        model = TeamPerson
        fields = ("name", "profession", "email", "is_chair")
        labels = {"is_chair": _("Chairs the team")}
        help_texts = {"is_chair": _("A team has one chair: the one before becomes a member.")}

    def clean_name(self) -> str:
        """On one line."""
        return self._line("name")

    def clean_profession(self) -> str:
        """On one line."""
        return self._line("profession")

    def _line(self, name: str) -> str:
        line = plain_line(self.cleaned_data[name])
        if not line:
            raise ValidationError(self.fields[name].error_messages["required"])
        return line

    def validate_constraints(self) -> None:
        """A second chair takes the first one's place: the verb sees to it."""
