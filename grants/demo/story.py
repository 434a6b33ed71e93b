"""The demo story: told by the portal's own verbs, each at its own moment; told once.

The contents are invented, people and addresses too; facts of the call are not (docs/calls.md).
How far it has been told stands in the call's own audit trail, so that it goes along with a
database that is kept, restored or upgraded.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from grants.demo import asking, assessing, consortia, ending, sharing
from grants.demo.consortium import Consortium, Event, People, moment
from grants.demo.examining import Examination
from grants.demo.moments import START
from grants.demo.people import REGISTER_YEAR, ensure_people, organisation
from grants.demo.refusals import REFUSALS
from grants.models import Application, Call
from grants.services import answers, news
from grants.services import call as calls
from pilots.services import load_register
from pilots.services.partners import look_for_partners
from sky_portal import clock
from sky_portal.accounts.cast import create_cast
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.audit import services as audit
from sky_portal.audit.models import AuditEvent
from sky_portal.demo import moments
from sky_portal.demo.moments import Moment

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "pilots" / "data" / f"municipalities-{REGISTER_YEAR}.csv"
CALL_DATA = ROOT / "grants" / "data" / "sky-2021.json"
NOTICES = Path(__file__).with_name("notices.json")
LOADED = clock.helsinki(2021, 2, 8, 10)
PUBLISHED = clock.helsinki(2021, 2, 11, 12, 53)
TOLD = "tell_demo"
COUNT = 43


def tell(
    password: str,
    *,
    until: str = START,
    count: int = COUNT,
    reached: Callable[[Moment], None] = lambda here: None,
    among_others: bool = False,
) -> list[Moment]:
    """Plays what has not been played yet up to the moment `until`, and tells which moments were reached.

    Register, cast and the call's draft stand before the first moment. `reached` is called at each
    moment, with everything told that happens before it. `among_others` leaves out what the portal
    refuses because somebody who rehearses has done otherwise.
    """
    load_register(REGISTER.read_bytes(), year=REGISTER_YEAR)
    cast = create_cast(password)
    call = _draft(cast["call_administrator"])
    coming = _coming(call, moments.get(until))
    if not coming:
        return []
    events = _events(call, cast, count)
    for here in coming:
        _play(call, events, here, refused=REFUSALS if among_others else ())
        reached(here)
    return coming


def next_part(until: Moment) -> Moment | None:
    """The first moment up to this one that the story has not been played to; None without a story."""
    call = Call.objects.filter(slug=_data()["slug"]).first()
    return next(iter(_coming(call, until)), None) if call else None


def _coming(call: Call, until: Moment) -> list[Moment]:
    since = _told(call)
    return [one for one in moments.every() if since < one.at <= until.at]


@transaction.atomic
def _play(call: Call, events: list[Event], here: Moment, refused: tuple[type[Exception], ...]) -> None:
    """All that happens up to a moment, or nothing of it: a story broken off is taken up there."""
    since = _told(call)
    for event in events:
        if since < event.at <= here.at:
            with suppress(*refused), clock.standing_at(event.at), transaction.atomic():
                event.do()
    facts = {"moment": here.key}
    audit.record(call.case, verb=TOLD, thing=call, actor=None, at=here.at, facts=facts)


def _data() -> dict[str, Any]:
    return json.loads(CALL_DATA.read_text(encoding="utf-8"))


def _draft(administrator: User) -> Call:
    data = _data()
    # After an upgrade the data may say something new: the call that is there stays as it was.
    if known := Call.objects.filter(slug=data["slug"]).first():
        return known
    with clock.standing_at(LOADED):
        return calls.load(data, actor=administrator).call


def _told(call: Call) -> datetime:
    """Until when the story has been told; the first release told it to its start and left no word."""
    last = AuditEvent.objects.filter(case=call.case, verb=TOLD).order_by("-seq").first()
    if last is not None:
        return moments.get(last.facts["moment"]).at
    return moments.get(START).at if Application.objects.filter(call=call).exists() else LOADED


def _events(call: Call, cast: dict[str, User], count: int) -> list[Event]:
    rows = consortia.rows(count, REGISTER_YEAR)
    coordinators = {row["coordinator"] for row in rows}
    names = consortia.municipalities(rows)
    notices = json.loads(NOTICES.read_text(encoding="utf-8"))
    seekers = [row["municipality"] for row in notices["partners"]]
    made = ensure_people(
        [*names, *(name for name in seekers if name not in names)],
        coordinators,
        cast["preparer"].password,
    )
    people: People = {("Lapinlahti", Role.SIGNATORY): cast["participant"]}
    people.update(cast)
    people.update(made)
    acting = [Consortium(call, row, people) for row in rows]
    found = [event for consortium in acting for event in consortium.events()]
    found += ending.events(call, acting, people)
    if acting:
        examination = Examination(call, acting, people)
        found += examination.events()
        for part in (asking, assessing, sharing):
            found += part.events(examination)
    found += _notices(call, notices, people)
    return sorted(found, key=lambda event: event.at)


def _notices(call: Call, notices: dict[str, Any], people: People) -> Iterator[Event]:
    administrator = people["call_administrator"]
    yield Event(PUBLISHED, partial(_publish, call, administrator))
    for row in notices["news"]:
        yield Event(moment(row["at"]), partial(_news, call, row, administrator))
    for row in notices["answers"]:
        yield Event(moment(row["at"]), partial(_answer, call, row, administrator))
    for row in notices["partners"]:
        yield Event(moment(row["at"]), partial(_seek, call, row, people[row["municipality"], Role.SIGNATORY]))


def _publish(call: Call, administrator: User) -> None:
    calls.publish(call, actor=administrator)
    # The same object tells the rest of the story.
    call.refresh_from_db()


def _news(call: Call, row: dict[str, Any], author: User) -> None:
    item = news.create_news(title=row["title"], lead=row["lead"], body=row["body"], call=call, actor=author)
    news.publish_news(item, actor=author)


def _answer(call: Call, row: dict[str, Any], administrator: User) -> None:
    answers.add_answer(call, question=row["question"], answer=row["answer"], actor=administrator)


def _seek(call: Call, row: dict[str, Any], signatory: User) -> None:
    look_for_partners(
        call.programme,
        organisation=organisation(row["municipality"]),
        text=row["text"],
        contact_name=signatory.name,
        contact_email=signatory.email,
        actor=signatory,
    )
