"""The page from the mail's link: what is read, what is pressed, and what is said afterwards."""

import pytest
from django.urls import reverse

from pilots.enums import MemberState
from pilots.models import Member
from pilots.services import confirm_member, decline_member, invite_member, remove_member, terms_of
from sky_portal.accounts.cast import MEMBER_SINCE
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User

COMMITMENTS = [{"key": "evaluation", "text": {"fi": "Osallistumme **arviointiin**.", "sv": "Vi deltar."}}]


@pytest.fixture
def member(pilot, programme, register, cast) -> Member:
    """Lapinlahti, invited, with one commitment to accept."""
    programme.commitments = COMMITMENTS
    programme.save()
    return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


@pytest.fixture
def url(member) -> str:
    return reverse("pilots:answer", args=[member.pk])


def yes(member, **changes):
    return {"answer": "yes", "accept": "on", "seen": terms_of(member).mark} | changes


def state_of(member) -> str:
    return Member.objects.get(pk=member.pk).state


def test_it_says_who_asks_for_what_and_what_is_accepted(member, url, sign_in):
    words = sign_in("participant").get(url).content.decode()
    for part in (
        "Osallistuuko Lapinlahti?",
        "Iisalmi",
        "Jokainen koulupäivä",
        "<strong>arviointiin</strong>",
    ):
        assert part in words
    assert state_of(member) in (MemberState.INVITED,)


def test_one_press_confirms_and_it_is_said_in_words(member, url, sign_in):
    answer = sign_in("participant").post(
        url, yes(member, decision_number="12 §", decision_date="2021-03-09"), follow=True
    )
    assert state_of(member) in (MemberState.CONFIRMED,)
    words = answer.content.decode()
    assert "Lapinlahti osallistuu: vahvistettu." in words
    assert "12 §" in words
    assert "9.3.2021" in words


def test_declining_asks_nothing_more(member, url, sign_in):
    answer = sign_in("participant").post(url, {"answer": "no", "decision_date": "hm"}, follow=True)
    assert state_of(member) in (MemberState.DECLINED,)
    assert "Lapinlahti on kieltäytynyt osallistumasta." in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"accept": ""}, {"decision_date": "2999-01-01"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(member, url, sign_in, wrong):
    answer = sign_in("participant").post(url, yes(member, decision_number="12 §", **wrong))
    assert answer.status_code == 422
    assert 'value="12 §"' in answer.content.decode()
    assert state_of(member) in (MemberState.INVITED,)


def test_what_changed_meanwhile_is_shown_anew(member, url, programme, sign_in):
    shown = yes(member, decision_number="12 §")
    programme.commitments = [{"key": "new", "text": {"fi": "Jotain muuta.", "sv": "Något annat."}}]
    programme.save()
    answer = sign_in("participant").post(url, shown)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Jotain muuta." in words
    assert "ehdot ovat muuttuneet" in words
    assert 'value="12 §"' in words
    assert "checked" not in words.split("id_accept")[0].rsplit("<input", 1)[-1]
    assert state_of(member) in (MemberState.INVITED,)


def test_the_second_signatory_is_told_who_was_first(member, url, register, cast, sign_in):
    second = User.objects.create_user("second@lapinlahti.example", name="Toinen Henkilö")
    lapinlahti = register["lapinlahti"]
    Membership.objects.create(
        user=second, organisation=lapinlahti, role=Role.SIGNATORY, starts_on=MEMBER_SINCE
    )
    confirm_member(member, accepted=COMMITMENTS, actor=second)
    words = sign_in("participant").post(url, {"answer": "no"}, follow=True).content.decode()
    assert "Vastaustasi ei kirjattu: Toinen Henkilö oli jo vastannut" in words
    assert "Lapinlahti osallistuu: vahvistettu." in words


def test_who_was_removed_meanwhile_is_told_so(member, url, cast, sign_in):
    shown = yes(member)
    remove_member(member, actor=cast["preparer"])
    answer = sign_in("participant").post(url, shown, follow=True)
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Vastaustasi ei kirjattu: kutsu oli peruttu." in words
    assert "Iisalmi on perunut kutsun" in words
    assert state_of(member) in (MemberState.REMOVED,)


def test_others_read_it_or_do_not_find_it(member, url, cast, sign_in):
    status = {key: sign_in(key).get(url).status_code for key in cast}
    assert {key for key, code in status.items() if code == 200} == {"participant", "preparer", "signatory"}
    assert sign_in("preparer").post(url, yes(member)).status_code == 403
    assert sign_in("outsider_signatory").post(url, yes(member)).status_code == 404
    assert state_of(member) in (MemberState.INVITED,)


def test_the_coordinators_own_part_has_a_page_too(pilot, sign_in):
    own = pilot.members.get(state=MemberState.LEADING)
    words = sign_in("signatory").get(reverse("pilots:answer", args=[own.pk])).content.decode()
    assert "Iisalmi koordinoi tätä pilottia." in words


def test_a_no_can_be_read_again(member, url, cast, sign_in):
    decline_member(member, actor=cast["participant"])
    assert "kieltäytynyt" in sign_in("participant").get(url).content.decode()
