"""Autosave and sending beside the floor, measured by turns in one run so that noise meets both.

Autosave: so many sessions at once save one answer again and again; requests per second of both.
Sending: one signatory after the other; the median of its time beside the floor's.
"""

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from bench import forms
from bench.people import Browser, session_of

SESSIONS = 40
TURNS = 5
TURN_SECONDS = 2.0
SENDINGS = 40
FOUND, REDIRECT = 200, 302
# An answer of some hundred characters, changed a little each time, as somebody writes on.
WORDS = "Yhteiset toimintatavat poissaolojen seurantaan ja varhaiseen tukeen. " * 6

Ask = Callable[[], int]


@dataclass(frozen=True)
class Compared:
    """Autosave (requests per second) or sending (milliseconds) beside the floor's."""

    what: str
    sessions: int
    ours: float
    floor: float
    ratio: float
    queries: int
    requests: int
    # What was acknowledged and is not in the database, or was done inside of the request.
    lost: list[str]

    def as_json(self) -> dict[str, Any]:
        """For results.json."""
        return asdict(self)


class Writer:
    """A preparer at one long answer: what was sent last, and what the portal acknowledged."""

    def __init__(self, port: int, session: str, case: str, section: str, key: str) -> None:
        self.browser = Browser(port, session)
        base = f"/fi/applications/{case}/"
        self.path, self.page = f"{base}answers/{key}/", f"{base}sections/{section}/"
        self.case, self.key, self.mark = case, key, f"version-{key}"
        self.times, self.saved, self.version = 0, "", "0"

    def open(self) -> None:
        """Reads the page, as everybody does before they write."""
        status, page = self.browser.get(self.page)
        if status != FOUND:
            raise RuntimeError(f"{self.page} answered {status}")
        self.version = forms.form_with(page, self.mark)[self.mark]

    def save(self) -> int:
        """One autosave; its status."""
        self.times += 1
        text = f"{WORDS}{self.times}"
        status, body = self.browser.save(self.path, {self.key: text, self.mark: self.version})
        if status == FOUND:
            self.saved, self.version = text, str(json.loads(body)["version"])
        return status

    def lost(self) -> list[str]:
        """What was acknowledged and does not stand in the database."""
        from sky_portal.questions.models import Answer

        found = Answer.objects.get(sheet__application__case_id=self.case, key=self.key)
        right = (found.value, str(found.version)) == (self.saved, self.version)
        return [] if right or not self.saved else [f"{self.case}: {self.key} is at {found.version}"]


def writers(port: int, made: list[tuple[Any, Any]]) -> list[Writer]:
    """A writer for each draft, at the call's first long question."""
    key, section = _long_question(made[0][0])
    return [Writer(port, session_of(user), str(one.case_id), section, key) for one, user in made]


def autosave(portal: int, floor: int, first: int, *, sessions: int = SESSIONS) -> Compared:
    """Requests per second of autosaves and of floors, the same number of sessions at once."""
    made = drafts(first, sessions, "preparer")
    writing = writers(portal, made)
    grounds = [Browser(floor, writer.browser.cookies["sessionid"]) for writer in writing]
    for writer in writing:
        writer.open()
    saves: list[Ask] = [writer.save for writer in writing]
    floors: list[Ask] = [_getting(ground) for ground in grounds]
    for asks in (saves, floors):
        rate(asks, TURN_SECONDS / 2)
    pairs = [(rate(saves, TURN_SECONDS), rate(floors, TURN_SECONDS)) for _turn in range(TURNS)]
    ours, ground = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    lost = [lost for writer in writing for lost in writer.lost()]
    return Compared(
        "autosave",
        sessions,
        round(ours, 1),
        round(ground, 1),
        round(statistics.median(one / other for one, other in pairs), 2),
        _queries(made[0][1], writing[0].path, {writing[0].key: WORDS, writing[0].mark: writing[0].version}),
        sum(writer.times for writer in writing),
        lost,
    )


