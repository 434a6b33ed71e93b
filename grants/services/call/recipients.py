"""Who was given a call's grant by decisions made outside of the portal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from grants.models import Call, PastRecipient
from grants.workflows import CALL
from sky_portal import clock
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.names import plain_line

LONGEST_NUMBER = PastRecipient._meta.get_field("decision_number").max_length or 0
MOST_LINES = 1000


@dataclass(frozen=True)
class LineFault:
    """A line that could not be taken, by its number in what was pasted."""

    number: int
    line: str
    reason: str


class LinesRefused(Exception):
    """Nothing was recorded: `faults` say which lines could not be taken."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__(f"{len(faults)} lines")
        self.faults = faults


class _NothingNew(Exception):
    """All of it has been recorded already: there is nothing to tell the audit trail."""


@dataclass(frozen=True)
class _Named:
    number: int
    line: str
    name: str
    decision: str


def record_recipients(call: Call, *, text: str, actor: Any) -> int:
    """Records the organisations of the lines, and tells how many of them are new.

    A line is a name or a business ID, and after a tab or a semicolon the number of the decision.
    What has been recorded already stays as it is. Raises LinesRefused, and then records nothing, when
    a line names no education provider or several, StepForbidden for who may not.
    """
    try:
        return _record(call, _lines(text), actor)
    except _NothingNew:
        return 0


def _record(call: Call, lines: list[_Named], actor: Any) -> int:
    with CALL.step("record_recipients", call, actor=actor) as row:
        wanted = _matched(lines, _recorded(row))
        if not wanted:
            raise _NothingNew
        row.act.facts = {"recorded": sorted(wanted)}
        PastRecipient.objects.bulk_create(
            PastRecipient(
                call=row,
                organisation_id=organisation,
                decision_number=decision,
                recorded_at=clock.now(),
                recorded_by=actor,
            )
            for organisation, decision in wanted.items()
        )
    return len(wanted)


def remove_recipient(call: Call, pk: int, *, actor: Any) -> None:
    """Takes back what was recorded by mistake; the audit trail says of whom. Raises KeyError when gone."""
    with CALL.step("record_recipients", call, actor=actor) as row:
        found = row.past_recipients.filter(pk=pk).first()
        if found is None:
            raise KeyError(pk)
        row.act.facts = {"removed": found.organisation_id, "decision": found.decision_number}
        found.delete()


def _lines(text: str) -> list[_Named]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, _mark, decision = line.replace(";", "\t").partition("\t")
        if name := plain_line(name):
            found.append(_Named(number, plain_line(line), name, plain_line(decision)))
    if not found:
        raise LinesRefused([LineFault(1, "", _("Write at least one name or business ID."))])
    if len(found) > MOST_LINES:
        raise LinesRefused([LineFault(MOST_LINES + 1, "", _("Too many lines at once."))])
    return found


def _recorded(call: Call) -> dict[int, str]:
    return dict(call.past_recipients.order_by("pk").values_list("organisation_id", "decision_number"))


def _matched(lines: list[_Named], recorded: dict[int, str]) -> dict[int, str]:
    """The new recipients with their decisions; raises LinesRefused with every line that fits none."""
    known = _providers()
    faults: list[LineFault] = []
    wanted: dict[int, str] = {}
    for one in lines:
        found = known.get(one.name.casefold(), set())
        reason = _fault(one, found, recorded | wanted)
        if reason:
            faults.append(LineFault(one.number, one.line, reason))
            continue
        [organisation] = found
        if organisation not in recorded:
            wanted.setdefault(organisation, one.decision)
    if faults:
        raise LinesRefused(faults)
    return wanted


def _fault(one: _Named, found: set[int], known: dict[int, str]) -> str:
    if not found:
        return _("No education provider of the portal has this name or business ID.")
    if len(found) > 1:
        return _("Several education providers have this name: give the business ID.")
    if len(one.decision) > LONGEST_NUMBER:
        return _("The number of the decision is too long (at most %(most)s).") % {"most": LONGEST_NUMBER}
    [organisation] = found
    if one.decision and one.decision != known.get(organisation, one.decision):
        number = known[organisation] or "–"
        return _("It is recorded already with another number of the decision: %(number)s.") % {
            "number": number
        }
    return ""


def _providers() -> dict[str, set[int]]:
    """Education providers by their names and business IDs, in small letters."""
    by: dict[str, set[int]] = {}
    for organisation in Organisation.objects.filter(kind__in=PROVIDER_KINDS).order_by("pk"):
        for name in _names(organisation):
            by.setdefault(plain_line(name).casefold(), set()).add(organisation.pk)
    return by


def _names(organisation: Organisation) -> Iterator[str]:
    yield from (organisation.name_fi, organisation.name_sv)
    if organisation.business_id:
        yield organisation.business_id
