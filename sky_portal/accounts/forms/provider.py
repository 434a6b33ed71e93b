"""What the registrar keeps of an education provider."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fi import ytunnus

from sky_portal.accounts.enums import PROVIDER_KINDS, OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.services.provider import ProviderDetails, is_of_register
from sky_portal.enums import Language
from sky_portal.names import plain_line
from sky_portal.ui.forms import PortalFormMixin

# Municipalities come from their register alone.
ADDED_KINDS = [kind for kind in PROVIDER_KINDS if kind is not OrganisationKind.MUNICIPALITY]


class ProviderForm(PortalFormMixin, forms.Form):
    """A provider; of a municipality only what its register does not know."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in ADDED_KINDS], widget=forms.RadioSelect
    )
    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=200)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=200)
    business_id = forms.CharField(
        label=_("Business ID"), max_length=9, help_text=_("Seven digits, a hyphen and a check digit.")
    )
    registry_email = forms.EmailField(
        label=_("Registry's e-mail"),
        required=False,
        help_text=_("Invitations, receipts and decisions are sent there. The address opens the door."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[choice for choice in Language.choices if choice[0] in {"fi", "sv"}],
        help_text=_("In which the portal writes to the registry."),
    )

    def __init__(self, *args: Any, provider: Organisation | None = None, **kwargs: Any) -> None:
        self.provider = provider
        if provider:
            kwargs.setdefault("initial", {name: getattr(provider, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        if provider and is_of_register(provider):
            for name in ("kind", "name_fi", "name_sv", "business_id"):
                del self.fields[name]

    def clean_name_fi(self) -> str:
        """On one line."""
        return self._line("name_fi")

    def clean_name_sv(self) -> str:
        """On one line."""
        return self._line("name_sv")

    def clean_business_id(self) -> str:
        """With a right check digit, and nobody else's."""
        try:
            number = ytunnus.format(ytunnus.validate(self.cleaned_data["business_id"]))
        except NotValid:
            raise ValidationError(_("This is not a business ID: check its digits.")) from None
        others = Organisation.objects.exclude(pk=self.provider.pk) if self.provider else Organisation.objects
        if twin := others.filter(business_id=number).first():
            raise ValidationError(_("%(name)s has this business ID already.") % {"name": twin.name})
        return number

    def details(self) -> ProviderDetails:
        """What was typed, with what the register knows."""
        known = {name: getattr(self.provider, name, "") or "" for name in self.base_fields}
        return ProviderDetails(**{**known, **self.cleaned_data})

    def _line(self, name: str) -> str:
        found = plain_line(self.cleaned_data[name])
        if not found:
            raise ValidationError(self.fields[name].error_messages["required"])
        return found
