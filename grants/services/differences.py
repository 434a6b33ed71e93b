"""What has changed between two contents of an application, as snapshots say it: nothing is looked up.

An older snapshot may lack what is asked today: what it lacks was not said then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.services.differences_budget import BudgetChange, budget_change
from sky_portal.questions.enums import QuestionType
from sky_portal.questions.rendering import printable_of
from sky_portal.text_diff import Piece, by_lines, by_words
from sky_portal.ui.formats import language

Json = dict[str, Any]
Words = str | Promise
TEXTS = (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT)
CHANGED, ADDED, REMOVED = "changed", "added", "removed"


@dataclass(frozen=True)
class Change:
    """One thing that is said otherwise: its name, in which language that is, and the text's pieces."""

    label: Words
    kind: str
    pieces: list[Piece]
    # A remark beside the text: that it was marked secret since, that it is not asked any more.
    remark: Words = ""
    lang: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the application with what has changed in it."""

    title: Words
    changes: list[Change]
    lang: str = ""


@dataclass(frozen=True)
class Differences:
    """All that differs, in the order of the application; the budget has tables of its own."""

    parts: list[Part] = field(default_factory=list)
    budget: BudgetChange | None = None

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.parts) or self.budget is not None

    @property
    def count(self) -> int:
        """How many things differ."""
        return sum(len(part.changes) for part in self.parts) + (self.budget.count if self.budget else 0)


def differences(before: Json, after: Json) -> Differences:
    """What the later content says otherwise than the earlier one, in the page's language."""
    parts = [_basics(before, after), _members(before, after), *_answers(before, after)]
    parts += [_attachments(before, after), _team(before, after), _contact(before, after)]
    return Differences(
        [part for part in parts if part.changes],
        budget_change(before, after),
    )


def _basics(before: Json, after: Json) -> Part:
    """The pilot's name, the verdict, and what the signatory said along with it."""
    rows = (
        (gettext_lazy("Name of the pilot"), _name),
        (gettext_lazy("Language of the case"), lambda content: content.get("language", "")),
        (gettext_lazy("Condition of the call"), _verdict),
        (
            gettext_lazy("Why the application should be examined all the same"),
            lambda content: content.get("eligibility_note", ""),
        ),
        (gettext_lazy("Grounds of secrecy"), lambda content: content.get("secrecy_grounds", "")),
        (
            gettext_lazy("Address for service"),
            lambda content: (content.get("service") or {}).get("email", ""),
        ),
    )
    found = (_change(label, read(before), read(after)) for label, read in rows)
    return Part(gettext_lazy("The application as a whole"), [change for change in found if change])


def _name(content: Json) -> str:
    return (content.get("pilot") or {}).get("name", "")


def _verdict(content: Json) -> str:
    verdict = content.get("verdict")
    if verdict is None:
        return ""
    return _("Fulfilled") if verdict["eligible"] else _("Not fulfilled")


def _contact(before: Json, after: Json) -> Part:
    rows = (
        ("name", gettext_lazy("Name")),
        ("email", gettext_lazy("E-mail address")),
        ("phone", gettext_lazy("Telephone")),
    )
    old, new = before.get("contact") or {}, after.get("contact") or {}
    found = (_change(label, old.get(key) or "", new.get(key) or "") for key, label in rows)
    return Part(gettext_lazy("Contact person"), [change for change in found if change])


