"""A text in the portal's languages as a form asks for it: an input a language, one field.

    name = TextsFormField(label=_("Name"), max_length=120)
    body = TextsFormField(label=_("Text"), rows=10, markdown=True, max_length=20_000)

The inputs are called `name_fi`, `name_sv` and `name_en`; the cleaned value is `{"fi": "…"}` without
the empty ones, as a TextsField of a model keeps it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal.names import plain_line
from sky_portal.questions.text import check_length, normalise
from sky_portal.texts import LANGUAGES, NEEDED_TO_PUBLISH

LABELS = {
    "fi": gettext_lazy("In Finnish"),
    "sv": gettext_lazy("In Swedish"),
    "en": gettext_lazy("In English"),
}
FORMATTING = gettext_lazy("Formatting: ## heading, **bold**, - list, [link](https://…).")
LONGEST_LINE, LONGEST_TEXT = 200, 20_000


class TextsWidget(forms.Widget):
    """An input or a text box for each language, each with its label and its `lang`."""

    template_name = "ui/widgets/texts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 0) -> None:
        super().__init__(attrs)
        self.rows = rows
        # By language: what the label says of the need for it.
        self.marks: Mapping[str, Any] = {}
        # The languages whose text is refused.
        self.refused: Collection[str] = ()

    def id_for_label(self, id_: str) -> str:
        """The first input: where a link to the field goes."""
        return id_ and f"{id_}_{LANGUAGES[0]}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """What was typed, by language."""
        return {language: data.get(f"{name}_{language}", "") for language in LANGUAGES}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the request has none of the inputs."""
        return not any(f"{name}_{language}" in data for language in LANGUAGES)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The inputs besides what every widget has."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        context["rows"] = self.rows
        context["inputs"] = [
            {
                "language": language,
                "label": LABELS[language],
                "mark": self.marks.get(language, ""),
                "name": f"{name}_{language}",
                "id": f"{identity}_{language}",
                "value": (value or {}).get(language, ""),
                "error": f"{identity}_error" if language in self.refused else "",
            }
            for language in LANGUAGES
        ]
        return context


class TextsBoundField(BoundField):
    """Marks the inputs whose text is refused, and no other."""

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> Any:
        """The inputs as they stand on the page."""
        widget = widget or self.field.widget
        errors = self.errors.as_data()
        named = {error.params["input"] for error in errors if error.params and "input" in error.params}
        widget.refused = named or (LANGUAGES if errors else ())
        return super().as_widget(widget, attrs, only_initial)


class TextsFormField(forms.Field):
    """A text in Finnish, Swedish and English, each of at most `max_length` characters.

    One line each, or a text box of `rows` rows. `required_languages` must be given; a draft asks for
    none. `publishing` says of which languages the label tells that publication needs them; without
    any the field is marked as optional. Errors name their language, and the summary leads to its input.
    """

    widget: Any = TextsWidget
    bound_field_class = TextsBoundField
    # The labels of the inputs say what is needed, the legend does not.
    marked_inside = True

    def __init__(
        self,
        *,
        rows: int = 0,
        markdown: bool = False,
        max_length: int | None = None,
        required_languages: Collection[str] = (),
        publishing: Collection[str] = NEEDED_TO_PUBLISH,
        **kwargs: Any,
    ) -> None:
        self.rows, self.required_languages = rows, required_languages
        self.max_length = max_length or (LONGEST_TEXT if rows else LONGEST_LINE)
        kwargs.setdefault("required", bool(required_languages))
        kwargs.setdefault("widget", TextsWidget(rows=rows))
        super().__init__(**kwargs)
        self.marked_inside = bool(required_languages or publishing)
        if markdown:
            self.help_text = (
                format_lazy("{} {}", self.help_text, FORMATTING) if self.help_text else FORMATTING
            )
        if self.marked_inside:
            self.widget.marks = {
                language: _mark(language, required_languages, publishing) for language in LANGUAGES
            }

    def clean(self, value: Any) -> dict[str, str]:
        """The texts that were given, by language; raises ValidationError with one error a language."""
        given, errors = {}, []
        for language in LANGUAGES:
            try:
                if text := self._clean_one((value or {}).get(language, ""), language):
                    given[language] = text
            except ValidationError as wrong:
                errors.append(_fault(language, wrong.messages[0]))
        if errors:
            raise ValidationError(errors)
        return given

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a text differs from what the form showed; empty and missing are the same."""
        if self.disabled:
            return False
        return typed_texts(initial) != typed_texts(data)

    def _clean_one(self, text: str, language: str) -> str:
        text = normalise(text) if self.rows else plain_line(text)
        if not text and language in self.required_languages:
            raise ValidationError(_("write the text"), code="required")
        check_length(text, self.max_length)
        return text


def _mark(language: str, required: Collection[str], publishing: Collection[str]) -> Any:
    if language in required:
        return gettext_lazy("required")
    return gettext_lazy("needed to publish") if language in publishing else gettext_lazy("optional")


def _fault(language: str, message: str) -> ValidationError:
    words = {"language": LABELS[language], "message": message, "input": language}
    return ValidationError("%(language)s: %(message)s", params=words)


def typed_texts(texts: Any) -> dict[str, str]:
    """The texts that say something, with one kind of line break."""
    plain = {
        language: str(text or "").replace("\r\n", "\n").strip() for language, text in (texts or {}).items()
    }
    return {language: text for language, text in plain.items() if text}
