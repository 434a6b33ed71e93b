"""Forms of sections: the widgets and the words; what an answer may be is judged by the service.

form = section_form(sheet, "aims", request.POST)
result = save_section(sheet, "aims", **form.typed(), actor=request.user)
form.tell(result)       # what could not be saved stays in its field, with the reason
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms import Script
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sky_portal.questions.enums import TEXT_TYPES, QuestionType
from sky_portal.questions.models import Answer, AnswerSheet
from sky_portal.questions.rendering import in_words
from sky_portal.questions.schema import Option, Question, Section, visible
from sky_portal.questions.services.answering import SectionResult
from sky_portal.questions.widgets import MatrixWidget, TableWidget
from sky_portal.texts import pick
from sky_portal.ui import formats
from sky_portal.ui.forms import DateInput, PortalFormMixin

VERSION, SECRET = "version-", "secret-"
# More options than this are a list to open rather than buttons to look through.
MOST_BUTTONS = 8


class AnswerField(forms.Field):
    """A field that keeps what was typed: save_section judges it, so that it is judged once.

    `required` only shows in words: a draft may be half done.
    """

    def clean(self, value: Any) -> Any:
        """What was typed, as it was typed."""
        return value


class SectionForm(PortalFormMixin, forms.Form):
    """The questions of a section that are asked, or that an answer in this section may call for."""

    class Media:
        js = (
            Script("js/char-count.js", type="module"),
            Script("js/conditions.js", type="module"),
        )

    def __init__(
        self,
        sheet: AnswerSheet,
        section: Section,
        data: Mapping[str, Any] | None = None,
        *,
        only: str | None = None,
    ) -> None:
        super().__init__(data)
        self.sheet, self.section = sheet, section
        # What is asked always is asked whatever the other answers are.
        alone = [one for one in section.questions if one.key == only and one.condition is None]
        self.answers = {} if alone else {answer.key: answer for answer in sheet.answers.order_by("key")}
        self.questions = {only: alone[0]} if only and alone else _asked(sheet, section, self.answers)
        # The answers of others that stood in the way, by key: pages show both texts.
        self.conflicts: dict[str, Answer] = {}
        hint = "" if only else render_to_string("questions/pupil_hint.html")
        for question in self.questions.values():
            if only in (None, question.key):
                self._add(question, self.answers.get(question.key), hint)

    def typed(self) -> dict[str, dict[str, Any]]:
        """`values`, `base_versions` and `secrets` for save_section."""
        self.full_clean()
        cleaned = self.cleaned_data
        # A question whose version the request lacks was not on the page: it keeps its answer.
        sent = [key for key in self.questions if VERSION + key in self.data and key in self.fields]
        return {
            "values": {key: cleaned.get(key) for key in sent},
            "base_versions": {key: cleaned.get(VERSION + key) for key in sent},
            "secrets": {key: cleaned[SECRET + key] for key in sent if cleaned.get(SECRET + key) is not None},
        }

    def tell(self, result: SectionResult) -> None:
        """Puts what was not saved beside its field, and goes on from the versions that stand now."""
        for key, error in result.errors.items():
            self.add_error(key, error)
        for key, conflict in result.conflicts.items():
            self.conflicts[key] = conflict.current
            self.add_error(key, _conflict(self.questions[key], conflict.current))
        # A QueryDict or a dictionary: both copy into what can be written.
        data: Any = copy.copy(self.data)
        for key, answer in {**result.saved, **self.conflicts}.items():
            data[VERSION + key] = str(answer.version)
        self.data = data

    def _add(self, question: Question, answer: Answer | None, hint: str) -> None:
        key = question.key
        self.fields[key] = AnswerField(
            label=_local(question.label),
            help_text=_help(question, self.questions, hint),
            required=question.required,
            widget=_widget(question),
        )
        self.initial[key] = as_typed(question, answer.value if answer else None)
        if question.secrecy_possible:
            self.fields[SECRET + key] = forms.BooleanField(
                label=_("This answer has something to be kept secret"),
                help_text=_("What is sent is public unless the law makes it secret; the authority decides."),
                required=False,
            )
            self.initial[SECRET + key] = bool(answer and answer.secret)
        self.fields[VERSION + key] = forms.IntegerField(
            required=False, widget=forms.HiddenInput({"data-version-of": key})
        )
        self.initial[VERSION + key] = answer.version if answer else 0


def section_form(
    sheet: AnswerSheet,
    section_key: str,
    data: Mapping[str, Any] | None = None,
    *,
    only: str | None = None,
) -> SectionForm:
    """The form of one section, or of one question of it; bound when `data` is given.

    Raises KeyError on an unknown section.
    """
    sections = {section.key: section for section in sheet.sections}
    return SectionForm(sheet, sections[section_key], data, only=only)


def as_typed(question: Question, value: Any) -> Any:
    """A stored answer as one would type it in the page's language."""
    if value is None:
        return None
    if question.type in (QuestionType.TABLE,):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        typed = {key: _row_as_typed(question, row) for key, row in rows}
        return typed if isinstance(value, dict) else list(typed.values())
    if question.type in (QuestionType.EURO,):
        return formats.money(value, unit=False)
    if question.type in (QuestionType.NUMBER,):
        return str(value) if formats.language() == "en" else str(value).replace(".", ",")
    if question.type in (QuestionType.YES_NO,):
        return "yes" if value else "no"
    return value


