"""A batch: one refusal or fault spoils nothing else."""

import pytest
from django.core.exceptions import PermissionDenied

from sky_portal import locks
from sky_portal.cases import batch
from sky_portal.cases.models import Case

pytestmark = pytest.mark.django_db


def verb(kind: str) -> Case:
    case = Case.objects.create(kind=kind)
    if kind == "forbidden":
        raise PermissionDenied
    if kind == "fault":
        raise ZeroDivisionError
    return case


def test_every_item_has_a_result_and_a_transaction() -> None:
    results = batch.each(["a", "forbidden", "fault", "b"], verb)
    assert [result.item for result in results] == ["a", "forbidden", "fault", "b"]
    assert [result.done for result in results] == [True, False, False, True]
    assert [result.refused for result in results] == [False, True, False, False]
    assert isinstance(results[2].error, ZeroDivisionError)
    assert results[0].answer.kind == "a"
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["a", "b"]


def test_a_batch_cannot_be_part_of_an_act() -> None:
    with locks.act(), pytest.raises(locks.LockOrderError):
        batch.each(["a"], verb)
