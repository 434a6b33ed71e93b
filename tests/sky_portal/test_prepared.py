"""Queries composed once: the same rows as the queryset, whatever the values."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.models import Value

from sky_portal import clock
from sky_portal.accounts.backend import Backend
from sky_portal.accounts.models import HELD, Membership, User
from sky_portal.accounts.sessions import SessionStore
from sky_portal.audit.models import AuditEvent, AuditHead
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case
from sky_portal.prepared import Counted, Prepared, add, change

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


def test_one_row_is_added_and_changed_as_save_does(cast):
    case = open_case("application")
    event = AuditEvent(case=case, seq=7, at=clock.now(), verb="tried", facts={"ä": [1, None, True]}, hash="x")
    add(event)
    found = AuditEvent.objects.get(pk=event.pk)
    assert (found.case, found.seq, found.at, found.verb) == (case, 7, event.at, "tried")
    assert (found.facts, found.actor, event._state.adding) == ({"ä": [1, None, True]}, None, False)
    head = AuditHead.objects.get_or_create(case=case)[0]
    head.seq, head.hash = 7, "x"
    change(head, "seq")
    assert list(AuditHead.objects.filter(case=case).values_list("seq", "hash")) == [(7, "")]


def test_a_row_that_is_gone_is_not_changed_in_silence(cast):
    person = User.objects.create_user("gone@example.org")
    User.objects.filter(pk=person.pk).delete()
    with pytest.raises(DatabaseError, match="not there"):
        change(person, "name")


def test_a_session_is_found_until_it_ends_and_by_its_own_key_alone():
    session = SessionStore()
    session["who"] = "Aino"
    session.create()
    assert SessionStore(session.session_key)["who"] == "Aino"
    ended = SessionStore(session.session_key)
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    assert ended.load() == {}
    assert ended.session_key is None
    assert SessionStore("somebody else's").load() == {}


def test_a_closed_account_is_nobody(cast):
    person = cast["preparer"]
    assert Backend().get_user(str(person.pk)) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Backend().get_user(str(person.pk)) is None
    assert Backend().get_user("-1") is None


def test_what_is_counted_is_what_the_query_has():
    counted = Counted(lambda kind: Case.objects.filter(kind=kind).order_by("pk"), kind="no such kind")
    assert counted(kind="application") == 0
    open_case("application"), open_case("application"), open_case("pilot")
    assert (counted(kind="application"), counted(kind="pilot"), counted(kind="call")) == (2, 1, 0)
    with pytest.raises(ValueError, match="sample"):
        Counted(lambda kind: Case.objects.all(), kind="x")(kind="application")
