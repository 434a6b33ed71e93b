"""The parts of a call in the order in which they are prepared, and how each of them stands.

A page of a part is rendered with `frame(call, "its key")` in its context and extends
`grants/prepare/base.html`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models import Call
from grants.services.call import Problem, is_draft, publication

ROWS = "grants:prepare_rows"


@dataclass(frozen=True)
class Part:
    """A page of the preparation.

    `after` says that it is still written to after publication, `of_money` that only a call which
    shares out money has it.
    """

    key: str
    label: Any
    url_name: str = ROWS
    after: bool = False
    of_money: bool = False

    def address(self, call: Call) -> str:
        """Where the part of this call is edited."""
        arguments = [call.slug, self.key] if self.url_name == ROWS else [call.slug]
        return reverse(self.url_name, args=arguments)


@dataclass(frozen=True)
class Group:
    """Parts that belong together, under one heading."""

    label: Any
    parts: tuple[Part, ...]


@dataclass
class Shown:
    """A part as the pages show it: where it is, and what it lacks before publication."""

    part: Part
    address: str
    current: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def barring(self) -> list[Problem]:
        """What keeps the call from being published."""
        return [problem for problem in self.problems if problem.bars]

    @property
    def warnings(self) -> list[Problem]:
        """What is for the administrator to judge."""
        return [problem for problem in self.problems if not problem.bars]


GROUPS = (
    Group(
        _("The call"),
        (
            Part("basics", _("Name and times"), "grants:prepare_basics"),
            Part("texts", _("Texts of the call notice")),
            Part("contacts", _("Contact persons")),
            Part("milestones", _("Milestones")),
            Part("answers", _("Questions and answers"), "grants:prepare_answers", after=True),
        ),
    ),
    Group(
        _("Who"),
        (
            Part("programme", _("Programme"), "grants:prepare_programme"),
            Part("rules", _("Conditions of the pilot"), "grants:prepare_rules"),
            Part("commitments", _("What a member commits to"), "grants:prepare_commitments"),
            Part(
                "recipients",
                _("Recipients by earlier decisions"),
                "grants:prepare_recipients",
                after=True,
            ),
            Part("authority", _("Granting authority"), "grants:prepare_authority", after=True),
        ),
    ),
    Group(
        _("Money"),
        (
            Part("money", _("Sum, own share, use period"), "grants:prepare_money"),
            Part("categories", _("Cost categories"), of_money=True),
            Part("appropriations", _("Appropriations"), of_money=True),
            Part("instalments", _("Instalments"), of_money=True),
        ),
    ),
    Group(
        _("What is asked"),
        (
            Part("questions", _("Questions of the application"), "grants:prepare_questions"),
            Part("attachments", _("Attachments")),
            Part("criteria", _("Criteria")),
        ),
    ),
    Group(
        _("How it is examined"),
        (
            Part("examination", _("Assessors and consensus"), "grants:prepare_examination", after=True),
            Part("checklist", _("Checklist of the officials"), after=True),
        ),
    ),
    Group(_("Afterwards"), (Part("dates", _("Service and reports")),)),
)
PARTS = {part.key: part for group in GROUPS for part in group.parts}


def problems_of(call: Call) -> list[Problem]:
    """What keeps the draft from being published; nothing for a published call."""
    return publication.problems(call) if is_draft(call) else []


def groups_of(call: Call, current: str = "", problems: list[Problem] | None = None) -> list[dict[str, Any]]:
    """The parts of this call by group, each with its problems."""
    found = problems_of(call) if problems is None else problems
    return [{"label": group.label, "parts": list(_shown(call, group, current, found))} for group in GROUPS]


def frame(
    call: Call, part: str = "", *, page: str = "", problems: list[Problem] | None = None
) -> dict[str, Any]:
    """What `grants/prepare/base.html` needs: the call, its parts, the part or other page that is open.

    `locked` says that the call has been published and this part changes no more. Raises KeyError
    for a part that no call has.
    """
    here = PARTS[part] if part else None
    return {
        "call": call,
        "part": part,
        "page_name": part or page or "hub",
        "here": here,
        "parts": groups_of(call, part, problems),
        "is_draft": is_draft(call),
        "locked": not is_draft(call) and here is not None and not here.after,
    }


def following(call: Call, part: str) -> Shown | None:
    """The part that comes after this one; None after the last."""
    shown = [one for group in groups_of(call, part, []) for one in group["parts"]]
    place = next((place for place, one in enumerate(shown) if one.current), len(shown))
    return shown[place + 1] if place + 1 < len(shown) else None


def _shown(call: Call, group: Group, current: str, problems: list[Problem]) -> Iterator[Shown]:
    for part in group.parts:
        if call.shares_money or not part.of_money:
            own = [problem for problem in problems if problem.part == part.key]
            yield Shown(part, part.address(call), part.key == current, own)
