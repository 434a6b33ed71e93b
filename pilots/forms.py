"""Forms of the consortium."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.enums import PRESENT
from pilots.models import Pilot
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.ui.forms import PortalFormMixin


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
