"""Who reads a case: whoever its app says, and nobody where no app has said anything."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sky_portal.cases import access
from sky_portal.cases.services import open_case

pytestmark = pytest.mark.django_db


def test_every_kind_of_case_that_the_apps_open_has_its_readers() -> None:
    assert {"application", "call", "organisation", "pilot"} <= set(access._READERS)


def test_a_case_of_an_unknown_kind_and_none_at_all_are_nobodys(cast) -> None:
    case = open_case("unheard")
    assert not [key for key, user in cast.items() if access.may_read(user, case)]
    assert not access.may_read(cast["registrar"], None)


def test_two_conditions_for_one_kind_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        access.register("pilot", lambda user, case: True)
