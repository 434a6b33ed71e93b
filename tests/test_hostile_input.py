"""Every form of the portal, as a hostile hand or a broken client would send it.

The pages are read as those who use them, their forms are taken as they stand, and what they would
send is made wrong: a field too long, too odd, doubled or away, or a body that is no form at all.
A refusal is an answer; a crash is none, and what was typed into a refused form is still on its page.
"""

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sky_portal import clock
from tests.examples import EXAMPLES, MOMENT, make_world
from tests.test_access import OWN, address_of, addresses

WHO = ("visitor", "signatory", "call_administrator")
HOSTILE = (
    *("", " ", "\x00", "a\x00b", "\ud800", "\u202eedis\u2066", "٣", "²", "😀" * 300, "%00", "x" * 20_000),
    *("9" * 5_000, "99999999999999999999999", "-1", "0", "1e999", "NaN", "1_000", "99 999 999 999"),
    *("1" + " " * 20_000 + "2", "0001-01-01", "9999-12-31", "2021-02-30", "true", "null", "{", "[[[["),
    *("</textarea></script><script>alert(1)</script>", "'\"><svg onload=alert(1)>", "javascript:alert(1)"),
    *("a\r\nBcc: x@evil.example", "a@b.example\nBcc: c@d.example", "//evil.example", "\\\\evil.example"),
)
MULTIPART = "multipart/form-data; boundary=b"
BODIES = (
    (b"\xff\xfe=\xff&name=%ff%fe", "application/x-www-form-urlencoded"),
    (b"a=1&" * 5_001, "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=no-such-charset"),
    (b'{"value": [' * 10_000, "application/json"),
    (b"no parts at all", MULTIPART),
    (b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\ncut off', MULTIPART),
    (b"", "multipart/form-data"),
    (b"\x00" * 100, "text/plain"),
)


@dataclass
class Form:
    """One form of a page, with what it would send as it stands."""

    who: str
    method: str
    action: str
    sent: dict[str, str] = field(default_factory=dict)
    # What a person writes, and would miss.
    written: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, who: str, address: str) -> None:
        super().__init__()
        self.who, self.address = who, address
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, kind = told.get("name", ""), told.get("type", "text")
        if tag == "form":
            action = told.get("action") or self.address
            self.inside = Form(self.who, told.get("method", "get").lower(), action)
            self.found.append(self.inside)
        elif self.inside and tag == "option" and self.select:
            if "selected" in told or not self.inside.sent[self.select]:
                self.inside.sent[self.select] = told.get("value", "")
        elif self.inside and name and tag in {"input", "textarea", "button", "select"}:
            self.select = name if tag == "select" else ""
            if kind not in {"radio", "checkbox"} or "checked" in told or name not in self.inside.sent:
                self.inside.sent[name] = told.get("value", "")
            if tag == "textarea" or (tag == "input" and kind == "text"):
                self.inside.written.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


@pytest.fixture
def world(cast, providers):
    with clock.standing_at(MOMENT):
        yield make_world(cast, providers)


@pytest.fixture
def browsers(world, sign_in):
    return {who: sign_in(who) for who in WHO}


@pytest.fixture
def forms(world, browsers) -> list[Form]:
    """Every form that these people find, each once."""
    found: dict[Any, Form] = {}
    for who, browser in browsers.items():
        for name in (name for name in OWN if name in EXAMPLES or not addresses()[name][1]):
            address = address_of(name, world)
            page = browser.get(address)
            if page.streaming:
                # Read to its end, a file is closed by the client, which keeps the connection open.
                b"".join(page.streaming_content)
            if page.status_code == HTTPStatus.OK and not page.streaming and "html" in page["Content-Type"]:
                reader = Forms(who, address)
                reader.feed(page.text)
                for form in reader.found:
                    found.setdefault((form.method, form.action, *sorted(form.sent)), form)
    return list(found.values())


def send(browsers: dict[str, Any], form: Form, pairs: list[tuple[str, str]]) -> Any:
    """One request whose changes are undone; a crash comes through as it is."""
    encoded = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    browser = browsers[form.who]
    kept = browser.cookies.copy()
    with transaction.atomic():
        if form.method == "post":
            answer = browser.post(form.action, encoded, content_type="application/x-www-form-urlencoded")
        else:
            answer = browser.get(f"{form.action.partition('?')[0]}?{encoded}")
        transaction.set_rollback(True)
    browser.cookies = kept
    return answer


def quote(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def test_no_field_of_a_form_brings_the_portal_down(browsers, forms):
    assert len(forms) > 20

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def sending(data: Any) -> None:
        form = data.draw(st.sampled_from(forms))
        names = sorted(form.sent) or ["nothing"]
        value = data.draw(st.sampled_from(HOSTILE) | st.text(max_size=200))
        wrong = data.draw(st.sampled_from(names))
        how = data.draw(st.sampled_from(["instead", "twice", "away"]))
        pairs = [pair for pair in form.sent.items() if pair[0] != wrong or how == "twice"]
        pairs += [(wrong, value)] * (how != "away")
        answer = send(browsers, form, pairs)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        assert "evil.example" not in answer.get("Location", "").partition("?")[0]

    sending()


def test_what_was_typed_into_a_refused_form_is_still_there(browsers, forms):
    text = "Pitkä teksti & <b>lihava</b> \"lainaus\" 'heitto' </textarea>"
    refused = 0
    for form in (form for form in forms if form.method == "post"):
        for name in form.written:
            answer = send(browsers, form, [*{**form.sent, name: text}.items()])
            if answer.status_code in {200, 409, 422}:
                refused += 1
                assert text in unescape(answer.text), f"{form.action} loses {name}"
                assert text not in answer.text
    assert refused > 3


@pytest.mark.parametrize(("body", "kind"), BODIES, ids=[kind[:40] for _body, kind in BODIES])
def test_a_body_that_is_no_form_is_refused(world, browsers, body, kind):
    for name in (name for name in OWN if name in EXAMPLES or not addresses()[name][1]):
        for who in ("visitor", "signatory"):
            browser = browsers[who]
            kept = browser.cookies.copy()
            with transaction.atomic():
                answer = browser.generic("POST", address_of(name, world), body, content_type=kind)
                transaction.set_rollback(True)
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, f"{name} as {who}"
            browser.cookies = kept
