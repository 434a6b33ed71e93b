"""What the consortia do after the demo's start: answers, the rest of the writing, the sending.

Most send in the call's last days, some in its last hour; who does what otherwise is in ending.json.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from grants.demo import invented

PLAN: dict[str, Any] = json.loads(Path(__file__).with_name("ending.json").read_text(encoding="utf-8"))
# The first morning after the start, and the evening before which every invitation is answered.
MORNING, ANSWERED = datetime(2021, 3, 17, 9, 3), datetime(2021, 3, 15, 12, 10)
# Days after MORNING, by turns: the nearer the closing, the more send.
DAYS = (0, 5, 7, 8, 9, 12, 13, 13, 14, 14, 14)
SATURDAY = 5
BEFORE_SENDING = timedelta(hours=23, minutes=20)
SHORTLY_BEFORE = timedelta(minutes=9)


def plan(row: dict[str, Any], number: int, members: list[str]) -> dict[str, Any]:
    """The further life of a row that has not sent by the start: moments in the story's time, and texts."""
    key = row["key"]
    sends = key not in (*PLAN["drafts"], PLAN["late"]["key"])
    ends = _ends(key, number)
    before = SHORTLY_BEFORE if key in PLAN["unwritten"] else BEFORE_SENDING
    written = None if key in PLAN["drafts"] and key not in PLAN["half"] else ends - before
    answers = invented.answers(number, row["language"])
    if key in PLAN["half"]:
        answers = dict(list(answers.items())[:3])
    return {
        "members": [name for name in members if name not in row["confirmed"]] if written else [],
        "answered": [_after(ANSWERED, number, turn) for turn in range(len(members))],
        "written": _text(written),
        "sent": _text(ends) if sends else None,
        "answers": answers,
        "lines": row["lines"] or invented.lines(number, row["coordinator"], members, row["language"]),
    }


def _ends(key: str, number: int) -> datetime:
    """When it is sent, or the writing ends."""
    if key in PLAN["last_hour"]:
        return datetime.fromisoformat(PLAN["last_hour"][key])
    moment = MORNING + timedelta(
        days=DAYS[number % len(DAYS)], hours=number * 3 % 5, minutes=number * 17 % 53, seconds=number * 7 % 60
    )
    return moment - timedelta(days=2) if moment.weekday() >= SATURDAY else moment


def _after(start: datetime, number: int, turn: int) -> str:
    return (start + timedelta(minutes=31 * turn + number % 23)).isoformat(timespec="minutes")


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
