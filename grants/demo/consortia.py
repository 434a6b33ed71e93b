"""The demo's consortia as rows of one form: a few written out by hand, the others invented by turns."""

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from grants.demo import invented, later
from pilots.models import Municipality

HERE = Path(__file__).parent
# The first day of the call and the moment at which everything told so far has happened.
FIRST, LAST = datetime(2021, 2, 15, 9, 5), datetime(2021, 3, 14, 18)
SATURDAY = 5
# How far each stage has come: who has answered, what is written, whether it is sent.
STAGES = ("started", "inviting", "gathered", "writing", "ready", "sent")
MOST = 300


def rows(count: int, register_year: int) -> list[dict[str, Any]]:
    """The first `count` consortia; beyond those that are named, neighbours of the register in fours."""
    named = json.loads((HERE / "applications.json").read_text(encoding="utf-8"))
    light = json.loads((HERE / "consortia.json").read_text(encoding="utf-8"))
    for number, row in enumerate(named):
        # Who has not answered by the start is asked in vain.
        row["later"] = later.plan(row, number, row["confirmed"])
    found = [*named, *(_row(number, one) for number, one in enumerate(light))]
    if count > len(found):
        more = islice(_neighbours(register_year), count - len(found))
        found += [_row(len(light) + number, one) for number, one in enumerate(more)]
    return found[:count]


def municipalities(found: list[dict[str, Any]]) -> list[str]:
    """The Finnish names of all that take part, each once, in their order."""
    parts = ("confirmed", "unanswered")
    names = [
        name
        for row in found
        for name in (
            row["coordinator"],
            *(one for part in parts for one in row[part]),
            *row["later"]["members"],
        )
    ]
    return list(dict.fromkeys(names))


def _row(number: int, light: dict[str, Any]) -> dict[str, Any]:
    language, members, stage = light.get("language", "fi"), light["members"], light["stage"]
    reached = STAGES.index(stage)
    answered = len(members) if reached > STAGES.index("inviting") else len(members) // 2
    written = reached >= STAGES.index("writing")
    whole = reached >= STAGES.index("ready")
    given = invented.answers(number, language)
    started = _started(number)
    row = {
        "key": light["key"],
        "name": light["name"],
        "language": language,
        "coordinator": light["coordinator"],
        "preparer": light["coordinator"],
        "signatory": light["coordinator"],
        "contact_phone": f"040 000 2{number:03d}",
        "started": started.isoformat(timespec="minutes"),
        "written": _after(started, 6, number).isoformat(timespec="minutes") if written else None,
        "sent": _after(started, 8, number).isoformat(timespec="minutes") if stage == "sent" else None,
        "confirmed": members[:answered] if reached else [],
        "unanswered": members[answered:] if reached else [],
        "eligibility_note": _note(light) if whole else "",
        "answers": given if whole else dict(islice(given.items(), 2 + number % 3)),
        "lines": invented.lines(number, light["coordinator"], members, language) if written else [],
        "other": [{"granter": "Maakuntaliitto", "euros": 4_000}] if whole and number % 4 == 0 else [],
    }
    return row | {"later": later.plan(row, number, members)}


def _started(number: int) -> datetime:
    """Spread over the first three weeks of the call, on working days."""
    moment = FIRST + timedelta(days=number * 5 % 19, hours=number % 7, minutes=number * 13 % 55)
    return moment - timedelta(days=2) if moment.weekday() >= SATURDAY else moment


def _after(started: datetime, days: int, number: int) -> datetime:
    return min(started + timedelta(days=days, minutes=number * 7 % 50), LAST + timedelta(minutes=number))


def _note(light: dict[str, Any]) -> str:
    return light.get("note", "")


def _neighbours(register_year: int) -> Any:
    """Fours of one region after the other, again and again with a shifted start: municipalities overlap."""
    register = Municipality.objects.filter(register_year=register_year).exclude(region_code="21")
    names = list(register.order_by("region_code", "code").values_list("name_fi", flat=True))
    for number in range(MOST):
        first = (number * 4 + number // (len(names) // 4)) % (len(names) - 4)
        coordinator, *members = names[first : first + 4]
        yield {
            "key": f"more-{number + 1}",
            "name": f"Yhteinen koulupäivä {number + 1}",
            "coordinator": coordinator,
            "members": members,
            "stage": STAGES[number % len(STAGES)],
        }
