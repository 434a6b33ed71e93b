"""Asking for a supplement, giving more time, going on without one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from grants.enums import ConflictState
from grants.models import Application, SupplementRequest
from grants.services import conflicts, supplements
from grants.services import submission as sending
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import asked, factories

LATER = asked.DUE + timedelta(days=7)


def mails(rule):
    return {message.address: message for message in Message.objects.filter(rule=f"grants.{rule}")}


def test_the_application_returns_with_the_parts_that_open(april, cast):
    request = asked.ask(april, cast, "contact", "budget")
    assert (request.what, request.due_at, request.asked_at) == (asked.WHAT, asked.DUE, asked.ASKED_AT)
    assert supplements.opened_parts(request) == {"budget", "contact"}
    assert april.get_state_display() == "Palautettu täydennettäväksi"
    event = AuditEvent.objects.get(verb="ask_supplement")
    assert (event.source, event.target) == ("submitted", "returned")
    assert event.facts == {
        "request": request.pk,
        "parts": ["budget", "contact"],
        "due_at": asked.DUE.isoformat(),
    }


def test_the_applicant_and_its_registry_read_it_in_the_language_of_the_case(april, cast):
    cast["preparer"].language = "sv"
    cast["preparer"].save()
    asked.ask(april, cast, "contact", "budget")
    told = mails("supplement_asked")
    content = april.current_submission.content["application"]
    wanted = {cast["preparer"].email, cast["signatory"].email, content["contact"]["email"]}
    assert set(told) == wanted | {content["applicant"]["registry_email"]}
    assert {message.language for message in told.values()} == {"fi"}
    text = asked.plain(told[cast["preparer"].email].text)
    assert "Talousarvio, Yhteyshenkilö" in text
    assert asked.WHAT in text
    assert "20.4.2021 klo 16.15" in text
    assert april.case.number in told[cast["preparer"].email].subject


def test_only_who_presents_the_application_asks(april, cast):
    for who in (
        "assessor",
        "decision_maker",
        "registrar",
        "call_administrator",
        "signatory",
        "outsider_preparer",
    ):
        if who in cast:
            with pytest.raises(StepForbidden):
                asked.ask(april, cast, actor=cast[who])
    april.presenting_officer = factories.make_person(april.call.authority, "presenting_officer")
    april.save()
    with pytest.raises(StepForbidden):
        asked.ask(april, cast)


def test_a_conflict_of_interest_and_a_missing_declaration_bar_asking(april, cast):
    newcomer = factories.make_person(april.call.authority, "presenting_officer")
    with pytest.raises(StepForbidden):
        asked.ask(april, cast, actor=newcomer)
    conflicts.declare(april, state=ConflictState.CONFLICTED, reason="Sisar", actor=newcomer)
    with pytest.raises(StepForbidden):
        asked.ask(april, cast, actor=newcomer)
    assert not SupplementRequest.objects.exists()


def test_nothing_is_asked_while_the_call_is_open_or_of_a_draft(ready, examined, cast):
    with clock.standing_at(factories.LAST_INSTANT), pytest.raises(StepForbidden):
        asked.ask(examined, cast)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("parts", {"parts": []}),
        ("parts", {"parts": ["contact", "members"]}),
        ("what", {"what": " \n "}),
        ("what", {"what": "x" * 4001}),
        ("due_at", {"due_at": asked.ASKED_AT}),
        ("due_at", {"due_at": clock.helsinki(2021, 4, 17, 16, 15)}),
        ("due_at", {"due_at": clock.helsinki(2021, 5, 13, 16, 15)}),
    ],
    ids=["no part", "no such part", "nothing said", "too long", "now", "a Saturday", "Ascension Day"],
)
def test_what_is_asked_is_judged(april, cast, field, wrong):
    said = {"parts": ["contact"], "what": asked.WHAT, "due_at": asked.DUE} | wrong
    with pytest.raises(ValidationError) as refused:
        supplements.ask(april, actor=cast["presenting_officer"], **said)
    assert set(refused.value.error_dict) == {field}
    april.refresh_from_db()
    assert not SupplementRequest.objects.exists()
    assert not Message.objects.filter(rule="grants.supplement_asked").exists()


def test_a_double_click_asks_once_and_a_second_request_waits(april, cast):
    batch = uuid4()
    first = asked.ask(april, cast, batch=batch)
    assert asked.ask(april, cast, batch=batch) == first
    with pytest.raises(StepRefused):
        asked.ask(april, cast, batch=uuid4())
    assert SupplementRequest.objects.count() == 1


def test_several_are_asked_each_for_itself(april, call, cast, providers):
    with clock.standing_at(factories.OPEN):
        lapinlahti = providers["lapinlahti"]
        preparer, signatory = (factories.make_person(lapinlahti, role) for role in ("preparer", "signatory"))
        other = factories.make_sent(
            call, organisation=lapinlahti, actor=preparer, signatory=signatory
        ).application
        factories.declare_free(other, cast["presenting_officer"])
    asked.ask(april, cast)
    said = {"parts": ["contact"], "what": asked.WHAT, "due_at": asked.DUE, "batch": uuid4()}
    results = supplements.ask_many([april, other], actor=cast["presenting_officer"], **said)
    assert [one.request is None for one in results] == [True, False]
    assert "vastausta odotetaan jo" in str(results[0].refusal).lower()
    again = supplements.ask_many([april, other], actor=cast["presenting_officer"], **said)
    assert again[1].request == results[1].request
    with pytest.raises(ValidationError):
        supplements.ask_many([other], actor=cast["presenting_officer"], **said | {"what": ""})


def test_more_time_has_a_reason_that_the_applicant_reads(april, cast):
    request = asked.ask(april, cast)
    officer = cast["presenting_officer"]
    extended = supplements.extend(request, due_at=LATER, reason="Lautakunta kokoontuu 26.4.", actor=officer)
    assert (extended.due_at, extended.extended_at) == (LATER, asked.ASKED_AT)
    told = mails("supplement_extended")[cast["signatory"].email]
    assert "Lautakunta kokoontuu 26.4." in told.text
    assert "27.4.2021 klo 16.15" in asked.plain(told.text)
    supplements.extend(request, due_at=LATER, reason="Lautakunta kokoontuu 26.4.", actor=officer)
    assert Message.objects.filter(rule="grants.supplement_extended", address=told.address).count() == 1


def test_a_time_that_has_run_out_can_be_extended(april, cast):
    request = asked.ask(april, cast)
    with clock.standing_at(asked.DUE + timedelta(days=1)):
        assert supplements.is_overdue(request)
        extended = supplements.extend(
            request, due_at=LATER, reason="Sairastui", actor=cast["presenting_officer"]
        )
        assert not supplements.is_overdue(extended)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("due_at", {"due_at": asked.DUE}),
        ("due_at", {"due_at": asked.DUE - timedelta(days=1)}),
        ("due_at", {"due_at": clock.helsinki(2021, 4, 24, 16, 15)}),
        ("reason", {"reason": " "}),
    ],
    ids=["no later", "earlier", "a Saturday", "no reason"],
)
def test_more_time_is_judged(april, cast, field, wrong):
    request = asked.ask(april, cast)
    said = {"due_at": LATER, "reason": "Sairastui"} | wrong
    with pytest.raises(ValidationError) as refused:
        supplements.extend(request, actor=cast["presenting_officer"], **said)
    assert set(refused.value.error_dict) == {field}
    request.refresh_from_db()
    assert (request.due_at, request.extension_reason) == (asked.DUE, "")


def test_closed_without_an_answer_it_is_examined_as_it_was_sent(april, cast):
    request = asked.ask(april, cast)
    closed = supplements.close(request, reason="Ei tarvita enää", actor=cast["presenting_officer"])
    now = Application.objects.get(pk=april.pk)
    assert now.get_state_display() == "Käsittelyssä"
    assert now.current_submission == april.current_submission
    assert (closed.get_state_display(), closed.ended_at) == ("Päättynyt ilman vastausta", asked.ASKED_AT)
    assert "Ei tarvita enää" in mails("supplement_closed")[cast["signatory"].email].text
    with pytest.raises(StepRefused):
        supplements.answer(april, request=request, words="Myöhässä", actor=cast["signatory"])
    for verb, said in ((supplements.close, {}), (supplements.extend, {"due_at": LATER, "reason": "x"})):
        with pytest.raises(StepRefused):
            verb(request, actor=cast["presenting_officer"], **said)


def test_an_old_page_does_not_close_or_extend_a_newer_request(april, cast):
    first = asked.ask(april, cast)
    supplements.close(first, actor=cast["presenting_officer"])
    second = asked.ask(april, cast, "budget")
    for verb, said in ((supplements.close, {}), (supplements.extend, {"due_at": LATER, "reason": "x"})):
        with pytest.raises(supplements.NotOpen):
            verb(first, actor=cast["presenting_officer"], **said)
    second.refresh_from_db()
    assert supplements.is_open(second)
    assert second.due_at == asked.DUE


def test_the_applicant_cannot_send_the_whole_application_in_between(april, cast):
    asked.ask(april, cast)
    with clock.standing_at(factories.LAST_INSTANT), pytest.raises(StepRefused):
        sending.submit(april, actor=cast["signatory"])
