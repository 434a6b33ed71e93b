"""An unknown variable in one of the portal's own templates fails the test."""

import sys
from pathlib import Path

OWN = str(Path(__file__).resolve().parent.parent / "templates")
# Where a template in the middle of a rendering is found, at most.
FRAMES = 12


class UnknownTemplateVariable(AssertionError):
    """A template named a variable that its context has not."""


class UnknownVariable(str):
    """`string_if_invalid`: raises in our templates, is empty in those of libraries."""

    __slots__ = ()

    def __new__(cls) -> "UnknownVariable":
        return super().__new__(cls, "%s")

    def __contains__(self, text: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        name = _template_being_rendered()
        if name.startswith(OWN):
            raise UnknownTemplateVariable(f"{{{{ {variable} }}}} in {name}")
        return ""


def _template_being_rendered() -> str:
    for depth in range(2, FRAMES):
        context = sys._getframe(depth).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        if template is not None:
            return template.origin.name
    return ""
