"""What is asked with a supplement request, with more time for one, and when it is answered."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from grants.models import Application, Call
from grants.models.correspondence import LONGEST_MESSAGE
from grants.models.examination import LONGEST_NOTE
from grants.parts import openable
from sky_portal import clock
from sky_portal.periods import closing_time, deadline, last_day
from sky_portal.ui.forms import DateInput, PortalFormMixin

# What is offered first; the official gives what the matter needs.
USUAL_DAYS, USUAL_EXTENSION = 14, 7
DUE_HELP = _("A working day. The time ends when the registry closes.")


def at_closing(day: date, call: Call) -> datetime:
    """When the registry of the call's authority closes on the day."""
    return clock.local_moment(datetime.combine(day, closing_time(call.authority.details)))


class AskForm(PortalFormMixin, forms.Form):
    """The parts, what is to be supplemented in them, by when."""

    parts = forms.MultipleChoiceField(
        label=_("Parts that open"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The applicant can change only these. Everything else stays as it was sent."),
        error_messages={"required": _("Choose at least one part to be supplemented.")},
    )
    what = forms.CharField(
        label=_("What is to be supplemented"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what is lacking and how it is put right, in the language of the case."),
        error_messages={"required": _("Say what is to be supplemented.")},
    )
    due_on = forms.DateField(label=_("By when"), widget=DateInput, help_text=DUE_HELP)
    # The form's own mark: a double click asks each once.
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        usual = deadline(clock.today(), USUAL_DAYS).astimezone(clock.HELSINKI).date()
        kwargs["initial"] = {"batch": uuid4(), "due_on": usual} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["parts"].choices = list(openable(call).items())  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "parts": given["parts"],
            "what": given["what"],
            "due_at": at_closing(given["due_on"], self.call),
            "batch": given["batch"],
        }


class AskManyForm(AskForm):
    """The same of several applications of a call."""

    applications = forms.ModelMultipleChoiceField(
        label=_("Applications"),
        queryset=Application.objects.none(),
        to_field_name="case_id",
        error_messages={
            "required": _("Choose at least one application."),
            "invalid_choice": _("One of the applications cannot be asked any more: choose again."),
        },
    )

    def __init__(self, *args: Any, applications: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = applications  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        """The page lists the applications itself: a row says more than a name."""
        helper = super().helper
        helper.layout = Layout("parts", "what", "due_on")
        return helper


class ExtendForm(PortalFormMixin, forms.Form):
    """Until when there is more time, and why."""

    due_on = forms.DateField(label=_("By when now"), widget=DateInput, help_text=DUE_HELP)
    reason = forms.CharField(
        label=_("Why more time is given"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it."),
        error_messages={"required": _("Say why more time is given.")},
    )

    @classmethod
    def first(cls, due_at: datetime) -> "ExtendForm":
        """The form with a week more than there was."""
        was = max(due_at.astimezone(clock.HELSINKI).date(), clock.today())
        return cls(initial={"due_on": last_day(was, USUAL_EXTENSION)})


class CloseForm(PortalFormMixin, forms.Form):
    """Why one goes on without an answer."""

    reason = forms.CharField(
        label=_("Why the request is closed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You need not say. The applicant reads what you write."),
    )


class AnswerForm(PortalFormMixin, forms.Form):
    """What the signatory says along with the supplement."""

    words = forms.CharField(
        label=_("Message to the ministry"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you wish: what has been supplemented, or why something could not be."),
    )
    grounds = forms.CharField(
        label=_("Grounds of secrecy"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say of each thing you have marked why it should be secret."),
    )
    attestation = forms.BooleanField(
        label=_("I attest this on behalf of the applicant"),
        error_messages={"required": _("Attest the supplement before you send it.")},
    )
    # The request that the page showed.
    request = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, secrets: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not secrets:
            del self.fields["grounds"]
