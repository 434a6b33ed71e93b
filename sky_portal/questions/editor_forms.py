"""Forms of a set's editor: the head of a section, and a question of any type.

form = QuestionForm("choice", content, question=stored, data=request.POST)
if form.is_step():        # a row was added, moved or removed: show the form again
if form.is_valid():       # form.as_json() is the question, form.section its section
"""

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sky_portal.questions import editing
from sky_portal.questions.described import condition_in_words
from sky_portal.questions.editor_rows import (
    NUMERIC,
    ColumnRow,
    OptionRow,
    RowRow,
    Rows,
    WithRows,
    clean_bounds,
    column_initial,
    own_terms,
    typed_bound,
)
from sky_portal.questions.enums import OPTION_TYPES, TEXT_TYPES, QuestionType
from sky_portal.questions.rendering import in_words
from sky_portal.questions.schema import DEFAULT_LIMITS, DEFAULT_MAX_ROWS, question_of
from sky_portal.questions.validation import LONGEST_TEXT, MOST_DECIMALS, MOST_ROWS
from sky_portal.texts import pick
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.stale import Difference, Line, StaleGuard
from sky_portal.ui.texts_field import TextsFormField

Json = dict[str, Any]
LONGEST_QUESTION, LONGEST_HELP = 500, 2000
BLANK_ROWS = 2
PARTS: dict[str, tuple[type[OptionRow], Any]] = {
    "columns": (ColumnRow, gettext_lazy("Columns")),
    "rows": (RowRow, gettext_lazy("Rows")),
    "options": (OptionRow, gettext_lazy("Options")),
}


class SectionTextsForm(StaleGuard, PortalFormMixin, forms.Form):
    """The title and introduction of a section."""

    # Under which key it was saved.
    saved_key = ""

    title = TextsFormField(label=gettext_lazy("Title of the section"), required=False)
    intro = TextsFormField(
        label=gettext_lazy("Introduction"),
        help_text=gettext_lazy("Stands above the questions. Leave it empty where the title says enough."),
        rows=3,
        max_length=LONGEST_HELP,
        publishing=(),
        required=False,
    )

    def clean_title(self) -> Json:
        """A section without any name could not be told from the others."""
        return _something(self.cleaned_data["title"])


