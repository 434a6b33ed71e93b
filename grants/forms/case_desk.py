"""What officials write beside an application: marks on the checklist, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.enums import CheckAnswer
from grants.models import CheckMark
from grants.models.examination import LONGEST_NOTE
from grants.services.checklist import Point
from sky_portal.ui.forms import PortalFormMixin

# The names that static/js/autosave.js knows: what begins so is counted by the portal, not typed.
ANSWER, NOTE, VERSION = "answer-", "note-", "version-"
UNMARKED = ("", gettext_lazy("Not looked at"))


@dataclass(frozen=True)
class Asked:
    """A point on the page: its fields, and what somebody else has marked meanwhile."""

    point: Point
    answer: BoundField
    note: BoundField
    version: BoundField
    theirs: CheckMark | None = None
    conflict: bool = False


class ChecklistForm(forms.Form):
    """The whole checklist: each point has its mark, its note and the version that was seen."""

    def __init__(self, points: Sequence[Point], data: Any = None) -> None:
        super().__init__(data.dict() if isinstance(data, QueryDict) else data, auto_id="check-%s")
        self.points = {point.item.key: point for point in points}
        self.conflicts: dict[str, CheckMark | None] = {}
        for key, point in self.points.items():
            self.fields[ANSWER + key] = forms.ChoiceField(
                label=str(point.item),
                choices=[*CheckAnswer.choices, UNMARKED],
                required=False,
                widget=forms.RadioSelect({"class": "form-check-input"}),
                initial=point.mark.answer if point.mark else "",
            )
            self.fields[NOTE + key] = forms.CharField(
                label=gettext_lazy("Note"),
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea({"rows": 2, "class": "form-control"}),
                initial=point.mark.note if point.mark else "",
                error_messages={
                    "max_length": gettext_lazy("The note is too long: at most 4 000 characters.")
                },
            )
            self.fields[VERSION + key] = forms.IntegerField(
                required=False,
                widget=forms.HiddenInput({"data-version-of": key}),
                initial=point.mark.version if point.mark else 0,
            )

    def typed(self, key: str) -> dict[str, Any]:
        """What was typed of one point, for the verb; raises KeyError where it was not sent or is faulty."""
        if ANSWER + key not in self.data and NOTE + key not in self.data:
            raise KeyError(key)
        return {
            "answer": self.cleaned_data[ANSWER + key],
            "note": self.cleaned_data[NOTE + key],
            "base_version": self.cleaned_data.get(VERSION + key) or 0,
        }

    def saved(self, key: str, mark: CheckMark | None) -> None:
        """The next save of the point starts from what is stored of it now."""
        self.data = {**self.data, VERSION + key: str(mark.version if mark else 0)}

    def disagree(self, key: str, current: CheckMark | None) -> None:
        """Somebody else has marked the point since: the next save starts from theirs."""
        self.conflicts[key] = current
        self.saved(key, current)
        self.add_error(
            ANSWER + key, _("Somebody else has marked this point meanwhile. Yours is not saved yet.")
        )

    def asked(self) -> list[Asked]:
        """The points in their order, as the page shows them."""
        return [
            Asked(
                point,
                self[ANSWER + key],
                self[NOTE + key],
                self[VERSION + key],
                self.conflicts.get(key),
                key in self.conflicts,
            )
            for key, point in self.points.items()
        ]


class NoteForm(PortalFormMixin, forms.Form):
    """What one official tells the others of the application."""

    text = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Officials who examine the application read it; the applicant does not."),
        error_messages={"required": gettext_lazy("Write the note.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": uuid4()})
        kwargs.setdefault("auto_id", "note_%s")
        super().__init__(*args, **kwargs)
