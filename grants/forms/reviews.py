"""The sheet of an assessment: a score and a reason by each criterion, the whole in words."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField, Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from grants.models import Criterion, Review, ReviewScore
from grants.models.review import LONGEST_REASON
from grants.services.scoring import SUMMARY, ScoringResult, Typed, score_of, text_of, version_of
from sky_portal.texts import pick
from sky_portal.ui import formats
from sky_portal.ui.forms import PortalFormMixin

SCORE, REASON, VERSION = "score-", "reason-", "version-"


@dataclass(frozen=True)
class Line:
    """One criterion on the sheet; `beside` is what the assessors gave, where a consensus is written."""

    key: str
    score: BoundField | None
    reason: BoundField
    version: BoundField
    conflict: Any
    criterion: Criterion | None = None
    beside: Any = None


class ScoringForm(PortalFormMixin, forms.Form):
    """Bound or not; what was typed is judged by the services, so that it is judged once."""

    class Media:
        js = (Script("js/char-count.js", type="module"),)

    def __init__(
        self, review: Review, criteria: Sequence[Criterion], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.review, self.criteria = review, criteria
        self.conflicts: dict[str, ReviewScore | Review] = {}
        stored = {one.criterion_id: one for one in review.scores.all()}
        for criterion in criteria:
            self._add(criterion, stored.get(criterion.pk))
        self._add_text(SUMMARY, _("The whole in words"), review)
        self.fields[REASON + SUMMARY].help_text = _(
            "What decides, and what should be set as a condition. Not required."
        )

    def lines(self) -> list[Line]:
        """The criteria in their order, and the whole in words as the last."""
        lines = [self._line(one.key, self[SCORE + one.key], one) for one in self.criteria]
        return [*lines, self._line(SUMMARY)]

    def typed(self) -> dict[str, Typed]:
        """What the request has, by the criterion's key: what was not on the page stays as it is."""
        self.full_clean()
        keys = [*(one.key for one in self.criteria), SUMMARY]
        # What the scale lacks was not typed by anybody: it must not wipe out what stands there.
        wrong = {name.removeprefix(SCORE) for name in self.errors}
        return {key: self._typed(key) for key in keys if VERSION + key in self.data and key not in wrong}

    def tell(self, result: ScoringResult) -> None:
        """Puts what was not saved beside its field, and goes on from the versions that stand now."""
        for key, error in result.errors.items():
            self.refuse(key, error)
        for key, current in result.conflicts.items():
            self.conflicts[key] = current
            self.add_error(REASON + key, ValidationError(conflict_words(current)))
        data: Any = copy.copy(self.data)
        for key, stored in {**result.saved, **self.conflicts}.items():
            data[VERSION + key] = str(version_of(stored))
        self.data = data

    def refuse(self, key: str, error: ValidationError) -> None:
        """An error of the score or the reason by a criterion, where it was made."""
        for name, messages in error.message_dict.items() if hasattr(error, "error_dict") else ():
            place = SCORE + key if name == "score" and SCORE + key in self.fields else REASON + key
            self.add_error(place, messages)

    def lack(self, error: ValidationError) -> None:
        """What stands in the way of finishing, by the criteria's keys."""
        for key, messages in error.message_dict.items():
            scored = self.cleaned_data.get(SCORE + key) is not None
            self.add_error((REASON if scored else SCORE) + key, messages)

    def _add(self, criterion: Criterion, stored: ReviewScore | None) -> None:
        key, name = criterion.key, pick(criterion.name).text
        self.fields[SCORE + key] = forms.TypedChoiceField(
            label=_("%(criterion)s (weight %(weight)s %%)") % {"criterion": name, "weight": criterion.weight},
            help_text=_local(criterion.help),
            choices=[(score, _option(criterion, score)) for score in _scores(criterion)],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )
        # Finishing says what lacks; half a sheet is saved as it is.
        self.fields[SCORE + key].marked_inside = True  # type: ignore[attr-defined]
        self.initial[SCORE + key] = stored.score if stored else None
        self._add_text(key, _("Reason: %(criterion)s") % {"criterion": name}, stored)

    def _add_text(self, key: str, label: str, stored: ReviewScore | Review | None) -> None:
        attrs = {
            "rows": 3,
            "data-limit": LONGEST_REASON,
            "data-left": _("Characters left: %s"),
            "data-over": _("Characters too many: %s"),
        }
        self.fields[REASON + key] = forms.CharField(label=label, required=False, widget=forms.Textarea(attrs))
        self.fields[REASON + key].marked_inside = True  # type: ignore[attr-defined]
        self.initial[REASON + key] = text_of(stored) if stored else ""
        self.fields[VERSION + key] = forms.IntegerField(
            required=False, widget=forms.HiddenInput({"data-version-of": key})
        )
        self.initial[VERSION + key] = version_of(stored) if stored else 0

    def _line(self, key: str, score: BoundField | None = None, criterion: Criterion | None = None) -> Line:
        return Line(key, score, self[REASON + key], self[VERSION + key], self.conflicts.get(key), criterion)

    def _typed(self, key: str) -> Typed:
        cleaned = self.cleaned_data
        return Typed(cleaned.get(REASON + key, ""), cleaned.get(VERSION + key) or 0, cleaned.get(SCORE + key))


def conflict_words(current: ReviewScore | Review) -> str:
    """What was saved elsewhere meanwhile, told beside one's own text."""
    score, text = score_of(current), text_of(current) or _("(empty)")
    if score is not None:
        text = f"{score} – {text}"
    words = _(
        "This was changed elsewhere while you were writing. It now reads: %(text)s "
        "What you wrote is in the field: save again to replace it."
    )
    return words % {"text": f"“{text}”"}


def _scores(criterion: Criterion) -> range:
    return range(criterion.lowest, criterion.highest + 1)


def _option(criterion: Criterion, score: int) -> SafeString:
    """A score with its text, where the scale has one."""
    texts = {one["score"]: one["text"] for one in criterion.scale}
    words = _local(texts[score]) if score in texts else ""
    return format_html('<span class="point">{}</span> {}', score, words)


def _local(texts: dict[str, str]) -> str:
    found = pick(texts)
    if found.language == formats.language():
        return found.text
    return format_html('<span lang="{}">{}</span>', found.language, found.text)
