"""Calls from data: loading one as a draft."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from grants import calldata
from grants.calldata import CallDataRefused
from grants.enums import CostType
from grants.models import Call
from grants.services.call.editing import is_draft
from pilots.eligibility import check_rules
from pilots.models import Programme
from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.audit.services import digest
from sky_portal.cases.services import open_case
from sky_portal.questions import schema
from sky_portal.questions.models import QuestionSet

# Keys of the data that are columns of the call under another name, or under the same.
COLUMNS = {
    "slug": "slug",
    "reference": "reference",
    "case_class": "case_class",
    "name": "name",
    "kicker": "kicker",
    "summary": "summary",
    "opens": "opens_at",
    "closes": "closes_at",
    "shares_money": "shares_money",
    "places": "places",
    "amount_cents": "amount_cents",
    "own_share_percent": "own_share_percent",
    "pay_cap_cents": "pay_cap_cents",
    "use_from": "use_from",
    "use_until": "use_until",
    "reminder_hours": "reminder_hours",
    "invitation_reminder_hours": "invitation_reminder_hours",
    "attestation": "attestation",
    "assessors_wanted": "assessors_wanted",
    "consensus_wanted": "consensus_wanted",
}
# How officials examine: no terms of the call, so they change after publication, too.
OWN = ("assessors_wanted", "consensus_wanted", "checklist")
# Lists of the data by the call's rows that they become, and whether their order is kept as a place.
ROWS = {
    "texts": ("texts", True),
    "cost_categories": ("cost_categories", False),
    "appropriations": ("appropriations", False),
    "criteria": ("criteria", True),
    "checklist": ("checklist", True),
    "attachments": ("attachments_asked", True),
    "instalments": ("instalments", True),
    "dates": ("dates", False),
    "contacts": ("contacts", True),
    "milestones": ("milestones", False),
}


@dataclass(frozen=True)
class Loaded:
    """The call, and whether the loading changed anything."""

    call: Call
    changed: bool


def load(data: Any, *, actor: Any = None) -> Loaded:
    """Makes the draft of a call say what the data says, or changes nothing.

    The same data again changes nothing. Of a call that has been published only how officials examine
    it (OWN) is changed by loading: raises CallDataRefused otherwise, as for every fault of the data.
    """
    parsed = calldata.parse(data)
    digests = {key: digest(value) for key, value in data.items()}
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        known = Call.objects.filter(slug=parsed["slug"]).first()
        if known and known.source_digests == digests:
            return Loaded(known, changed=False)
        _refuse_change(known, digests)
        published = known and not is_draft(known)
        call = _store_own(known, parsed, digests) if published else _store(known, parsed, digests)
        audit.record(call.case, verb="load", thing=call, actor=actor, at=at, facts={"keys": sorted(digests)})
        return Loaded(call, changed=True)


def _refuse_change(known: Call | None, digests: dict[str, str]) -> None:
    if known is None or is_draft(known):
        return
    keys = sorted(set(digests) | set(known.source_digests))
    differing = [key for key in keys if digests.get(key) != known.source_digests.get(key)]
    if terms := [key for key in differing if key not in OWN]:
        problem = f"{known.slug} is published and cannot be changed by loading; it differs in"
        raise CallDataRefused([f"{problem} {', '.join(terms)}"])


def _store_own(call: Any, parsed: dict[str, Any], digests: dict[str, str]) -> Call:
    """How officials examine: a point that has been marked stays, whatever the data says of it."""
    for key in ("assessors_wanted", "consensus_wanted"):
        setattr(call, key, parsed[key])
    call.source_digests = digests
    call.full_clean()
    call.save()
    kept = [row["key"] for row in parsed["checklist"]]
    call.checklist.filter(marks=None).exclude(key__in=kept).delete()
    for place, row in enumerate(parsed["checklist"], start=1):
        call.checklist.update_or_create(key=row["key"], defaults={**row, "place": place})
    return call


def _store(known: Call | None, parsed: dict[str, Any], digests: dict[str, str]) -> Call:
    call = known or Call(case=open_case("call"))
    for key, column in COLUMNS.items():
        setattr(call, column, parsed[key])
    call.authority = _authority(parsed["authority"])
    call.programme = _programme(parsed["programme"])
    call.question_set = _questions(parsed["questions"])
    call.source_digests = digests
    try:
        call.full_clean()
    except ValidationError as error:
        raise CallDataRefused(_problems("call", error)) from None
    call.save()
    _store_parts(call, parsed)
    return call


def _store_parts(call: Call, parsed: dict[str, Any]) -> None:
    for key, (name, placed) in ROWS.items():
        rows = getattr(call, name)
        rows.all().delete()
        found = [_category(row) for row in parsed[key]] if key == "cost_categories" else parsed[key]
        rows.model.objects.bulk_create(
            rows.model(call=call, **({"place": place} if placed else {}), **row)
            for place, row in enumerate(found, start=1)
        )


def _category(row: dict[str, Any]) -> dict[str, Any]:
    kinds = row["types"]
    own = {key: value for key, value in row.items() if key != "types"}
    return own | {"allows_pay": CostType.PAY in kinds, "allows_operating": CostType.OPERATING in kinds}


def _authority(code: str) -> Organisation:
    if found := Organisation.objects.filter(code=code).first():
        return found
    raise CallDataRefused([f"authority: no organisation has the code {code}"])


def _programme(data: dict[str, Any]) -> Programme:
    programme = Programme.objects.filter(key=data["key"]).first() or Programme()
    for name, value in data.items():
        setattr(programme, name, _earlier(value, data["key"]) if name == "recipients_of" else value)
    try:
        check_rules(programme.eligibility)
        programme.full_clean()
    except ValidationError as error:
        raise CallDataRefused(_problems("programme", error)) from None
    programme.save()
    return programme


def _earlier(key: str | None, own: str) -> Programme | None:
    if key is None:
        return None
    if key == own:
        raise CallDataRefused(["programme.recipients_of: a programme does not come before itself"])
    if found := Programme.objects.filter(key=key).first():
        return found
    raise CallDataRefused([f"programme.recipients_of: no programme has the key {key}"])


def _questions(data: dict[str, Any]) -> QuestionSet:
    try:
        schema.parse(data["content"])
    except ValidationError as error:
        raise CallDataRefused(_problems("questions", error)) from None
    found = QuestionSet.objects.filter(key=data["key"], version=data["version"]).first()
    found = found or QuestionSet(key=data["key"], version=data["version"])
    if found.in_use_since and found.content != data["content"]:
        raise CallDataRefused(["questions: this version is in use and never changes; give it a new version"])
    if not found.in_use_since:
        found.content = data["content"]
        found.save()
    return found


def _problems(place: str, error: ValidationError) -> list[str]:
    if hasattr(error, "error_dict"):
        return [f"{place}.{name}: {text}" for name, texts in error.message_dict.items() for text in texts]
    return [f"{place}: {text}" for text in error.messages]
