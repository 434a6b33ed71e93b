"""The same organisation in two pilots of one programme is seen from both sides, and from no third."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilots.models import Pilot, Programme
from pilots.services import decline_member, invite_member, overlaps, start_pilot


@pytest.fixture
def other(programme, register, cast) -> Pilot:
    """Another pilot of the same programme, led by Vaasa."""
    return start_pilot(programme, name="Varje dag", coordinator=register["vaasa"], actor=cast["outsider"])


def seen(pilot: Pilot) -> list[tuple[str, str, str]]:
    return [(o.organisation.name_fi, o.other.name, o.other.coordinator.name_fi) for o in overlaps(pilot)]


def test_both_see_each_other(pilot, other, register, cast):
    invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    assert seen(pilot) == seen(other) == []
    again = invite_member(other, organisation=register["lapinlahti"], actor=cast["outsider"])
    assert seen(pilot) == [("Lapinlahti", "Varje dag", "Vaasa")]
    assert seen(other) == [("Lapinlahti", "Jokainen koulupäivä", "Iisalmi")]
    decline_member(again, actor=cast["participant"])
    assert seen(pilot) == seen(other) == []


def test_a_coordinator_that_is_a_member_elsewhere_is_an_overlap_too(pilot, other, register, cast):
    invite_member(other, organisation=register["iisalmi"], actor=cast["outsider"])
    assert seen(pilot) == [("Iisalmi", "Varje dag", "Vaasa")]


def test_another_programme_is_another_matter(pilot, programme, register, cast):
    programme.pk, programme.key, programme._state.adding = None, "next", True
    programme.save()
    later = Programme.objects.get(key="next")
    start_pilot(later, name="Seuraava", coordinator=register["iisalmi"], actor=cast["preparer"])
    assert seen(pilot) == []


def test_one_query_however_many_overlap(pilot, other, register, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(pilot)
        return len(captured)

    for key in ("lapinlahti", "siilinjarvi", "sonkajarvi"):
        for here, actor in ((pilot, "preparer"), (other, "outsider")):
            invite_member(here, organisation=register[key], actor=cast[actor])
        assert queries() == 1
    assert len(seen(pilot)) == 3
