"""Queries composed once: the same rows as the queryset, whatever the values."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Value

from sky_portal.accounts.models import HELD, Membership, User
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case
from sky_portal.prepared import Prepared

pytestmark = pytest.mark.django_db

DAY = date(2021, 3, 15)


def test_the_rows_are_the_querysets_own_with_their_relations(cast, django_assert_num_queries):
    for user in User.objects.order_by("pk"):
        plain = list(Membership.objects.current(DAY).filter(user=user).select_related("organisation"))
        with django_assert_num_queries(1):
            prepared = HELD(user=user.pk, day=DAY)
            assert [(one.pk, one.role, one.organisation.name_fi) for one in prepared] == [
                (one.pk, one.role, one.organisation.name_fi) for one in plain
            ]
            assert [vars(one.organisation).keys() for one in prepared] == [
                vars(one.organisation).keys() for one in plain
            ]


def test_a_value_goes_to_every_place_where_it_stands(cast):
    membership = Membership.objects.filter(user=cast["preparer"]).get()
    membership.starts_on, membership.ends_on = DAY, DAY + timedelta(days=1)
    membership.save()
    held = [bool(HELD(user=cast["preparer"].pk, day=DAY + timedelta(days=n))) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_uuids_are_found_on_either_database():
    from uuid import UUID

    by_uuid = Prepared(lambda uuid: Case.objects.filter(pk=uuid), uuid=UUID(int=1))
    one, other = open_case("application"), open_case("application")
    assert (by_uuid(uuid=one.pk), by_uuid(uuid=other.pk)) == ([one], [other])
    assert by_uuid(uuid=UUID(int=2)) == []


def test_it_reads_anew_each_time_and_composes_once():
    made = []

    def make(kind):
        made.append(kind)
        return Case.objects.filter(kind=kind).annotate(mark=Value("constant")).order_by("pk")

    asked = Prepared(make, kind="no such kind")
    assert asked(kind="application") == []
    case = open_case("application")
    assert asked(kind="application") == [case]
    assert asked(kind="application")[0].mark == "constant"
    assert made == ["no such kind"]
    assert list(asked.composed) == [connection.vendor]


def test_a_sample_that_the_query_does_not_ask_for_is_a_mistake():
    with pytest.raises(ValueError, match="sample"):
        Prepared(lambda uuid: Case.objects.all(), uuid=5)(uuid=6)
