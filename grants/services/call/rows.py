"""The parts of a call that are lists of rows: adding, changing, deleting, moving one of them.

What the parts have in common is said here, and what each of them is in `KINDS`. Every verb locks the
call and is one act of its own: two people at work at once never lose or double a row.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grants.models import Call
from grants.services.call.basics import ChangedMeanwhile
from grants.services.call.editing import editing
from grants.services.call.row_kinds import FOLLOWING, KINDS, RowKind
from sky_portal.audit.services import digest
from sky_portal.ordering import moved, renumber
from sky_portal.texts import LANGUAGES

__all__ = [
    "KINDS",
    "RowGone",
    "RowKind",
    "add_row",
    "change_row",
    "delete_row",
    "move_row",
    "rows_of",
    "values_of",
]

KEY_LENGTH = 40


class RowGone(Exception):
    """Somebody else has deleted the row meanwhile."""


def rows_of(call: Call, part: str) -> QuerySet:
    """The rows of the part in their order. Raises KeyError for a part that is no list."""
    return getattr(call, KINDS[part].related).all()


def values_of(row: Model, part: str) -> dict[str, Any]:
    """What is stored of a row, by the names of its form's fields."""
    kind = KINDS[part]
    values = {name: getattr(row, name) for name in kind.fields}
    if kind.roles:
        key = row.key  # type: ignore[attr-defined]
        values["role"] = key if key in kind.roles else ""
    return values


def add_row(call: Call, *, part: str, values: dict[str, Any], actor: Any) -> Any:
    """Adds a row as the last of the part; its key is made of its first text and stays.

    What is the same as the row added last is that row, where no two may be alike: a form that was
    sent twice adds one.
    Raises ValidationError by field, and what `editing` raises.
    """
    kind = KINDS[part]
    with editing(call, part=part, actor=actor, own=kind.own) as draft:
        rows = list(rows_of(draft, part))
        if not (kind.may_be_alike or kind.once) and (twin := _twin_of(rows, kind, values)):
            return twin
        if len(rows) >= kind.most:
            raise ValidationError(_("There can be at most %(most)d of these.") % {"most": kind.most})
        row = rows_of(draft, part).model(call=draft)
        if kind.place:
            renumber(rows, kind.place)
            setattr(row, kind.place, len(rows) + 1)
        _put(row, kind, values, rows)
        row.save()
        _tell(draft, "add", row)
    return row


def change_row(
    call: Call, *, part: str, pk: int, values: dict[str, Any], actor: Any, seen: str | None = None
) -> Any:
    """Changes a row; `seen` is the digest of what its writer saw.

    Raises ChangedMeanwhile when that is no longer what is stored, RowGone when the row is no longer
    there, ValidationError by field, and what `editing` raises.
    """
    kind = KINDS[part]
    with editing(call, part=part, actor=actor, own=kind.own) as draft:
        row = _found(draft, part, pk, seen)
        _put(row, kind, values, [other for other in rows_of(draft, part) if other.pk != pk])
        row.save()
        _tell(draft, "change", row)
    return row


def delete_row(call: Call, *, part: str, pk: int, actor: Any, seen: str | None = None) -> None:
    """Deletes a row and closes the gap that it leaves.

    Raises like `change_row`, and ValidationError for what something hangs on.
    """
    kind = KINDS[part]
    with editing(call, part=part, actor=actor, own=kind.own) as draft:
        row = _found(draft, part, pk, seen)
        _tell(draft, "delete", row)
        try:
            row.delete()
        except ProtectedError:
            raise ValidationError(
                _("Officials have marked this already: it stays. Change its words.")
            ) from None
        if kind.place:
            renumber(list(rows_of(draft, part)), kind.place)


def move_row(call: Call, *, part: str, pk: int, direction: str, actor: Any) -> int:
    """Moves a row one place "up" or "down" and tells its place; at the end of the list it stays.

    Raises RowGone, ValueError for a part that is ordered by its days, KeyError for another
    direction, and what `editing` raises.
    """
    kind = KINDS[part]
    if not kind.place:
        raise ValueError(f"{part} stand in the order of their days")
    with editing(call, part=part, actor=actor, own=kind.own) as draft:
        row = _found(draft, part, pk, None)
        ordered = moved(list(rows_of(draft, part)), row, direction)
        renumber(ordered, kind.place)
        _tell(draft, "move", row)
    return ordered.index(row) + 1


def _twin_of(rows: list[Any], kind: RowKind, values: dict[str, Any]) -> Any:
    newest = max(rows, key=lambda row: row.pk, default=None)
    typed = {name: value for name, value in values.items() if name != "role"}
    same = (
        newest
        and set(typed) <= set(kind.fields)
        and all(getattr(newest, name) == value for name, value in typed.items())
    )
    return newest if same else None


def _found(draft: Call, part: str, pk: int, seen: str | None) -> Any:
    row = rows_of(draft, part).filter(pk=pk).first()
    if row is None:
        raise RowGone
    stored = values_of(row, part)
    if seen is not None and seen != digest(stored):
        raise ChangedMeanwhile(stored)
    return row


def _put(row: Any, kind: RowKind, values: dict[str, Any], others: list[Any]) -> None:
    """Sets the values, and the key of a row that has one; judges the whole row."""
    if unknown := set(values) - {*kind.fields, "role"}:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    for name in kind.fields:
        if name in values:
            setattr(row, name, values[name])
    if kind.named_by:
        _name(row, kind, values.get("role"), others)
    if kind.follows_call and row.key in FOLLOWING:
        row.at = getattr(row.call, FOLLOWING[row.key])
    if kind.once and any(_same(row, other, kind.once) for other in others):
        raise ValidationError({kind.once[-1]: [_("This is on the list already.")]})
    row.full_clean()


def _name(row: Any, kind: RowKind, role: str | None, others: list[Any]) -> None:
    """Gives a new row its key; an old one gets another only when it takes or leaves a special role."""
    taken = {other.key for other in others}
    if role and role in kind.roles:
        if role in taken:
            raise ValidationError({"role": [_("Another row has this meaning already.")]})
        row.key = role
    elif not row.key or (role == "" and row.key in kind.roles):
        row.key = _free_key(getattr(row, kind.named_by), kind, taken)


def _free_key(texts: dict[str, str], kind: RowKind, taken: set[str]) -> str:
    """A word for the row, made of its first text, that no other row has and nothing special means."""
    words = [slugify(texts.get(language, "")) for language in LANGUAGES]
    base = (next(filter(None, words), "") or kind.word)[: KEY_LENGTH - 4].strip("-")
    refused = taken | set(kind.roles)
    numbers = range(2, len(refused) + 3)
    return next(key for key in (base, *(f"{base}-{n}" for n in numbers)) if key not in refused)


def _same(row: Any, other: Any, names: tuple[str, ...]) -> bool:
    return all(getattr(row, name) == getattr(other, name) for name in names)


def _tell(draft: Any, did: str, row: Any) -> None:
    draft.act.facts |= {"did": did, "row": row.pk}
    if key := getattr(row, "key", ""):
        draft.act.facts["key"] = key
