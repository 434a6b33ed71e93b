"""Rows of an editor's form: options, rows and columns, added, moved and removed without a script.

Every such step sends the whole form and shows it again with all that was typed; nothing is saved and
nothing is judged until the form itself is sent.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal.money import MAX_CENTS
from sky_portal.names import plain_line
from sky_portal.questions.enums import CELL_TYPES, OPTION_TYPES, TEXT_TYPES, QuestionType
from sky_portal.questions.schema import DEFAULT_LIMITS, Question
from sky_portal.questions.validation import LONGEST_TEXT, MOST_DECIMALS, MOST_ROWS
from sky_portal.questions.values import clean
from sky_portal.texts import LANGUAGES
from sky_portal.ui import formats
from sky_portal.ui.forms import Fault, PortalFormMixin, summary
from sky_portal.ui.texts_field import TextsFormField

Json = dict[str, Any]
MOST_PARTS = 200
# The button that takes a step on a row sends "options:up:2" under this name.
STEP = "rows_step"
_SMALL = re.compile("[0-9]{1,3}")
# A line of a column's options: "Palkka | Lön | Pay".
BETWEEN = "|"
NUMERIC = (QuestionType.NUMBER, QuestionType.EURO)


class Quiet:
    """Put before forms.Form: while `quiet`, what was typed is shown again without being judged."""

    quiet = False

    def full_clean(self) -> None:
        """Judges nothing while quiet."""
        if not self.quiet:
            super().full_clean()  # type: ignore[misc]
            return
        self._errors = ErrorDict()
        self.cleaned_data: Json = {}


class OptionRow(Quiet, PortalFormMixin, forms.Form):
    """An option, or a row of a table or matrix: its text; the key it has had stays its own."""

    key_name = "value"
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = TextsFormField(required=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in the row."""
        return not any(self.cleaned_data.get("label", {}).values())

    def as_json(self) -> Json:
        """The option as a question's content has it."""
        return {self.key_name: self.cleaned_data["key"], "label": self.cleaned_data["label"]}


class RowRow(OptionRow):
    """A fixed row of a table or matrix."""

    key_name = "key"


class ColumnRow(OptionRow):
    """A column of a table: a question of a simple type."""

    key_name = "key"
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"),
        choices=[(kind.value, kind.label) for kind in QuestionType if kind in CELL_TYPES],
        initial=QuestionType.SHORT_TEXT,
    )
    required = forms.BooleanField(label=gettext_lazy("Must be filled in on every row"), required=False)
    options = forms.CharField(
        label=gettext_lazy("Options of a choice"),
        help_text=gettext_lazy("One a line, its languages parted by a bar: Palkka | Lön | Pay."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=20_000,
    )
    limit = forms.IntegerField(
        label=gettext_lazy("Characters of a text at most"),
        min_value=1,
        max_value=LONGEST_TEXT,
        required=False,
    )
    min = forms.CharField(label=gettext_lazy("Smallest number or sum"), required=False, max_length=40)
    max = forms.CharField(label=gettext_lazy("Largest number or sum"), required=False, max_length=40)
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimals of a number"),
        min_value=0,
        max_value=MOST_DECIMALS,
        required=False,
    )

    # What only some types have: behind a fold.
    MORE = ("limit", "min", "max", "decimals")

    @property
    def more(self) -> list[Any]:
        """The small fields that only some kinds of answers need."""
        return [self[name] for name in self.MORE]

    @property
    def shows_more(self) -> bool:
        """Whether one of them has been filled in or is refused."""
        return any(self[name].errors or self[name].value() for name in ("options", *self.MORE))

    def clean(self) -> Json:
        """Reads the bounds by the column's type."""
        clean_bounds(self, self.cleaned_data.get("type", ""))
        return self.cleaned_data

    def as_json(self) -> Json:
        """The column as a question's content has it: of its type's own terms only."""
        given = self.cleaned_data
        column = super().as_json() | {"type": given["type"]}
        if given["required"]:
            column["required"] = True
        if given["type"] in OPTION_TYPES:
            column["options"] = [{"value": "", "label": label} for label in option_lines(given["options"])]
        return column | own_terms(given["type"], given)


