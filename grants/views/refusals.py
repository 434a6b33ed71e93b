"""What a verb refuses, shown at the field that it is about."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError


def put_on(form: Any, wrong: ValidationError, fields: Mapping[str, str] | None = None) -> None:
    """Adds the errors to the form; `fields` are its names for the verb's. The rest is the whole form's."""
    named = wrong.error_dict if hasattr(wrong, "error_dict") else {"": wrong.error_list}
    for name, errors in named.items():
        field = (fields or {}).get(name, name)
        form.add_error(field if field in form.fields else None, errors)
