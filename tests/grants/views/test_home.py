"""Own tasks, by role."""

import pytest
from django.urls import reverse

from pilots.services import invite_member
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.services.access_request import ask_access
from tests.grants import factories

CLOSED = clock.helsinki(2021, 4, 1, 9)


def test_a_preparer_sees_her_draft_and_how_long_there_is(preparer, draft):
    page = preparer.get(reverse("home"))
    assert [one.pk for one in page.context["drafts"]] == [draft.pk]
    assert "16 päivää jäljellä" in page.content.decode()


def test_a_draft_after_closing_says_so(preparer, draft):
    with clock.standing_at(CLOSED):
        assert "Haku on päättynyt" in preparer.get(reverse("home")).content.decode()


def test_an_official_sees_what_arrived_and_no_draft(officer, arrived, call, cast, providers):
    factories.start(call, organisation=providers["vaasa"], actor=cast["outsider"], name="Luonnos")
    page = officer.get(reverse("home"))
    assert page.context["arrived"]["count"] == 1
    assert "OKM/1/520/2021" in page.content.decode()
    assert "Luonnos" not in page.content.decode()


def test_who_has_no_organisation_is_shown_the_way(client, standing, call, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="new@kunta.example", name="Uusi"))
    assert reverse("accounts:access_request") in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    "who", ["preparer", "signatory", "participant", "presenting_officer", "evaluator", "reader"]
)
def test_everybody_s_own_page_opens(who, sign_in, arrived):
    assert sign_in(who).get(reverse("home")).status_code == 200


def test_three_drafts_cost_as_much_as_one(preparer, draft, call, cast, providers, costs):
    one = costs(preparer, reverse("home"))
    for name in ("Toinen", "Kolmas"):
        factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name)
    assert costs(preparer, reverse("home")) == one


def test_an_invited_municipality_s_signatory_is_led_to_the_answer(sign_in, draft, cast, providers):
    member = invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    page = sign_in("participant").get(reverse("home"))
    assert [todo.url for todo in page.context["todos"]] == [reverse("pilots:answer", args=[member.pk])]


def test_a_request_for_access_waits_for_the_signatory(signatory, call, cast, providers, django_user_model):
    asker = django_user_model.objects.create_user(email="new@iisalmi.example", name="Uusi Ihminen")
    ask_access(providers["iisalmi"], actor=asker, role=Role.PREPARER)
    page = signatory.get(reverse("home"))
    assert any("Uusi Ihminen" in todo.about for todo in page.context["todos"])
