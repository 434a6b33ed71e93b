import threading

import pytest
from django.db import connection

from sky_portal.cases.services import open_case
from sky_portal.jobs.models import Job
from sky_portal.messaging import services
from sky_portal.messaging.models import Message, MessageState

pytestmark = pytest.mark.django_db

ONCE = {"rule": "tests.once", "thing": "1", "due": "2021-03-31"}


def written(to="anna@iisalmi.example", **changes) -> Message | None:
    return services.queue(to=to, language="fi", subject="Hei", text="Hei", **changes)


def test_a_message_of_a_rule_exists_once_a_recipient():
    assert written(**ONCE)
    assert written(to="ANNA@iisalmi.example ", **ONCE) is None
    assert written(to="bertta@iisalmi.example", **ONCE)
    assert written(**ONCE | {"due": "2021-04-07"})
    assert Job.objects.filter(kind=services.SEND).count() == 3


def test_a_message_without_a_rule_may_be_repeated():
    assert written()
    assert written()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_verbs_at_once_make_one_message():
    results, start = [], threading.Barrier(2)

    def verb() -> None:
        start.wait()
        try:
            results.append(written(**ONCE))
        finally:
            connection.close()

    threads = [threading.Thread(target=verb) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result is None for result in results) == [False, True]
    assert Message.objects.count() == 1


def test_a_person_s_own_notices(cast):
    own = written(to=cast["preparer"])
    secret = written(to=cast["preparer"], confidential=True)
    written(to=cast["signatory"])
    written(to=cast["preparer"], **ONCE)
    Message.objects.filter(rule="tests.once").update(state=MessageState.SUPERSEDED)
    assert list(Message.objects.visible_to(cast["preparer"])) == [own]
    assert not Message.objects.visible_to(cast["visitor"]).exists()
    assert not secret.is_visible_to(cast["preparer"])


def test_reading_is_marked_for_oneself_alone(cast):
    own, other = written(to=cast["preparer"]), written(to=cast["signatory"])
    services.mark_read(other, actor=cast["preparer"])
    assert Message.objects.unread(cast["signatory"]).count() == 1
    services.mark_read(own, actor=cast["preparer"])
    first = Message.objects.get(pk=own.pk).read_at
    services.mark_read(own, actor=cast["preparer"])
    assert Message.objects.get(pk=own.pk).read_at == first is not None
    assert services.mark_all_read(actor=cast["preparer"]) == 0
    assert services.mark_all_read(actor=cast["signatory"]) == 1


def test_the_messages_of_a_case(cast):
    case = open_case("tests")
    shown, hidden = written(case=case), written(case=case, confidential=True)
    between_officials = written(to=cast["assessor"], case=case, internal=True)
    written(case=open_case("tests"))
    of_case = Message.objects.of(case)
    assert set(of_case) == {shown, between_officials}
    assert hidden not in of_case
    assert list(of_case.readable_by(cast["preparer"])) == [shown]
    assert set(of_case.readable_by(cast["assessor"])) == {shown, between_officials}
    assert set(of_case.readable_by(cast["presenting_officer"])) == {shown, between_officials}
    assert list(of_case.readable_by(cast["visitor"])) == [shown]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Hei\tvain  ", "Hei vain"),
        ("Hei\r\nBcc: x@y.example", "Hei Bcc: x@y.example"),
        ("a\u2028b\x00c\x85d", "a b c d"),
        ("ä" * 300, "ä" * 200),
    ],
)
def test_a_subject_is_one_line(given, kept):
    assert services.one_line(given) == kept
