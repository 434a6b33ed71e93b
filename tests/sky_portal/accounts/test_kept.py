"""A text sent after the session's end comes back to its writer, and to nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from sky_portal.accounts import kept

START = "2026-03-02T08:00:00+00:00"
TEXT = "Pitkä perustelu, jota kukaan ei halua kirjoittaa uudelleen. Ää & <öö>\nToinen rivi."
PREPARER = "preparer@iisalmi.example"


@pytest.fixture
def page():
    return reverse("accounts:me")


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as machine:
        yield machine


@pytest.fixture
def late(client, cast, log_in, page, clock):
    """A preparer's browser whose session ends between the form and its sending."""

    def send(data=None, *, as_form=True, forget=False, after=31):
        log_in(client, PREPARER)
        html = client.get(page).content.decode()
        owner = re.search(r'name="kept_owner" value="([^"]+)"', html).group(1)
        clock.shift(timedelta(minutes=after))
        if forget:
            client.cookies.pop("sessionid")
        fields = {"name": TEXT, "title": "päällikkö", "language": "fi", **(data or {})}
        if as_form:
            fields["kept_owner"] = owner
        return client.post(page, fields)

    return send


def test_the_writer_gets_it_back_in_the_form(client, cast, log_in, late, page):
    answer = late()
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('accounts:kept')}"
    answer = log_in(client, PREPARER)
    assert answer["Location"] == reverse("accounts:kept")
    found = client.get(reverse("accounts:kept"))
    assert escape(TEXT.splitlines()[0]) in found.content.decode()
    form = client.get(page)
    assert form.context["form"].data["name"] == TEXT
    assert form.context["unsaved"]
    cast["preparer"].refresh_from_db()
    assert cast["preparer"].name != TEXT


def test_saving_it_forgets_it(client, cast, log_in, late, page):
    late()
    log_in(client, PREPARER)
    sent = dict(client.get(reverse("accounts:kept")).context["kept"].fields)
    sent["name"] = "Aino K."
    assert client.post(page, sent).status_code == 302
    assert client.get(reverse("accounts:kept")).context["kept"] is None
    assert not client.get(page).context["unsaved"]


def test_a_refused_form_stays_kept(client, cast, log_in, late, page):
    late({"language": "no such language"})
    log_in(client, PREPARER)
    sent = dict(client.get(reverse("accounts:kept")).context["kept"].fields)
    assert client.post(page, sent).status_code == 200
    assert client.get(reverse("accounts:kept")).context["kept"] is not None


def test_without_its_cookie_the_signed_field_says_whose_it_is(client, cast, log_in, late):
    late(forget=True)
    assert log_in(client, PREPARER)["Location"] == reverse("accounts:kept")


def test_without_the_field_the_ended_session_says_whose_it_is(client, cast, log_in, late):
    late(as_form=False)
    assert log_in(client, PREPARER)["Location"] == reverse("accounts:kept")


def test_without_either_nothing_is_kept(client, cast, log_in, late, page):
    answer = late(as_form=False, forget=True)
    assert answer["Location"].startswith(reverse("account_login"))
    assert log_in(client, PREPARER)["Location"] == reverse("home")


def test_somebody_else_gets_nothing_and_it_is_dropped(client, cast, log_in, late, page):
    late()
    assert log_in(client, "signatory@iisalmi.example")["Location"] == reverse("home")
    assert client.get(reverse("accounts:kept")).context["kept"] is None
    assert not client.get(page).context["unsaved"]
    client.post(reverse("account_logout"))
    assert log_in(client, PREPARER)["Location"] == reverse("home")


def test_a_signed_field_of_another_does_not_fit_the_ended_session(client, log_in, late, sign_in, page):
    html = sign_in("signatory").get(page).content.decode()
    theirs = re.search(r'name="kept_owner" value="([^"]+)"', html).group(1)
    late({"kept_owner": theirs}, as_form=False)
    assert log_in(client, PREPARER)["Location"] == reverse("home")
    client.post(reverse("account_logout"))
    assert log_in(client, "signatory@iisalmi.example")["Location"] == reverse("home")


def test_it_is_kept_for_half_an_hour(client, cast, log_in, late, clock):
    late()
    clock.shift(timedelta(minutes=31))
    assert log_in(client, PREPARER)["Location"] == reverse("home")


def test_too_much_is_not_kept(client, cast, log_in, late):
    late({"name": "x" * (kept.MAX_BYTES + 1)})
    assert log_in(client, PREPARER)["Location"] == reverse("home")


def test_files_are_told_of(client, cast, log_in, late):
    late({"attachment": SimpleUploadedFile("plan.txt", b"content")})
    log_in(client, PREPARER)
    assert client.get(reverse("accounts:kept")).context["kept"].had_files


def test_passwords_and_tokens_are_never_kept(rf):
    assert kept.worth_keeping(rf.post("/", {"text": "x", "new_password": "secret"}).POST) is None
    clean = kept.worth_keeping(
        rf.post("/", {"text": "x", "csrfmiddlewaretoken": "t", "kept_owner": "o"}).POST
    )
    assert dict(clean.items()) == {"text": "x"}


def test_forgetting_it_by_the_button(client, cast, log_in, late):
    late()
    log_in(client, PREPARER)
    client.post(reverse("accounts:drop_kept"))
    assert client.get(reverse("accounts:kept")).context["kept"] is None


def test_a_field_sent_over_and_over_fills_no_database(client, cast, log_in, page):
    log_in(client, PREPARER)
    owner = re.search(r'name="kept_owner" value="([^"]+)"', client.get(page).content.decode()).group(1)
    for _ in range(kept.OFTEN + 5):
        client.cookies.clear()
        client.post(page, {"name": TEXT, "kept_owner": owner})
    assert sum("kept" in session.get_decoded() for session in Session.objects.all()) == kept.OFTEN
