"""A conflict declared while the application is being given to its person: the conflict always wins."""

from threading import Event

import pytest

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration
from grants.rules import has_conflict
from grants.services import assigning, conflicts
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.grants import factories
from tests.races.together import together, unlocked

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AFTER = clock.helsinki(2021, 4, 12, 9)
# How long the giving stands still between judging and writing.
STILL = 1


@pytest.fixture
def sent(transactional_db, cast, providers):
    with clock.standing_at(factories.OPEN):
        made = factories.make_sent(
            factories.make_call(),
            organisation=providers["iisalmi"],
            actor=cast["preparer"],
            signatory=cast["signatory"],
        )
    return Application.objects.get(pk=made.application_id)


def collide(application, officer, administrator, monkeypatch):
    """Gives the application to the officer, who declares a conflict just when that has been judged."""
    judged, said, honest = Event(), Event(), assigning._judge

    def judge(*given):
        honest(*given)
        judged.set()
        said.wait(STILL)

    monkeypatch.setattr(assigning, "_judge", judge)

    def give():
        assigning.assign_officer(application, officer=officer, actor=administrator)

    def declare():
        judged.wait(10)
        conflicts.declare(application, state=ConflictState.CONFLICTED, actor=officer)
        said.set()

    def run(index):
        with clock.standing_at(AFTER):
            (give, declare)[index]()

    assert together(2, run) == [None, None]
    application.refresh_from_db()


def test_whoever_is_in_conflict_is_never_left_the_presenting_officer(sent, cast, monkeypatch):
    officer = cast["presenting_officer"]
    collide(sent, officer, cast["call_administrator"], monkeypatch)
    assert has_conflict.test(officer, sent)
    assert sent.presenting_officer is None


def test_without_the_application_s_lock_they_would_be(sent, cast, monkeypatch):
    """The control."""
    with unlocked(Application):
        collide(sent, cast["presenting_officer"], cast["call_administrator"], monkeypatch)
    assert sent.presenting_officer == cast["presenting_officer"]


def test_a_double_click_declares_once(sent, cast):
    def click(index):
        with clock.standing_at(AFTER):
            return conflicts.declare(sent, state=ConflictState.FREE, actor=cast["assessor"])

    made = together(4, click)
    assert {one.pk for one in made} == {ConflictDeclaration.objects.get().pk}
    assert AuditEvent.objects.filter(verb="declare").count() == 1
