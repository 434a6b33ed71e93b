"""Declaring a conflict of interest: what each word closes, ends and tells, and who decides."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.enums import ConflictState, ReviewState
from grants.models import Application, ConflictDeclaration, Review
from grants.rules import has_conflict, opens_sent, reads_sent
from grants.services import conflicts as service
from grants.services import submission as sending
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories

FREE, CONFLICTED, DISPUTED = ConflictState.FREE, ConflictState.CONFLICTED, ConflictState.DISPUTED
WHY = "Puolisoni on hakijan sivistysjohtaja."


@pytest.fixture
def sent(ready, cast) -> Application:
    sending.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    return ready


@pytest.fixture
def assessor(cast):
    return cast["assessor"]


def verbs(application) -> list[str]:
    events = AuditEvent.objects.filter(case=application.case).order_by("seq")
    return [event.verb for event in events if "conflict" in event.verb or event.verb.startswith("declare")]


def sent_to(rule: str) -> set[str]:
    return set(Message.objects.filter(rule=rule).values_list("address", flat=True))


def assigned(application, person) -> Review:
    return Review.objects.create(application=application, assessor=person)


def test_no_conflict_opens_the_application(sent, assessor):
    assert reads_sent.test(assessor, sent)
    assert not opens_sent.test(assessor, sent)
    made = service.declare(sent, state=FREE, actor=assessor)
    assert opens_sent.test(assessor, sent)
    assert made.declared_at
    assert verbs(sent) == ["declare"]


@pytest.mark.parametrize("word", [CONFLICTED, DISPUTED])
def test_a_conflict_and_a_doubt_close_everything_at_once(sent, assessor, word):
    service.declare(sent, state=FREE, actor=assessor)
    service.declare(sent, state=word, reason=WHY, actor=assessor)
    assert has_conflict.test(assessor, sent)
    assert not reads_sent.test(assessor, sent)
    assert not Application.objects.visible_to(assessor).exists()


def test_said_twice_it_is_said_once(sent, assessor):
    first = service.declare(sent, state=CONFLICTED, reason=WHY, actor=assessor)
    again = service.declare(sent, state=CONFLICTED, reason="Muuta", actor=assessor)
    assert again == first
    assert ConflictDeclaration.objects.get().reason == WHY
    assert verbs(sent) == ["declare"]


def test_only_a_superior_takes_a_conflict_back(sent, assessor):
    service.declare(sent, state=CONFLICTED, actor=assessor)
    with pytest.raises(ValidationError):
        service.declare(sent, state=FREE, actor=assessor)
    with pytest.raises(StepRefused):
        service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    assert has_conflict.test(assessor, sent)


def test_a_doubt_has_its_reason(sent, assessor):
    with pytest.raises(ValidationError):
        service.declare(sent, state=DISPUTED, reason=" \n ", actor=assessor)
    assert not ConflictDeclaration.objects.exists()


@pytest.mark.parametrize("who", ["preparer", "signatory", "outsider"])
def test_who_does_not_examine_declares_nothing(sent, cast, who):
    with pytest.raises(PermissionDenied):
        service.declare(sent, state=FREE, actor=cast[who])


def test_a_draft_is_nobody_s_to_declare_on(ready, assessor):
    with pytest.raises(PermissionDenied):
        service.declare(ready, state=FREE, actor=assessor)


def test_a_conflict_ends_one_s_own_assessment_and_nobody_else_s(sent, cast, assessor):
    factories.declare_free(sent, assessor, cast["presenting_officer"])
    mine, other = assigned(sent, assessor), assigned(sent, cast["presenting_officer"])
    service.declare(sent, state=CONFLICTED, actor=assessor)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (ReviewState.CONFLICTED, ReviewState.ASSIGNED)
    assert "end_for_conflict" in verbs(sent)


def test_a_doubt_leaves_the_assessment_until_it_is_decided(sent, cast, assessor):
    review = assigned(sent, assessor)
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    review.refresh_from_db()
    assert review.state == ReviewState.ASSIGNED
    assert not Review.objects.visible_to(assessor).exists()
    service.decide(made, conflict=True, reason="Esteellinen.", actor=cast["decision_maker"])
    review.refresh_from_db()
    assert review.state == ReviewState.CONFLICTED


def test_the_presenting_officer_is_dropped_and_the_trail_says_why(sent, cast):
    officer = cast["presenting_officer"]
    Application.objects.filter(pk=sent.pk).update(presenting_officer=officer)
    service.declare(sent, state=CONFLICTED, actor=officer)
    sent.refresh_from_db()
    assert sent.presenting_officer is None
    event = AuditEvent.objects.get(case=sent.case, verb="officer_dropped")
    assert (event.actor, event.facts) == (None, {"person": officer.pk})


def test_another_s_conflict_leaves_the_presenting_officer(sent, cast, assessor):
    Application.objects.filter(pk=sent.pk).update(presenting_officer=cast["presenting_officer"])
    service.declare(sent, state=CONFLICTED, actor=assessor)
    sent.refresh_from_db()
    assert sent.presenting_officer == cast["presenting_officer"]


def test_the_reason_is_personal_and_no_fact_of_the_trail(sent, assessor):
    service.declare(sent, state=CONFLICTED, reason=WHY, actor=assessor)
    event = AuditEvent.objects.get(case=sent.case, verb="declare")
    assert event.facts == {"person": assessor.pk}
    assert event.personal == {"reason": WHY}


def test_a_doubt_is_told_to_the_superiors_without_its_reason(sent, cast, assessor):
    service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    superiors = {cast["decision_maker"].email, cast["call_administrator"].email}
    assert sent_to("grants.conflict_to_decide") == superiors
    for message in Message.objects.filter(rule="grants.conflict_to_decide"):
        assert message.internal
        assert WHY not in message.text + message.html
        assert sent.case.number in message.subject


def test_a_superior_with_a_conflict_of_their_own_is_not_asked(sent, cast, assessor):
    service.declare(sent, state=CONFLICTED, actor=cast["decision_maker"])
    service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    assert sent_to("grants.conflict_to_decide") == {cast["call_administrator"].email}


@pytest.mark.parametrize(("conflict", "state"), [(True, CONFLICTED), (False, FREE)])
def test_a_superior_decides_and_the_person_is_told(sent, cast, assessor, conflict, state):
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    done = service.decide(made, conflict=conflict, reason=" Näin on. ", actor=cast["decision_maker"])
    assert (done.state, done.decided_by, done.decision_reason) == (state, cast["decision_maker"], "Näin on.")
    assert has_conflict.test(assessor, sent) is conflict
    assert opens_sent.test(assessor, sent) is not conflict
    assert sent_to("grants.conflict_decided") == {assessor.email}


@pytest.mark.parametrize("who", ["presenting_officer", "assessor", "finance", "registrar", "preparer"])
def test_nobody_else_decides(sent, cast, assessor, who):
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    with pytest.raises(StepForbidden):
        service.decide(made, conflict=False, reason="Ei ole.", actor=cast[who])


def test_a_superior_decides_neither_on_themselves_nor_where_they_have_a_conflict(sent, cast, assessor):
    superior = cast["decision_maker"]
    own = service.declare(sent, state=CONFLICTED, actor=superior)
    other = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    for declaration in (own, other):
        with pytest.raises(StepForbidden):
            service.decide(declaration, conflict=False, reason="Ei ole.", actor=superior)


def test_what_another_has_decided_meanwhile_is_read_first(sent, cast, assessor):
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    seen = service.version_of(made)
    service.decide(made, conflict=False, reason="Ei ole.", seen=seen, actor=cast["decision_maker"])
    with pytest.raises(service.DecidedMeanwhile):
        service.decide(made, conflict=True, reason="On.", seen=seen, actor=cast["call_administrator"])
    assert not has_conflict.test(assessor, sent)


def test_a_decision_has_its_reason(sent, cast, assessor):
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    with pytest.raises(ValidationError):
        service.decide(made, conflict=True, reason="  ", actor=cast["decision_maker"])


def test_after_a_decision_a_new_conflict_can_be_declared(sent, cast, assessor):
    made = service.declare(sent, state=DISPUTED, reason=WHY, actor=assessor)
    service.decide(made, conflict=False, reason="Ei ole.", actor=cast["decision_maker"])
    again = service.declare(sent, state=CONFLICTED, reason="Uusi seikka.", actor=assessor)
    assert (again.decided_at, again.decision_reason, again.reason) == (None, "", "Uusi seikka.")
    assert has_conflict.test(assessor, sent)


@pytest.mark.parametrize("declared", [False, True])
def test_a_superior_claims_and_nothing_opens_until_it_is_decided(sent, cast, assessor, declared):
    if declared:
        service.declare(sent, state=FREE, actor=assessor)
    made = service.claim(sent, person=assessor, reason=WHY, actor=cast["call_administrator"])
    assert (made.state, made.claimed_by) == (DISPUTED, cast["call_administrator"])
    assert not reads_sent.test(assessor, sent)
    assert sent_to("grants.conflict_claimed") == {assessor.email}
    # Who claims knows of it.
    assert sent_to("grants.conflict_to_decide") == {cast["decision_maker"].email}


def test_a_claim_changes_nothing_that_is_closed(sent, cast, assessor):
    service.declare(sent, state=CONFLICTED, actor=assessor)
    made = service.claim(sent, person=assessor, reason=WHY, actor=cast["decision_maker"])
    assert (made.state, made.claimed_by) == (CONFLICTED, None)


@pytest.mark.parametrize("who", ["presenting_officer", "assessor", "reader"])
def test_only_superiors_claim(sent, cast, who):
    with pytest.raises(PermissionDenied):
        service.claim(sent, person=cast["conflicted_assessor"], reason=WHY, actor=cast[who])


def test_nobody_claims_of_themselves_or_of_an_applicant(sent, cast):
    superior = cast["decision_maker"]
    with pytest.raises(PermissionDenied):
        service.claim(sent, person=superior, reason=WHY, actor=superior)
    with pytest.raises(ValidationError):
        service.claim(sent, person=cast["preparer"], reason=WHY, actor=superior)


def test_several_at_once_each_with_its_own_result(sent, call, cast, providers, assessor):
    other = factories.make_sent(
        call,
        organisation=providers["vaasa"],
        actor=cast["outsider"],
        signatory=cast["outsider_signatory"],
        name="Varje dag",
    ).application
    service.declare(sent, state=CONFLICTED, actor=assessor)
    results = service.declare_many([sent, other], state=FREE, actor=assessor)
    assert [result.done for result in results] == [False, True]
    assert results[0].refused
    assert opens_sent.test(assessor, Application.objects.get(pk=other.pk))


def test_an_official_of_past_years_is_reminded_of_the_tie(sent, cast, assessor, providers):
    assert service.suggested(assessor, [sent]) == {}
    assessor.memberships.create(
        organisation=providers["iisalmi"], role=Role.PREPARER, starts_on="2015-01-01", ends_on="2019-12-31"
    )
    [tie] = service.suggested(assessor, [sent])[sent.pk]
    assert (tie.organisation, tie.present) == (providers["iisalmi"], False)


def test_a_member_of_the_pilot_is_a_tie_as_the_applicant_is(ready, cast, assessor, providers):
    factories.join(ready, providers["lapinlahti"], actor=cast["preparer"])
    sending.submit(ready, actor=cast["signatory"])
    assessor.memberships.create(
        organisation=providers["lapinlahti"], role=Role.LOCAL_CONTACT, starts_on="2020-01-01"
    )
    [tie] = service.suggested(assessor, [ready])[ready.pk]
    assert (tie.organisation, tie.present) == (providers["lapinlahti"], True)
