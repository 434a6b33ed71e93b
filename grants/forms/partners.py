"""What an organisation says in public when it looks for partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.models import PartnerNotice
from sky_portal.accounts.models import Organisation
from sky_portal.ui.forms import PortalFormMixin

LONGEST = PartnerNotice._meta.get_field("text").max_length


class NoticeForm(PortalFormMixin, forms.Form):
    """The words and the contact person; the organisation only when there are several."""

    organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Whom are you looking for, and for what?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("At most 600 characters. Say what you plan, and what you hope of a partner."),
    )
    contact_name = forms.CharField(
        label=_("Contact person"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_email = forms.EmailField(
        label=_("Contact person's e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The address is shown to everybody on the page."),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            del self.fields["organisation"]
            return
        offered = Organisation.objects.filter(pk__in=[organisation.pk for organisation in organisations])
        self.fields["organisation"].queryset = offered  # type: ignore[attr-defined]

    @property
    def words(self) -> dict[str, Any]:
        """What the verb takes; valid forms only."""
        given = {name: self.cleaned_data[name] for name in ("text", "contact_name", "contact_email")}
        return given | {"organisation": self.only or self.cleaned_data["organisation"]}
