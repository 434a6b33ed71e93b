"""Texts that people enter for the public, as JSON `{fi, sv, en}`."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("fi", "sv", "en")
# Public notices are given in both national languages (kielilaki 423/2003).
NEEDED_TO_PUBLISH = ("fi", "sv")


class Localized(NamedTuple):
    """A text and the language it is really in."""

    text: str
    language: str


def pick(texts: dict[str, str], language: str | None = None) -> Localized:
    """The text in `language` (default: the page's), else in the first language that has one."""
    wanted = (language or get_language() or "fi")[:2]
    for candidate in (wanted, *LANGUAGES):
        if text := texts.get(candidate, "").strip():
            return Localized(text, candidate)
    return Localized("", wanted)


def validate_texts(value: Any) -> None:
    """Refuses anything but a dictionary from fi, sv and en to strings."""
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        raise ValidationError(_("A text has the languages fi, sv and en."))
    if not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("A text in each language is a string."))


class TextsField(models.JSONField):
    """A text in the portal's languages, `{fi, sv, en}`."""

    default_validators = [validate_texts]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
