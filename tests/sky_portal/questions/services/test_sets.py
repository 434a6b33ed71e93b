"""A set in use never changes; a change is a new version."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from sky_portal.questions.models import QuestionSet, SetInUse
from sky_portal.questions.services import new_version, put_in_use
from tests.sky_portal.questions.content import content


def test_a_draft_may_change(question_set):
    question_set.content["sections"][0]["key"] = "goals"
    question_set.save()
    QuestionSet.objects.filter(pk=question_set.pk).update(key="other")
    assert question_set.delete()[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.save(),
        lambda one: one.delete(),
        lambda one: QuestionSet.objects.filter(pk=one.pk).update(content={}),
        lambda one: QuestionSet.objects.update(in_use_since=None),
        lambda one: QuestionSet.objects.filter(pk=one.pk).delete(),
        lambda one: QuestionSet.objects.bulk_update([one], ["content"]),
        lambda one: QuestionSet(pk=one.pk, key="sky", content={}).save(),
    ],
)
def test_a_set_in_use_is_not_changed(question_set, change):
    put_in_use(question_set)
    question_set.content = {}
    with pytest.raises(SetInUse):
        change(question_set)
    assert QuestionSet.objects.get().content == content()


def test_a_set_with_answers_is_kept(sheet):
    with pytest.raises((ProtectedError, SetInUse)):
        sheet.question_set.delete()


def test_in_use_is_a_moment_that_stays(question_set):
    since = put_in_use(question_set).in_use_since
    assert since
    assert put_in_use(question_set).in_use_since == since


def test_a_faulty_set_is_not_put_in_use(db):
    faulty = QuestionSet.objects.create(key="faulty", content={"sections": []})
    with pytest.raises(ValidationError):
        put_in_use(faulty)
    faulty.refresh_from_db()
    assert faulty.in_use_since is None


def test_a_new_version_is_free_to_be_changed(question_set):
    put_in_use(question_set)
    second = new_version(question_set)
    assert (second.key, second.version, second.content) == ("sky", 2, question_set.content)
    second.content["sections"].pop()
    second.save()
    assert QuestionSet.objects.get(version=1).content == content()
    assert new_version(question_set).version == 3
