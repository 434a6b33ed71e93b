"""Rules: both faces agree however they are composed."""

from functools import reduce
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sky_portal.cases.models import Case, NumberSeries
from sky_portal.permissions import (
    PORTAL,
    Rule,
    about_thing,
    about_user,
    anybody,
    is_portal,
    nobody,
    signed_in,
)
from tests.agreement import both_faces_agree, disagreements

LIMIT = 5

# Nullable columns on purpose: SQL's NULL is neither true nor false, Python's None is compared.
HAS_END = about_thing(
    "has an end", lambda: Q(last_number__isnull=False), lambda row: row.last_number is not None
)
ENDS_AT_LIMIT = about_thing(
    "ends at five", lambda: Q(last_number=LIMIT), lambda row: row.last_number == LIMIT
)
ENDS_LATE = about_thing(
    "ends late",
    lambda: Q(last_number__gt=LIMIT),
    lambda row: row.last_number is not None and row.last_number > LIMIT,
)
STARTED = about_thing("started", lambda: Q(next_number__gt=1), lambda row: row.next_number > 1)
OF_ITS_AUTHORITY = Rule(
    "of the user's authority",
    lambda user: Q(authority__in=getattr(user, "authorities", ())),
    lambda user, row: row.authority in getattr(user, "authorities", ()),
)
LEAVES = [HAS_END, ENDS_AT_LIMIT, ENDS_LATE, STARTED, OF_ITS_AUTHORITY, anybody, nobody, signed_in, is_portal]

RULES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
        inner.map(lambda rule: ~rule),
    ),
    max_leaves=12,
)


class Somebody:
    """A signed-in user of some authorities."""

    is_authenticated = True

    def __init__(self, *authorities: str) -> None:
        self.authorities = authorities


USERS = [AnonymousUser(), PORTAL, Somebody(), Somebody("OKM"), Somebody("OKM", "OPH")]


@pytest.fixture
def series(db: None) -> Any:
    """Every combination of ended, started and authority."""
    for authority in ("OKM", "OPH", "KARVI"):
        for year, (first, last) in enumerate(
            [(1, None), (4, None), (1, 5), (3, 5), (1, 9), (7, 9)], start=2015
        ):
            NumberSeries.objects.create(authority=authority, year=year, next_number=first, last_number=last)
    return NumberSeries.objects.all()


# The rows are only read, so one set of them does for every example.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(rule=RULES)
def test_any_composition_agrees(series: Any, rule: Rule) -> None:
    both_faces_agree(rule, USERS, series)


def test_disagreement_is_seen(series: Any) -> None:
    wrong = about_thing("wrong", lambda: Q(last_number__lt=LIMIT), lambda row: (row.last_number or 0) < LIMIT)
    assert len(disagreements(wrong, [PORTAL], series)) == 6


def test_names_tell_the_composition() -> None:
    assert (~(HAS_END | STARTED) & signed_in).name == "not (has an end or started) and signed in"
    assert (~(HAS_END & STARTED)).name == "not (has an end and started)"


def test_about_user_is_the_same_for_every_thing(series: Any) -> None:
    rule = about_user("of OKM", lambda user: "OKM" in getattr(user, "authorities", ()))
    assert series.filter(rule.q(Somebody("OKM"))).count() == series.count()
    assert not series.filter(rule.q(Somebody("OPH"))).exists()


def test_long_chains_stay_one_query(series: Any, django_assert_num_queries: Any) -> None:
    rule = reduce(lambda so_far, leaf: so_far | (leaf & ~nobody), LEAVES)
    with django_assert_num_queries(1):
        list(series.filter(rule.q(Somebody("OKM"))))


def test_nobody_signs_in_as_the_portal(db: None) -> None:
    Case.objects.create(kind="pilot")
    assert not is_portal.test(AnonymousUser(), None)
    assert not is_portal.test(None, None)
    assert is_portal.test(PORTAL, None)
    assert not signed_in.test(PORTAL, None)
