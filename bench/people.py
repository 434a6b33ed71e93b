"""Signed-in browsers of the bench: a session row and a connection that stays open."""

import http.client
import re
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

# The server closes a connection that nobody uses for two seconds; a browser opens another one.
IDLE_SECONDS = 1.0
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def session_of(user: Any) -> str:
    """The key of a fresh session of this user."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


class Browser:
    """One person's connection, with cookies."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {"sessionid": session} if session else {}
        self.used = time.monotonic()

    def get(self, path: str) -> tuple[int, bytes]:
        """(status, body)."""
        return self._ask("GET", path)

    def post(
        self, path: str, fields: dict[str, str], headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Sends a form; its token is a field, or a header as scripts send it."""
        body = urlencode(fields)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, kind | (headers or {}))

    def save(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        """Sends as the page's own script does: the token from the cookie, an answer in JSON."""
        return self.post(
            path,
            fields,
            {
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "Accept": "application/json",
                "Sec-Fetch-Dest": "empty",
            },
        )

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.connection.close()
        cookie = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        self.connection.request(method, path, body, {**(headers or {}), "Cookie": cookie})
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or []:
            key, _, rest = line.partition("=")
            self.cookies[key] = rest.partition(";")[0]
        return answer.status, content

    def close(self) -> None:
        """Closes the connection."""
        self.connection.close()


def token(page: bytes) -> str:
    """The token of a page's form; raises AssertionError when it has none."""
    found = TOKEN.search(page)
    assert found, page[:500]
    return found.group(1).decode()
