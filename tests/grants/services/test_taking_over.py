"""Starting from an earlier application: what fits comes along, what does not is told."""

import copy
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from grants.models import Application
from grants.services import application as applications
from grants.services import budget as budgets
from grants.services import submission as submissions
from grants.services import taking_over
from pilots.models import Member
from sky_portal.audit.models import AuditEvent
from sky_portal.questions.models import Answer
from tests.grants import factories

SHORT = "Tavoite."


def other_call(change=lambda questions: None):
    """A later call whose questions are those of the first, changed."""
    data = factories.call_data()
    content = copy.deepcopy(data["questions"]["content"])
    change({q["key"]: q for section in content["sections"] for q in section["questions"]})
    return factories.make_call(
        slug="next",
        programme=data["programme"] | {"key": "next"},
        questions={"key": "next", "version": 1, "content": content},
    )


def stricter(questions):
    """One text gets shorter, one question another type, one option goes."""
    questions["purpose"]["limit"] = 20
    questions["preventive"].update(type="short_text", limit=200)
    questions["solutions"]["options"] = [
        one for one in questions["solutions"]["options"] if one["value"] != "pedagogical"
    ]


def start_from(source, call, cast, providers, **fields):
    fields = {
        "name": "Uusi",
        "organisation": providers["iisalmi"],
        "language": "sv",
        "token": uuid4(),
    } | fields
    return taking_over.start_from(source, call=call, actor=cast["preparer"], **fields)


def answers(application):
    return dict(Answer.objects.filter(sheet=application.sheet_id).values_list("key", "value"))


def test_the_same_questions_take_everything(ready, cast, providers):
    applications.save_contact(
        ready, name="Tero", email="tero@iisalmi.example", phone="040", language="fi", actor=cast["preparer"]
    )
    ready.refresh_from_db()
    started = start_from(ready, other_call(), cast, providers)
    started.refresh_from_db()
    assert answers(started) == answers(ready)
    assert (started.contact_name, started.contact_email) == ("Tero", "tero@iisalmi.example")
    assert (started.copied_from, started.language, started.pilot.name) == (ready, "sv", "Uusi")
    event = AuditEvent.objects.get(verb="take_over")
    assert event.facts["answers"] == sorted(factories.ANSWERS)
    assert factories.ANSWERS["purpose"] not in str(event.facts)


def test_what_does_not_fit_is_left_and_shown(ready, cast, providers):
    call = other_call(stricter)
    started = start_from(ready, call, cast, providers)
    assert set(answers(started)) == set(factories.ANSWERS) - {"purpose", "preventive", "solutions"}
    left = taking_over.left_behind(ready, started, "fi")
    assert [one["key"] for one in left] == ["purpose", "solutions", "preventive"]
    assert left[0]["text"] == factories.ANSWERS["purpose"]
    assert {one["key"] for one in taking_over.came_along(ready, started, "fi")} == set(answers(started))


def test_of_a_sent_application_what_was_sent_comes_along(ready, cast, providers):
    submissions.submit(ready, actor=cast["signatory"])
    applications.save_answer(ready, key="purpose", value="Kesken", base_version=1, actor=cast["preparer"])
    ready.refresh_from_db()
    started = start_from(ready, other_call(), cast, providers)
    assert answers(started)["purpose"] == factories.ANSWERS["purpose"]


def test_costs_and_members_stay_behind_until_they_are_asked(ready, cast, providers):
    factories.join(ready, providers["siilinjarvi"], providers["lapinlahti"], actor=cast["preparer"])
    started = start_from(ready, other_call(), cast, providers)
    assert not budgets.applied(started).lines.exists()
    assert [one.organisation for one in started.pilot.members.all()] == [providers["iisalmi"]]
    former = taking_over.former_members(ready, started)
    assert set(former) == {providers["siilinjarvi"], providers["lapinlahti"]}
    chosen = [providers["siilinjarvi"].pk, providers["vaasa"].pk]
    invited = taking_over.invite_former(started, organisations=chosen, actor=cast["preparer"])
    # Vaasa was never in the earlier pilot.
    assert invited == [providers["siilinjarvi"]]
    member = Member.objects.get(pilot=started.pilot, organisation=providers["siilinjarvi"])
    assert member.answered_at is None
    assert taking_over.invite_former(started, organisations=chosen, actor=cast["preparer"]) == []


def test_a_double_click_takes_over_once_and_a_known_token_nothing(ready, cast, providers):
    call, token = other_call(), uuid4()
    first = start_from(ready, call, cast, providers, token=token)
    assert start_from(ready, call, cast, providers, token=token) == first
    assert AuditEvent.objects.filter(verb="take_over").count() == 1
    bare = factories.start(
        call, organisation=providers["iisalmi"], actor=cast["preparer"], token=(other := uuid4())
    )
    assert start_from(ready, call, cast, providers, token=other) == bare
    assert answers(bare) == {}


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_nobody_takes_from_a_stranger(ready, cast, providers, who):
    call = other_call()
    assert not taking_over.sources(call, cast[who]).exists()
    before = Application.objects.count()
    with pytest.raises(PermissionDenied):
        taking_over.start_from(
            ready,
            call=call,
            actor=cast[who],
            name="Uusi",
            organisation=providers["vaasa"],
            language="fi",
        )
    assert Application.objects.count() == before


def test_only_other_calls_are_offered(ready, cast):
    call = other_call()
    assert list(taking_over.sources(call, cast["preparer"])) == [ready]
    assert not taking_over.sources(ready.call, cast["preparer"]).exists()


@pytest.mark.parametrize("possible", [True, False])
def test_a_mark_of_secrecy_comes_along_where_there_may_be_one(ready, cast, providers, possible):
    Answer.objects.filter(sheet=ready.sheet_id, key="purpose").update(secret=True)
    call = other_call(lambda questions: questions["purpose"].update(secrecy_possible=possible))
    started = start_from(ready, call, cast, providers)
    assert Answer.objects.get(sheet=started.sheet_id, key="purpose").secret is possible
