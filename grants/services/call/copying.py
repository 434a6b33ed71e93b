"""A call made of an earlier one: its own words and terms come along, what happened in it does not."""

import copy as copies
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from grants.models import Call, CallDate, Instalment, Milestone
from grants.services.call.creation import local_day, newest_register, store_draft
from pilots.models import Programme
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.clock import NoSuchTime, local_moment

# What a copy takes over of a call as it is; times move with the closing.
CALL_FIELDS = (
    "authority",
    "case_class",
    "kicker",
    "summary",
    "attestation",
    "shares_money",
    "places",
    "amount_cents",
    "own_share_percent",
    "pay_cap_cents",
    "reminder_hours",
    "invitation_reminder_hours",
    "assessors_wanted",
    "consensus_wanted",
)
PROGRAMME_FIELDS = ("eligibility", "recipients_of", "commitments", "counts_aland", "absence_thresholds")
# Appropriations stay behind: money is there once. So do extensions, answers, news and recipients.
ROWS = ("texts", "cost_categories", "contacts", "criteria", "checklist", "attachments_asked")


def copy(
    call: Call,
    *,
    slug: str,
    name: dict[str, str],
    opens_at: datetime,
    closes_at: datetime,
    programme_key: str,
    programme_name: dict[str, str],
    programme_short_name: str,
    actor: Any,
) -> Call:
    """A draft that says what the call says, its days moved by as many as the closing moves.

    The programme comes along with its conditions, by the newest register, and the questions as a
    set of their own; a day or a milestone keeps its local time of day. Raises PermissionDenied,
    ValidationError by field.
    """
    moved = local_day(closes_at) - local_day(call.closes_at)
    programme = Programme(
        key=programme_key.strip(),
        name=programme_name,
        short_name=programme_short_name.strip(),
        starts_on=call.programme.starts_on + moved,
        ends_on=call.programme.ends_on + moved,
        register_year=newest_register(opens_at),
        **_taken_over(call.programme, PROGRAMME_FIELDS),
    )
    draft = Call(
        name=name,
        slug=slug.strip(),
        opens_at=opens_at,
        closes_at=closes_at,
        use_from=_day(call.use_from, moved),
        use_until=_day(call.use_until, moved),
        copied_from=call,
        **_taken_over(call, CALL_FIELDS),
    )
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        content = copies.deepcopy(call.question_set.content)
        store_draft(draft, programme, content=content, actor=actor)
        _copy_parts(call, draft, moved)
        facts = {"slug": draft.slug, "from": call.slug}
        audit.record(draft.case, verb="copy_call", thing=draft, actor=actor, at=at, facts=facts)
    return draft


def _copy_parts(call: Call, draft: Call, moved: timedelta) -> None:
    for name in ROWS:
        rows = getattr(call, name)
        _create(rows.model, draft, rows.all())
    _create(Instalment, draft, call.instalments.all(), lambda row: {"dated": _day(row.dated, moved)})
    _create(CallDate, draft, call.dates.all(), lambda row: {"dated": row.dated + moved})
    _create(Milestone, draft, call.milestones.all(), lambda row: {"at": _milestone_at(row, draft, moved)})


def _create(model: Any, draft: Call, rows: Iterable[Any], change: Any = lambda row: {}) -> None:
    own = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "call")]
    model.objects.bulk_create(model(call=draft, **_taken_over(row, own) | change(row)) for row in rows)


def _taken_over(thing: models.Model, names: Iterable[str]) -> dict[str, Any]:
    # Deep, so that two rows in memory never share a text; a related row is the same row.
    values = {name: getattr(thing, name) for name in names}
    return {
        name: value if isinstance(value, models.Model) else copies.deepcopy(value)
        for name, value in values.items()
    }


def _day(day: date | None, moved: timedelta) -> date | None:
    return day and day + moved


def _milestone_at(row: Milestone, draft: Call, moved: timedelta) -> datetime:
    ends = {"opens": draft.opens_at, "closes": draft.closes_at}
    return ends.get(row.key) or _same_time(row.at, moved)


def _same_time(at: datetime, moved: timedelta) -> datetime:
    """The instant so many days on, at the same time of the Helsinki day."""
    local = at.astimezone(clock.HELSINKI).replace(tzinfo=None) + moved
    try:
        return local_moment(local, which="first")
    except NoSuchTime:
        return local_moment(local + timedelta(hours=1))
