"""Several write one budget: it is judged member by member what each of them saw, typed and finds stored.

The other public funding is one part more. A part that its writer left alone takes what is stored; one
that nobody else touched takes what was typed; only a part that both changed is in conflict
(docs/decisions/0017-budget-by-member.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from grants.models import Application, BudgetLine, OtherFunding
from grants.parts import BUDGET
from grants.rules import writes_own_costs, writes_part
from grants.services.budget_input import line_key
from pilots.enums import COUNTING
from pilots.models import Member
from pilots.rules import WRITERS
from sky_portal.audit.services import digest

OTHER = "other"
writes_budget = writes_part(BUDGET)


class Rows(NamedTuple):
    """Lines and other funding of one budget, stored or not, in their order."""

    lines: list[BudgetLine]
    other: list[OtherFunding]


class Merged(NamedTuple):
    """The budget as it will be, and which parts of it this person has changed."""

    rows: Rows
    changed: set[str]


class Collision(Exception):
    """Parts that were changed by both; nothing is merged."""

    def __init__(self, parts: set[str]) -> None:
        super().__init__(", ".join(sorted(parts)))
        self.parts = parts


@dataclass(frozen=True)
class Scope:
    """What of a budget a person writes: the whole, the costs of some members (ids), or nothing."""

    whole: bool = False
    members: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.members)

    def covers(self, part: str) -> bool:
        """Whether the part is this person's to write."""
        return self.whole or (part != OTHER and int(part) in self.members)


WHOLE = Scope(whole=True)


def scope_of(user: Any, application: Application) -> Scope:
    """The coordinator and who was given the budget write the whole, a confirmed member its own costs."""
    if writes_budget.test(user, application):
        return WHOLE
    if not writes_own_costs.test(user, application):
        return Scope()
    own = Member.objects.filter(
        pilot_id=application.pilot_id,
        state__in=COUNTING,
        organisation_id__in=user.organisations_as(*WRITERS),
    )
    return Scope(members=frozenset(own.order_by().values_list("pk", flat=True)))


def marks(rows: Rows) -> dict[str, str]:
    """The digest of each part; a part without rows has none."""
    return {part: digest(said) for part, said in _parts(rows).items()}


def merge(typed: Rows, stored: Rows, seen: Mapping[str, str], scope: Scope) -> Merged:
    """The budget with what this person changed; what is `stored` when that is nothing.

    `seen` are the marks of what stood in the page when it was opened. Raises Collision.
    """
    mine, theirs = marks(typed), marks(stored)
    changed = {
        part
        for part in {*mine, *theirs, *seen}
        if scope.covers(part) and mine.get(part) not in (seen.get(part), theirs.get(part))
    }
    if both := {part for part in changed if theirs.get(part) != seen.get(part)}:
        raise Collision(both)
    if not changed:
        return Merged(stored, changed)
    lines = _by_member(stored.lines) | {
        int(part): _by_member(typed.lines).get(int(part), []) for part in changed - {OTHER}
    }
    order = typed.lines if scope.whole else stored.lines
    arranged = _arranged([line.member_id for line in order], lines)
    return Merged(Rows(arranged, typed.other if OTHER in changed else stored.other), changed)


def _parts(rows: Rows) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        str(member): [line_key(line) for line in lines] for member, lines in _by_member(rows.lines).items()
    }
    if rows.other:
        found[OTHER] = [(row.granter, row.amount_cents) for row in rows.other]
    return found


def _by_member(lines: Iterable[BudgetLine]) -> dict[int, list[BudgetLine]]:
    found: dict[int, list[BudgetLine]] = {}
    for line in lines:
        found.setdefault(line.member_id, []).append(line)
    return found


def _arranged(places: list[int], lines: dict[int, list[BudgetLine]]) -> list[BudgetLine]:
    """Each member's lines where its lines stood, its new ones after its last, a newcomer's at the end."""
    left = {member: list(rows) for member, rows in lines.items()}
    ends = {member: place for place, member in enumerate(places)}
    arranged: list[BudgetLine] = []
    for place, member in enumerate(places):
        rows = left.get(member, [])
        count = len(rows) if ends[member] == place else 1
        arranged += rows[:count]
        left[member] = rows[count:]
    return arranged + [line for rows in left.values() for line in rows]
