"""Comments by part: said once, told once an hour, settled; nobody outside ever reads them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.enums import ApplicationState
from grants.models import Application, PartComment
from grants.services import submission, together
from pilots.services import remove_member
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from tests.grants import factories

pytestmark = pytest.mark.django_db
RULE = "grants.part_commented"


@pytest.fixture
def say(shared, keys, cast):
    """Somebody comments on the first section."""

    def said(who, text="Lyhennetään tätä.", part=keys[0], **token):
        return together.add_comment(shared, part=part, text=text, actor=cast[who], **token)

    return said


def told():
    return sorted(Message.objects.filter(rule=RULE).values_list("recipient__name", flat=True))


def test_a_double_click_says_it_once(say):
    token = uuid4()
    assert say("participant", token=token) == say("participant", token=token)
    assert PartComment.objects.count() == 1
    assert AuditEvent.objects.filter(verb="comment").count() == 1
    assert len(told()) == 1


def test_a_token_of_somebody_else_shows_nothing_of_theirs(say):
    token = uuid4()
    theirs = say("participant", token=token)
    mine = say("preparer", "Toinen asia.", token=token)
    assert (mine.text, mine.token) == ("Toinen asia.", None)
    assert mine != theirs


def test_nobody_given_the_part_the_starter_is_told(say):
    say("participant")
    assert told() == ["Aino Karppinen"]


def test_those_concerned_are_told_and_the_author_is_not(say, shared, keys, cast):
    together.give(shared, part=keys[0], person=cast["participant"], actor=cast["preparer"])
    say("signatory")
    assert told() == ["Päivi Kumpulainen"]
    say("participant", "Selvä.")
    assert told() == ["Juhani Ruotsalainen", "Päivi Kumpulainen"]


def test_within_an_hour_a_person_is_told_once_a_part(say, keys):
    for _ in range(3):
        say("participant", token=uuid4())
    assert told() == ["Aino Karppinen"]
    say("participant", part=keys[1])
    assert len(told()) == 2
    with clock.standing_at(factories.OPEN + timedelta(hours=1)):
        say("participant", token=uuid4())
    assert len(told()) == 3


def test_what_was_said_is_not_in_the_mail(say):
    say("participant", "Palkat ovat liian suuret.")
    message = Message.objects.get(rule=RULE)
    assert "liian suuret" not in message.text + message.html + message.subject
    assert (message.case, message.internal) == (None, False)


def test_who_does_not_take_part_any_more_is_not_told(say, shared, cast):
    say("participant")
    member = shared.pilot.members.get(organisation__name_fi="Lapinlahti")
    remove_member(member, actor=cast["preparer"])
    say("signatory")
    assert "Päivi Kumpulainen" not in told()
    with pytest.raises(PermissionDenied):
        say("participant")


@pytest.mark.parametrize("who", ["outsider", "presenting_officer", "registrar", "evaluator", "reader"])
def test_others_neither_say_nor_read_anything(who, say, shared, cast):
    comment = say("preparer")
    with pytest.raises(PermissionDenied):
        say(who)
    with pytest.raises(PermissionDenied):
        together.settle(comment, actor=cast[who])
    assert not PartComment.objects.visible_to(cast[who]).exists()


def test_officials_see_no_comment_of_what_was_sent_either(ready, cast):
    section = ready.sheet.sections[0].key
    together.add_comment(ready, part=section, text="Salainen juttu", actor=cast["preparer"])
    sent = submission.submit(ready, actor=cast["signatory"])
    assert "Salainen juttu" not in str(sent.content)
    assert not PartComment.objects.visible_to(cast["presenting_officer"]).exists()
    assert PartComment.objects.visible_to(cast["signatory"]).count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "a" * 2001])
def test_nothing_and_too_much_are_refused(text, say):
    with pytest.raises(ValidationError):
        say("preparer", text)
    assert not PartComment.objects.exists()


def test_a_settled_comment_can_be_taken_up_again(say, shared, keys, cast):
    comment = say("preparer")
    assert together.open_comments(shared) == {keys[0]: 1}
    for _ in range(2):
        settled = together.settle(comment, actor=cast["participant"])
    assert settled.settled_by == cast["participant"]
    assert together.open_comments(shared) == {}
    again = together.take_up(comment, actor=cast["preparer"])
    assert (again.settled_at, again.settled_by) == (None, None)
    assert AuditEvent.objects.filter(verb="settle_comment").count() == 1
    event = AuditEvent.objects.get(verb="take_up_comment")
    assert event.facts == {"part": keys[0], "comment": comment.pk}


def test_what_is_examined_is_not_commented_on(ready, cast):
    submission.submit(ready, actor=cast["signatory"])
    Application.objects.filter(pk=ready.pk).update(state=ApplicationState.IN_REVIEW)
    with pytest.raises(PermissionDenied):
        together.add_comment(ready, part="budget", text="Vielä yksi.", actor=cast["preparer"])
