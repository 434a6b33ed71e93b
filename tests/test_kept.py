"""A world that is put back is the one that was made, and only where it fits."""

from collections.abc import Callable

import pytest
from django.db import transaction

from sky_portal.accounts.models import User
from tests import kept

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Rolls a world back, as the end of a test does."""


def anna() -> User:
    return User.objects.get(email="anna@kunta.example")


@pytest.fixture
def made() -> list[int]:
    """How often the world has been made: a number for each time."""
    return []


@pytest.fixture
def world(made: list[int], request: pytest.FixtureRequest) -> Callable[[], User]:
    """A world of one person; its name is this test's own."""

    def make() -> User:
        made.append(len(made) + 1)
        return User.objects.create_user(email="anna@kunta.example", name="Anna")

    return lambda: kept.world(request.node.nodeid, make, anna)


def undone(world: Callable[[], User]) -> kept.Rows:
    """Everything that the world leaves in the tables, before it is rolled back."""
    kept.forget()
    left: kept.Rows = {}
    try:
        with transaction.atomic():
            world()
            left = kept._everything()
            raise Undone
    except Undone:
        return left


def test_what_is_put_back_is_what_was_made(world, made):
    first, second = undone(world), undone(world)
    assert made == [1]
    assert first == second
    assert any("anna@kunta.example" in row for row in second["accounts_user"])


def test_where_something_else_stands_it_is_made_again(world, made):
    undone(world)
    kept.forget()
    User.objects.create_user(email="bo@kunta.example", name="Bo")
    assert world().name == "Anna"
    assert made == [1, 2]


def test_what_it_changed_is_put_back_too(world, made, request):
    renamed = f"{request.node.nodeid} renamed"

    def rename() -> User:
        made.append(len(made) + 1)
        User.objects.update(name="Anna Ek")
        return anna()

    def both() -> User:
        world()
        return kept.world(renamed, rename, anna)

    assert undone(both) == undone(both)
    assert made == [1, 2]
    kept.forget()
    assert both().name == "Anna Ek"


def test_a_world_that_deletes_is_never_put_back(world, made, request):
    deleted = f"{request.node.nodeid} deleted"

    def delete() -> None:
        made.append(len(made) + 1)
        User.objects.all().delete()

    def both() -> None:
        world()
        kept.world(deleted, delete, lambda: None)

    for _time in range(2):
        undone(both)
    assert made == [1, 2, 3]
