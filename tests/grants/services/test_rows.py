"""The lists of a call by their verbs: who may, what is refused, two at once."""

import pytest
from django.core.exceptions import ValidationError

from grants.enums import CallState
from grants.models import Call
from grants.services.call.basics import ChangedMeanwhile
from grants.services.call.rows import (
    KINDS,
    RowGone,
    add_row,
    change_row,
    delete_row,
    move_row,
    rows_of,
    values_of,
)
from sky_portal import clock
from sky_portal.audit.services import digest
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.races.together import together


@pytest.fixture
def draft_call(db, standing):
    return factories.make_call(published=False)


@pytest.fixture
def actor(cast):
    return cast["call_administrator"]


def category(number):
    return {"name": {"fi": f"Kululaji {number}"}, "allows_pay": True, "allows_operating": False}


def numbers(call, part="categories"):
    return [getattr(row, KINDS[part].place) for row in rows_of(call, part)]


@pytest.mark.parametrize("who", ["preparer", "presenting_officer", "registrar"])
def test_others_may_do_nothing(draft_call, cast, who):
    row = rows_of(draft_call, "categories").first()
    with pytest.raises(StepForbidden):
        add_row(draft_call, part="categories", values=category(9), actor=cast[who])
    with pytest.raises(StepForbidden):
        change_row(draft_call, part="categories", pk=row.pk, values=category(9), actor=cast[who])
    with pytest.raises(StepForbidden):
        delete_row(draft_call, part="categories", pk=row.pk, actor=cast[who])
    with pytest.raises(StepForbidden):
        move_row(draft_call, part="categories", pk=row.pk, direction="down", actor=cast[who])


def test_a_published_call_refuses_every_verb(draft_call, actor):
    row = rows_of(draft_call, "texts").first()
    Call.objects.filter(pk=draft_call.pk).update(state=CallState.PUBLISHED)
    before = list(rows_of(draft_call, "texts").values())
    with pytest.raises(StepRefused):
        add_row(draft_call, part="texts", values={"heading": {"fi": "x"}}, actor=actor)
    with pytest.raises(StepRefused):
        change_row(draft_call, part="texts", pk=row.pk, values={"heading": {"fi": "x"}}, actor=actor)
    with pytest.raises(StepRefused):
        delete_row(draft_call, part="texts", pk=row.pk, actor=actor)
    with pytest.raises(StepRefused):
        move_row(draft_call, part="texts", pk=row.pk, direction="down", actor=actor)
    assert list(rows_of(draft_call, "texts").values()) == before


def test_a_row_that_is_gone_or_of_another_call_is_told(draft_call, actor):
    row = rows_of(draft_call, "texts").first()
    delete_row(draft_call, part="texts", pk=row.pk, actor=actor)
    for verb, more in ((change_row, {"values": {}}), (delete_row, {}), (move_row, {"direction": "up"})):
        with pytest.raises(RowGone):
            verb(draft_call, part="texts", pk=row.pk, actor=actor, **more)


def test_what_the_writer_has_not_seen_is_not_overwritten(draft_call, actor):
    row = rows_of(draft_call, "texts").first()
    seen = digest(values_of(row, "texts"))
    change_row(draft_call, part="texts", pk=row.pk, values={"heading": {"fi": "A"}}, actor=actor, seen=seen)
    with pytest.raises(ChangedMeanwhile) as changed:
        change_row(
            draft_call, part="texts", pk=row.pk, values={"heading": {"fi": "B"}}, actor=actor, seen=seen
        )
    assert changed.value.stored["heading"] == {"fi": "A"}
    with pytest.raises(ChangedMeanwhile):
        delete_row(draft_call, part="texts", pk=row.pk, actor=actor, seen=seen)


def test_a_constraint_that_does_not_hold_leaves_nothing(draft_call, actor):
    before = rows_of(draft_call, "criteria").count()
    values = {"name": {"fi": "x"}, "weight": 10, "lowest": 5, "highest": 5, "scale": []}
    with pytest.raises(ValidationError):
        add_row(draft_call, part="criteria", values=values, actor=actor)
    assert rows_of(draft_call, "criteria").count() == before


def test_an_unknown_field_is_the_programmers_fault(draft_call, actor):
    with pytest.raises(ValueError, match="key"):
        add_row(draft_call, part="contacts", values={"key": "x"}, actor=actor)


def test_days_are_not_moved(draft_call, actor):
    with pytest.raises(ValueError, match="order of their days"):
        move_row(draft_call, part="milestones", pk=1, direction="up", actor=actor)


def test_moving_tells_the_place(draft_call, actor):
    rows = list(rows_of(draft_call, "texts"))
    assert move_row(draft_call, part="texts", pk=rows[2].pk, direction="up", actor=actor) == 2
    assert move_row(draft_call, part="texts", pk=rows[0].pk, direction="up", actor=actor) == 1


def standing_at_the_demo(verb):
    """The verb at the moment of the demo: a thread has no clock of its own."""
    with clock.standing_at(factories.OPEN):
        return verb()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["categories", "texts"])
def test_many_moves_at_once_neither_lose_nor_double_a_row(cast, providers, part):
    call = standing_at_the_demo(lambda: factories.make_call(published=False))
    before = [row.pk for row in rows_of(call, part)]

    def move(index):
        pk, direction = before[index % len(before)], ("up", "down")[index % 2]
        actor = cast["call_administrator"]
        verb = move_row
        return standing_at_the_demo(lambda: verb(call, part=part, pk=pk, direction=direction, actor=actor))

    for _round in range(3):
        together(6, move)
    assert sorted(row.pk for row in rows_of(call, part)) == sorted(before)
    assert numbers(call, part) == list(range(1, len(before) + 1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rows_added_and_deleted_at_once_are_numbered_without_gaps(cast, providers):
    call = standing_at_the_demo(lambda: factories.make_call(published=False))
    actor = cast["call_administrator"]
    gone = rows_of(call, "categories").first().pk

    def act(index):
        if index == 0:
            return standing_at_the_demo(lambda: delete_row(call, part="categories", pk=gone, actor=actor))
        values = category(index)
        return standing_at_the_demo(lambda: add_row(call, part="categories", values=values, actor=actor))

    before = rows_of(call, "categories").count()
    together(5, act)
    assert rows_of(call, "categories").count() == before + 3
    assert numbers(call) == list(range(1, before + 4))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_new_rows_of_one_name_have_two_keys(cast, providers):
    call = standing_at_the_demo(lambda: factories.make_call(published=False))
    values = {"name": {"fi": "Talousarvio"}, "required": False}
    actor = cast["call_administrator"]
    rows = together(
        3,
        lambda index: standing_at_the_demo(
            lambda: add_row(
                call, part="attachments", values=values | {"help": {"fi": str(index)}}, actor=actor
            )
        ),
    )
    assert {row.key for row in rows} == {"talousarvio", "talousarvio-2", "talousarvio-3"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_sendings_of_one_form_at_once_add_one_row(cast, providers):
    call = standing_at_the_demo(lambda: factories.make_call(published=False))
    values = {"name": {"fi": "Talousarvio"}, "help": {}, "required": False}
    actor = cast["call_administrator"]
    rows = together(
        3,
        lambda index: standing_at_the_demo(
            lambda: add_row(call, part="attachments", values=values, actor=actor)
        ),
    )
    assert len({row.pk for row in rows}) == 1
