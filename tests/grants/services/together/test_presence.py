"""Who has a part open: short-lived, never oneself, and no matter when the cache does not answer."""

import pytest
from django.utils.translation import override
from redis.exceptions import ConnectionError as NoRedis

from grants.services.together import presence

pytestmark = pytest.mark.django_db


def words(people):
    return [str(one) for one in people]


def test_others_are_seen_and_oneself_is_not(shared, keys, cast):
    assert presence.note(shared, keys[0], cast["preparer"]) == []
    with override("fi"):
        assert words(presence.note(shared, keys[0], cast["participant"])) == ["Aino Karppinen (Iisalmi)"]
    with override("sv"):
        assert words(presence.others(shared, keys[0], cast["signatory"])) == [
            "Aino Karppinen (Idensalmi)",
            "Päivi Kumpulainen (Lapinlahti)",
        ]
    assert presence.others(shared, keys[1], cast["signatory"]) == []


def test_a_sign_is_believed_for_less_than_a_minute(shared, keys, cast, monkeypatch):
    presence.note(shared, keys[0], cast["preparer"])
    real = presence.time.time()
    monkeypatch.setattr(presence.time, "time", lambda: real + presence.LIFE + 1)
    assert presence.others(shared, keys[0], cast["signatory"]) == []
    assert presence.LIFE < 60


def test_every_part_is_asked_for_at_once(shared, keys, cast):
    presence.note(shared, keys[0], cast["participant"])
    presence.note(shared, keys[1], cast["signatory"])
    found = presence.everywhere(shared, keys, cast["preparer"])
    assert {part: len(people) for part, people in found.items()} == {keys[0]: 1, keys[1]: 1}


def test_another_application_s_page_is_another_page(shared, keys, cast, call, providers):
    from tests.grants import factories

    other = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"], name="Toinen")
    presence.note(shared, keys[0], cast["preparer"])
    assert presence.others(other, keys[0], cast["signatory"]) == []


def test_a_cache_that_does_not_answer_costs_nothing(shared, keys, cast, monkeypatch):
    class Broken:
        def __getattr__(self, name):
            raise NoRedis("gone")

    monkeypatch.setattr(presence, "cache", Broken())
    assert presence.note(shared, keys[0], cast["preparer"]) == []
    assert presence.everywhere(shared, keys, cast["preparer"]) == {}


def test_no_query_for_a_sign(shared, keys, cast, django_assert_num_queries):
    cast["preparer"].current_memberships()
    with django_assert_num_queries(0):
        presence.note(shared, keys[0], cast["preparer"])