class Rows:
    """The rows of one part of a question, as stored or as typed.

    `stored` are the initial values of each row's form; `data` is what was sent.
    """

    def __init__(
        self, name: str, of: type[OptionRow], *, stored: Sequence[Json], data: Mapping[str, Any] | None = None
    ) -> None:
        self.name, self.of, self.is_bound = name, of, data is not None
        self.quiet = False
        self.typed: list[Json] = [] if data is None else self._sent(data)
        self.forms = (
            self._bound()
            if self.is_bound
            else [self._form(place, initial=one) for place, one in enumerate(stored)]
        )

    @property
    def count(self) -> int:
        """How many rows the page shows."""
        return len(self.forms)

    @property
    def may_add(self) -> bool:
        """Whether there is room for one more."""
        return self.count < MOST_PARTS

    def add(self, count: int = 1) -> None:
        """Blank rows at the end."""
        for _number in range(min(count, MOST_PARTS - self.count)):
            self.typed.append({})
            if not self.is_bound:
                self.forms.append(self._form(self.count, initial={}))
        if self.is_bound:
            self._again()

    def act(self, what: str, place: int | None) -> None:
        """One step on one row: add, up, down or remove; a place that is not there changes nothing."""
        if what == "add":
            self.add()
        if place is None or place >= len(self.typed):
            return
        if what == "remove":
            del self.typed[place]
        if what in {"up", "down"}:
            to = place + (1 if what == "down" else -1)
            self.typed.insert(min(max(to, 0), len(self.typed) - 1), self.typed.pop(place))
        self._again()

    def hush(self) -> None:
        """Shows what was typed without judging it."""
        self.quiet = True
        for form in self.forms:
            form.quiet = True

    def is_valid(self) -> bool:
        """Whether every row can be taken as it is."""
        judged = [form.is_valid() for form in self.forms]
        return all(judged)

    def as_json(self) -> list[Json]:
        """The rows that say something, in their order."""
        return [form.as_json() for form in self.forms if not form.is_blank]

    def _sent(self, data: Mapping[str, Any]) -> list[Json]:
        count = small_number(data.get(f"{self.name}-count"))
        places = range(min(count or 0, MOST_PARTS))
        return [self._sent_row(data, f"{self.name}-{place}-") for place in places]

    @staticmethod
    def _sent_row(data: Mapping[str, Any], prefix: str) -> Json:
        return {name.removeprefix(prefix): data.get(name) for name in data if name.startswith(prefix)}

    def _bound(self) -> list[OptionRow]:
        return [
            self._form(place, data={f"{self.name}-{place}-{key}": value for key, value in row.items()})
            for place, row in enumerate(self.typed)
        ]

    def _again(self) -> None:
        self.forms = self._bound()
        if self.quiet:
            self.hush()

    def _form(self, place: int, **given: Any) -> OptionRow:
        form = self.of(prefix=f"{self.name}-{place}", **given)
        form.fields["label"].label = _("Number %(number)s") % {"number": place + 1}
        return form


class WithRows(Quiet):
    """Put before forms.Form: a form that has rows too, in `parts`."""

    parts: Sequence[Rows] = ()

    @property
    def summary_faults(self) -> list[Fault]:
        """The faults of the form and of its rows, for the summary on top."""
        rows = [row for part in self.parts for row in part.forms]
        return [fault for form in (self, *rows) for fault in summary(form)]

    def is_step(self) -> bool:
        """Whether a row's button was pressed; takes the step and judges nothing then."""
        sent: Mapping[str, Any] = self.data  # type: ignore[attr-defined]
        if STEP not in sent:
            return False
        name, _mark, rest = str(sent[STEP]).partition(":")
        what, _mark, place = rest.partition(":")
        self.quiet = True
        for part in self.parts:
            part.hush()
            if part.name == name:
                part.act(what, small_number(place))
        return True

    def is_valid(self) -> bool:
        """Whether the form and all its rows can be taken."""
        # Every part is judged, so that all faults are told at once.
        judged = [super().is_valid(), *(part.is_valid() for part in self.parts)]  # type: ignore[misc]
        return all(judged)


def small_number(text: Any) -> int | None:
    """The number of a row as a button or a hidden field names it; None for anything else."""
    return int(text) if _SMALL.fullmatch(str(text)) else None


def clean_bounds(form: Any, kind: str) -> None:
    """Reads `min` and `max` as the type's answers are read: whole numbers, or euros into cents."""
    given = form.cleaned_data
    if kind not in NUMERIC:
        return
    probe = Question("bound", kind, {}, minimum=-MAX_CENTS, maximum=MAX_CENTS)
    for name in ("min", "max"):
        try:
            given[name] = clean(probe, (given.get(name) or "").strip())
        except ValidationError as wrong:
            form.add_error(name, wrong)
    low, high = given.get("min"), given.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        form.add_error("max", _("The largest is smaller than the smallest."))


def own_terms(kind: str, given: Json) -> Json:
    """What a question of this type holds of limits and bounds, given what the form has cleaned."""
    terms: Json = {}
    if kind in TEXT_TYPES:
        terms["limit"] = given.get("limit") or DEFAULT_LIMITS[QuestionType(kind)]
    if kind in NUMERIC:
        terms |= {name: given[name] for name in ("min", "max") if given.get(name) is not None}
    if kind in (QuestionType.NUMBER,) and given.get("decimals"):
        terms["decimals"] = int(given["decimals"])
    return terms


def typed_bound(kind: str, value: int | None) -> str:
    """A stored bound as one would type it."""
    if value is None:
        return ""
    return formats.money(value, unit=False) if kind in (QuestionType.EURO,) else str(value)


def column_initial(column: Json) -> Json:
    """A stored column as its row of the form shows it."""
    kind = column["type"]
    lines = [
        f" {BETWEEN} ".join(option["label"].get(language, "") for language in LANGUAGES).rstrip(f" {BETWEEN}")
        for option in column.get("options", ())
    ]
    return {
        "key": column["key"],
        "label": column["label"],
        "type": kind,
        "required": column.get("required", False),
        "options": "\n".join(lines),
        "limit": column.get("limit"),
        "min": typed_bound(kind, column.get("min")),
        "max": typed_bound(kind, column.get("max")),
        "decimals": column.get("decimals"),
    }


def option_lines(text: str) -> list[Json]:
    """The labels of a column's options: a line each, Finnish, Swedish and English parted by bars."""
    labels = []
    for line in text.splitlines()[:MOST_ROWS]:
        words = [plain_line(word) for word in line.split(BETWEEN, len(LANGUAGES) - 1)]
        if any(words):
            labels.append({language: word for language, word in zip(LANGUAGES, words, strict=False) if word})
    return labels
