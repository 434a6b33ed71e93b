"""One thing that is missing or inconsistent in a call."""

from dataclasses import dataclass

BARS = "bars"
WARNS = "warns"


@dataclass(frozen=True)
class Problem:
    """What is wrong in one part of a call; `languages` are those in which a text is missing.

    What bars keeps the call from being published; what warns is for the official to judge.
    """

    part: str
    text: str
    languages: tuple[str, ...] = ()
    severity: str = BARS

    def __str__(self) -> str:
        named = f" ({', '.join(self.languages)})" if self.languages else ""
        return f"{self.part}: {self.text}{named}"

    @property
    def bars(self) -> bool:
        """Whether the call cannot be published with it."""
        return self.severity == BARS


def warns(part: str, text: str, languages: tuple[str, ...] = ()) -> Problem:
    """A problem that the official may leave as it is."""
    return Problem(part, text, languages, WARNS)
