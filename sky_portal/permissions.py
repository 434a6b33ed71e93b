"""Who may, said once: a Rule has two faces that must agree.

`q(user)` filters a list in SQL, `test(user, thing)` answers for one thing. Rules compose with
`&`, `|` and `~`. A `q` never spans a multi-valued join: it names ids (`organisation_id__in`),
so that composing two rules cannot tie them to one joined row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

NOBODY = Q(pk__in=())


class Portal:
    """The portal itself as an actor: what the clock, a job or a command does in nobody's name."""

    is_authenticated = False
    is_anonymous = False
    pk = None

    def __str__(self) -> str:
        return "the portal"


PORTAL = Portal()


@dataclass(frozen=True)
class Rule:
    """One condition with two faces; `name` is what docs/access.md calls it."""

    name: str
    q: Callable[[Any], Q]
    test: Callable[[Any, Any], bool]

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            f"{self.name} and {other.name}",
            lambda user: self.q(user) & other.q(user),
            lambda user, thing: self.test(user, thing) and other.test(user, thing),
        )

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            f"({self.name} or {other.name})",
            lambda user: self.q(user) | other.q(user),
            lambda user, thing: self.test(user, thing) or other.test(user, thing),
        )

    def __invert__(self) -> "Rule":
        return Rule(
            f"not ({self.name})" if " and " in self.name else f"not {self.name}",
            lambda user: ~self.q(user),
            lambda user, thing: not self.test(user, thing),
        )


def about_user(name: str, condition: Callable[[Any], bool]) -> Rule:
    """A rule that looks at the user alone: the same answer for every thing."""
    return Rule(
        name,
        lambda user: ~NOBODY if condition(user) else NOBODY,
        lambda user, thing: condition(user),
    )


def about_thing(name: str, q: Callable[[], Q], condition: Callable[[Any], bool]) -> Rule:
    """A rule that looks at the thing alone: the same answer for every user."""
    return Rule(name, lambda user: q(), lambda user, thing: condition(thing))


anybody = about_user("anybody", lambda user: True)
nobody = about_user("nobody", lambda user: False)
signed_in = about_user("signed in", lambda user: user.is_authenticated)
# Nobody signs in as the portal: services take `actor=None` where no person acts.
is_portal = about_user("the portal itself", lambda user: user is PORTAL)
