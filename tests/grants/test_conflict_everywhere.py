"""Whoever has a conflict of interest, by every way in: each address of the portal is walked and asked.

Two applications stand after the close, each with all that hangs on one: an assessment, a supplement
request, a thread, a note, files, a row in a plan. The person is in conflict in the one, and has declared
to be free in the other, which is the control: what is not found of the first is found of the second.
"""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from grants.enums import ConflictState
from grants.models import AllocationPlan, Application, CaseMessage, PlanRow, Review, SupplementRequest
from grants.services import application as applications
from grants.services import assigning, conflicts, correspondence, notes, supplements
from grants.services import submission as sending
from grants.services.allocation import make_plan, present, set_percent
from grants.services.eligibility import rule_on_eligibility
from grants.services.plan_summary import SUMMARY, ask_summary
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audience import declared
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests import kept
from tests.addresses import walk
from tests.grants import factories
from tests.grants.files import attach

AFTER = clock.helsinki(2021, 4, 12, 9)
EXAMINERS = ("presenting_officer", "assessor", "decision_maker")
CLOSED, OPEN = "Suljettu pilotti", "Avoin pilotti"
# Words that only the one application says.
SECRET = "Hämeenkyrönkoskella"
READING = ("get", "head")
SCRIPT = {"HX-Request": "true"}
# Where the other application is found, so that something would be.
EVERYBODY_S = {"grants:received", "grants:received_csv", "grants:received_xlsx", "home"}
CONTROLS = {
    "presenting_officer": EVERYBODY_S | {"grants:allocation_plan", "grants:allocation_export"},
    "assessor": EVERYBODY_S | {"grants:reviews"},
    "decision_maker": EVERYBODY_S | {"grants:allocation_plan"},
    "call_administrator": EVERYBODY_S | {"grants:allocation_plan"},
}
# One's own word is told by its number, and nothing more.
OWN = "grants:own_conflicts"


@dataclass
class World:
    """The application that is closed to the person, and the one that is open."""

    closed: Application
    open: Application
    plan: Any


@pytest.fixture
def world(call, cast, providers) -> Iterator[World]:
    made = kept.world("conflict everywhere", lambda: _made(call, cast, providers), _found)
    with clock.standing_at(AFTER), override("fi"):
        yield made


def _made(call: Any, cast: Any, providers: Any) -> World:
    closed, opened = (_sent(call, cast, providers, name) for name in (CLOSED, OPEN))
    with clock.standing_at(AFTER):
        for application in (closed, opened):
            _examined(application, cast)
        officer = cast["presenting_officer"]
        plan = make_plan(call, name="A", actor=officer)
        for application in (closed, opened):
            application.refresh_from_db()
            known = {"percent": Decimal(50), "reason": "Puolet.", "base_revision": None}
            set_percent(plan, application, **known, actor=officer)
        present(plan, actor=officer)
        drain()
    plan.refresh_from_db()
    return World(closed, opened, plan)


def _found() -> World:
    by_name = {one.pilot.name: one for one in Application.objects.select_related("pilot", "case", "call")}
    return World(by_name[CLOSED], by_name[OPEN], AllocationPlan.objects.get())


def _sent(call: Any, cast: Any, providers: Any, name: str) -> Application:
    preparer = cast["preparer"]
    application = factories.make_ready(call, organisation=providers["iisalmi"], actor=preparer, name=name)
    factories.join(application, providers["lapinlahti"], actor=preparer)
    if name == CLOSED:
        values = {"purpose": f"Teemme työtä {SECRET}."}
        section = next(s for s in application.sheet.sections if any(q.key == "purpose" for q in s.questions))
        base = {"purpose": application.sheet.answers.get(key="purpose").version}
        applications.save_section(application, section.key, actor=preparer, values=values, base_versions=base)
    attach(application, actor=preparer, name=f"{name}.png")
    application.refresh_from_db()
    sending.submit(application, actor=cast["signatory"])
    application.refresh_from_db()
    return application


def _examined(application: Application, cast: Any) -> None:
    officer = cast["presenting_officer"]
    factories.declare_free(application, *(cast[key] for key in EXAMINERS))
    assigning.assign_officer(application, officer=officer, actor=officer)
    assigning.assign_assessors(application, assessors=[cast["assessor"]], actor=officer)
    rule_on_eligibility(application, eligible=True, reason="Täyttää.", actor=officer)
    notes.write_note(application, text=f"Muistiinpano: {application.pilot.name}", actor=officer)
    correspondence.send(application, text="Kysymys hakijalle.", actor=officer)
    supplements.ask(
        application,
        parts=["budget"],
        what="Tarkentakaa.",
        due_at=AFTER + timedelta(days=14),
        actor=officer,
    )


def in_conflict(world: World, person: Any) -> None:
    conflicts.declare(world.closed, state=ConflictState.CONFLICTED, actor=person)


