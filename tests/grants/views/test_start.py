"""Starting an application."""

from uuid import uuid4

import pytest
from django.urls import reverse

from grants.models import Application
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership

BEFORE = clock.helsinki(2021, 2, 12, 9)
CLOSED = clock.helsinki(2021, 4, 1, 9)


@pytest.fixture
def address(call):
    return reverse("grants:start", args=[call.slug])


def typed(**fields):
    return {"name": "Jokainen koulupäivä", "language": "fi", "token": str(uuid4())} | fields


def test_a_visitor_signs_in_and_comes_back(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={address}")


def test_who_writes_for_nobody_is_led_to_ask_for_access(client, address, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="new@kunta.example", name="Uusi"))
    answer = client.get(address)
    assert answer.url.startswith(reverse("accounts:access_request"))


def test_an_official_is_led_there_too(officer, address):
    assert officer.get(address).url.startswith(reverse("accounts:access_request"))


def test_two_questions_start_an_application(preparer, address, providers):
    answer = preparer.post(address, typed())
    started = Application.objects.get()
    assert answer.url == reverse("grants:application", args=[started.case_id])
    assert (started.pilot.name, started.language, started.applicant) == (
        "Jokainen koulupäivä",
        "fi",
        providers["iisalmi"],
    )


def test_a_double_click_starts_one(preparer, address):
    same = typed()
    assert preparer.post(address, same).url == preparer.post(address, same).url
    assert Application.objects.count() == 1


def test_a_name_is_needed_and_the_rest_stays_as_typed(preparer, address):
    answer = preparer.post(address, typed(name="  ", language="sv"))
    assert answer.status_code == 422
    assert answer.context["form"]["language"].value() == "sv"
    assert not Application.objects.exists()


def test_the_language_is_the_organisation_s_own_at_first(sign_in, address):
    assert sign_in("outsider").get(address).context["form"]["language"].value() == "sv"


def test_who_acts_for_several_chooses(preparer, address, cast, providers):
    Membership.objects.create(
        user=cast["preparer"], organisation=providers["vaasa"], role=Role.PREPARER, starts_on="2020-08-01"
    )
    preparer.post(reverse("accounts:act_for"), {"organisation": ""})
    answer = preparer.post(address, typed(organisation=str(providers["vaasa"].pk)))
    assert answer.status_code == 302
    assert Application.objects.get().applicant in (providers["vaasa"], providers["iisalmi"])


@pytest.mark.parametrize(
    ("moment", "words"), [(BEFORE, "Haku ei ole vielä auki"), (CLOSED, "Haku on päättynyt")]
)
def test_outside_the_period_the_page_says_when(preparer, address, moment, words):
    with clock.standing_at(moment):
        assert words in preparer.get(address).content.decode()
        preparer.post(address, typed())
    assert not Application.objects.exists()


def test_a_call_that_is_not_there_is_not_there(preparer, call):
    assert preparer.get(reverse("grants:start", args=["other"])).status_code == 404
