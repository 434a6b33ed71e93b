"""A consortium at one moment, over HTTP: one outcome, said in words to whoever comes second."""

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from grants.models import Application
from pilots.enums import MemberState
from pilots.models import Member, MembershipVersion
from pilots.services import invite_member, terms_of
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Answer, Browser, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

UNGUARDED = "tests.races.unversioned_wsgi"
FIRST, SECOND = "signatory@lapinlahti.example", "toinen@lapinlahti.example"
ANSWERS = ("confirm_member", "decline_member", "remove_member")


@pytest.fixture
def application(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft; Lapinlahti has two signatories."""
    with clock.standing_at(factories.OPEN):
        second = factories.make_person(providers["lapinlahti"], Role.SIGNATORY, email=SECOND)
        second.set_password(PASSWORD)
        second.save()
        EmailAddress.objects.create(user=second, email=second.email, verified=True, primary=True)
        call = factories.make_call()
        return factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def member(application: Application, cast: dict[str, Any], providers: dict[str, Any]) -> Member:
    """Lapinlahti, invited."""
    with clock.standing_at(factories.OPEN):
        return invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


def signed_in(portal: Portal, email: str) -> Browser:
    person = portal.browser()
    person.sign_in(email, PASSWORD)
    assert person.get("/fi/home/").status == 200
    return person


def yes(member: Member) -> dict[str, str]:
    return {"answer": "yes", "accept": "on", "seen": terms_of(member).mark}


def acts_of(member: Member) -> list[str]:
    """The steps that were taken, as the trail tells them."""
    events = AuditEvent.objects.filter(case=member.pilot.case_id, verb__in=ANSWERS)
    return list(events.values_list("verb", flat=True))


def answer_at_once(portal: Portal, member: Member) -> tuple[list[Browser], list[Answer]]:
    """One signatory confirms while the other declines."""
    people, path = [signed_in(portal, FIRST), signed_in(portal, SECOND)], f"/fi/members/{member.pk}/answer/"
    forms = [yes(member), {"answer": "no"}]
    return people, together(2, lambda index: people[index].post(path, **forms[index]))


def test_two_signatories_answer_at_once_and_one_answer_holds(tmp_path: Path, member: Member) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        people, answers = answer_at_once(portal, member)
        assert [answer.status for answer in answers] == [302, 302]
        pages = [person.get(f"/fi/members/{member.pk}/answer/").text for person in people]
    confirmed = Member.objects.get(pk=member.pk).state in (MemberState.CONFIRMED,)
    assert acts_of(member) == ["confirm_member" if confirmed else "decline_member"]
    assert MembershipVersion.objects.filter(pilot=member.pilot_id).count() == 3
    told = ["Vastaustasi ei kirjattu" in page for page in pages]
    assert told == [not confirmed, confirmed]
    stands = "osallistuu: vahvistettu" if confirmed else "on kieltäytynyt osallistumasta"
    assert all(stands in page for page in pages)


def test_a_member_removed_while_it_confirms_is_one_of_both(tmp_path: Path, member: Member) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        people, answers = remove_at_once(portal, member)
        assert [answer.status for answer in answers] == [302, 302]
        confirmed = Member.objects.get(pk=member.pk).state in (MemberState.CONFIRMED,)
        late = people[1].get(answers[1].location) if confirmed else people[0].get(answers[0].location)
    assert acts_of(member) == ["confirm_member" if confirmed else "remove_member"]
    words = "Mitään ei muutettu" if confirmed else "kutsu oli peruttu"
    assert words in late.text


def remove_at_once(portal: Portal, member: Member) -> tuple[list[Browser], list[Answer]]:
    people = [signed_in(portal, FIRST), signed_in(portal, "preparer@iisalmi.example")]
    paths = [f"/fi/members/{member.pk}/answer/", f"/fi/members/{member.pk}/remove_member/"]
    forms = [yes(member), {"seen": "invited"}]
    return people, together(2, lambda index: people[index].post(paths[index], **forms[index]))


def invite_at_once(
    portal: Portal, application: Application, organisation: Any
) -> tuple[list[Browser], list[Answer], str]:
    """The coordinator's preparer and signatory invite the same municipality; the page they come from."""
    people = [signed_in(portal, f"{who}@iisalmi.example") for who in ("preparer", "signatory")]
    page = f"/fi/pilots/{application.pilot.case_id}/members/"
    answers = together(
        2, lambda index: people[index].post(f"{page}invite/", organisation=str(organisation.pk))
    )
    return people, answers, page


def test_invited_by_two_at_once_is_one_member(
    tmp_path: Path, application: Application, providers: dict[str, Any]
) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        people, answers, page = invite_at_once(portal, application, providers["lapinlahti"])
        pages = [person.get(page).text for person in people]
    assert Member.objects.filter(pilot=application.pilot_id).count() == 2
    assert AuditEvent.objects.filter(case=application.pilot.case_id, verb="invite_member").count() == 1
    # Whoever comes second is told so on the page, or already by the form.
    assert {answer.status for answer in answers} <= {302, 422}
    told = sum(
        "kollegasi ehti ensin" in page or answer.status == 422
        for page, answer in zip(pages, answers, strict=True)
    )
    assert told == 1


def test_control_without_locks_the_database_alone_turns_the_second_invitation_away(
    tmp_path: Path, application: Application, providers: dict[str, Any]
) -> None:
    with serving(tmp_path, at=factories.OPEN, application=UNGUARDED) as portal:
        _people, answers, _page = invite_at_once(portal, application, providers["lapinlahti"])
    assert sorted(answer.status for answer in answers) == [302, 500]


def test_control_without_locks_both_answers_are_taken_or_the_database_turns_one_away(
    tmp_path: Path, member: Member
) -> None:
    with serving(tmp_path, at=factories.OPEN, application=UNGUARDED) as portal:
        _people, answers = answer_at_once(portal, member)
    assert 500 in [answer.status for answer in answers] or len(acts_of(member)) == 2


def test_control_without_locks_who_is_removed_confirms_as_well(tmp_path: Path, member: Member) -> None:
    with serving(tmp_path, at=factories.OPEN, application=UNGUARDED) as portal:
        _people, answers = remove_at_once(portal, member)
    assert 500 in [answer.status for answer in answers] or len(acts_of(member)) == 2
