"""Who may take part: the programme, its rules, its commitments; past recipients; the authority."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.eligibility.rules import MOST, RULES
from pilots.models import Municipality, Programme
from sky_portal.names import plain_line
from sky_portal.periods import closing_time
from sky_portal.questions.editor_rows import OptionRow, Rows, WithRows
from sky_portal.texts import pick
from sky_portal.ui.forms import DateInput, PortalFormMixin
from sky_portal.ui.stale import Difference, Line, StaleGuard
from sky_portal.ui.texts_field import TextsFormField

Values = dict[str, Any]
MOST_HOURS, MOST_PERCENT, MOST_THRESHOLDS = 2000, 100, 10
LONGEST_COMMITMENT = 1000
LONGEST_PASTED = 100_000
_ONE_NUMBER = re.compile(r"[0-9]{1,4}")


class NumbersField(forms.CharField):
    """Whole numbers from 1 to `highest`, parted by commas; gives them in their order, each once."""

    def __init__(self, *, highest: int, **kwargs: Any) -> None:
        self.highest = highest
        super().__init__(required=False, max_length=100, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Numbers as a line; what was typed as it is."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The numbers; raises ValidationError that quotes what is no such number."""
        if isinstance(value, list):
            return value
        found = set()
        for piece in re.split(r"[,;\s]+", super().to_python(value) or ""):
            if not piece:
                continue
            if not _ONE_NUMBER.fullmatch(piece) or not 1 <= int(piece) <= self.highest:
                words = _("“%(text)s” is no whole number from 1 to %(highest)s.")
                raise ValidationError(words % {"text": piece, "highest": self.highest})
            found.add(int(piece))
        if len(found) > MOST_THRESHOLDS:
            raise ValidationError(_("At most %(count)s numbers.") % {"count": MOST_THRESHOLDS})
        return sorted(found)

    def run_validators(self, value: Any) -> None:
        """None: the length of the text says nothing of a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other numbers are given than before."""
        try:
            return self.to_python(data) != sorted(initial or [])
        except ValidationError:
            return True


