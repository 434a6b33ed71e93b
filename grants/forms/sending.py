"""What a signatory says when sending."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from grants.models import Application
from grants.services.statement import Statement
from sky_portal.ui.forms import PortalFormMixin

YES, NO = "yes", "no"
SERVICE_HELP = _(
    "The decision and other documents are then sent to the address below, and not by post. Documents to a "
    "municipality or another authority count as served on the day on which they arrive, to others on the "
    "third day after they were sent."
)
GROUNDS_HELP = _(
    "Say of each thing you have marked why it should be secret: a trade secret or a person's circumstances, "
    "for example. What is sent is public unless the law makes it secret, and the authority decides on it "
    "(Act on the Openness of Government Activities 621/1999, section 24)."
)


class SendForm(PortalFormMixin, forms.Form):
    """The attestation, consent to electronic service, and what else the application calls for."""

    note = forms.CharField(
        label=_("Why the application should be examined all the same"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "You may send in any case. The ministry decides on the condition, and reads what you write here."
        ),
    )
    grounds = forms.CharField(
        label=_("Grounds of secrecy"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=GROUNDS_HELP,
    )
    # Whoever sends says so: silence is no consent.
    e_service = forms.ChoiceField(
        label=_("Does the applicant consent to electronic service?"),
        choices=[(NO, _("No, by post")), (YES, _("Yes, by e-mail"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=SERVICE_HELP,
    )
    service_email = forms.EmailField(
        label=_("Address for electronic service"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("An address that is read on every working day: your registry's, for example."),
    )
    attestation = forms.BooleanField(
        label=_("I attest this on behalf of the applicant"),
        error_messages={"required": _("Attest the application before you send it.")},
    )
    # The number of the submission that the page showed; 0 for none.
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, eligible: bool, secrets: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One of the two is always chosen, and the address is there only where it is needed.
        for name in ("e_service", "service_email"):
            self.fields[name].marked_inside = True  # type: ignore[attr-defined]
        if eligible:
            del self.fields["note"]
        if not secrets:
            del self.fields["grounds"]

    @property
    def helper(self) -> FormHelper:
        """What is attested stands right above the box that attests it."""
        helper = super().helper
        asked = [field.name for field in self.visible_fields() if field.name != "attestation"]
        helper.layout = Layout(*asked, HTML('{% include "grants/_attestation.html" %}'), "attestation")
        return helper

    def clean(self) -> dict[str, Any]:
        """Consent needs an address; without consent the address does not matter, whatever it says."""
        cleaned = super().clean() or {}
        if cleaned.get("e_service") != YES:
            self.errors.pop("service_email", None)
            cleaned["service_email"] = ""
        elif not cleaned.get("service_email") and "service_email" not in self.errors:
            self.add_error("service_email", _("Enter the address for electronic service."))
        return cleaned

    @property
    def statement(self) -> Statement:
        """What is said, as far as it is valid: also where the attestation is missing."""
        given = self.cleaned_data
        chosen = given.get("e_service") if "service_email" not in self.errors else ""
        return Statement(
            eligibility_note=given.get("note"),
            secrecy_grounds=given.get("grounds"),
            e_service=chosen == YES if chosen else None,
            service_email=given.get("service_email") if chosen else None,
        )


def initial(application: Application) -> dict[str, Any]:
    """What the form shows first: what was said last, else the registry's own address."""
    current = application.current_submission
    return {
        "note": application.eligibility_note,
        "grounds": application.secrecy_grounds,
        "e_service": YES if application.e_service else NO,
        "service_email": application.service_email or application.applicant.registry_email,
        "seen": current.number if current else 0,
    }
