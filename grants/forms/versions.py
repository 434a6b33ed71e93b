"""Which two versions are compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WORKING = "working"


class CompareForm(forms.Form):
    """The earlier and the later one; what is not understood leaves the latest two."""

    earlier = forms.ChoiceField(label=_("Earlier"), widget=forms.Select(attrs={"class": "form-select"}))
    later = forms.ChoiceField(label=_("Later"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, asked: Any, *, numbers: list[int], with_working: bool) -> None:
        """`numbers` of what was sent, the latest first; the working copy is the applicant's alone."""
        choices = [(str(number), _("Version %(number)s") % {"number": number}) for number in numbers]
        later = [(WORKING, _("Working copy")), *choices] if with_working else choices
        first = later[0][0]
        before = choices[0][0] if with_working or len(choices) == 1 else choices[1][0]
        known: dict[str, dict[str, Any]] = {"earlier": dict(choices), "later": dict(later)}
        chosen = {"earlier": before, "later": first}
        for name, choosable in known.items():
            if asked.get(name) in choosable:
                chosen[name] = asked[name]
        super().__init__(chosen)
        self.fields["earlier"].choices = choices  # type: ignore[attr-defined]
        self.fields["later"].choices = later  # type: ignore[attr-defined]
        self.chosen = chosen
