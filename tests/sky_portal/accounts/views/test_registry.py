"""The registry's page: it explains, it changes nothing by itself, it tells nothing of accounts."""

import pytest
from django.urls import reverse

from sky_portal.accounts.models import Invitation
from sky_portal.accounts.services import invitation as invitations
from sky_portal.accounts.services.registry_link import INVITED_A_DAY, invite_signatory, make_link
from tests.sky_portal.accounts.services.test_registry_link import TO, expire, person

TYPED = {"email": TO, "clerk": "Kirsti Kirjaaja"}


@pytest.fixture
def made(providers):
    return make_link(providers["siilinjarvi"])


@pytest.fixture
def url(made) -> str:
    return reverse("accounts:registry_link", args=[made[1]])


def test_a_visitor_reads_it_and_nothing_changes(client, url):
    words = client.get(url).content.decode()
    assert "Siilinjärvi: kuka allekirjoittaa?" in words
    assert not Invitation.objects.exists()


def test_the_clerk_names_the_signatory(client, url):
    words = client.post(url, TYPED, follow=True).content.decode()
    assert f"Kutsu lähetettiin osoitteeseen {TO}" in words
    assert Invitation.objects.get().email == TO


@pytest.mark.parametrize("wrong", [{"email": "ei osoite"}, {"clerk": " "}])
def test_what_is_wrong_is_said(client, url, wrong):
    assert client.post(url, TYPED | wrong).status_code == 422
    assert not Invitation.objects.exists()


def test_the_answer_is_the_same_for_an_address_with_an_account(client, url, cast):
    known = client.post(url, TYPED | {"email": cast["outsider"].email}, follow=True).content.decode()
    assert f"Kutsu lähetettiin osoitteeseen {cast['outsider'].email}" in known


def test_too_many_in_a_day_are_refused_in_words(client, made, url):
    for number in range(INVITED_A_DAY):
        invite_signatory(made[0], email=f"n{number}@x.example", clerk="Kirsti")
    answer = client.post(url, TYPED)
    assert answer.status_code == 422
    assert "Yritä uudelleen huomenna" in answer.content.decode()


def test_when_somebody_signs_it_says_so_and_names_nobody(client, made, url):
    user = person()
    invitations.accept(invite_signatory(made[0], email=TO, clerk="Kirsti"), actor=user)
    words = client.get(url).content.decode()
    assert "portaalissa on jo allekirjoittaja" in words
    assert '<form method="post" novalidate>' not in words
    assert user.name not in words
    assert client.post(url, TYPED | {"email": "toinen@x.example"}).status_code == 302
    assert Invitation.objects.count() == 1


def test_an_old_link_says_that_it_is_old_and_a_guessed_one_nothing(client, made, url):
    expire(made[0])
    answer = client.get(url)
    assert answer.status_code == 410
    assert "Linkki on vanhentunut" in answer.content.decode()
    assert client.post(url, TYPED).status_code == 410
    assert client.get(reverse("accounts:registry_link", args=["guessed"])).status_code == 404
    assert not Invitation.objects.exists()


def test_who_accepts_comes_to_what_waits(client, providers):
    link, _token = make_link(providers["siilinjarvi"], continue_to="/fi/members/7/answer/")
    offer = invite_signatory(link, email=TO, clerk="Kirsti")
    token = "a-token-of-the-test"
    Invitation.objects.filter(pk=offer.pk).update(token_hash=invitations.tokens.digest(token))
    client.force_login(person())
    page = client.get(reverse("accounts:invitation", args=[token])).content.decode()
    assert "kirjaamo kutsuu sinut" in page
    answer = client.post(reverse("accounts:accept_invitation", args=[token]))
    assert answer["Location"] == "/fi/members/7/answer/"
