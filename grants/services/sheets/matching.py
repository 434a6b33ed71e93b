"""Values of cells found among what the budget knows: members, cost categories, pay or operating, years."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grants.enums import CostType
from grants.models import Application
from grants.services.sheets.words import MUNICIPAL, OPERATING, PAY, begins, fold
from pilots.enums import PRESENT

_NUMBER = re.compile(r"([0-9]{1,3})\b[.):]?\s*(.*)", re.ASCII | re.DOTALL)
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])", re.ASCII)
# So many letters of a name suffice to know it by its beginning.
_KNOWN_BY = 4
# Endings by which Finnish declines a name (Iisalmi, Iisalmen; Lapinlahti, Lapinlahden).
_ENDING = 2


@dataclass(frozen=True)
class Named:
    """Something with an id, a number (or none) and its folded names in every language."""

    key: str
    number: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Matcher:
    """What the cells of one application's budget may mean."""

    members: tuple[Named, ...]
    categories: tuple[Named, ...]
    # The one type that a category accepts, by its id.
    only_type: dict[str, str]
    years: tuple[int, ...]

    @classmethod
    def of(cls, application: Application) -> "Matcher":
        """Two queries, whatever the table's size."""
        members = application.pilot.members.filter(state__in=PRESENT).select_related("organisation")
        categories = list(application.call.cost_categories.all())
        return cls(
            tuple(
                Named(str(m.pk), "", _folded((m.organisation.name_fi, m.organisation.name_sv)))
                for m in members
            ),
            tuple(Named(str(c.pk), str(c.number), _folded(c.name.values())) for c in categories),
            {
                str(c.pk): CostType.PAY.value if c.allows_pay else CostType.OPERATING.value
                for c in categories
                if c.allows_pay != c.allows_operating
            },
            tuple(application.call.years),
        )

    def find(self, field: str, text: str) -> str:
        """The value of a cell's text in the budget: an id, a type or a year; "" when it is not known."""
        finders = {
            "member": self.member,
            "category": self.category,
            "cost_type": cost_type,
            "year": year,
        }
        return finders[field](text)

    def member(self, text: str) -> str:
        """The member of that name, in any case and language, declined, with or without "kaupunki"."""
        name = _without_municipal(fold(text))
        exact = _one(member.key for member in self.members if name in member.names)
        if exact or len(name) < _KNOWN_BY:
            return exact
        return _one(
            member.key for member in self.members if any(_declined(known, name) for known in member.names)
        )

    def category(self, text: str) -> str:
        """The cost category of that number, name or beginning of a name; number and name must agree."""
        found = _NUMBER.fullmatch(text.strip())
        if not found:
            return self._category_named(fold(text))
        numbered = _one(category.key for category in self.categories if category.number == found[1])
        name = fold(found[2])
        named = self._category_named(name) if name else numbered
        return numbered if named in (numbered, "") and (not name or named) else ""

    def _category_named(self, name: str) -> str:
        exact = _one(category.key for category in self.categories if name in category.names)
        if exact or len(name) < _KNOWN_BY:
            return exact
        return _one(
            category.key
            for category in self.categories
            if any(known.startswith(name) or begins(name, known) for known in category.names)
        )


def cost_type(text: str) -> str:
    """Pay or operating costs by one of their words; "" when the words name neither or both."""
    name = fold(text)
    found = {
        kind.value
        for kind, words in ((CostType.PAY, PAY), (CostType.OPERATING, OPERATING))
        if any(begins(name, word) for word in words)
    }
    return found.pop() if len(found) == 1 else ""


def year(text: str) -> str:
    """The one year in a text: "2022", "1.1.2022", "vuosi 2022"; whether it fits is the budget's to say."""
    found = set(_YEAR.findall(text))
    return found.pop() if len(found) == 1 else ""


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({_without_municipal(fold(name)) for name in names if name.strip()})


def _without_municipal(name: str) -> str:
    for word in MUNICIPAL:
        name = name.removesuffix(f" {word}").removeprefix(f"{word} ")
    return name


def _declined(known: str, name: str) -> bool:
    """Whether the name is the known one in another case: the same up to its last letters."""
    stem = known[: max(_KNOWN_BY, len(known) - _ENDING)]
    return name.startswith(stem) and abs(len(name) - len(known)) <= _ENDING + 1


def _one(keys: Collection[str] | Iterable[str]) -> str:
    """The one key, "" when there is none or more than one."""
    found = set(keys)
    return found.pop() if len(found) == 1 else ""
