"""Widgets of questions that are a group of fields: tables and matrices, readable cell by cell."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sky_portal.questions.enums import QuestionType
from sky_portal.questions.schema import Question
from sky_portal.texts import pick

BLANK_ROWS = 3
DECIMAL_TYPES = frozenset({QuestionType.NUMBER, QuestionType.EURO})


class GroupWidget(forms.Widget):
    """A question of many fields: named `key-row…` each, identified `id_key_0`, `id_key_1`, …"""

    use_fieldset = True

    def __init__(self, question: Question, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.question = question

    def id_for_label(self, id_: str) -> str:
        """None: the legend names the group, and its headers name the fields."""
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the request has none of the fields."""
        return not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Rows of cells besides what every widget has."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        invalid = "is-invalid" in context["widget"]["attrs"].get("class", "")
        context["group"] = self.group(name, identity, value or {}) | {"id": identity, "invalid": invalid}
        return context

    def group(self, name: str, identity: str, value: Any) -> dict[str, Any]:
        """What the template draws."""
        raise NotImplementedError


class MatrixWidget(GroupWidget):
    """One option a row, as radio buttons under the options' headers."""

    template_name = "questions/widgets/matrix.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """The chosen option by row."""
        chosen = {row.value: data.get(f"{name}-{row.value}") for row in self.question.rows}
        return {key: value for key, value in chosen.items() if value}

    def group(self, name: str, identity: str, value: Any) -> dict[str, Any]:
        """Headers, and rows of radio buttons that know their two headers."""
        options = self.question.options
        return {
            "columns": [pick(option.label) for option in options],
            "rows": [
                {
                    "label": pick(row.label),
                    "name": f"{name}-{row.value}",
                    "cells": [
                        {
                            "id": f"{identity}_{place * len(options) + index}",
                            "value": option.value,
                            "checked": value.get(row.value) == option.value,
                        }
                        for index, option in enumerate(options)
                    ],
                }
                for place, row in enumerate(self.question.rows)
            ],
        }


class TableWidget(GroupWidget):
    """Rows and columns of small fields; free rows come with some blank ones to go on with."""

    template_name = "questions/widgets/table.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, by row: a dictionary for fixed rows, else a list in the page's order."""
        if self.question.rows:
            return {row.value: self._row(data, f"{name}-{row.value}") for row in self.question.rows}
        rows = [self._row(data, f"{name}-{place}") for place in range(self.question.max_rows)]
        while rows and not any(rows[-1].values()):
            rows.pop()
        return rows

    def group(self, name: str, identity: str, value: Any) -> dict[str, Any]:
        """Headers, and rows of cells that know their two headers."""
        rows = list(self._rows(value))
        columns = self.question.columns
        return {
            "columns": [
                {"label": pick(column.label), "numeric": column.type in DECIMAL_TYPES} for column in columns
            ],
            "rows": [
                {
                    "label": label,
                    "cells": [
                        self._cell(
                            column,
                            f"{name}-{key}-{column.key}",
                            f"{identity}_{place * len(columns) + index}",
                            typed,
                        )
                        for index, column in enumerate(columns)
                    ],
                }
                for place, (key, label, typed) in enumerate(rows)
            ],
        }

    def _row(self, data: Any, prefix: str) -> dict[str, Any]:
        return {column.key: data.get(f"{prefix}-{column.key}", "") for column in self.question.columns}

    def _rows(self, value: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
        if self.question.rows:
            for row in self.question.rows:
                yield row.value, pick(row.label), value.get(row.value) or {}
            return
        count = min(len(value) + BLANK_ROWS, self.question.max_rows)
        for place in range(max(count, len(value))):
            label = {"text": _("Row %(number)s") % {"number": place + 1}, "language": ""}
            yield str(place), label, value[place] if place < len(value) else {}

    def _cell(self, column: Question, name: str, identity: str, typed: dict[str, Any]) -> dict[str, Any]:
        value = typed.get(column.key)
        value = "" if value is None else value
        return {
            "name": name,
            "id": identity,
            "value": value,
            "type": "date" if column.type in (QuestionType.DATE,) else "text",
            "numeric": column.type in DECIMAL_TYPES,
            "limit": column.limit or "",
            "options": [
                {"value": option.value, "label": pick(option.label), "selected": option.value == value}
                for option in column.options
            ],
        }
