"""Inviting, ending, asking for access, one's own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, GRANTABLE_ROLES, Role
from sky_portal.accounts.models import Organisation, User
from sky_portal.names import plain_line
from sky_portal.ui.forms import DateInput, PortalFormMixin


def role_choices(roles: Any) -> list[tuple[str, Any]]:
    """The roles as a form offers them."""
    return [(role.value, Role(role).label) for role in roles]


class InvitationForm(PortalFormMixin, forms.Form):
    """Whom, as what, from when to when."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation can be accepted only by whoever reads this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput,
        help_text=_("For a substitute. Leave empty when the role has no end."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": clock.today()})
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(GRANTABLE_ROLES[organisation.kind])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The dates in their order."""
        found = super().clean() or {}
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        return found


class EndForm(PortalFormMixin, forms.Form):
    """The last day of a role."""

    ends_on = forms.DateField(label=_("Last day"), widget=DateInput)


class AccessRequestForm(PortalFormMixin, forms.Form):
    """As what, and a word to those who answer."""

    role = forms.ChoiceField(
        label=_("I would act as"),
        choices=role_choices(APPLICANT_ROLES),
        widget=forms.RadioSelect,
        initial=Role.PREPARER.value,
    )
    message = forms.CharField(
        label=_("A word to those who answer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example your task and your supervisor. The organisation's registry reads this."),
    )


class AccessAnswerForm(PortalFormMixin, forms.Form):
    """The role in which the door opens."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices(APPLICANT_ROLES))


class _ClerkMixin(forms.Form):
    """What comes by a registry's link is signed with the clerk's name."""

    clerk = forms.CharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("Kept in the audit trail of your organisation."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_clerk(self) -> str:
        """On one line; a name of nothing that can be seen signs nothing."""
        clerk = plain_line(self.cleaned_data["clerk"])
        if not clerk:
            raise ValidationError(self.fields["clerk"].error_messages["required"])
        return clerk


class RegistryAnswerForm(AccessAnswerForm, _ClerkMixin):
    """The registry's answer to a request for access."""


class RegistryInvitationForm(PortalFormMixin, _ClerkMixin):
    """Whom the registry names to sign for the organisation."""

    email = forms.EmailField(
        label=_("Signatory's e-mail address"),
        help_text=_(
            "Of the person who may sign for your organisation, for example its director of education."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "clerk")


class MeForm(PortalFormMixin, forms.ModelForm):
    """One's own name, title and language."""

    class Meta:
        model = User
        fields = ("name", "title", "language")
        help_texts = {
            "language": _("In which the portal writes to you."),
            "title": _("As it reads in letters and decisions."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def clean_name(self) -> str:
        """On one line: it stands in mails and in other people's lists."""
        return plain_line(self.cleaned_data["name"])

    def clean_title(self) -> str:
        """On one line: it stands under decisions."""
        return plain_line(self.cleaned_data["title"])
