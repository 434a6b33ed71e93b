"""Calls and applications in the states that tests need, made by the portal's own verbs."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from grants.enums import ConflictState
from grants.examples import ensure_register
from grants.models import Application, Call, Submission
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import call as calls
from grants.services import conflicts
from grants.services import submission as submissions
from grants.services.arrivals import Told
from grants.services.budget import FundingInput, LineInput
from pilots.models import Member
from pilots.services import confirm_member, invite_member
from sky_portal import clock
from sky_portal.accounts.cast import ensure_authorities
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from tests import kept

DATA = Path(__file__).resolve().parents[2] / "grants" / "data" / "sky-2021.json"
OPEN = clock.helsinki(2021, 3, 15, 10, 2)
LAST_INSTANT = clock.helsinki(2021, 3, 31, 16, 15)
ANSWERS: dict[str, Any] = {
    "purpose": "Tavoitteena on, että jokainen oppilas tulee kouluun joka päivä.",
    "starting_point": "both",
    "solutions": ["structural", "pedagogical"],
    "preventive": "Ryhmäytyminen kuuluu jokaisen luokan arkeen.",
    "targeted": "Koulukoutsi soittaa kotiin kolmantena poissaolopäivänä.",
    "intensive": "Oppilas palaa kouluun omaan tahtiin, tukiaikuinen vierellään.",
}


def call_data(**changes: Any) -> dict[str, Any]:
    """The SKY call's data with some keys changed."""
    return copy.deepcopy(json.loads(DATA.read_text())) | changes


def make_call(*, published: bool = True, **changes: Any) -> Call:
    """The SKY call, published before it opens."""
    if changes:
        return _make_call(published, changes)
    name = "call" if published else "draft of the call"
    return kept.world(name, lambda: _make_call(published, {}), lambda: Call.objects.get(slug="sky-2021"))


def _make_call(published: bool, changes: dict[str, Any]) -> Call:
    ensure_authorities()
    ensure_register()
    with clock.standing_at(clock.helsinki(2021, 2, 8, 9)):
        call = calls.load(call_data(**changes)).call
        return calls.publish(call) if published else call


def make_person(organisation: Organisation, role: Role, **fields: Any) -> User:
    """Somebody in a role in an organisation since the year before the call."""
    number = User.objects.count()
    fields = {"email": f"person{number}@kunta.example", "name": f"Person {number}"} | fields
    user = User.objects.create_user(**fields)
    since = (OPEN - timedelta(days=365)).date()
    Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=since)
    return user


def start(call: Call, *, organisation: Organisation, actor: User, **fields: Any) -> Application:
    """A draft of the organisation."""
    fields = {"name": "Jokainen koulupäivä", "language": "fi"} | fields
    return applications.start(call, organisation=organisation, actor=actor, **fields)


def join(application: Application, *organisations: Organisation, actor: User) -> list[Member]:
    """Municipalities invited to the pilot and confirmed by signatories of their own."""
    members = []
    for organisation in organisations:
        member = invite_member(application.pilot, organisation=organisation, actor=actor)
        signatory, accepted = (
            make_person(organisation, Role.SIGNATORY),
            application.call.programme.commitments,
        )
        members.append(confirm_member(member, accepted=accepted, actor=signatory))
    return members


def answer(application: Application, *, actor: User) -> None:
    """Answers every question."""
    sheet = application.sheet
    for section in sheet.sections:
        keys = {question.key for question in section.questions}
        values = {key: value for key, value in ANSWERS.items() if key in keys}
        applications.save_section(application, section.key, actor=actor, values=values, base_versions={})


def line(application: Application, amount: Any = "28 500", **cells: Any) -> LineInput:
    """A budget line of the coordinator in the first cost category."""
    first = {
        "member": application.pilot.members.order_by("pk").first(),
        "category": application.call.cost_categories.order_by("number").first(),
        "cost_type": "pay",
        "year": "2021",
        "basis": "Aluekoordinaattori 5 kk",
        "person_months": "5",
    }
    return LineInput(**{**first, **cells}, amount=amount)


def save_budget(
    application: Application, *lines: LineInput, actor: User, other: tuple[FundingInput, ...] = ()
) -> Any:
    """Saves the lines (one of 28,500 euros if none are given) over what is there."""
    base = budgets.applied(application).revision
    return budgets.save_lines(
        application,
        lines=list(lines or (line(application),)),
        other=list(other),
        base_revision=base,
        actor=actor,
    )


def make_ready(call: Call, *, organisation: Organisation, actor: User, **fields: Any) -> Application:
    """A draft that lacks nothing."""
    application = start(call, organisation=organisation, actor=actor, **fields)
    answer(application, actor=actor)
    save_budget(application, actor=actor)
    application.refresh_from_db()
    return application


def make_sent(
    call: Call, *, organisation: Organisation, actor: User, signatory: User, **fields: Any
) -> Submission:
    """An application that has been sent."""
    application = make_ready(call, organisation=organisation, actor=actor, **fields)
    return submissions.submit(application, actor=signatory)


def declare_free(application: Application, *people: User) -> None:
    """The people have declared that they have no conflict of interest: the application opens to them."""
    for person in people:
        conflicts.declare(application, state=ConflictState.FREE, actor=person)


def arrival_told(**changes: Any) -> Told:
    """What a registrar reads from a paper that was stamped a minute after the closing."""
    told: dict[str, Any] = {
        "channel": "paper",
        "arrived_at": LAST_INSTANT + timedelta(minutes=1),
        "sender": "Vaasan kaupunki, sivistystoimi",
        "pilot_name": "Mukana koulussa",
        "language": "fi",
        "reason": "Hakemus tuotiin kirjaamoon hakuajan päätyttyä.",
        "contact_name": "Mikael Miettinen",
        "contact_email": "mikael@vaasa.example",
    }
    return Told(**told | changes)


def make_call_with_secrecy(key: str = "targeted") -> Call:
    """The SKY call in which the answer to one question may be marked secret."""
    questions = call_data()["questions"]
    for section in questions["content"]["sections"]:
        for question in section["questions"]:
            if question["key"] == key:
                question["secrecy_possible"] = True
    return make_call(questions=questions)


def mark_secret(application: Application, *, actor: User, key: str = "targeted") -> None:
    """Marks the answer that has been given to the question."""
    answer_given = application.sheet.answers.get(key=key)
    section = next(s for s in application.sheet.sections if any(q.key == key for q in s.questions))
    applications.save_section(
        application,
        section.key,
        actor=actor,
        values={key: answer_given.value},
        base_versions={key: answer_given.version},
        secrets={key: True},
    )
