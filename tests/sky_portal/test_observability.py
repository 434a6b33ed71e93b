import io
import json
import logging
import time

import pytest
from django.test import Client
from django.urls import reverse

from sky_portal import observability

UUID = "3f2b8c1e-4a5d-4e6f-8a9b-0c1d2e3f4a5b"


@pytest.fixture
def lines(settings):
    """What has been logged since last asked, a dictionary a line."""
    observability.configure({"format": "json", "level": "INFO"})
    written = io.StringIO()
    logging.getLogger().handlers[0].setStream(written)

    def read() -> list[dict]:
        found = [json.loads(line) for line in written.getvalue().splitlines()]
        written.seek(written.truncate(0))
        return found

    yield read
    observability.configure(settings.LOGGING)


@pytest.mark.parametrize("offered", ["abcdef12", "0af7651916cd43dd8448eb211c80319c", "a-b_c.d-1"])
def test_a_sane_request_id_is_kept(offered):
    assert Client().get("/live", headers={"X-Request-ID": offered})["X-Request-ID"] == offered


@pytest.mark.parametrize(
    "offered", ["", "short", "x" * 65, "with space", "new\nline-1234", "<script>12345678"]
)
def test_any_other_is_replaced(offered):
    answer = Client().get("/live", headers={"X-Request-ID": offered})["X-Request-ID"]
    assert answer != offered
    assert observability.SANE_ID.fullmatch(answer)


def test_one_line_a_request_with_id_user_path_and_duration(lines, cast, sign_in):
    client = sign_in("preparer")
    client.get(reverse("messaging:inbox"), headers={"X-Request-ID": "request-0001"})
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert line["request_id"] == "request-0001"
    assert line["user"] == cast["preparer"].pk
    assert line["path"] == reverse("messaging:inbox")
    assert line["status"] == 200
    assert line["milliseconds"] >= 0
    assert cast["preparer"].email not in json.dumps(line)
    assert observability.current_request_id() == ""


def test_probes_are_not_worth_a_line(lines):
    Client().get("/live")
    assert lines() == []


def test_the_libraries_speak_through_it_too(lines):
    logging.getLogger("django.db.backends.schema").warning("unusual: %s", "maija@kunta.example")
    (line,) = lines()
    assert line["event"] == "unusual: ***"
    assert line["logger"] == "django.db.backends.schema"


def test_an_exception_is_told_without_its_personal_data(lines):
    try:
        raise ValueError("Key (email)=(maija@kunta.example) already exists")
    except ValueError:
        observability.log.exception("it failed", password="hunter2", api_token="x")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "maija" not in line["exception"]
    assert line["password"] == line["api_token"] == "***"


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/fi/applications/17/", "/fi/applications/17/"),
        (f"/fi/jobs/{UUID}/", f"/fi/jobs/{UUID}/"),
        (
            "/fi/calls/sky-pilot-call-for-engaging-school-2021/",
            "/fi/calls/sky-pilot-call-for-engaging-school-2021/",
        ),
        ("/fi/account/password/reset/key/", "/fi/account/password/reset/key/"),
        ("/fi/invitations/Zm9vYmFyYmF6cXV4MTIzNDU2/", "/fi/invitations/***/"),
        ("/fi/confirm/MQ:1tXyZa:abcDEF123_-x/", "/fi/confirm/***/"),
        ("/fi/search/?q=maija", "/fi/search/"),
    ],
)
def test_tokens_in_paths(path, masked):
    assert observability.mask_path(path) == masked


@pytest.mark.django_db
def test_what_an_address_calls_a_key_is_one(lines):
    Client().get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1a", "key": "short-key"}))
    told = [line["path"] for line in lines() if line["event"] == "request"]
    assert told
    assert all("short-key" not in path for path in told)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("cannot connect to redis://:s3cret@redis:6379/0", "s3cret"),
        ("henkilötunnus 131052-308T puuttuu", "131052-308T"),
        ("GET /fi/x/?token=abc HTTP/1.1", "token=abc"),
        ("mail to <maija.meri@kunta.example> refused", "maija.meri"),
        ("Not Found: /fi/invitations/Zm9vYmFyYmF6cXV4MTIzNDU2/", "Zm9vYmFyYmF6"),
    ],
)
def test_secrets_in_any_text(text, hidden):
    assert hidden in text
    assert hidden not in observability.mask_text(text)


def test_the_console_is_for_people(capsys, settings):
    observability.configure({"format": "console", "level": "INFO"})
    observability.log.info("all well", jobs=3)
    assert "jobs=3" in capsys.readouterr().err
    observability.configure(settings.LOGGING)


def test_a_long_word_costs_no_time():
    started = time.monotonic()
    observability.mask_text("a" * 60_000)
    assert time.monotonic() - started < 5
