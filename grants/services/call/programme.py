"""The programme of a draft: who may take part, by which register, and what its members commit to."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.models import Call
from grants.services.call.basics import ChangedMeanwhile
from grants.services.call.editing import editing
from pilots.eligibility.words import as_list, combined
from pilots.models import Programme
from sky_portal.audit.services import digest
from sky_portal.questions.keys import key_from
from sky_portal.texts import pick

Values = dict[str, Any]
Rule = dict[str, Any]
PLAIN = ("name", "short_name", "starts_on", "ends_on", "register_year", "counts_aland")
SHORT = 12


def programme_of(call: Call) -> Values:
    """The programme's fields as they are stored; `recipients_of` is the earlier programme's id."""
    programme = call.programme
    thresholds = programme.absence_thresholds
    return {name: getattr(programme, name) for name in PLAIN} | {
        "hours": [one["hours"] for one in thresholds if "hours" in one],
        "percents": [one["percent"] for one in thresholds if "percent" in one],
        "recipients_of": programme.recipients_of_id,
    }


def save_programme(call: Call, *, values: Values, actor: Any, seen: str | None = None) -> Call:
    """Saves the programme's fields.

    `seen` is the digest of what its writer saw. Raises ChangedMeanwhile when that is no longer what
    is stored, ValidationError by field, and what `editing` raises.
    """
    with editing(call, part="programme", actor=actor) as row:
        stored = programme_of(row)
        _refuse_unseen(stored, seen)
        programme, given = row.programme, {**stored, **values}
        for name in PLAIN:
            setattr(programme, name, given[name])
        programme.absence_thresholds = [
            *({"hours": hours} for hours in given["hours"]),
            *({"percent": percent} for percent in given["percents"]),
        ]
        programme.recipients_of_id = given["recipients_of"]
        _save(programme)
        changed = sorted(name for name in stored if given[name] != stored[name])
        _tell(row, fields=changed)
    return row


def commitments_of(call: Call) -> Values:
    """What a member accepts by confirming, as stored."""
    return {"commitments": call.programme.commitments}


def save_commitments(call: Call, *, values: Values, actor: Any, seen: str | None = None) -> Call:
    """Saves the commitments in their order; one that is new gets a key. Raises as `save_programme`."""
    with editing(call, part="commitments", actor=actor) as row:
        _refuse_unseen(commitments_of(row), seen)
        known = {one["key"] for one in row.programme.commitments}
        row.programme.commitments = _keyed(values["commitments"], known)
        _save(row.programme)
        _tell(row, keys=[one["key"] for one in row.programme.commitments])
    return row


def rule_mark(rule: Rule) -> str:
    """What a rule is known by in an address: its digest, shortened."""
    return digest(rule)[:SHORT]


def put_rule(call: Call, rule: Rule, *, actor: Any, replaces: str = "") -> None:
    """Adds a rule, or puts it in the place of the one with the mark `replaces`.

    Raises KeyError when that one is gone, ValidationError when the rules nest or cannot be read,
    and what `editing` raises.
    """
    with editing(call, part="rules", actor=actor) as row:
        how, rules = _list_of(row.programme)
        if replaces:
            rules[_place(rules, replaces)] = rule
        elif rule not in rules:
            rules.append(rule)
        _save_rules(row, how, rules)


def remove_rule(call: Call, mark: str, *, actor: Any) -> None:
    """Takes a rule away. Raises as `put_rule`."""
    with editing(call, part="rules", actor=actor) as row:
        how, rules = _list_of(row.programme)
        del rules[_place(rules, mark)]
        _save_rules(row, how, rules)


def combine_rules(call: Call, how: str, *, actor: Any) -> None:
    """Any of the rules suffices ("any"), or all are needed ("all"). Raises as `put_rule`."""
    with editing(call, part="rules", actor=actor) as row:
        _save_rules(row, how, _list_of(row.programme)[1])


def _list_of(programme: Programme) -> tuple[str, list[Rule]]:
    found = as_list(programme.eligibility)
    if found is None:
        raise ValidationError(_("These conditions lie within each other: they cannot be edited here."))
    return found


def _place(rules: list[Rule], mark: str) -> int:
    for place, rule in enumerate(rules):
        if rule_mark(rule) == mark:
            return place
    raise KeyError(mark)


def _save_rules(row: Any, how: str, rules: list[Rule]) -> None:
    row.programme.eligibility = combined(how, rules)
    _save(row.programme)
    _tell(row, how=how, rules=rules)


def _keyed(commitments: list[Values], known: set[str]) -> list[Values]:
    taken: set[str] = set()
    made = []
    for one in commitments:
        kept = one["key"] if one["key"] in known - taken else ""
        words = " ".join(pick(one["text"], "fi").text.split()[:4])
        key = kept or key_from(words, {*taken, *known}, fallback="commitment")
        taken.add(key)
        made.append({"key": key, "text": one["text"]})
    return made


def _refuse_unseen(stored: Values, seen: str | None) -> None:
    if seen is not None and seen != digest(stored):
        raise ChangedMeanwhile(stored)


def _save(programme: Programme) -> None:
    if programme.recipients_of_id is not None and programme.recipients_of_id == programme.pk:
        raise ValidationError({"recipients_of": _("A programme cannot be the earlier one of itself.")})
    if programme.ends_on < programme.starts_on:
        raise ValidationError({"ends_on": _("The programme must end after it begins.")})
    programme.full_clean()
    programme.save()


def _tell(row: Any, **facts: Any) -> None:
    row.act.facts |= facts
