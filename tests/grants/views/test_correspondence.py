"""The thread on both sides' pages."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from grants.models import CaseMessage
from grants.services import correspondence as service
from sky_portal import clock
from tests.grants import asked
from tests.grants.files import upload


@pytest.fixture
def april(arrived):
    with clock.standing_at(asked.ASKED_AT):
        yield arrived


def url(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


def text(page):
    return asked.plain(re.sub(r"\s+", " ", page.content.decode()))


def test_both_sides_write_and_read_the_same_thread(april, officer, preparer):
    question = {"text": "Onko kulu palkkaa?", "due_on": "2021-04-20", "token": uuid4()}
    page = officer.post(url("case_messages", april), question, follow=True)
    assert "Viesti on lähetetty." in text(page)
    seen = text(preparer.get(url("messages", april)))
    assert "Onko kulu palkkaa?" in seen
    assert "Vastausta pyydettiin viimeistään 20.4.2021 klo 16.15." in seen
    [message] = CaseMessage.objects.all()
    reply = {"text": "On", "kind": "message", "replies_to": message.pk, "attached": [upload("Laskelma.pdf")]}
    preparer.post(url("messages", april), reply)
    seen = text(officer.get(url("case_messages", april)))
    assert "Laskelma.pdf" in seen
    assert "Vastattu" in seen
    assert f'href="#message-{message.pk}"' in seen


def test_the_link_to_answer_fills_in_what_is_answered(april, cast, preparer):
    message = service.send(april, text="Kysymys", actor=cast["presenting_officer"])
    page = text(preparer.get(f"{url('messages', april)}?to={message.pk}"))
    assert f'name="replies_to" value="{message.pk}"' in page
    for wrong in ("x", "4711", "9" * 30):
        assert preparer.get(f"{url('messages', april)}?to={wrong}").status_code == 200


def test_an_addition_stands_beside_the_version_that_was_sent(april, preparer, officer):
    page = preparer.post(url("messages", april), {"text": "Pöytäkirja", "kind": "addition"}, follow=True)
    assert "Lisäys on vastaanotettu. Vastaanottoilmoitus tulee sähköpostiin." in text(page)
    seen = text(officer.get(url("case_messages", april)))
    assert "Hakijan oma lisäys" in seen
    assert "Version 1 rinnalla" in seen


def test_a_wrong_message_keeps_what_was_typed(april, preparer, officer):
    page = preparer.post(url("messages", april), {"text": "Hei", "kind": "poem"})
    assert page.status_code == 422
    assert "Hei</textarea>" in text(page)
    page = officer.post(url("case_messages", april), {"text": "", "due_on": ""})
    assert "Kirjoita viesti." in text(page)
    assert not CaseMessage.objects.exists()


def test_who_only_reads_has_no_form_and_may_not_send(april, sign_in):
    reader = sign_in("decision_maker")
    page = reader.get(url("case_messages", april))
    assert "Kukaan ei ole vielä kirjoittanut." in text(page)
    assert "<textarea" not in text(page)
    assert reader.post(url("case_messages", april), {"text": "Hei"}).status_code == 403


def test_an_applicants_message_waits_on_the_officials_tasks(april, cast, officer):
    service.send(april, text="Kysymys", actor=cast["preparer"])
    assert "Hakija on kirjoittanut sinulle" in text(officer.get(reverse("home")))
    with clock.standing_at(asked.ASKED_AT + timedelta(hours=1)):
        service.send(april, text="Vastaus", actor=cast["presenting_officer"])
        assert "Hakija on kirjoittanut sinulle" not in text(officer.get(reverse("home")))


@pytest.mark.parametrize("page", ["case_messages", "messages"])
def test_the_queries_do_not_grow_with_the_messages(april, cast, officer, preparer, page, costs):
    client = officer if page == "case_messages" else preparer
    service.send(april, text="Yksi", files=[upload("1.pdf")], actor=cast["preparer"])
    one = costs(client, url(page, april))
    for number in range(2):
        file = upload(f"{number}.pdf")
        service.send(april, text=str(number), files=[file], actor=cast["presenting_officer"])
    assert costs(client, url(page, april)) == one


def test_the_fields_that_a_side_does_not_have_are_not_read(april, officer, cast):
    officer.post(url("case_messages", april), {"text": "Hei", "kind": "addition"})
    assert CaseMessage.objects.get().kind == "message"
    with pytest.raises(ValidationError):
        service.send(april, text="Hei", kind="addition", actor=cast["presenting_officer"])
