"""Appending to the trail, reading it, erasing what is personal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal import locks
from sky_portal.accounts.models import User
from sky_portal.audit.chain import canonical, digest, plain
from sky_portal.audit.models import AuditEvent, AuditHead, AuditPayload
from sky_portal.audit.services import erase_payload, record
from sky_portal.audit.verification import verify
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case

pytestmark = pytest.mark.django_db

AT = datetime(2021, 3, 1, 10, 0, tzinfo=UTC)


def tell(case: Case, verb: str = "save", **options: Any) -> None:
    record(case, **({"verb": verb, "thing": case, "actor": None, "at": AT} | options))


def test_links_follow_each_other_by_case() -> None:
    one, other = open_case("pilot"), open_case("pilot")
    for case in (one, other, one, one):
        tell(case)
    first, second, third = AuditEvent.objects.of(one)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert first.previous == ""
    assert second.previous == first.hash
    assert third.previous == second.hash
    assert AuditHead.objects.get(case=one).hash == third.hash
    assert AuditHead.objects.get(case=other).seq == 1
    assert verify().broken is None


def test_an_act_on_several_cases_is_told_in_the_order_of_cases() -> None:
    cases = [open_case("pilot") for _ in range(4)]
    with locks.act():
        for case in sorted(cases, key=lambda case: str(case.pk), reverse=True):
            tell(case, "first")
        for case in cases:
            tell(case, "second")
        assert not AuditEvent.objects.exists()
    for case in cases:
        assert [event.verb for event in AuditEvent.objects.of(case)] == ["first", "second"]
    assert verify().broken is None


def test_what_is_told_is_what_it_was_then() -> None:
    facts = {"lines": 2}
    case = open_case("pilot")
    with locks.act():
        tell(case, facts=facts)
        facts["lines"] = 3
    assert AuditEvent.objects.get().facts == {"lines": 2}


def test_facts_of_any_kind_keep_their_digest() -> None:
    facts = {
        "day": date(2021, 3, 1),
        "amount": Decimal("10.50"),
        "float": 12.5,
        "big": 1e16,
        "whole": 3.0,
        "nested": [{"ä": None, "b": [1.0, -0.0]}],
    }
    tell(open_case("pilot"), facts=facts, payload={"answer": "Äänekoski", "share": 1e-7})
    assert verify().broken is None
    assert AuditEvent.objects.get().facts["day"] == "2021-03-01"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=8,
    )
)
def test_plain_is_what_json_gives_back(value: Any) -> None:
    assert plain(plain(value)) == plain(value)
    assert digest(plain(value)) == digest(plain(plain(value)))


def test_nonsense_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"share": float("nan")})


def test_an_act_that_fails_tells_nothing() -> None:
    case = open_case("pilot")

    def fail() -> None:
        with locks.act():
            tell(case)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_trail_is_read_in_one_query(person: User, count: int, django_assert_num_queries: Any) -> None:
    case = open_case("pilot")
    for _ in range(count):
        tell(case, actor=person, payload={"name": "Person"})
    with django_assert_num_queries(1):
        told = [(event.actor.name, event.personal) for event in AuditEvent.objects.of(case)]
    assert told == [("Person", {"name": "Person"})] * count


def test_payload_is_erased_and_the_chain_holds(person: User) -> None:
    one, other = open_case("pilot"), open_case("pilot")
    for case in (one, other):
        tell(case, actor=person, payload={"name": "Person"})
    assert erase_payload(case=one, by=person, reason="time is up") == 1
    erased, told = AuditEvent.objects.of(one)
    assert erased.personal is None
    assert erased.payload_digest
    assert (told.verb, told.facts) == ("erase_payload", {"events": [1], "reason": "time is up"})
    assert AuditEvent.objects.of(other).get().personal == {"name": "Person"}
    assert verify().broken is None


def test_payload_is_chosen_by_person_and_by_age(person: User) -> None:
    case, somebody = open_case("pilot"), User.objects.create_user("other@example.fi")
    tell(case, actor=person, payload={"name": "Person"})
    tell(case, actor=somebody, payload={"name": "Other"})
    tell(case, actor=person, payload={"name": "Person"}, at=AT + timedelta(days=9))
    assert erase_payload(actor=person, until=AT + timedelta(days=1), by=None, reason="age") == 1
    assert erase_payload(actor=person, until=AT + timedelta(days=1), by=None, reason="age") == 0
    assert erase_payload(actor=person, by=None, reason="asked") == 1
    assert AuditPayload.objects.filter(erased_at=None).get().event.actor == somebody
    with pytest.raises(ValueError, match="whose"):
        erase_payload(by=None, reason="everything")
    assert verify().broken is None
