"""A message to the other side of a case."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.enums import CaseMessageKind, Side
from grants.forms.arrivals import FilesField
from grants.forms.supplements import at_closing
from grants.models import Call, CaseMessage
from grants.models.correspondence import LONGEST_MESSAGE
from sky_portal.documents.uploads.kinds import EXTENSIONS
from sky_portal.ui.forms import DateInput, PortalFormMixin

KINDS = (
    (CaseMessageKind.MESSAGE, _("A message: a question or an answer")),
    (CaseMessageKind.ADDITION, _("An addition to the application")),
)


class MessageForm(PortalFormMixin, forms.Form):
    """The text and its files; the applicant says whether it adds to the application, officials by when
    they want an answer."""

    kind = forms.ChoiceField(
        label=_("What do you send?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=CaseMessageKind.MESSAGE,
        help_text=_(
            "An addition is received until the decision, and the ministry reads it with the application. "
            "It does not change what was sent."
        ),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the message.")},
    )
    attached = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("PDF, Word (DOCX), Excel (XLSX), OpenDocument (ODT, ODS), PNG or JPEG"),
    )
    due_on = forms.DateField(
        label=_("An answer is asked for by"),
        required=False,
        widget=DateInput,
        help_text=_("If an answer is needed: a day on which the registry is open."),
    )
    replies_to = forms.ModelChoiceField(
        queryset=CaseMessage.objects.none(), required=False, widget=forms.HiddenInput
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, side: Side, call: Call, thread: Any, adds: bool = True, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"token": uuid4()} | kwargs.get("initial", {})
        kwargs.setdefault("auto_id", "message_%s")
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["replies_to"].queryset = thread  # type: ignore[attr-defined]
        self.fields["attached"].widget.attrs["accept"] = ",".join(EXTENSIONS)
        if side != Side.APPLICANT or not adds:
            del self.fields["kind"]
        if side != Side.OFFICIAL:
            del self.fields["due_on"]

    @property
    def message(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        due_on = given.get("due_on")
        return {
            "text": given["text"],
            "files": given["attached"],
            "due_at": at_closing(due_on, self.call) if due_on else None,
            "replies_to": given["replies_to"],
            "kind": given.get("kind") or CaseMessageKind.MESSAGE,
            "token": given["token"],
        }
