"""A small consortium for the kernel's own tests: a real model with a state, a case and evidence."""

from datetime import date
from typing import Any

import pytest

from pilots.models import Member, Pilot, Programme
from sky_portal.accounts.models import Organisation, User
from sky_portal.cases.services import open_case


def make_organisation(name: str, **fields: Any) -> Organisation:
    """A municipality of that name."""
    case = open_case("organisation")
    return Organisation.objects.create(case=case, kind="municipality", name_fi=name, name_sv=name, **fields)


def make_member(pilot: Pilot, name: str) -> Member:
    """An invited member of the pilot."""
    return Member.objects.create(pilot=pilot, organisation=make_organisation(name))


def make_pilot(name: str = "Koti ja koulu") -> Pilot:
    """A pilot without members."""
    programme, _ = Programme.objects.get_or_create(
        key="sky",
        defaults={
            "short_name": "SKY",
            "starts_on": date(2021, 2, 15),
            "ends_on": date(2023, 7, 31),
            "register_year": 2021,
        },
    )
    coordinator = make_organisation(f"{name}, coordinator")
    return Pilot.objects.create(
        case=open_case("pilot"), programme=programme, name=name, coordinator=coordinator
    )


@pytest.fixture
def person(db: None) -> User:
    """A signed-in person without any role."""
    return User.objects.create_user("person@example.fi", name="Person")


@pytest.fixture
def pilot(db: None) -> Pilot:
    """A pilot without members."""
    return make_pilot()


@pytest.fixture
def member(pilot: Pilot) -> Member:
    """An invited member."""
    return make_member(pilot, "Sonkajärvi")
