"""The demo story: told by the portal's own verbs, each at its own moment; told once.

The contents are invented, people and addresses too; facts of the call are not (docs/calls.md).
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from grants.demo.people import REGISTER_YEAR, ensure_extras, organisation
from grants.models import Application, Call
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import call as calls
from grants.services import submission as submissions
from grants.services.budget import FundingInput, LineInput
from pilots.services import confirm_member, invite_member, load_register
from sky_portal import clock
from sky_portal.accounts.cast import create_cast
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "pilots" / "data" / f"municipalities-{REGISTER_YEAR}.csv"
CALL = ROOT / "grants" / "data" / "sky-2021.json"
APPLICATIONS = Path(__file__).with_name("applications.json")
PUBLISHED = clock.helsinki(2021, 2, 11, 12, 53)

People = dict[Any, User]


def tell(password: str) -> None:
    """Register, cast, call and applications; what is there already is left as it is."""
    load_register(REGISTER.read_bytes(), year=REGISTER_YEAR)
    cast = create_cast(password)
    people: People = {**cast, **ensure_extras(cast["preparer"].password)}
    call = _call(people["call_administrator"])
    for data in json.loads(APPLICATIONS.read_text(encoding="utf-8")):
        _application(call, data, people)


def _call(administrator: User) -> Call:
    data = json.loads(CALL.read_text(encoding="utf-8"))
    # After an upgrade the data may say something new: the call that was published stays as it was.
    if known := Call.objects.filter(slug=data["slug"]).first():
        return known
    with clock.standing_at(PUBLISHED), transaction.atomic():
        return calls.publish(calls.load(data, actor=administrator).call, actor=administrator)


@transaction.atomic
def _application(call: Call, data: dict[str, Any], people: People) -> None:
    token = uuid5(NAMESPACE_URL, f"demo/{data['key']}")
    if Application.objects.filter(start_token=token).exists():
        return
    preparer = people.get(data["preparer"]) or people[data["preparer"], Role.PREPARER]
    signatory = people.get(data["signatory"]) or people[data["signatory"], Role.SIGNATORY]
    with clock.standing_at(_moment(data["started"])):
        application = applications.start(
            call,
            name=data["name"],
            organisation=organisation(data["coordinator"]),
            language=data["language"],
            actor=preparer,
            token=token,
        )
        _gather(application, data, preparer, people)
    with clock.standing_at(_moment(data["written"])):
        _write(application, data, preparer)
    if data["sent"]:
        with clock.standing_at(_moment(data["sent"])):
            submissions.submit(application, actor=signatory)


def _gather(application: Application, data: dict[str, Any], preparer: User, people: People) -> None:
    for name in (*data["confirmed"], *data["unanswered"]):
        member = invite_member(application.pilot, organisation=organisation(name), actor=preparer)
        if name in data["confirmed"]:
            signatory = people["participant"] if name == "Lapinlahti" else people[name, Role.SIGNATORY]
            accepted = application.call.programme.commitments
            confirm_member(member, accepted=accepted, actor=signatory)


def _write(application: Application, data: dict[str, Any], preparer: User) -> None:
    applications.save_contact(
        application,
        name=preparer.name,
        email=preparer.email,
        phone=data["contact_phone"],
        language=data["language"],
        actor=preparer,
    )
    applications.save_note(application, text=data["eligibility_note"], actor=preparer)
    for section in application.sheet.sections:
        values = {q.key: data["answers"][q.key] for q in section.questions if q.key in data["answers"]}
        applications.save_section(application, section.key, actor=preparer, values=values, base_versions={})
    budgets.save_lines(
        application,
        lines=_lines(application, data["lines"]),
        other=[FundingInput(row["granter"], row["euros"]) for row in data["other"]],
        base_revision=0,
        actor=preparer,
    )


def _lines(application: Application, rows: list[dict[str, Any]]) -> list[LineInput]:
    members = {m.organisation.name_fi: m for m in submissions.members_of(application)}
    categories = {category.number: category for category in application.call.cost_categories.all()}
    return [
        LineInput(
            member=members[row["municipality"]],
            category=categories[row["category"]],
            cost_type=row["type"],
            year=row["year"],
            basis=row["basis"],
            amount=row["euros"],
            person_months=row["person_months"],
        )
        for row in rows
    ]


def _moment(text: str) -> datetime:
    return clock.local_moment(datetime.fromisoformat(text))
