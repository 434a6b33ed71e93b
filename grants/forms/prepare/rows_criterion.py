"""A criterion with its scale: what each score means, in a table."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.prepare.rows_base import RowForm
from grants.models.terms import HIGHEST_SCORE
from sky_portal.questions.text import check_length, normalise
from sky_portal.texts import LANGUAGES
from sky_portal.ui.stale import Line
from sky_portal.ui.texts_field import LABELS, TextsFormField

LONGEST = 500
SCORES = range(HIGHEST_SCORE + 1)
DEFAULT_ENDS = {"lowest": 0, "highest": 5}

Typed = dict[int, dict[str, str]]


class ScaleWidget(forms.Widget):
    """A row for each score, a text box for each language."""

    template_name = "grants/prepare/widgets/scale.html"
    use_fieldset = True
    scores: Iterable[int] = SCORES

    def id_for_label(self, id_: str) -> str:
        """The first text box."""
        first = min(self.scores, default=0)
        return id_ and f"{id_}_{first}_{LANGUAGES[0]}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        """What was typed, by score and language; of every score, shown or not."""
        return {
            score: {language: data.get(f"{name}_{score}_{language}", "") for language in LANGUAGES}
            for score in SCORES
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the request has none of the texts."""
        return not any(key.startswith(f"{name}_") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The cells by score besides what every widget has."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        typed = by_score(value)
        context["identity"] = identity
        context["languages"] = [{"code": code, "label": LABELS[code]} for code in LANGUAGES]
        context["rows"] = [
            {
                "score": score,
                "cells": [
                    {
                        "language": code,
                        "label": LABELS[code],
                        "name": f"{name}_{score}_{code}",
                        "id": f"{identity}_{score}_{code}",
                        "value": typed.get(score, {}).get(code, ""),
                    }
                    for code in LANGUAGES
                ],
            }
            for score in self.scores
        ]
        return context


class ScaleField(forms.Field):
    """Gives `[{"score": 5, "text": {"fi": "…"}}, …]` for the scores that have words, lowest first."""

    widget: Any = ScaleWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The scores with their texts; raises ValidationError with one error a text at fault."""
        steps, errors = [], []
        for score, texts in sorted(by_score(value).items()):
            text = {}
            for language in LANGUAGES:
                try:
                    text[language] = normalise(texts.get(language, ""))
                    check_length(text[language], LONGEST)
                except ValidationError as wrong:
                    errors.append(_fault(score, language, wrong.messages[0]))
            if given := {language: words for language, words in text.items() if words}:
                steps.append({"score": score, "text": given})
        if errors:
            raise ValidationError(errors)
        return steps

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a text differs from what is stored."""
        return _given(initial) != _given(data)


class CriterionForm(RowForm):
    """What applications are assessed by."""

    shows_more = gettext_lazy("Show the scores of this scale")

    name = TextsFormField(label=gettext_lazy("Name"), max_length=120)
    help = TextsFormField(
        label=gettext_lazy("Guidance"),
        help_text=gettext_lazy("What the assessor looks at. Applicants read it too."),
        rows=3,
        max_length=1000,
        publishing=(),
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Weight, per cent"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("The weights of all criteria make 100."),
    )
    lowest = forms.IntegerField(label=gettext_lazy("Lowest score"), min_value=0, max_value=HIGHEST_SCORE)
    highest = forms.IntegerField(label=gettext_lazy("Highest score"), min_value=1, max_value=HIGHEST_SCORE)
    scale = ScaleField(
        label=gettext_lazy("What the scores mean"),
        help_text=gettext_lazy(
            "Not every score needs words; one that has them needs them in Finnish and Swedish."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = DEFAULT_ENDS | kwargs["stored"] | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["scale"].widget.scores = self._scores()

    def clean(self) -> dict[str, Any]:
        """The scale has two ends, and no words outside of them."""
        found = self.cleaned_data
        lowest, highest = found.get("lowest"), found.get("highest")
        if lowest is None or highest is None:
            return found
        if highest <= lowest:
            self.add_error("highest", _("The highest score must be greater than the lowest."))
            return found
        for step in found.get("scale", ()):
            if not lowest <= step["score"] <= highest:
                text = _("this score is not on the scale: widen the scale or empty the text")
                self.add_error("scale", _fault(step["score"], next(iter(step["text"])), text))
        return found

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored, in words: a line for each text of the scale."""
        if name != "scale":
            return super().stored_lines(name)
        lines = [
            Line(text, language, f"{step['score']}, {LABELS[language]}")
            for step in self.initial.get(name) or ()
            for language, text in step["text"].items()
        ]
        return lines or [Line("–")]

    def _scores(self) -> list[int]:
        """The scores of the scale as it is typed or stored, and any other that has words."""
        ends = {name: self._end(name) for name in DEFAULT_ENDS}
        worded = set(_given(self["scale"].value()))
        return sorted(worded | set(range(ends["lowest"], ends["highest"] + 1)))

    def _end(self, name: str) -> int:
        typed = str(self[name].value()).strip()
        known = typed.isascii() and typed.isdigit() and len(typed) <= len(str(HIGHEST_SCORE))
        return int(typed) if known and int(typed) in SCORES else DEFAULT_ENDS[name]


def by_score(value: Any) -> Typed:
    """Texts by score, from a stored scale or as they were typed."""
    if isinstance(value, list):
        return {step["score"]: step["text"] for step in value}
    return value or {}


def _given(value: Any) -> Typed:
    plain = {
        score: {code: text.replace("\r\n", "\n").strip() for code, text in texts.items() if text.strip()}
        for score, texts in by_score(value).items()
    }
    return {score: texts for score, texts in plain.items() if texts}


def _fault(score: int, language: str, message: str) -> ValidationError:
    words = {"score": score, "language": LABELS[language], "message": message}
    place = {"input": f"{score}_{language}"}
    return ValidationError(_("%(score)s, %(language)s: %(message)s"), params=words | place)
