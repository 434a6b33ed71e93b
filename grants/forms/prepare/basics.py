"""What a call is called, when it is open, when it reminds."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.prepare.lead_times import LeadTimesField, in_words
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import HelsinkiMomentField
from sky_portal.ui.stale import Line, StaleGuard
from sky_portal.ui.texts_field import TextsFormField

# The slug that the address of a new call has.
TAKEN_SLUGS = {"new"}


class SlugField(forms.CharField):
    """The last word of the call's address."""

    def __init__(self, **kwargs: Any) -> None:
        words = gettext_lazy("Small letters a–z, digits and hyphens: the call's page is /calls/THIS/.")
        super().__init__(label=gettext_lazy("Address"), help_text=words, max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        """A word of small letters, digits and hyphens; raises ValidationError for any other."""
        slug = super().clean(value)
        if not slug:
            return slug
        try:
            validate_slug(slug)
        except ValidationError:
            raise ValidationError(_("Use small letters a–z, digits and hyphens only.")) from None
        if slug != slug.lower() or "_" in slug:
            raise ValidationError(_("Use small letters a–z, digits and hyphens only."))
        if slug in TAKEN_SLUGS:
            raise ValidationError(_("This address is the portal's own. Choose another."))
        return slug


def refuse_disorder(form: Any) -> None:
    """Tells the form that its call would close before it opens."""
    opens, closes = form.cleaned_data.get("opens_at"), form.cleaned_data.get("closes_at")
    if opens and closes and closes <= opens:
        form.add_error("closes_at", _("The call must close after it opens."))


class BasicsForm(StaleGuard, PortalFormMixin, forms.Form):
    """Names, texts, times and reminders of a draft."""

    name = TextsFormField(label=gettext_lazy("Name of the call"), max_length=120, required_languages=("fi",))
    kicker = TextsFormField(
        label=gettext_lazy("Line above the heading"),
        help_text=gettext_lazy("What kind of grant, for which years."),
        max_length=120,
    )
    summary = TextsFormField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What the call is for, in two or three sentences."),
        rows=3,
        max_length=600,
    )
    opens_at = HelsinkiMomentField(label=gettext_lazy("Opens"))
    closes_at = HelsinkiMomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("To the minute, Helsinki time. The minute itself still counts."),
    )
    reminder_hours = LeadTimesField(label=gettext_lazy("Reminders of unfinished drafts"))
    invitation_reminder_hours = LeadTimesField(label=gettext_lazy("Reminders of unanswered invitations"))
    attestation = TextsFormField(
        label=gettext_lazy("What the signatory attests to"),
        help_text=gettext_lazy("The signatory reads this before sending."),
        rows=3,
        max_length=1000,
    )
    reference = forms.CharField(
        label=gettext_lazy("Number of the call notice"), max_length=40, required=False
    )
    case_class = forms.CharField(
        label=gettext_lazy("Case class"),
        help_text=gettext_lazy("The class in the authority's case numbers: 520 in OKM/31/520/2021."),
        max_length=20,
    )
    slug = SlugField()

    @property
    def helper(self) -> FormHelper:
        """What belongs together under a heading of its own."""
        helper = super().helper
        helper.layout = Layout(
            *("name", "kicker", "summary"),
            Fieldset(_("Application period"), "opens_at", "closes_at"),
            Fieldset(_("Reminders"), "reminder_hours", "invitation_reminder_hours"),
            Fieldset(_("Sending"), "attestation"),
            Fieldset(_("Numbers and address"), "reference", "case_class", "slug"),
            "base",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Refuses a call that would close before it opens."""
        refuse_disorder(self)
        return self.cleaned_data

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored, in words; hours as days and hours."""
        if name.endswith("reminder_hours"):
            return [Line(in_words(self.initial[name]) or "–")]
        return super().stored_lines(name)