def official_addresses(of: Application, world: World, role: Role) -> list[tuple[str, str]]:
    """Every address under which something of the application could be had, with real arguments."""
    request = SupplementRequest.objects.get(application=of)
    known: dict[str, Any] = {
        "case": of.case_id,
        "slug": of.call.slug,
        "number": world.plan.pk,
        "document_id": Document.objects.filter(case=of.case).order_by("made_at").first().pk,
        "pk": request.pk,
        "key": of.call.criteria.order_by("place").first().key,
        "language": "fi",
    }
    found = []
    for name, view, arguments in walk():
        audience = declared(view, name)
        if not name.startswith("grants:") or "case" not in arguments or audience is None:
            continue
        if not audience.roles or role in audience.roles:
            with suppress(NoReverseMatch):
                found.append((name, reverse(name, kwargs={one: known[one] for one in arguments})))
    return sorted(found)


def body(answer: Any) -> bytes:
    """All that an answer holds, a workbook's cells included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content


def told_of(application: Application, content: bytes) -> list[str]:
    """By what the content gives the application away."""
    marks = {
        "name": application.current_submission.name,
        "number": f">{application.case.number}<",
        "plain number": f"{application.case.number},",
        "address": str(application.case_id),
    }
    return [mark for mark, words in marks.items() if words.encode() in content]


@pytest.mark.parametrize("who", [*EXAMINERS, "call_administrator", "finance", "reader"])
def test_every_page_of_the_application_is_not_there(world, cast, sign_in, who):
    in_conflict(world, cast[who])
    browser, role = sign_in(who), next(iter(cast[who].current_memberships())).role
    addresses = official_addresses(world.closed, world, role)
    faults = []
    for name, address in addresses:
        codes = {method: getattr(browser, method)(address).status_code for method in ("get", "post")}
        codes["fragment"] = browser.get(address, headers=SCRIPT).status_code
        if not set(codes.values()) <= {404, 405} or 404 not in codes.values():
            faults.append(f"{name}: {codes}")
    assert faults == []
    assert "grants:submission" in dict(addresses)


@pytest.mark.parametrize("who", EXAMINERS)
def test_before_one_has_declared_a_page_leads_to_it_and_all_else_is_forbidden(world, cast, sign_in, who):
    cast[who].conflicts.all().delete()
    browser, role = sign_in(who), next(iter(cast[who].current_memberships())).role
    faults = []
    for name, address in official_addresses(world.open, world, role):
        if name == "grants:declare":
            continue
        got = browser.get(address)
        led = got.status_code == 302 and "/declare/" in got["Location"]
        if not led and got.status_code not in (403, 404, 405):
            faults.append(f"GET {name}: {got.status_code} {got.get('Location', '')}")
        if (code := browser.post(address).status_code) not in (403, 404, 405):
            faults.append(f"POST {name}: {code}")
        if (code := browser.get(address, headers=SCRIPT).status_code) not in (403, 404, 405):
            faults.append(f"fragment {name}: {code}")
    assert faults == []


def lists(world: World, audience_of: Role) -> list[tuple[str, str]]:
    """Every address without a case in it: lists, sums, searches, exports."""
    known = {"slug": world.closed.call.slug, "number": world.plan.pk, "kind": "xlsx"}
    found = []
    for name, view, arguments in walk():
        audience = declared(view, name)
        if not name.startswith(("grants:", "home", "pilots:")) or not set(arguments) <= set(known):
            continue
        if audience is not None and (not audience.roles or audience_of in audience.roles):
            with suppress(NoReverseMatch):
                found.append((name, reverse(name, kwargs={one: known[one] for one in arguments})))
    return sorted(found)


@pytest.mark.parametrize("who", [*EXAMINERS, "call_administrator"])
def test_no_list_count_or_export_tells_of_it(world, cast, sign_in, who):
    in_conflict(world, cast[who])
    browser, role = sign_in(who), next(iter(cast[who].current_memberships())).role
    given_away, control = [], set()
    for name, address in lists(world, role):
        answer = browser.get(address)
        if answer.status_code != 200:
            continue
        content = body(answer)
        if name != OWN and (found := told_of(world.closed, content)):
            given_away.append(f"{name}: {found}")
        if told_of(world.open, content):
            control.add(name)
    assert given_away == []
    assert CONTROLS[who] <= control


@pytest.mark.parametrize("who", EXAMINERS)
def test_neither_search_nor_sums_know_it(world, cast, sign_in, who):
    browser, address = sign_in(who), reverse("grants:received")
    asked = {"call": world.closed.call_id}
    before = browser.get(address, {**asked, "q": SECRET}).content
    assert told_of(world.closed, before)
    whole = browser.get(address, asked).context["desk"].sums
    in_conflict(world, cast[who])
    assert not told_of(world.closed, browser.get(address, {**asked, "q": SECRET}).content)
    for words in (CLOSED, world.closed.case.number):
        # The search field says the words again: what is looked for is the row's address.
        found = browser.get(address, {**asked, "q": words}).content.decode()
        assert str(world.closed.case_id) not in found
    left = browser.get(address, asked).context["desk"].sums
    assert left["count"] == whole["count"] - 1
    assert left["grant"] == whole["grant"] - world.closed.current_submission.grant_cents
    home = browser.get(reverse("home")).context["arrived"]
    assert home["count"] == 1


def codes(browser: Client, world: World, of: Application) -> dict[str, int]:
    """The kernel's own ways to what hangs on the case."""
    documents = Document.objects.served().filter(case=of.case).order_by("made_at", "pk")
    found = {
        f"documents {one.kind} {number}": reverse("documents:download", args=[one.pk])
        for number, one in enumerate(documents)
    }
    job = Job.objects.filter(case=of.case).order_by("created_at", "pk").first()
    found["job"], found["job's state"] = (
        reverse(f"jobs:{name}", args=[job.pk]) for name in ("detail", "state")
    )
    message = Message.objects.filter(case=of.case, internal=False).order_by("created_at", "pk").first()
    found["message"] = reverse("messaging:detail", args=[message.pk])
    found["pilot"] = reverse("pilots:members", args=[of.pilot.case_id])
    answers = {}
    for name, address in found.items():
        answer = browser.get(address)
        body(answer)
        answers[name] = answer.status_code
    return answers