def rate(asks: list[Ask], seconds: float) -> float:
    """Requests per second while each asks again and again; every one of them must succeed."""
    counts, faults = [0] * len(asks), list[str]()
    start = threading.Barrier(len(asks) + 1, timeout=60)

    def run(place: int) -> None:
        start.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until and not faults:
            try:
                status = asks[place]()
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}")
                return
            if status != FOUND:
                faults.append(f"answered {status}")
            counts[place] += 1

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(asks))]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join(timeout=seconds + 120)
    passed = time.perf_counter() - began
    if faults:
        raise SystemExit(f"a measured request: {faults[0]}")
    return sum(counts) / passed


def sending(portal: int, floor: int, first: int, *, sendings: int = SENDINGS) -> Compared:
    """The median time of a sending beside the floor's, one signatory after the other."""
    made = drafts(first, sendings + 1, "signatory")
    pairs, lost = [], list[str]()
    for application, user in made[1:]:
        browser, ground = Browser(portal, session_of(user)), Browser(floor, session_of(user))
        base = f"/fi/applications/{application.case_id}/"
        form = sending_form(browser.get(f"{base}check/")[1])
        ground.get("/floor/")
        ours, (status, _page) = _timed(lambda b=browser, at=base, f=form: b.post(f"{at}submit/", f))
        other, _answer = _timed(lambda g=ground: g.get("/floor/"))
        if status != REDIRECT:
            raise SystemExit(f"a sending answered {status}")
        pairs.append((ours, other))
        lost += _not_as_sent(application)
        browser.close()
        ground.close()
    ours, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    application, user = made[0]
    return Compared(
        "sending",
        1,
        round(ours, 2),
        round(other, 2),
        round(ours / other, 2),
        _queries(user, f"/fi/applications/{application.case_id}/submit/", {"attestation": "on", "note": "!"}),
        len(pairs),
        lost,
    )


def sending_form(page: bytes) -> forms.Fields:
    """The form of the page on which one checks and sends, attested."""
    form = forms.form_to(page, "/submit/")
    note = {"note": "Pyydämme tutkimaan."} if "note" in form else {}
    return {**form, **note, "attestation": "on"}


def drafts(first: int, count: int, role: str) -> list[tuple[Any, Any]]:
    """So many complete drafts, made by the verbs, each with its preparer or its signatory."""
    from bench.data import OPEN, draft, person
    from grants.models import Call
    from sky_portal import clock
    from sky_portal.accounts.enums import Role

    call = Call.objects.get(slug="sky-2021")
    with clock.standing_at(OPEN):
        made = [draft(call, number)[0] for number in range(first, first + count)]
        return [(one, person(one.applicant, Role(role))) for one in made]


def _long_question(application: Any) -> tuple[str, str]:
    from sky_portal.questions.enums import QuestionType

    asked = application.sheet.question_set.questions
    found = next(one for one in asked if one.type in (QuestionType.LONG_TEXT,))
    return found.key, found.section


def _getting(browser: Browser) -> Ask:
    return lambda: browser.get("/floor/")[0]


def _timed(ask: Callable[[], tuple[int, bytes]]) -> tuple[float, tuple[int, bytes]]:
    started = time.perf_counter()
    answer = ask()
    return (time.perf_counter() - started) * 1000, answer


def _queries(user: Any, path: str, fields: dict[str, str]) -> int:
    """How many queries the request makes, sign-in and session included."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    client.get("/fi/applications/")
    with _watching() as queries:
        status = client.post(path, fields).status_code
    if status not in (FOUND, REDIRECT):
        raise SystemExit(f"{path} answered {status} when its queries were counted")
    return len(queries)


@contextmanager
def _watching() -> Iterator[Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        yield queries


def _not_as_sent(application: Any) -> list[str]:
    """One submission with a number, its receipt still to be made: the job beside does that."""
    from grants.services.submission import receipt
    from sky_portal.jobs.models import Job

    application.refresh_from_db()
    application.case.refresh_from_db()
    sent = application.submissions.count()
    waits = Job.objects.filter(kind="grants.receipt", case_id=application.case_id).count()
    if (sent, waits, receipt(application)) == (1, 1, None) and application.case.number:
        return []
    return [f"{application.case_id}: {sent} submissions, {waits} receipts waiting"]
