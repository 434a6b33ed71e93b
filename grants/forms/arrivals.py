"""What a registrar records of an application that came late, by e-mail or on paper."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.enums import ArrivalChannel
from grants.models import Application, Arrival, Call
from grants.services.arrivals import Told, namesakes, values_of
from sky_portal import clock
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.documents.uploads.checks import examine
from sky_portal.enums import Language
from sky_portal.texts import pick
from sky_portal.ui import formats
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import ExactMomentField
from sky_portal.ui.stale import StaleGuard

# What came in the portal is recorded from the trail of its sending, never typed.
TYPED_CHANNELS = [(c.value, c.label) for c in (ArrivalChannel.EMAIL, ArrivalChannel.PAPER)]
FROM_TRAIL = ("channel", "arrived_at", "provider")


class FilesInput(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives a list of files, each examined before anything is recorded."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files; every refusal names its file."""
        if self.required and not data:
            raise ValidationError(self.error_messages["required"], code="required")
        files = [super(FilesField, self).clean(one, initial) for one in data or []]
        refusals = [text for file in files for text in _refusals(file)]
        if refusals:
            raise ValidationError(refusals)
        return files


class CallField(forms.ModelChoiceField):
    """Calls by their names in the page's language."""

    def label_from_instance(self, obj: Call) -> str:
        """The call's name."""
        return pick(obj.name).text


class ArrivalFields(PortalFormMixin, forms.Form):
    """The fields that are recorded and can be corrected."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it arrived"), choices=TYPED_CHANNELS, widget=forms.RadioSelect
    )
    arrived_at = ExactMomentField(
        label=gettext_lazy("Time of arrival"),
        help_text=gettext_lazy(
            "When it had come to the authority: from the head of the mail or the registry's stamp. "
            "Finnish time, seconds too where you know them: 16.15.07. The closing time itself is in time."
        ),
    )
    sender = forms.CharField(
        label=gettext_lazy("Sender"),
        max_length=200,
        help_text=gettext_lazy("As it stands in the mail or on the paper."),
    )
    provider = forms.ModelChoiceField(
        label=gettext_lazy("Education provider"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not known to the portal"),
        help_text=gettext_lazy(
            "Its people see the arrival in the portal, and its registry gets the receipt."
        ),
    )
    pilot_name = forms.CharField(label=gettext_lazy("Name of the pilot"), max_length=120)
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=120, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("Contact person's e-mail"),
        required=False,
        help_text=gettext_lazy("The receipt goes here. Without any address you print and post it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the case"), choices=Language.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it came so"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What the sender says of it, or what you see yourself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(kind__in=PROVIDER_KINDS).by_name()
        self.fields["provider"].queryset = known  # type: ignore[attr-defined]

    def told(self, **known: Any) -> Told:
        """What is recorded; `known` is what the form did not ask."""
        names = ("sender", "pilot_name", "contact_name", "contact_email", "language", "reason", *FROM_TRAIL)
        typed = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return Told(**typed | known)

    def _leave(self, *names: str) -> None:
        for name in names:
            del self.fields[name]


class RecordForm(ArrivalFields):
    """A new arrival; `attempt` is the application that was sent in the portal too late."""

    call = CallField(label=gettext_lazy("Call"), queryset=Call.objects.none(), empty_label=None)
    documents = FilesField(
        label=gettext_lazy("What came along"),
        required=False,
        help_text=gettext_lazy(
            "The mail, the application, a scan of the paper: PDF, Word, Excel, OpenDocument or a picture, "
            "25 MB each. More can be added afterwards."
        ),
    )
    sure = forms.BooleanField(label=gettext_lazy("I have checked: record it all the same"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    field_order = (
        *("call", "channel", "arrived_at", "sender", "provider", "pilot_name", "contact_name"),
        *("contact_email", "language", "reason", "documents", "sure", "token"),
    )

    def __init__(self, *args: Any, calls: Any, attempt: Application | None = None, **kwargs: Any) -> None:
        self.attempt = attempt
        kwargs["initial"] = (
            {"token": uuid4(), "language": Language.FI.value, "call": calls.first()}
            | (_of_attempt(attempt) if attempt else {})
            | kwargs.get("initial", {})
        )
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        if attempt:
            self._leave("call", *FROM_TRAIL)
        if not self.is_bound:
            self._leave("sure")

    @property
    def call_chosen(self) -> Call:
        """The call to which the application was meant."""
        return self.attempt.call if self.attempt else self.cleaned_data["call"]

    def record(self) -> Told:
        """What the service is told."""
        if self.attempt is None:
            return self.told()
        return self.told(
            channel=ArrivalChannel.PORTAL.value,
            arrived_at=self.attempt.refused_at,  # type: ignore[attr-defined]
            provider=self.attempt.applicant,
            application=self.attempt,
        )

    def clean(self) -> dict[str, Any]:
        """Asks once more about what looks like a slip, and takes it when it is confirmed."""
        cleaned = super().clean() or self.cleaned_data
        doubts = [] if self.errors else [*self._doubts(cleaned)]
        if doubts and not cleaned.get("sure"):
            self.add_error("sure", doubts)
        elif not doubts:
            self._leave("sure")
        return cleaned

    def _doubts(self, cleaned: dict[str, Any]) -> Any:
        call = self.call_chosen
        if self.attempt is None and cleaned["arrived_at"] < call.opens_at:
            yield _("By this time of arrival it came before the call opened on %(opening)s.") % {
                "opening": formats.moment(call.opens_at)
            }
        for same in namesakes(call, sender=cleaned["sender"], provider=cleaned.get("provider")):
            yield _("Of the same sender there is already %(number)s, %(name)s.") % {
                "number": same.case.number,
                "name": same.pilot_name,
            }


class CorrectForm(StaleGuard, ArrivalFields):
    """The recorded values, and why they are corrected."""

    why = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=500,
        help_text=gettext_lazy("What was there before is kept in the trail. The number never changes."),
    )

    def __init__(self, *args: Any, arrival: Arrival, **kwargs: Any) -> None:
        self.arrival = arrival
        super().__init__(*args, stored=values_of(arrival), **kwargs)
        if arrival.channel == ArrivalChannel.PORTAL:
            self._leave(*FROM_TRAIL)

    def corrected(self) -> Told:
        """What the service is told; what the form does not ask stays."""
        kept = {} if "channel" in self.fields else {name: getattr(self.arrival, name) for name in FROM_TRAIL}
        return self.told(application=self.arrival.application, **kept)


class DocumentsForm(PortalFormMixin, forms.Form):
    """More files for an arrival."""

    documents = FilesField(
        label=gettext_lazy("Files"), error_messages={"required": gettext_lazy("Choose the files first.")}
    )


def opened_calls(user: Any) -> Any:
    """The calls to which something can have arrived, the latest first."""
    return Call.objects.visible_to(user).filter(opens_at__lte=clock.now()).order_by("-opens_at", "pk")


def _of_attempt(attempt: Application) -> dict[str, Any]:
    return {
        "sender": str(attempt.applicant),
        "pilot_name": attempt.pilot.name,
        "contact_name": attempt.contact_name,
        "contact_email": attempt.contact_email,
        "language": attempt.language,
    }


def _refusals(file: Any) -> list[str]:
    try:
        examine(file, name=file.name)
    except ValidationError as refused:
        return [f"{file.name}: {text}" for text in refused.messages]
    file.seek(0)
    return []