class ProgrammeForm(StaleGuard, PortalFormMixin, forms.Form):
    """What a consortium must know of the programme."""

    name = TextsFormField(label=gettext_lazy("Name of the programme"), required_languages=("fi",))
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=20)
    starts_on = forms.DateField(label=gettext_lazy("Begins"), widget=DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Ends"), widget=DateInput)
    register_year = forms.TypedChoiceField(
        label=gettext_lazy("Municipality register of the year"),
        help_text=gettext_lazy("Municipalities and their pupils are counted by it."),
        coerce=int,
    )
    recipients_of = forms.TypedChoiceField(
        label=gettext_lazy("Who may apply at all"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    counts_aland = forms.BooleanField(
        label=gettext_lazy("Municipalities of Åland count"),
        help_text=gettext_lazy(
            "Normally they do not: in Åland basic education is the province's own matter "
            "(Act on the Autonomy of Åland 1144/1991, section 18)."
        ),
        required=False,
    )
    hours = NumbersField(
        label=gettext_lazy("Absences are followed over these hours"),
        help_text=gettext_lazy("Hours of a pupil in a term, for example 30, 50, 100."),
        highest=MOST_HOURS,
    )
    percents = NumbersField(
        label=gettext_lazy("and over these per cents of the lessons"),
        help_text=gettext_lazy("For example 10."),
        highest=MOST_PERCENT,
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = set(Municipality.objects.order_by().values_list("register_year", flat=True).distinct())
        self.fields["register_year"].choices = [  # type: ignore[attr-defined]
            (year, str(year)) for year in sorted(years | {programme.register_year}, reverse=True)
        ]
        self.fields["recipients_of"].choices = [  # type: ignore[attr-defined]
            ("", _("All providers of basic education")),
            *(
                (pk, _("Only recipients of the programme %(name)s") % {"name": name})
                for pk, name in _others(programme, "pk").items()
            ),
        ]

    def clean_short_name(self) -> str:
        """The short name on one line."""
        return plain_line(self.cleaned_data["short_name"])


class RuleForm(PortalFormMixin, forms.Form):
    """The parameters of one rule of the registry, whichever it is."""

    def __init__(self, name: str, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self.named = name, RULES[name]
        for parameter, least in self.named.parameters.items():
            label = self.named.labels.get(parameter, parameter)
            if least is None:
                names = _others(programme, "key")
                self.fields[parameter] = forms.ChoiceField(label=label, choices=list(names.items()))
            else:
                self.fields[parameter] = forms.IntegerField(label=label, min_value=least, max_value=MOST)

    def clean(self) -> Values:
        """Asks the rule itself whether its parameters go together."""
        if not self.errors and self.named.check(self.as_json()):
            raise ValidationError(_("These numbers do not go together."))
        return self.cleaned_data

    def as_json(self) -> Values:
        """The rule as a programme keeps it."""
        return {"rule": self.name} | {name: self.cleaned_data[name] for name in self.named.parameters}


class CommitmentRow(OptionRow):
    """A commitment: its text; the key it has had stays its own."""

    key_name = "key"
    label = TextsFormField(rows=2, max_length=LONGEST_COMMITMENT, required=False)

    def as_json(self) -> Values:
        """The commitment as a programme keeps it."""
        return {"key": self.cleaned_data["key"], "text": self.cleaned_data["label"]}


class CommitmentsForm(WithRows, StaleGuard, PortalFormMixin, forms.Form):
    """All commitments of a programme in their order."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, stored: Values) -> None:
        super().__init__(data, stored=stored)
        initial = [{"key": one["key"], "label": one["text"]} for one in stored["commitments"]]
        self.rows = Rows("commitments", CommitmentRow, stored=initial, data=data)
        self.parts = [self.rows]
        if data is None and not initial:
            self.rows.add()

    @property
    def differences(self) -> list[Difference]:
        """What is stored now, where somebody else has saved meanwhile."""
        if not self.is_stale:
            return []
        lines = [Line(pick(one["text"]).text) for one in self.stored["commitments"]]
        return [Difference(_("Commitments"), lines or [Line("–")])]


class RecipientsForm(PortalFormMixin, forms.Form):
    """Names or business IDs, one a line."""

    text = forms.CharField(
        label=gettext_lazy("Recipients"),
        help_text=gettext_lazy(
            "One a line: the name or the business ID of the education provider, and after a tab or a "
            "semicolon the number of the decision, where there is one."
        ),
        widget=forms.Textarea({"rows": 8}),
        max_length=LONGEST_PASTED,
        strip=False,
    )


class AuthorityForm(StaleGuard, PortalFormMixin, forms.Form):
    """The granting authority's own details."""

    name_fi = forms.CharField(label=gettext_lazy("Name in Finnish"), max_length=200)
    name_sv = forms.CharField(label=gettext_lazy("Name in Swedish"), max_length=200)
    registry_email = forms.EmailField(label=gettext_lazy("Registry's e-mail"), max_length=254)
    postal_address = TextsFormField(label=gettext_lazy("Postal address"), max_length=200)
    registry_hours = forms.CharField(
        label=gettext_lazy("Registry's hours"),
        help_text=gettext_lazy("Such as 8.00–16.15: periods end when the registry closes."),
        max_length=20,
        required=False,
    )
    case_class = forms.CharField(
        label=gettext_lazy("Task class of new calls"),
        help_text=gettext_lazy("Stands in the case numbers; each call has its own."),
        max_length=20,
        required=False,
    )

    def clean(self) -> Values:
        """Names and hours on one line each."""
        for name in ("name_fi", "name_sv", "registry_hours", "case_class"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = plain_line(self.cleaned_data[name])
        return self.cleaned_data

    def clean_registry_hours(self) -> str:
        """Hours by which deadlines can be counted."""
        hours = self.cleaned_data["registry_hours"].strip()
        try:
            closing_time({"registry_hours": hours})
        except ValueError:
            raise ValidationError(_("Write the hours such as 8.00–16.15.")) from None
        return hours


def programme_names() -> dict[str, str]:
    """The names of all programmes by their keys, in the page's language."""
    return {one.key: _name(one) for one in Programme.objects.order_by("-starts_on", "pk")}


def _others(programme: Programme, by: str) -> dict[Any, str]:
    found = Programme.objects.exclude(pk=programme.pk).order_by("-starts_on", "pk")
    return {getattr(one, by): _name(one) for one in found}


def _name(programme: Programme) -> str:
    return f"{pick(programme.name).text} ({programme.short_name})"
