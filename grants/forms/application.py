"""What is asked when an application is started, and who its contact person is; sending has its own."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.models import Application
from sky_portal.accounts.models import Organisation
from sky_portal.enums import Language
from sky_portal.texts import pick
from sky_portal.ui.forms import PortalFormMixin

LANGUAGE_HELP = _(
    "The decision is given in this language. Every page is in all the portal's languages anyway."
)


class SourceField(forms.ModelChoiceField):
    """Earlier applications by the pilot's name, the call and where they stand."""

    def label_from_instance(self, obj: Application) -> str:
        """Two pilots of one name are told apart by their calls."""
        return f"{obj.pilot.name} – {pick(obj.call.name).text} ({obj.get_state_display()})"


class StartForm(PortalFormMixin, forms.Form):
    """The pilot's name and the language of the case; the organisation only when there are several."""

    organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("The organisation coordinates the pilot and is the applicant."),
    )
    name = forms.CharField(
        label=_("Name of the pilot"), max_length=120, help_text=_("You can ask for a change later.")
    )
    language = forms.ChoiceField(
        label=_("Language of the case"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=LANGUAGE_HELP,
    )
    source = SourceField(
        label=_("Start from an earlier application"),
        queryset=Application.objects.none(),
        required=False,
        empty_label=_("No, from the beginning"),
        help_text=_(
            "Answers that fit this call and the contact person come along. You see afterwards what did not."
        ),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, organisations: list[Organisation], sources: Any = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "token": uuid4(),
            "organisation": organisations[0].pk,
            "language": organisations[0].language,
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            del self.fields["organisation"]
        else:
            offered = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
            self.fields["organisation"].queryset = offered  # type: ignore[attr-defined]
        if sources is None:
            del self.fields["source"]
        else:
            self.fields["source"].queryset = sources  # type: ignore[attr-defined]

    @property
    def organisation_chosen(self) -> Organisation:
        """The applicant of the new application."""
        return self.only or self.cleaned_data["organisation"]


class ContactForm(PortalFormMixin, forms.Form):
    """The contact person and the language of the case."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The receipt and any questions about the application go to this address."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the case"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=LANGUAGE_HELP,
    )

    @classmethod
    def of(cls, application: Application, data: Any = None, *, settled: bool = False) -> "ContactForm":
        """The form as the application fills it; the language is not asked where it is `settled`."""
        form = cls(
            data,
            initial={
                "name": application.contact_name,
                "email": application.contact_email,
                "phone": application.contact_phone,
                "language": application.language,
            },
        )
        if settled:
            del form.fields["language"]
        return form
