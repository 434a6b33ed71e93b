"""Finland's nineteen regions as tiles of one size: what lies where, without drawing borders.

A map is pure: values by region code in, tiles out. The kernel knows only where a tile stands;
the regions' names and what is counted come from whoever draws.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from sky_portal.ui.formats import number

# The regions by code, row by row from the north (DESIGN 7); dashes are sea and neighbours.
ROWS = (
    "–– –– –– 19 ––",
    "–– –– –– 17 18",
    "–– 15 16 11 12",
    "–– 14 13 10 09",
    "–– 04 06 07 08",
    "21 02 05 01 ––",
)
PLACES = {
    code: (row, column)
    for row, line in enumerate(ROWS)
    for column, code in enumerate(line.split())
    if code != "––"
}
# A drawing as wide as a phone's page: one unit is one pixel there, and larger elsewhere.
WIDE, HIGH, GAP = 62, 54, 2
DARKEST = 4
# A word that would be wider than this is pressed together to it.
WORD = WIDE - 6
LETTER, NARROW, BROAD = 5.8, 3.4, 9.4


@dataclass(frozen=True)
class Word:
    """A line of a region's name in its tile; `y` from the tile's top, `width` where it is pressed."""

    text: str
    y: int
    width: int | None


@dataclass(frozen=True)
class Tile:
    """A region: its place in the drawing's units, and its value in words and as a shade."""

    code: str
    name: str
    x: int
    y: int
    value: int
    text: str
    shade: str

    @property
    def words(self) -> list[Word]:
        """The name on one or two lines, so that it is read on a phone."""
        parts = _parted(self.name)
        first = (15 if len(parts) > 1 else 21) if self.value else (24 if len(parts) > 1 else 31)
        return [
            Word(part, first + 13 * line, WORD if _width(part) > WORD else None)
            for line, part in enumerate(parts)
        ]


@dataclass(frozen=True)
class Key:
    """A line of the legend: a shade and what it means."""

    shade: str
    text: str


@dataclass(frozen=True)
class TileMap:
    """What the template draws, and writes beside it as a table."""

    title: str
    unit: str
    tiles: tuple[Tile, ...]
    legend: tuple[Key, ...]
    width: int = 5 * (WIDE + GAP) - GAP
    height: int = len(ROWS) * (HIGH + GAP) - GAP
    tile_width: int = WIDE
    tile_height: int = HIGH
    middle: int = WIDE // 2

    @property
    def marked(self) -> list[Tile]:
        """The regions that have something, in the map's order."""
        return [tile for tile in self.tiles if tile.value]


def draw(
    values: Mapping[str, int],
    names: Mapping[str, str],
    *,
    title: str,
    unit: str,
    show: Callable[[int], str] = number,
    shaded: bool = False,
) -> TileMap:
    """The map of values by region code; regions without one have nought.

    `unit` is what is counted, the table's heading. Plain, a region has something or has nothing;
    `shaded` puts it into one of the classes 0–4, of which 1–4 are even parts of the largest value.
    Raises ValueError for a value below nought and a code that is no region.
    """
    if strange := sorted(set(values) - set(PLACES)):
        raise ValueError(f"no regions: {', '.join(strange)}")
    if min(values.values(), default=0) < 0:
        raise ValueError("a map shows what there is: values from nought up")
    most = max(values.values(), default=0)
    tiles = tuple(
        Tile(
            code=code,
            name=names.get(code, code),
            x=column * (WIDE + GAP),
            y=row * (HIGH + GAP),
            value=values.get(code, 0),
            text=show(values.get(code, 0)),
            shade=_shade(values.get(code, 0), most, shaded),
        )
        for code, (row, column) in PLACES.items()
    )
    return TileMap(title, unit, tiles, _legend(most, show) if shaded else _plain_legend())


def class_of(value: int, most: int) -> int:
    """0 for nothing, else 1–4 by the quarter of the largest value that it falls into."""
    return -(-DARKEST * value // most) if value else 0


def _shade(value: int, most: int, shaded: bool) -> str:
    if shaded:
        return f"shade-{class_of(value, most)}"
    return "on" if value else "off"


def _plain_legend() -> tuple[Key, ...]:
    return Key("on", gettext("Included")), Key("off", gettext("Not included"))


def _legend(most: int, show: Callable[[int], str]) -> tuple[Key, ...]:
    """Each class with its lowest and highest value; one that no whole number falls into is left out."""
    keys = [Key("shade-0", show(0))]
    for step in range(1, DARKEST + 1):
        low, high = (step - 1) * most // DARKEST + 1, step * most // DARKEST
        if low <= high:
            keys.append(Key(f"shade-{step}", show(low) if low == high else f"{show(low)}–{show(high)}"))
    return tuple(keys)


def _width(word: str) -> float:
    """About how wide a word stands in the drawing's letters, in its units."""
    return sum(NARROW if sign in "fijlrtI-" else BROAD if sign in "mwMW" else LETTER for sign in word)


def _parted(name: str) -> list[str]:
    """A name on at most two lines, parted where it is parted anyway: "Keski-" and "Suomi"."""
    for mark in ("-", " "):
        first, found, rest = name.partition(mark)
        if found:
            return [(first + found).rstrip(), rest]
    return [name]
