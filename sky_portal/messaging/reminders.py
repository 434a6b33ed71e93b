"""Reminders: declared in `<app>/reminders.py`, asked for hourly by beat.

    register(Reminder(
        "grants.draft_open",
        things=lambda now: Application.objects.filter(...),
        due=lambda application: application.call.closes_at,
        before=[timedelta(days=14), timedelta(days=2)],
        recipients=lambda application: [user, ("registry@iisalmi.example", "fi")],
        compose=lambda application, due, language: compose("grants/emails/…", {...}, language),
    ))

The database holds one message a (rule, thing, due date and lead time, recipient). After a gap
only the latest one that has come due is sent; the earlier ones are noted as superseded. Nothing
is sent once the due date has passed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from sky_portal.jobs.claims import LeaseLost
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.rendering import Mail
from sky_portal.messaging.services import address_of, insert_once, queue

log = structlog.get_logger(__name__)

LeadTimes = Sequence[timedelta] | Callable[[Any], Sequence[timedelta]]
Recipient = Any  # a User, or (address, language)

_RULES: dict[str, "Reminder"] = {}


def _case_of(thing: Any) -> Any:
    return getattr(thing, "case", None)


def _always(thing: Any) -> datetime:
    return datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Reminder:
    """One rule: what is due, when to remind of it, and whom.

    `things(now)` are those that may still need it. `before` are lead times ahead of `due(thing)`.
    `since(thing)` is when the thing began: lead times that had passed by then are skipped, so
    that who starts three days ahead gets no mail about two weeks. `recipients(thing)` yields
    users (reminded in their own language) or pairs of address and language.
    """

    name: str
    things: Callable[[datetime], Iterable[Any]]
    due: Callable[[Any], datetime]
    before: LeadTimes
    recipients: Callable[[Any], Iterable[Recipient]]
    compose: Callable[[Any, datetime, str], Mail]
    case: Callable[[Any], Any] = _case_of
    since: Callable[[Any], datetime] = _always

    def passed(self, thing: Any, now: datetime) -> list[timedelta]:
        """Lead times whose moment has come, the latest moment first; none after the due date."""
        due, since = self.due(thing), self.since(thing)
        if now > due:
            return []
        before = self.before(thing) if callable(self.before) else self.before
        return sorted(lead for lead in set(before) if since <= due - lead <= now)


def register(reminder: Reminder) -> Reminder:
    """Declares a rule; raises ImproperlyConfigured when the name is taken by another."""
    if _RULES.setdefault(reminder.name, reminder) is not reminder:
        raise ImproperlyConfigured(f"two reminder rules named {reminder.name}")
    return reminder


@cache
def discover() -> None:
    """Imports every app's `reminders.py`, once."""
    autodiscover_modules("reminders")


def rules() -> list[Reminder]:
    """All declared rules."""
    discover()
    return list(_RULES.values())


def sweep(now: datetime, *, each: Callable[[], AbstractContextManager[Any]] = transaction.atomic) -> int:
    """Queues what has come due at `now` (the portal's time); how many messages that were.

    `each` is the transaction in which one recipient is reminded of one thing. What fails is
    logged and does not stop the others; the first failure is raised at the end.
    """
    queued = 0
    failures: list[Exception] = []
    for rule in rules():
        things = rule.things(now)
        for thing in things:
            with _noting(failures, rule, thing):
                for to, language in _recipients(rule, thing, now):
                    with _noting(failures, rule, thing), each():
                        queued += _remind_one(rule, partial(_again, things, thing), now, to, language)
    if failures:
        raise failures[0]
    return queued


@contextmanager
def _noting(failures: list[Exception], rule: Reminder, thing: Any) -> Iterator[None]:
    try:
        yield
    except LeaseLost:
        raise
    except Exception as error:
        log.exception("reminder failed", rule=rule.name, thing=str(thing.pk))
        failures.append(error)


def _recipients(rule: Reminder, thing: Any, now: datetime) -> list[tuple[Any, str]]:
    """Whom to remind now, with the language; nobody while no lead time has passed."""
    found = rule.recipients(thing) if rule.passed(thing, now) else ()
    return [one if isinstance(one, tuple) else (one, one.language) for one in found]


def _again(things: Iterable[Any], thing: Any) -> Any:
    """The thing as it is by now, where it is a row: None when it needs no reminder any more.

    A sweep of thousands takes its time; what is answered or extended meanwhile is seen.
    """
    return things.filter(pk=thing.pk).first() if isinstance(things, QuerySet) else thing


def _remind_one(rule: Reminder, read: Callable[[], Any], now: datetime, to: Any, language: str) -> int:
    """Queues the latest reminder that has come due, notes the earlier ones as superseded."""
    thing = read()
    passed = rule.passed(thing, now) if thing is not None else []
    if not passed:
        return 0
    due = rule.due(thing)
    latest, *earlier = (due_key(due, lead) for lead in passed)
    about = {"rule": rule.name, "thing": str(thing.pk)}
    asked = Message.objects.filter(**about, address=address_of(to))
    if asked.filter(due=latest).exists():
        return 0
    mail = rule.compose(thing, due, language)
    common = {**about, "language": language, "subject": mail.subject, "case": rule.case(thing)}
    # One that still waits for a mail server that was away is out of date now; the latest itself may
    # have been queued by another beat since we asked.
    waiting = asked.filter(state=MessageState.QUEUED).exclude(due=latest)
    waiting.update(state=MessageState.SUPERSEDED)
    for key in earlier:
        _note_superseded(to, due=key, **common)
    queued = queue(
        to=to, due=latest, text=mail.text, html=mail.html, confidential=mail.confidential, **common
    )
    return int(queued is not None)


def withdraw(rule: str, ids: Iterable[Any]) -> int:
    """What still waits to be sent by the rule about these things is out of date; how many that were."""
    things = [str(pk) for pk in ids]
    waiting = Message.objects.filter(rule=rule, thing__in=things, state=MessageState.QUEUED)
    return waiting.update(state=MessageState.SUPERSEDED)


def _note_superseded(to: Any, **fields: Any) -> None:
    recipient = to if hasattr(to, "email") else None
    state = MessageState.SUPERSEDED
    insert_once(Message(recipient=recipient, address=address_of(to), state=state, **fields))


def due_key(due: datetime, lead: timedelta) -> str:
    """What makes a reminder one of its kind: the due date and the lead time, in words of ISO 8601."""
    return f"P{lead.days}DT{lead.seconds}S/{due.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
