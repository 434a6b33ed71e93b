"""Texts in the portal's languages."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from sky_portal.texts import Localized, TextsField, pick


def test_the_pages_language_comes_first_and_a_fallback_tells_its_own() -> None:
    texts = {"fi": "Haku", "en": "Call"}
    with translation.override("en"):
        assert pick(texts) == Localized("Call", "en")
    with translation.override("sv"):
        assert pick(texts) == Localized("Haku", "fi")
    assert pick({"fi": "  "}, "sv") == Localized("", "sv")


@pytest.mark.parametrize("value", ["Haku", {"de": "Ausschreibung"}, {"fi": 3}, ["fi"]])
def test_anything_but_texts_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TextsField().run_validators(value)
