"""A part is taken back while its person saves; a comment is sent several times at once."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from grants.models import Application, PartAssignment, PartComment
from grants.services import application as writing
from grants.services import together as sharing
from sky_portal import clock, locks
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.messaging.models import Message
from sky_portal.questions.models import Answer
from tests.grants import factories
from tests.races.together import together, unlocked

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


@pytest.fixture
def shared(transactional_db, cast, providers):
    """Lapinlahti's signatory takes care of the first section of Iisalmi's draft."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        draft = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    return draft


def at_once(*works):
    def run(index):
        with clock.standing_at(factories.OPEN):
            return works[index]()

    return together(len(works), run)


def given(application):
    return application.sheet.sections[0].key


def give(application, cast):
    with clock.standing_at(factories.OPEN):
        sharing.give(application, part=given(application), person=cast["participant"], actor=cast["preparer"])


def take_back(application, cast):
    return sharing.take_back(
        application, part=given(application), person=cast["participant"], actor=cast["preparer"]
    )


def save(application, cast, value, version):
    return writing.save_answer(
        application, key="purpose", value=value, base_version=version, actor=cast["participant"]
    )


def test_a_part_taken_back_meanwhile_is_written_or_not_and_nothing_between(shared, cast):
    version = 0
    for number in range(ROUNDS):
        give(shared, cast)
        value = f"Versio {number}"
        taken, written = at_once(
            lambda: take_back(shared, cast),
            lambda value=value, version=version: save(shared, cast, value, version),
        )
        assert taken is True
        refused = isinstance(written, PermissionDenied)
        assert refused or written.value == value
        stored = Answer.objects.filter(key="purpose").values_list("value", flat=True).first()
        assert (stored == value) is not refused
        version += not refused
        assert not PartAssignment.objects.exists()
    # Whoever wrote did so before the part was taken back: the trail has that order.
    events = AuditEvent.objects.filter(case=shared.case).order_by("seq")
    held = False
    for verb in events.values_list("verb", flat=True):
        held = {"give_part": True, "take_back_part": False}.get(verb, held)
        assert verb != "save_answers" or held
    assert verify().broken is None


def test_one_part_given_twice_at_once_is_given_once(shared, cast):
    def once():
        return sharing.give(shared, part=given(shared), person=cast["participant"], actor=cast["preparer"]).pk

    assert len(set(at_once(*[once] * ROUNDS))) == 1
    assert Message.objects.filter(rule="grants.part_given").count() == 1


def say(shared, cast, token):
    return sharing.add_comment(
        shared, part=given(shared), text="Luvut?", actor=cast["participant"], token=token
    )


def test_a_comment_sent_several_times_is_said_once(shared, cast):
    token = uuid4()
    found = at_once(*[lambda: say(shared, cast, token).pk] * ROUNDS)
    assert set(found) == {PartComment.objects.get().pk}
    assert Message.objects.filter(rule="grants.part_commented").count() == 1


def test_control_without_the_lock_the_race_is_seen(shared, cast):
    with unlocked(Application):
        answers = at_once(*[lambda: say(shared, cast, TOKEN).pk] * ROUNDS)
    assert any(isinstance(answer, Exception) for answer in answers)
    assert not any(isinstance(answer, locks.LockOrderError) for answer in answers)


TOKEN = uuid4()
