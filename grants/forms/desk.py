"""Forms of the worklist: acts on several, names of views, substitutes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.models import Call, Deputy, SavedView
from grants.services import assigning
from sky_portal.accounts.models import User

EXAMINE, OFFICER, SPREAD_OFFICERS = "examine", "officer", "spread_officers"
ASSESSORS, SPREAD_ASSESSORS = "assessors", "spread_assessors"
ACTS = (EXAMINE, OFFICER, SPREAD_OFFICERS, ASSESSORS, SPREAD_ASSESSORS)
NOBODY = "none"
MOST_ROWS = 500


class BulkForm(forms.Form):
    """What is done to which rows; what an act has no use for is not asked."""

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    # All that the list has, page after page, instead of the marked rows.
    whole = forms.BooleanField(required=False)
    row = forms.TypedMultipleChoiceField(coerce=int, required=False)
    officer = forms.CharField(required=False)
    people = forms.ModelMultipleChoiceField(queryset=User.objects.none(), required=False)
    due_on = forms.DateField(
        label=_("To be done by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, call: Call) -> None:
        super().__init__(data)
        self.call = call
        rows = [value for value in data.getlist("row") if value.isascii() and value.isdigit()][:MOST_ROWS]
        self.fields["row"].choices = [(value, value) for value in rows]  # type: ignore[attr-defined]
        self.fields["people"].queryset = assigning.assessors_of(call)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Says what is lacking for the act, in one sentence."""
        data = super().clean() or {}
        if not data.get("whole") and not data.get("row"):
            raise ValidationError(_("Mark first the applications that you mean."))
        act = data.get("act")
        if act in (ASSESSORS, SPREAD_ASSESSORS) and not data.get("people"):
            raise ValidationError(_("Choose the assessors first."))
        if act == OFFICER:
            data["officer"] = self._officer(data.get("officer", ""))
        return data

    def _officer(self, value: str) -> User | None:
        if value == NOBODY:
            return None
        known = {str(one.pk): one for one in assigning.officers_of(self.call)}
        if value not in known:
            raise ValidationError(_("Choose the presenting officer first."))
        return known[value]


class ViewNameForm(forms.ModelForm):
    """The name of a saved view."""

    class Meta:
        model = SavedView
        fields = ("name",)


class PersonChoice(forms.ModelChoiceField):
    """Officials by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The person's name."""
        return str(obj)


class DeputyForm(forms.ModelForm):
    """Who stands in for whom, from one day to another."""

    person = PersonChoice(label=_("Who is away"), queryset=User.objects.none(), empty_label=None)
    deputy = PersonChoice(label=_("Who stands in"), queryset=User.objects.none(), empty_label=_("Choose…"))

    class Meta:
        model = Deputy
        fields = ("person", "deputy", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, people: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The verb judges the row itself: it knows who has made it."""
