"""A question set with every type, for tests."""

import copy
from typing import Any


def texts(words: str) -> dict[str, str]:
    return {"fi": words, "sv": f"{words} sv", "en": f"{words} en"}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": texts(value.capitalize())} for value in values]


def question(key: str, kind: str, **own: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": texts(key.capitalize()), **own}


ROWS = [{"key": "autumn", "label": texts("Syksy")}, {"key": "spring", "label": texts("Kevät")}]
COLUMNS = [
    question("grade", "number", min=1, max=9, required=True),
    question("cost", "euro"),
    question("note", "short_text", limit=20),
    question("kind", "choice", options=options("a", "b")),
    question("day", "date"),
]
CONTENT = {
    "sections": [
        {
            "key": "aims",
            "title": texts("Tavoitteet"),
            "intro": texts("Kerro"),
            "questions": [
                question("purpose", "long_text", required=True, limit=50, help=texts("Lyhyesti")),
                question("name", "short_text", secrecy_possible=True),
                question("own", "yes_no", required=True),
                question("why", "short_text", required=True, condition={"question": "own", "is": True}),
                question("levels", "several", options=options("one", "two", "three")),
            ],
        },
        {
            "key": "figures",
            "title": texts("Luvut"),
            "questions": [
                question("pupils", "number", min=0, max=5000),
                question("share", "number", decimals=2),
                question("sum", "euro", min=0),
                question("start", "date"),
                question("scale", "likert", options=options("low", "high")),
                question(
                    "kind",
                    "choice",
                    options=options("a", "b"),
                    condition={"question": "levels", "in": ["two"]},
                ),
                question("terms", "table", rows=ROWS, columns=COLUMNS, required=True),
                question("people", "table", columns=COLUMNS, max_rows=5),
                question("views", "matrix", rows=ROWS, options=options("yes", "no"), required=True),
            ],
        },
    ]
}


def content() -> dict[str, Any]:
    """A copy of one's own to change."""
    return copy.deepcopy(CONTENT)