def _members(before: Json, after: Json) -> Part:
    old, new = ({m["id"]: _member(m) for m in content.get("members", [])} for content in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    found = (_change("", old.get(key, ""), new.get(key, "")) for key in keys)
    return Part(gettext_lazy("Municipalities"), [change for change in found if change])


def _member(member: Json) -> str:
    name = member["organisation"]["name"]["sv" if language() == "sv" else "fi"]
    return "{} ({})".format(name, _("coordinates")) if member.get("coordinates") else name


def _team(before: Json, after: Json) -> Part:
    old, new = ("".join(_person(p) for p in content.get("team", [])) for content in (before, after))
    change = _change("", old, new, whole_lines=True)
    return Part(gettext_lazy("Team"), [change] if change else [])


def _person(person: Json) -> str:
    chair = " ({})".format(_("chair")) if person.get("is_chair") else ""
    return f"{person['name']}, {person['profession']}{chair}\n"


def _attachments(before: Json, after: Json) -> Part:
    """Files are told apart by their content: a new file of the same name is another."""
    old, new = (
        {_of_file(a): {k: v for k, v in a.items() if k != "document"} for a in content.get("attachments", [])}
        for content in (before, after)
    )
    changes = [_file(key[0], REMOVED) for key in old if key not in new]
    changes += [_file(key[0], ADDED) for key in new if key not in old]
    for key in new:
        if key in old and old[key] != new[key]:
            changes.append(_file(key[0], CHANGED))
    return Part(gettext_lazy("Attachments"), changes)


def _of_file(attachment: Json) -> tuple[str, str, str]:
    """What makes it the same file for the same purpose; taken away and added anew it is no other."""
    return (attachment.get("name", ""), attachment.get("sha256", ""), attachment.get("asked") or "")


def _file(name: str, kind: str) -> Change:
    pieces = {ADDED: by_words("", name), REMOVED: by_words(name, "")}
    remark = gettext_lazy("What is said of the file has changed.") if kind == CHANGED else ""
    return Change("", kind, pieces.get(kind, by_words(name, name)), remark)


def _answers(before: Json, after: Json) -> Iterator[Part]:
    """By the sections of the later one; what is not asked any more after them, in its own."""
    old, new = _sheet(before), _sheet(after)
    earlier = {q["key"]: q for section in old for q in section["questions"]}
    asked = {q["key"] for section in new for q in section["questions"]}
    for section in new:
        changes = [_answer(earlier.get(q["key"]), q) for q in section["questions"]]
        yield Part(section["title"], [one for one in changes if one], section["lang"])
    for section in old:
        changes = [_answer(q, None) for q in section["questions"] if q["key"] not in asked]
        yield Part(section["title"], [one for one in changes if one], section["lang"])


def _sheet(content: Json) -> list[Json]:
    answers = content.get("answers")
    return printable_of(answers, language()) if answers else []


def _answer(before: Json | None, after: Json | None) -> Change | None:
    """None where the answer and its mark of secrecy are the same, or there is no answer in either."""
    asked = after or before
    assert asked is not None
    one, other = (_text(before) if before else ""), (_text(after) if after else "")
    secret = [bool(q and q["answered"] and q["secret"]) for q in (before, after)]
    same = (before and before["value"]) == (after and after["value"])
    if same and secret[0] == secret[1]:
        return None
    compare = by_words if asked["type"] in TEXTS else by_lines
    return Change(
        asked["label"], _kind(one, other), compare(one, other), _remark(after, secret), asked["lang"]
    )


def _remark(after: Json | None, secret: list[bool]) -> Words:
    if after is None:
        return gettext_lazy("This is not asked any more because of another answer.")
    if secret[0] == secret[1]:
        return ""
    return gettext_lazy("Marked secret since.") if secret[1] else gettext_lazy("Not marked secret any more.")


def _text(question: Json) -> str:
    """An answer as lines: the choices, or the rows of a table."""
    if question["items"]:
        return "".join(f"{item}\n" for item in question["items"])
    if question["rows"]:
        return "".join(f"{_row(question['head'], row)}\n" for row in question["rows"])
    return question["text"]


def _row(head: list[Json], row: Json) -> str:
    heads = [cell["text"] for cell in head] or [""] * len(row["cells"])
    cells = [
        f"{name}: {cell}" if name else str(cell)
        for name, cell in zip(heads, row["cells"], strict=False)
        if cell
    ]
    told = " · ".join(cells)
    return f"{row['label']}: {told}" if row["label"] else told


def _change(label: Words, before: str, after: str, *, whole_lines: bool = False) -> Change | None:
    if before == after:
        return None
    compare = (
        by_lines if whole_lines or ("\n" not in before + after and len(before + after) < SHORT) else by_words
    )
    return Change(label, _kind(before, after), compare(before, after))


# What is so short is read as a whole: an address in pieces is no address.
SHORT = 160


def _kind(before: str, after: str) -> str:
    if before and after:
        return CHANGED
    return ADDED if after else REMOVED
