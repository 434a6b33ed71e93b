"""Sections of the call notice, and milestones."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.prepare.rows_base import MeaningField, RowForm
from grants.services.call.row_kinds import FOLLOWING
from sky_portal.ui.moment_field import HelsinkiMomentField, Typed
from sky_portal.ui.texts_field import TextsFormField

PRECISIONS = (
    ("minute", gettext_lazy("To the minute: 31.3.2021 at 16.15")),
    ("day", gettext_lazy("To the day: 31.3.2021")),
    ("month", gettext_lazy("To the month: 3/2021")),
)
NOON = "12.00"


class SectionForm(RowForm):
    """A section of the call's page."""

    heading = TextsFormField(label=gettext_lazy("Heading"), max_length=150)
    body = TextsFormField(label=gettext_lazy("Text"), rows=8, markdown=True)
    role = MeaningField(
        label=gettext_lazy("Meaning of the section"),
        choices=(
            ("", gettext_lazy("An ordinary section")),
            ("costs", gettext_lazy("What the grant may be used for: the cost categories stand under it")),
            ("how", gettext_lazy("How one applies: takes the place of the portal's own instructions")),
        ),
    )


class DayOrMomentField(HelsinkiMomentField):
    """A moment whose time of day may be left out: noon, then."""

    def to_python(self, value: Any) -> Any:
        """The instant; raises ValidationError for what cannot be read."""
        if isinstance(value, Typed) and value.day.strip() and not value.time.strip():
            value = value._replace(time=NOON)
        return super().to_python(value)


class MilestoneForm(RowForm):
    """A point of the timeline."""

    role = MeaningField(
        label=gettext_lazy("Meaning of the milestone"),
        choices=(
            ("", gettext_lazy("An ordinary milestone")),
            ("opens", gettext_lazy("The call opens: at the call's own time")),
            ("closes", gettext_lazy("The call closes: at the call's own time")),
            ("decisions", gettext_lazy("Decisions are made: receipts name this time")),
        ),
    )
    label = TextsFormField(label=gettext_lazy("Name"), max_length=60)
    at = DayOrMomentField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy(
            "Helsinki time. The time of day may be left out when it is not shown."
            " The opening and the closing take theirs from the call."
        ),
        error_messages={"required": gettext_lazy("Give the day of the milestone.")},
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("How exactly the time is shown"), choices=PRECISIONS, widget=forms.RadioSelect
    )
    when = TextsFormField(
        label=gettext_lazy("Time in own words"),
        help_text=gettext_lazy("Shown instead of the date, for example “school year 2021–22”."),
        max_length=60,
        publishing=(),
    )
    applicant_does = TextsFormField(
        label=gettext_lazy("What the applicant does then"), max_length=200, publishing=()
    )
    on_horizon = forms.BooleanField(
        label=gettext_lazy("On the timeline at the top of the page too"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = (
            {"precision": "day", "on_horizon": True} | kwargs["stored"] | kwargs.get("initial", {})
        )
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Asks for the time, unless the call says it, and for the time of day where it is shown."""
        found = self.cleaned_data
        if found.get("role") in FOLLOWING:
            found.pop("at", None)
            self.errors.pop("at", None)
        elif found.get("at") and found.get("precision") == "minute" and not self["at"].data.time.strip():
            self.add_error("at", _("Give the time of day as well, or show the day only."))
        return found

    def remarked_days(self) -> list[Any]:
        """The milestone's day, when it is known to the day."""
        exact = self.cleaned_data.get("precision") in ("day", "minute")
        return [self.cleaned_data.get("at")] if exact else []
