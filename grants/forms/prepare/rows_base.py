"""What the forms of all rows have in common."""

from typing import Any

from django import forms

from sky_portal.names import plain_line
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.stale import StaleGuard


class PlainLineField(forms.CharField):
    """One line without characters that nobody sees."""

    def to_python(self, value: Any) -> str:
        """The line as it is stored."""
        return plain_line(super().to_python(value) or "")


class MeaningField(forms.ChoiceField):
    """Whether the portal itself refers to the row: an ordinary row is the first choice, not a missing one."""

    widget = forms.RadioSelect
    marked_inside = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class RowForm(StaleGuard, PortalFormMixin, forms.Form):
    """One row of a list: a new one when nothing is stored of it yet.

    A form with a button of its own that only shows more says so in `shows_more`; pressed, it comes
    back as it was typed.
    """

    shows_more: Any = ""

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "base"}

    def remarked_days(self) -> list[Any]:
        """Days that the page says something of when they are no working days."""
        return []


class DeleteForm(StaleGuard, PortalFormMixin, forms.Form):
    """Nothing to fill in: what is deleted must be what was shown."""