class QuestionForm(WithRows, StaleGuard, PortalFormMixin, forms.Form):
    """A question of one type: its texts and terms, its options, rows or columns, its condition.

    `content` is the draft it belongs to; `question` is what is stored of it, `section` the key of
    the section to which a new one comes.
    """

    saved_key = ""
    label = TextsFormField(label=gettext_lazy("Question"), max_length=LONGEST_QUESTION, required=False)
    help = TextsFormField(
        label=gettext_lazy("Help"),
        help_text=gettext_lazy("Stands between the question and its field."),
        rows=2,
        max_length=LONGEST_HELP,
        publishing=(),
        required=False,
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered before sending"), required=False)

    def __init__(
        self,
        kind: str,
        content: editing.Content,
        *,
        question: Json | None = None,
        section: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.content, self.question = kind, content, question or {}
        self.home = editing.section_of(content, question["key"])["key"] if question else section
        super().__init__(data, stored=self._stored())
        self._add_terms()
        self._add_condition()
        self._add_section()
        self.parts = [self._rows(name, data) for name in self.part_names]

    @property
    def part_names(self) -> list[str]:
        """Which rows the type has: options, rows, columns."""
        if self.kind in (QuestionType.MATRIX,):
            return ["rows", "options"]
        if self.kind in (QuestionType.TABLE,):
            return ["columns", "rows"]
        return ["options"] if self.kind in OPTION_TYPES else []

    @property
    def part_list(self) -> list[Json]:
        """The rows with what the page says of them."""
        helps = {
            "rows": _("Leave the rows empty if the applicant adds rows of their own.")
            if self.kind in (QuestionType.TABLE,)
            else ""
        }
        return [
            {"rows": one, "title": PARTS[one.name][1], "help": helps.get(one.name, "")} for one in self.parts
        ]

    @property
    def section(self) -> str:
        """The section that was chosen."""
        return self.cleaned_data.get("section") or self.home

    @property
    def terms(self) -> list[Any]:
        """The fields of its limits and bounds, and whether it must be answered."""
        names = ("required", "limit", "min", "max", "decimals", "max_rows", "secrecy_possible")
        return [self[name] for name in names if name in self.fields]

    @property
    def conditions(self) -> bool:
        """Whether there is an earlier question on which it can wait."""
        return bool(self.fields["condition"].choices)  # type: ignore[attr-defined]

    @property
    def differences(self) -> list[Difference]:
        """The fields, and the rows, in which what is stored now is not what was typed."""
        found = super().differences
        for part in self.parts if self.is_stale else ():
            stored = [one["label"] for one in self.question.get(part.name, ())]
            if stored != [row.cleaned_data.get("label") for row in part.forms if not row.is_blank]:
                lines = [Line(pick(label).text) for label in stored]
                found.append(Difference(PARTS[part.name][1], lines or [Line("–")]))
        return found

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored of a field, the condition in a sentence."""
        if name == "condition":
            return [Line(condition_in_words(self.content, self.question) or "–")]
        return super().stored_lines(name)

    def refuse_stale(self, stored: Mapping[str, Any] | None = None) -> None:
        """Makes the form invalid because the question now reads `stored`."""
        if stored is not None:
            self.question = dict(stored)
            stored = self._stored()
        super().refuse_stale(stored)

    def clean_label(self) -> Json:
        """A question without any words could not be told from the others."""
        return _something(self.cleaned_data["label"])

    def clean_condition(self) -> list[str]:
        """The answers of one question: two conditions at once the set does not know."""
        chosen = self.cleaned_data["condition"]
        if len({one.partition("=")[0] for one in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one question only."))
        return chosen

    def clean(self) -> Json:
        """Reads the bounds by the question's type."""
        clean_bounds(self, self.kind)
        return self.cleaned_data

    def as_json(self) -> Json:
        """The question as a set's content has it; new rows have no key yet."""
        given = self.cleaned_data
        question: Json = {"type": self.kind, "label": given["label"]}
        if given["help"]:
            question["help"] = given["help"]
        question |= {name: True for name in ("required", "secrecy_possible") if given[name]}
        question |= own_terms(self.kind, given)
        for part in self.parts:
            question[part.name] = part.as_json()
        if self.kind in (QuestionType.TABLE,):
            self._finish_table(question)
        if condition := self._condition_chosen():
            question["condition"] = condition
        return question

    def _finish_table(self, question: Json) -> None:
        if not question["rows"]:
            del question["rows"]
            question["max_rows"] = self.cleaned_data.get("max_rows") or DEFAULT_MAX_ROWS
        stored = {column["key"]: column for column in self.question.get("columns", ())}
        for column in question["columns"]:
            before = stored.get(column["key"], {})
            # What the form does not ask about a column stays.
            if "help" in before:
                column["help"] = before["help"]
            values = {repr(editing.said(one["label"])): one["value"] for one in before.get("options", ())}
            for option in column.get("options", ()):
                option["value"] = values.get(repr(editing.said(option["label"])), "")

    def _condition_chosen(self) -> Json | None:
        chosen = self.cleaned_data["condition"]
        if not chosen:
            return None
        asked = chosen[0].partition("=")[0]
        earlier = editing.question_named(self.content, asked)
        values = [value for value in editing.answers_to(earlier) if _choice(earlier, value) in chosen]
        return {"question": asked, "is": values[0]} if len(values) == 1 else {"question": asked, "in": values}

    def _stored(self) -> Json:
        if not self.question:
            return {}
        stored = copy.deepcopy({name: part for name, part in self.question.items() if name != "condition"})
        asked, wanted = editing.awaited(self.question)
        stored["condition"] = (
            [_choice({"key": asked, "type": ""}, value) for value in wanted] if asked else []
        )
        for name in ("min", "max"):
            stored[name] = typed_bound(self.kind, self.question.get(name))
        return stored | {"section": self.home}

    def _add_terms(self) -> None:
        fields: dict[str, forms.Field] = {}
        if self.kind in TEXT_TYPES:
            fields["limit"] = _whole(
                _("Characters at most"), 1, LONGEST_TEXT, DEFAULT_LIMITS[QuestionType(self.kind)]
            )
        if self.kind in NUMERIC:
            is_euro = self.kind in (QuestionType.EURO,)
            low, high = (
                (_("Smallest sum, in euros"), _("Largest sum, in euros"))
                if is_euro
                else (_("Smallest number"), _("Largest number"))
            )
            fields["min"] = forms.CharField(label=low, required=False, max_length=40)
            fields["max"] = forms.CharField(label=high, required=False, max_length=40)
        if self.kind in (QuestionType.NUMBER,):
            fields["decimals"] = _whole(_("Decimals"), 0, MOST_DECIMALS, 0)
        if self.kind in (QuestionType.TABLE,):
            fields["max_rows"] = _whole(
                _("Rows that the applicant adds, at most"), 1, MOST_ROWS, DEFAULT_MAX_ROWS
            )
        fields["secrecy_possible"] = forms.BooleanField(
            label=_("The applicant may mark the answer as having something to be kept secret"), required=False
        )
        self.fields.update(fields)

    def _add_condition(self) -> None:
        candidates = editing.earlier(self.content, question=self.question.get("key", ""), section=self.home)
        choices = [(editing.named(one), _choices(one)) for one in candidates if editing.answers_to(one)]
        self.fields["condition"] = forms.MultipleChoiceField(
            label=_("Asked only after one of these answers"),
            help_text=_("Tick none, and the question is always asked."),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def _add_section(self) -> None:
        if not self.question:
            return
        names = [(one["key"], pick(one["title"]).text or one["key"]) for one in self.content["sections"]]
        self.fields["section"] = forms.ChoiceField(
            label=_("Section"),
            help_text=_("In another section the question comes last."),
            choices=names,
            widget=forms.Select if len(names) > 1 else forms.HiddenInput,
            required=False,
        )

    def _rows(self, name: str, data: Mapping[str, Any] | None) -> Rows:
        stored = self.question.get(name, ())
        key = editing.ROWS[name]
        initial = [
            column_initial(one) if name == "columns" else {"key": one[key], "label": one["label"]}
            for one in stored
        ]
        rows = Rows(name, PARTS[name][0], stored=initial, data=data)
        if data is None and not stored:
            rows.add(BLANK_ROWS)
        return rows


def _whole(label: str, low: int, high: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, initial=initial)


def _something(texts: Json) -> Json:
    if not texts:
        raise forms.ValidationError(_("Write it in one language at least."))
    return texts


def _choice(question: Json, value: Any) -> str:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return f"{question['key']}={value}"


def _choices(question: Json) -> list[tuple[str, str]]:
    read, language = question_of(question), get_language() or "fi"
    # The question stands above its answers: who does not see that hears it with each of them.
    return [
        (
            _choice(question, value),
            format_html(
                '{}<span class="visually-hidden"> ({})</span>',
                in_words(read, value, language),
                editing.named(question),
            ),
        )
        for value in editing.answers_to(question)
    ]
