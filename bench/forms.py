"""A page's form as a browser would send it, so that the bench need not know every field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, str]
# A button is sent only when it is pressed; an unticked box not at all.
SILENT = {"submit", "button", "reset", "image", "file"}
TICKED = {"checkbox", "radio"}


@dataclass
class Form:
    """One form of a page: where it leads ("" for the page itself) and what stands in it."""

    action: str
    fields: Fields = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Fields | None = None
        self.text = self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self.open = self.forms[-1].fields
        if self.open is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(self.open, name, given)
        elif tag == "textarea" and name:
            self.text, self.open[name] = name, ""
        elif tag == "select":
            self.choice = name
        elif tag == "option" and self.choice and ("selected" in given or self.choice not in self.open):
            self.open[self.choice] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.text:
            self.open[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.choice = ""

    @staticmethod
    def _input(fields: Fields, name: str, given: Fields) -> None:
        kind = given.get("type", "text")
        if kind in SILENT or "disabled" in given or (kind in TICKED and "checked" not in given):
            return
        fields[name] = given.get("value", "on" if kind in TICKED else "")


def forms_of(page: bytes) -> list[Form]:
    """Every form of the page."""
    reader = _Reader()
    reader.feed(page.decode())
    return reader.forms


def form_with(page: bytes, name: str) -> Fields:
    """The fields of the form that has this one; raises LookupError when none has it.

    A box that is not ticked is no field of a form: name another one.
    """
    return _first([form for form in forms_of(page) if name in form.fields], f"the field {name}")


def form_to(page: bytes, ending: str) -> Fields:
    """The fields of the form whose address ends so; raises LookupError when none does."""
    return _first([form for form in forms_of(page) if form.action.endswith(ending)], f"the address …{ending}")


def _first(found: list[Form], what: str) -> Fields:
    if not found:
        raise LookupError(f"the page has no form with {what}")
    return found[0].fields
