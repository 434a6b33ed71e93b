"""Question sets: a version in use never changes, a change is a new version."""

import copy

from django.db import transaction
from django.db.models import Max

from sky_portal import clock
from sky_portal.questions.models import QuestionSet


def put_in_use(question_set: QuestionSet) -> QuestionSet:
    """From now on this version is as it is; one that is in use already keeps its moment.

    Raises ValidationError with every fault of the content.
    """
    with transaction.atomic():
        stored = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
        if stored.in_use_since is None:
            stored.full_clean()
            stored.in_use_since = clock.now()
            stored.save()
    question_set.content, question_set.in_use_since = stored.content, stored.in_use_since
    return question_set


def new_version(question_set: QuestionSet) -> QuestionSet:
    """A copy of this version, numbered after the newest of its key and free to be changed."""
    newest = QuestionSet.objects.filter(key=question_set.key).aggregate(newest=Max("version"))["newest"]
    return QuestionSet.objects.create(
        key=question_set.key, version=newest + 1, content=copy.deepcopy(question_set.content)
    )
