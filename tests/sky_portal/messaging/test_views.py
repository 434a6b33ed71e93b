import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sky_portal.cases import access
from sky_portal.cases.services import open_case
from sky_portal.documents.services import store
from sky_portal.messaging import services
from sky_portal.messaging.models import Message, MessageState

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, monkeypatch):
    """A case that the preparer, her signatory and the officials may read."""
    readers = {cast[key] for key in ("preparer", "signatory", "presenting_officer", "assessor")}
    monkeypatch.setattr(access, "_READERS", {"tests": lambda user, case: user in readers})
    return open_case("tests")


@pytest.fixture
def write(cast):
    """Queues a message to one of the cast."""

    def written(to="preparer", **changes) -> Message:
        fields = {"language": "fi", "subject": "Vastaanottoilmoitus", "text": "Katso https://sky.example/x"}
        return services.queue(to=cast[to], **(fields | changes))

    return written


def page(name: str, *messages: Message) -> str:
    return reverse(f"messaging:{name}", args=[message.pk for message in messages])


def test_one_sees_one_s_own_and_nobody_else_s(write, sign_in):
    own, secret = write(), write(subject="Salasana", confidential=True)
    shown = sign_in("preparer").get(page("inbox")).text
    assert "Vastaanottoilmoitus" in shown
    assert "Salasana" not in shown
    assert "Vastaanottoilmoitus" not in sign_in("outsider").get(page("inbox")).text
    assert sign_in("preparer").get(page("detail", own)).status_code == 200
    assert sign_in("preparer").get(page("detail", secret)).status_code == 404
    assert sign_in("outsider").get(page("detail", own)).status_code == 404
    assert sign_in("outsider").post(page("read", own)).status_code == 404


def test_who_may_read_the_case_reads_its_messages_but_not_those_between_officials(write, sign_in, case):
    to_all, internal = write(case=case), write("assessor", case=case, internal=True)
    for key, message, status in (
        ("signatory", to_all, 200),
        ("outsider", to_all, 404),
        ("preparer", internal, 404),
        ("assessor", internal, 200),
        ("presenting_officer", internal, 200),
    ):
        assert sign_in(key).get(page("detail", message)).status_code == status, key


def test_opening_marks_nothing_the_button_does(write, sign_in):
    message, client = write(), sign_in("preparer")
    assert page("read", message) in client.get(page("detail", message)).text
    assert client.get(page("read", message)).status_code == 405
    message.refresh_from_db()
    assert message.read_at is None
    assert client.post(page("read", message)).status_code == 302
    message.refresh_from_db()
    assert message.read_at is not None
    assert page("read", message) not in client.get(page("detail", message)).text


def test_all_at_once(write, sign_in):
    write(), write()
    client = sign_in("preparer")
    assert client.get(page("read_all")).status_code == 405
    client.post(page("read_all"))
    assert not Message.objects.filter(read_at=None).exists()
    assert page("read_all") not in client.get(page("inbox")).text


@pytest.mark.parametrize("name", ["inbox", "outbox"])
def test_the_count_of_queries_does_not_grow(write, sign_in, name, django_assert_num_queries):
    client = sign_in("preparer")
    write(case=open_case("tests"))
    client.get(page(name))
    with CaptureQueriesContext(connection) as one:
        client.get(page(name))
    write(case=open_case("tests")), write(case=open_case("tests"))
    with django_assert_num_queries(len(one)):
        client.get(page(name))


def test_empty_boxes_say_what_will_be_there(sign_in):
    for key, name in (("preparer", "inbox"), ("visitor", "outbox")):
        assert 'class="empty"' in sign_in(key).get(page(name)).text


def test_an_unknown_outcome_is_told_and_only_officials_send_again(write, sign_in, case):
    message = write(case=case)
    Message.objects.update(state=MessageState.UNKNOWN)
    assert 'class="note wait"' in sign_in("preparer").get(page("detail", message)).text
    assert page("send_again", message) not in sign_in("preparer").get(page("detail", message)).text
    assert sign_in("preparer").post(page("send_again", message)).status_code == 403
    official = sign_in("presenting_officer")
    assert page("send_again", message) in official.get(page("detail", message)).text
    assert official.get(page("send_again", message)).status_code == 405
    official.post(page("send_again", message))
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert official.post(page("send_again", message)).status_code == 302


def test_the_demo_s_outbox_shows_all_with_links_and_attachments(write, sign_in, case):
    receipt = store(
        case,
        kind="receipt",
        name="kuitti.pdf",
        content=b"%PDF",
        content_type="application/pdf",
        language="fi",
    )
    message = write(confidential=True, attachments=[receipt], html='<p style="color: red">Hei</p>')
    visitor = sign_in("visitor")
    assert "Vastaanottoilmoitus" in visitor.get(page("outbox")).text
    assert message.address in visitor.get(page("outbox"), {"to": message.address[:5]}).text
    assert message.address not in visitor.get(page("outbox"), {"to": "nobody@"}).text
    shown = visitor.get(page("outbox_message", message)).text
    assert '<a href="https://sky.example/x"' in shown
    assert "kuitti.pdf" in shown
    html = visitor.get(page("outbox_html", message))
    assert html.text == message.html
    assert "sandbox" in html["Content-Security-Policy"]
    assert "script-src" not in html["Content-Security-Policy"]


def test_without_the_demo_there_is_no_outbox(write, sign_in, settings):
    message = write()
    settings.DEMO = False
    for address in (page("outbox"), page("outbox_message", message)):
        assert sign_in("presenting_officer").get(address).status_code == 404


def test_a_case_s_messages_as_a_component(write, case, rf):
    component = "messaging/of_case.html"
    write(case=case)
    shown = render_to_string(component, {"messages_of_case": Message.objects.of(case)})
    assert "Vastaanottoilmoitus" in shown
    assert "<table" not in render_to_string(component, {"messages_of_case": []})
