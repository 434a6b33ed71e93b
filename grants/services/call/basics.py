"""What a call is called, when it is open, and what it shares out."""

from typing import Any

from grants.models import Call
from grants.services.call.editing import editing
from sky_portal.audit.services import digest

BASICS = (
    *("name", "slug", "kicker", "summary", "reference", "case_class", "opens_at", "closes_at"),
    *("reminder_hours", "invitation_reminder_hours", "attestation"),
)
MONEY = (
    *("shares_money", "places", "amount_cents", "own_share_percent", "pay_cap_cents"),
    *("use_from", "use_until"),
)
EXAMINATION = ("assessors_wanted", "consensus_wanted")
# What only a call with money has, and what only one without it.
OF_MONEY = ("amount_cents", "pay_cap_cents", "use_from", "use_until")


class ChangedMeanwhile(Exception):
    """Somebody else has saved the part; `stored` is what stands there now."""

    def __init__(self, stored: dict[str, Any]) -> None:
        super().__init__("changed meanwhile")
        self.stored = stored


def basics_of(call: Call) -> dict[str, Any]:
    """Names, times and reminders of the call as they are stored."""
    return {name: getattr(call, name) for name in BASICS}


def money_of(call: Call) -> dict[str, Any]:
    """What the call shares out, as it is stored."""
    return {name: getattr(call, name) for name in MONEY}


def examination_of(call: Call) -> dict[str, Any]:
    """How many assess each application, and whether they agree on one, as it is stored."""
    return {name: getattr(call, name) for name in EXAMINATION}


def save_basics(call: Call, *, values: dict[str, Any], actor: Any, seen: str | None = None) -> Call:
    """Saves names, times and reminders of a draft.

    `seen` is the digest of what its writer saw. Raises ChangedMeanwhile when that is no longer what
    is stored, and what `editing` raises.
    """
    with editing(call, part="basics", actor=actor) as row:
        _put(row, BASICS, values, seen)
        # The horizon says of opening and closing what the call itself says.
        row.milestones.filter(key="opens").update(at=row.opens_at)
        row.milestones.filter(key="closes").update(at=row.closes_at)
    return row


def save_money(call: Call, *, values: dict[str, Any], actor: Any, seen: str | None = None) -> Call:
    """Saves what a draft shares out: money, or else places. Raises like `save_basics`."""
    shares = values.get("shares_money", call.shares_money)
    other = {"places": None} if shares else dict.fromkeys(OF_MONEY)
    with editing(call, part="money", actor=actor) as row:
        _put(row, MONEY, {**values, **other}, seen)
    return row


def save_examination(call: Call, *, values: dict[str, Any], actor: Any, seen: str | None = None) -> Call:
    """Saves how applications are assessed; after publication, too. Raises like `save_basics`."""
    with editing(call, part="examination", actor=actor, own=True) as row:
        _put(row, EXAMINATION, values, seen)
    return row


def _put(row: Any, names: tuple[str, ...], values: dict[str, Any], seen: str | None) -> None:
    """Sets what differs, and tells the audit trail which fields those were."""
    if unknown := set(values) - set(names):
        raise ValueError(f"no such fields: {sorted(unknown)}")
    stored = {name: getattr(row, name) for name in names}
    if seen is not None and seen != digest(stored):
        raise ChangedMeanwhile(stored)
    changed = sorted(name for name, value in values.items() if stored[name] != value)
    row.act.facts["fields"] = changed
    for name in changed:
        setattr(row, name, values[name])
