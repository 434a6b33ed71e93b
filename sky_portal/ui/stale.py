"""Two people with the same form open: the later one is told, and nobody's text is lost.

    class NameForm(StaleGuard, PortalFormMixin, forms.Form): ...

    form = NameForm(request.POST or None, stored={"name": call.name})

`stored` is what the database says now, by field. The form carries a digest of what it showed; where
that is no longer what is stored, the form is invalid, keeps what was typed and knows the `differences`.
Saving again then overwrites, knowingly: the digest is by then that of what is stored now. A template
says it by `{% include "components/stale.html" %}` above the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from sky_portal.audit.chain import digest
from sky_portal.texts import LANGUAGES
from sky_portal.ui import formats
from sky_portal.ui.texts_field import LABELS, TextsFormField, typed_texts

BASE = "base"

# A mixin: what it is mixed into is a form.
if TYPE_CHECKING:
    Guarded = forms.Form
else:
    Guarded = object


@dataclass(frozen=True)
class Line:
    """A stored value in words; a text in one of several languages says which."""

    text: str
    language: str = ""
    label: Any = ""


@dataclass(frozen=True)
class Difference:
    """A field in which what was typed is not what is stored now."""

    label: Any
    lines: list[Line]


class StaleGuard(Guarded):
    """Put before forms.Form: refuses to overwrite what its person has not seen.

    `stored` gives the values by field as they are in the database at this moment, empty for
    something new; they fill the form unless `initial` says otherwise.
    """

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        self.stored = dict(stored)
        self.is_stale = False
        kwargs["initial"] = self.stored | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.initial[BASE] = self.stored_digest
        self.fields[BASE] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def stored_digest(self) -> str:
        """What the stored values are known by."""
        return digest(self.stored)

    @property
    def shown_digest(self) -> str:
        """The digest of what the person saw: for verbs that look once more under the lock."""
        return self.cleaned_data.get(BASE, "")

    def clean_base(self) -> str:
        """Refuses the form when somebody else has saved since it was shown."""
        shown = self.cleaned_data[BASE]
        if shown != self.stored_digest:
            self.refuse_stale()
        return shown

    def refuse_stale(self, stored: Mapping[str, Any] | None = None) -> None:
        """Makes the form invalid because what is stored, now `stored`, is not what it showed."""
        if stored is not None:
            self.stored = dict(stored)
        self.initial = {**self.initial, **self.stored}
        self.is_stale = True
        # Saved once more it overwrites: by then the person has seen what is stored.
        data: Any = self.data
        self.data = typed = data.copy()
        typed[self.add_prefix(BASE)] = self.stored_digest
        self.add_error(
            None, _("Somebody else has changed this meanwhile. Look at what is stored now, then save again.")
        )

    @property
    def differences(self) -> list[Difference]:
        """Where the typed and the stored differ, in the order of the form, once somebody else saved."""
        if not self.is_stale:
            return []
        return [
            Difference(field.label, self._lines_beside(field))
            for field in self.visible_fields()
            if field.name in self.stored and self._differs(field)
        ]

    def stored_lines(self, name: str) -> list[Line]:
        """What is stored of a field, in words; a form with words of its own extends it."""
        value, field = self.initial[name], self.fields[name]
        if isinstance(value, dict):
            texts = [(language, value.get(language)) for language in LANGUAGES]
            found = [Line(text, language, LABELS[language]) for language, text in texts if text]
            return found or [Line("–")]
        return [Line(_in_words(value, field))]

    def _lines_beside(self, field: Any) -> list[Line]:
        """Of a text in several languages those that differ, of everything else all that is stored."""
        if not isinstance(field.field, TextsFormField):
            return self.stored_lines(field.name)
        stored, typed = typed_texts(self.initial[field.name]), typed_texts(field.data)
        return [
            Line(stored.get(language, "–"), language, LABELS[language])
            for language in LANGUAGES
            if stored.get(language) != typed.get(language)
        ]

    def _differs(self, field: Any) -> bool:
        return field.field.has_changed(self.initial.get(field.name), field.data)


def _in_words(value: Any, field: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(choices.get(str(item), str(item)) for item in value) or "–"
    return choices.get(str(value), str(value)) if value not in (None, "") else "–"