def _row_as_typed(question: Question, row: dict[str, Any]) -> dict[str, Any]:
    return {column.key: as_typed(column, row.get(column.key)) for column in question.columns}


def _asked(sheet: AnswerSheet, section: Section, answers: dict[str, Answer]) -> dict[str, Question]:
    shown = visible(sheet.sections, {key: answer.value for key, answer in answers.items()})
    asked: dict[str, Question] = {}
    for question in section.questions:
        if question.key in shown or (question.condition and question.condition.question in asked):
            asked[question.key] = question
    return asked


def _widget(question: Question) -> forms.Widget:
    attrs: dict[str, Any] = {"data-question": question.key}
    if question.condition:
        attrs["data-asked-if"] = question.condition.question
        attrs["data-asked-values"] = " ".join(_form_value(value) for value in question.condition.values)
    if question.type in TEXT_TYPES:
        attrs |= {
            "data-limit": question.limit,
            "data-left": _("Characters left: %s"),
            "data-over": _("Characters too many: %s"),
        }
    return WIDGETS[question.type](question, attrs)


def _choice_widget(question: Question, attrs: dict[str, Any]) -> forms.Widget:
    if len(question.options) > MOST_BUTTONS:
        return forms.Select(attrs, [("", ""), *_choices(question.options)])
    return forms.RadioSelect(attrs, _choices(question.options))


def _figure_widget(question: Question, attrs: dict[str, Any]) -> forms.Widget:
    return forms.TextInput({**attrs, "inputmode": "decimal", "class": "figure"})


WIDGETS: dict[str, Callable[[Question, dict[str, Any]], forms.Widget]] = {
    QuestionType.SHORT_TEXT: lambda question, attrs: forms.TextInput(attrs),
    QuestionType.LONG_TEXT: lambda question, attrs: forms.Textarea(attrs),
    QuestionType.NUMBER: _figure_widget,
    QuestionType.EURO: _figure_widget,
    QuestionType.CHOICE: _choice_widget,
    QuestionType.LIKERT: lambda question, attrs: forms.RadioSelect(attrs, _choices(question.options)),
    QuestionType.SEVERAL: lambda question, attrs: forms.CheckboxSelectMultiple(
        attrs, _choices(question.options)
    ),
    QuestionType.DATE: lambda question, attrs: DateInput(attrs),
    QuestionType.YES_NO: lambda question, attrs: forms.RadioSelect(
        attrs, [("yes", _("Yes")), ("no", _("No"))]
    ),
    QuestionType.TABLE: TableWidget,
    QuestionType.MATRIX: MatrixWidget,
}


def _choices(options: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [(option.value, _local(option.label)) for option in options]


def _help(question: Question, asked: dict[str, Question], hint: str) -> SafeString:
    parts: list[str] = []
    if question.condition and question.condition.question in asked:
        parts.append(_asked_if(asked[question.condition.question], question))
    if question.help:
        parts.append(_local(question.help))
    if question.type in TEXT_TYPES and question.limit:
        parts.append(_("At most %(limit)s characters.") % {"limit": formats.number(question.limit)})
    if question.type in (QuestionType.EURO,):
        parts.append(_("In euros, such as 1 250 or 1 250,50."))
    if question.type in (QuestionType.LONG_TEXT,):
        parts.append(hint)
    return mark_safe(" ".join(format_html("{}", part) for part in parts))  # noqa: S308 — each is escaped


def _asked_if(earlier: Question, question: Question) -> str:
    values = question.condition.values if question.condition else ()
    language = get_language() or "fi"
    answers = ", ".join(in_words(earlier, value, language) for value in values)
    place = {"answer": answers, "question": pick(earlier.label).text}
    return _("Answer this if you answered “%(answer)s” to “%(question)s”.") % place


def _local(texts: dict[str, str]) -> str:
    found = pick(texts)
    if found.language == formats.language():
        return found.text
    return format_html('<span lang="{}">{}</span>', found.language, found.text)


def _form_value(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _conflict(question: Question, current: Answer) -> str:
    place = {"name": current.changed_by or _("Somebody"), "text": _short(question, current.value)}
    return (
        _(
            "%(name)s has changed this answer while you were writing. It now reads: %(text)s "
            "What you wrote is in the field: save again to replace it."
        )
        % place
    )


def _short(question: Question, value: Any) -> str:
    if value is None:
        return _("(empty)")
    if question.type in (QuestionType.TABLE, QuestionType.MATRIX):
        return _("(see the saved table)")
    return f"“{in_words(question, value, get_language() or 'fi')}”"
