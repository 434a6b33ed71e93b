"""The last hour: hundreds of people save and send at once; everything acknowledged must be there."""

import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from bench.people import Browser, session_of, token

PEOPLE = 200
AT_ONCE = 40
FOUND, REDIRECT = 200, 302


@dataclass
class Person:
    """One signatory with a complete draft, and what the portal acknowledged to them."""

    session: str
    case: str
    mark: str
    saved: bool = False
    sent: bool = False
    seconds: list[float] = field(default_factory=list)
    refused: str = ""


def ready_people(first: int) -> list[Person]:
    """Drafts made by the verbs, each with the session of its signatory."""
    from bench.data import OPEN, draft
    from grants.models import Call
    from sky_portal import clock

    call = Call.objects.get(slug="sky-2021")
    people = []
    with clock.standing_at(OPEN):
        for number in range(first, first + PEOPLE):
            application, signatory = draft(call, number)
            mark = f"Viime hetken nimi {number}"
            people.append(Person(session_of(signatory), str(application.case_id), mark))
    return people


def rush(port: int, people: list[Person]) -> dict[str, Any]:
    """Everybody saves a new contact name and sends, AT_ONCE at a time; then the books are checked."""
    gate = threading.Semaphore(AT_ONCE)
    threads = [threading.Thread(target=_one, args=(gate, port, person)) for person in people]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    passed = time.perf_counter() - started
    waits = [second for person in people for second in person.seconds]
    return {
        "people": len(people),
        "at_once": AT_ONCE,
        "seconds": round(passed, 1),
        "requests_per_second": round(len(waits) / passed, 1),
        "median_ms": round(statistics.median(waits) * 1000),
        "p95_ms": round(statistics.quantiles(waits, n=20)[-1] * 1000),
        "acknowledged_saves": sum(person.saved for person in people),
        "acknowledged_sends": sum(person.sent for person in people),
        "refused": [person.refused for person in people if person.refused][:5],
        "lost": _lost(people),
    }


def _one(gate: threading.Semaphore, port: int, person: Person) -> None:
    with gate:
        browser = Browser(port, person.session)
        try:
            _act(browser, person)
        except Exception as error:
            person.refused = f"{type(error).__name__}: {error}"[:200]
        finally:
            browser.close()


def _act(browser: Browser, person: Person) -> None:
    base = f"/fi/applications/{person.case}/"
    page = _timed(person, lambda: browser.get(f"{base}contact/"), FOUND)
    form = {"name": person.mark, "email": "yhteys@bench.example", "phone": "", "language": "fi"}
    _timed(
        person,
        lambda: browser.post(f"{base}contact/", {**form, "csrfmiddlewaretoken": token(page)}),
        REDIRECT,
    )
    person.saved = True
    page = _timed(person, lambda: browser.get(f"{base}check/"), FOUND)
    form = {"attestation": "on", "note": "Pyydämme tutkimaan.", "csrfmiddlewaretoken": token(page)}
    _timed(person, lambda: browser.post(f"{base}submit/", form), REDIRECT)
    person.sent = True


def _timed(person: Person, ask: Any, expected: int) -> bytes:
    started = time.perf_counter()
    status, body = ask()
    person.seconds.append(time.perf_counter() - started)
    if status != expected:
        raise RuntimeError(f"answered {status} instead of {expected}")
    return body


def _lost(people: list[Person]) -> list[str]:
    """Cases in which something acknowledged is not in the database, or is there twice."""
    from grants.models import Submission
    from sky_portal.cases.models import Case

    lost = []
    for person in people:
        sent = list(Submission.objects.filter(application__case_id=person.case))
        number = Case.objects.get(pk=person.case).number
        if person.sent and (len(sent) != 1 or not number):
            lost.append(f"{person.case}: {len(sent)} submissions, number {number}")
        elif person.sent and sent[0].content["application"]["contact"]["name"] != person.mark:
            lost.append(f"{person.case}: the saved contact is not in what was sent")
    return lost
