"""What every document of an authority bears: its head, its references, its foot."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """The context `letterhead` of templates that extend `documents/base.html`.

    `name` and `lines` are the authority and its address, `kind` the sort of document, `number`
    the case number ("" before there is one); `references` are pairs of label and value beside
    the authority; `foot` stands at the bottom of every page.
    """

    name: str
    kind: str
    lines: tuple[str, ...] = ()
    number: str = ""
    references: tuple[tuple[str, str], ...] = ()
    foot: str = ""

    @property
    def running(self) -> str:
        """What stands at the top of every page after the first, before the page's number."""
        return "  ·  ".join(part for part in (self.kind, self.number) if part)
