"""A sum as a bar that fills: parts of a whole side by side, and what is left at its end.

Pure, as the tile map is: amounts in, positions out. Colour is never alone: each part has its word
in the legend and its own pattern, and the template writes the amounts in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

# The drawing's units: thousandths of its width, whatever that is on the page.
WIDE = 1000
LEFT = "left"


@dataclass(frozen=True)
class Part:
    """A part of the whole: `kind` is its look (css/stacked.css), once a bar; `text` its amount in words."""

    kind: str
    label: str
    amount: int
    text: str
    # Where it begins and how wide it is, in the drawing's units.
    x: int = 0
    width: int = 0

    @property
    def begins(self) -> str:
        """Where it begins, as an attribute of SVG."""
        return percent(self.x)

    @property
    def breadth(self) -> str:
        """How wide it is, as an attribute of SVG."""
        return percent(self.width)


@dataclass(frozen=True)
class Bar:
    """What the template draws: the parts in their order, what is left last, and the whole in words.

    `over` is by how much the parts exceed the whole: then a line shows where the whole ends.
    """

    title: str
    whole: int
    whole_text: str
    parts: tuple[Part, ...]
    over: int = 0
    # Tells bars of one page apart.
    key: str = "bar"

    @property
    def end(self) -> str:
        """Where the whole ends: before the drawing's end when it is exceeded."""
        return percent(WIDE * self.whole // (self.whole + self.over) if self.over else WIDE)


def fill(
    title: str, whole: int, parts: Sequence[Part], *, left: str, show: Callable[[int], str], key: str = "bar"
) -> Bar:
    """The bar of parts that fill a whole, with what is left, named `left`, at its end.

    A part that is something is seen: it is at least one unit wide. Raises ValueError for an amount
    below nought.
    """
    if whole < 0 or any(part.amount < 0 for part in parts):
        raise ValueError("a bar shows what there is: amounts from nought up")
    used = sum(part.amount for part in parts)
    rest = max(whole - used, 0)
    most = max(whole, used, 1)
    every = [*parts, Part(LEFT, left, rest, show(whole - used))]
    widths = [max(WIDE * part.amount // most, 1 if part.amount else 0) for part in every]
    starts = [0, *accumulate(widths)]
    placed = tuple(
        replace(part, x=x, width=width) for part, x, width in zip(every, starts, widths, strict=False)
    )
    return Bar(title, whole, show(whole), placed, max(used - whole, 0), key)


def length(amount: int, most: int) -> str:
    """How long a bar of this amount is where the largest has the whole width, as an attribute of SVG."""
    return percent(max(WIDE * amount // max(most, 1), 1) if amount else 0)


def percent(thousandths: int) -> str:
    """ "43.2%": a length in SVG, with a point in every language."""
    return f"{thousandths // 10}.{thousandths % 10}%"
