"""The last minute: hundreds of people write and send at once; everything acknowledged must be there.

A few come a moment after closing with what they had open: their sending is refused, what they
write is kept all the same.
"""

import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench import forms
from bench.writing import FOUND, REDIRECT, Writer, drafts, sending_form, writers

PEOPLE = 200
LATE = 10
SAVES = 3
# So long before closing the rush begins; who comes late waits so much longer.
SECONDS_LEFT, SECONDS_LATE = 60, 1
CONFLICT = 409


@dataclass
class Person:
    """One signatory with a complete draft, and what the portal acknowledged to them."""

    writer: Writer
    application: Any
    mark: str
    is_late: bool = False
    budgeted: bool = False
    sent: bool = False
    # Told that the call has closed: refused, and everything kept.
    too_late: bool = False
    seconds: list[float] = field(default_factory=list)
    fault: str = ""

    @property
    def base(self) -> str:
        """Where the application's pages are."""
        return f"/fi/applications/{self.application.case_id}/"


def ready_people(port: int, first: int, count: int = PEOPLE, late: int = LATE) -> list[Person]:
    """Drafts made by the verbs, each with its signatory; the last of them come late."""
    made = drafts(first, count + late, "signatory")
    people = [
        Person(writer, application, f"Viime hetken kulu {place}")
        for place, (writer, (application, _user)) in enumerate(zip(writers(port, made), made, strict=True))
    ]
    for person in people[count:]:
        person.is_late = True
    return people


def rush(people: list[Person]) -> dict[str, Any]:
    """All write and send in the call's last minute; then the books are checked."""
    from sky_portal import clock

    closes_at = people[0].application.call.closes_at
    back = clock.offset()
    clock.set_offset(back + closes_at - timedelta(seconds=SECONDS_LEFT) - clock.now())
    threads = [threading.Thread(target=_one, args=(person,)) for person in people]
    started = time.perf_counter()
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=300)
    finally:
        clock.set_offset(back)
    return _told(people, time.perf_counter() - started)


def _told(people: list[Person], passed: float) -> dict[str, Any]:
    crowd = [person for person in people if not person.is_late]
    waits = [second for person in crowd for second in person.seconds]
    return {
        "people": len(crowd),
        "late": len(people) - len(crowd),
        "seconds": round(passed, 1),
        "requests_per_second": round(len(waits) / min(passed, SECONDS_LEFT), 1),
        "median_ms": round(statistics.median(waits) * 1000),
        "p95_ms": round(statistics.quantiles(waits, n=20)[-1] * 1000),
        "acknowledged_saves": sum(person.writer.times for person in people),
        "acknowledged_budgets": sum(person.budgeted for person in people),
        "acknowledged_sends": sum(person.sent for person in people),
        "too_late": sum(person.too_late for person in people),
        "faults": [person.fault for person in people if person.fault][:5],
        "lost": [lost for person in people for lost in _lost(person)],
    }


def _one(person: Person) -> None:
    try:
        _write(person)
        _send(person)
    except Exception as error:
        person.fault = f"{type(error).__name__}: {error}"[:200]
    finally:
        person.writer.browser.close()


def _write(person: Person) -> None:
    writer = person.writer
    _timed(person, writer.open)
    for _time in range(SAVES):
        if (status := _timed(person, writer.save)) != FOUND:
            raise RuntimeError(f"an autosave answered {status}")
    _status, page = _timed(person, lambda: writer.browser.get(f"{person.base}budget/"))
    form = forms.form_with(page, "lines-0-basis") | {"lines-0-basis": person.mark, "save": "1"}
    status, _page = _timed(person, lambda: writer.browser.post(f"{person.base}budget/", form))
    if status != REDIRECT:
        raise RuntimeError(f"saving the budget answered {status}")
    person.budgeted = True


def _send(person: Person) -> None:
    """Sends the form that was open before closing; who is refused goes on writing."""
    browser = person.writer.browser
    _status, page = _timed(person, lambda: browser.get(f"{person.base}check/"))
    form = sending_form(page)
    if person.is_late:
        _wait_for_closing(person)
    status, _page = _timed(person, lambda: browser.post(f"{person.base}submit/", form))
    person.sent, person.too_late = status == REDIRECT, status == CONFLICT
    if not (person.sent or person.too_late):
        raise RuntimeError(f"the sending answered {status}")
    if person.too_late and (status := _timed(person, person.writer.save)) != FOUND:
        raise RuntimeError(f"an autosave after closing answered {status}")


def _wait_for_closing(person: Person) -> None:
    from sky_portal import clock

    left = person.application.call.closes_at - clock.now()
    time.sleep(max(0.0, left.total_seconds()) + SECONDS_LATE)


def _timed(person: Person, ask: Any) -> Any:
    started = time.perf_counter()
    answer = ask()
    person.seconds.append(time.perf_counter() - started)
    return answer


def _lost(person: Person) -> list[str]:
    """What was acknowledged and is not in the database, or is there twice; what was taken too late."""
    from grants.models import Submission
    from grants.services.budget import applied
    from sky_portal.cases.models import Case

    case = person.application.case_id
    lost = person.writer.lost()
    if person.budgeted and not applied(person.application).lines.filter(basis=person.mark).exists():
        lost.append(f"{case}: the saved line is not in the budget")
    sent = list(Submission.objects.filter(application__case_id=case))
    closes_at = person.application.call.closes_at
    if any(one.arrived_at > closes_at for one in sent) or (person.is_late and sent):
        lost.append(f"{case}: arrived after closing and was taken")
    if person.sent and (len(sent) != 1 or not Case.objects.get(pk=case).number):
        lost.append(f"{case}: {len(sent)} submissions")
    elif person.sent:
        lost += _not_in_it(person, sent[0].content["application"])
    elif sent:
        lost.append(f"{case}: sent although the sender was told otherwise")
    return lost


def _not_in_it(person: Person, said: dict[str, Any]) -> list[str]:
    """What was saved before sending and did not go along."""
    answers = json.dumps(said["answers"], ensure_ascii=False)
    lines = [line["basis"] for line in said["budget"]["lines"]]
    here = f'"{person.writer.saved}"' in answers and person.mark in lines
    return [] if here else [f"{person.application.case_id}: what was saved is not in what was sent"]