@pytest.mark.parametrize("who", EXAMINERS)
def test_files_jobs_messages_and_the_pilot_are_closed(world, cast, sign_in, who):
    browser = sign_in(who)
    kinds = {document.kind for document in Document.objects.filter(case=world.closed.case)}
    assert {"attachment", "receipt"} <= kinds
    assert set(codes(browser, world, world.closed).values()) == {200}
    in_conflict(world, cast[who])
    assert set(codes(browser, world, world.closed).values()) == {404}
    assert set(codes(browser, world, world.open).values()) == {200}


def test_before_one_has_declared_files_jobs_and_messages_wait(world, cast, sign_in):
    cast["assessor"].conflicts.all().delete()
    answers = codes(sign_in("assessor"), world, world.open)
    # The pilot's members are what a tie is known by: they are in the lists, and on the declaration's page.
    assert answers.pop("pilot") == 200
    assert set(answers.values()) == {404}


def test_another_application_does_not_name_it_as_an_overlap(world, cast, sign_in):
    officer = sign_in("presenting_officer")
    address = reverse("grants:submission", args=[world.open.case_id])
    assert told_of(world.closed, officer.get(address).content)
    in_conflict(world, cast["presenting_officer"])
    assert not told_of(world.closed, officer.get(address).content)


def test_the_thread_the_requests_and_the_rows_are_in_no_query_either(world, cast):
    person = cast["presenting_officer"]

    def seen() -> list[bool]:
        return [
            model.objects.visible_to(person).filter(application=world.closed).exists()
            for model in (CaseMessage, SupplementRequest, PlanRow)
        ]

    assert seen() == [True, True, True]
    in_conflict(world, person)
    assert seen() == [False, False, False]


def test_one_s_own_assessment_is_closed_and_ended(world, cast):
    person = cast["assessor"]
    assert Review.objects.visible_to(person).filter(application=world.closed).exists()
    in_conflict(world, person)
    assert not Review.objects.visible_to(person).filter(application=world.closed).exists()
    assert not Review.objects.counting().filter(application=world.closed, assessor=person).exists()


def test_a_summary_of_the_plan_is_closed_to_who_finds_a_conflict_later(world, cast, sign_in):
    ask_summary(world.plan, language="fi", actor=cast["presenting_officer"])
    drain()
    summary = Document.objects.get(kind=SUMMARY)
    addresses = {who: reverse("documents:download", args=[summary.pk]) for who in EXAMINERS[::2]}
    assert {body(sign_in(who).get(address))[:4] for who, address in addresses.items()} == {b"%PDF"}
    in_conflict(world, cast["presenting_officer"])
    found = {who: sign_in(who).get(address) for who, address in addresses.items()}
    assert {who: answer.status_code for who, answer in found.items()} == {
        "presenting_officer": 404,
        "decision_maker": 200,
    }
    body(found["decision_maker"])


def test_a_doubt_and_a_claim_close_as_much(world, cast, sign_in):
    browser = sign_in("assessor")
    conflicts.claim(world.closed, person=cast["assessor"], reason="Sukulainen.", actor=cast["decision_maker"])
    assert set(codes(browser, world, world.closed).values()) == {404}
    assert not told_of(world.closed, browser.get(reverse("grants:received")).content)


def test_decided_free_it_opens_again(world, cast, sign_in):
    browser = sign_in("assessor")
    made = conflicts.claim(
        world.closed, person=cast["assessor"], reason="Sukulainen.", actor=cast["decision_maker"]
    )
    conflicts.decide(made, conflict=False, reason="Ei ole.", actor=cast["decision_maker"])
    assert browser.get(reverse("grants:submission", args=[world.closed.case_id])).status_code == 200
