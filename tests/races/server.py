"""The portal over real HTTP: gunicorn on the test's own database, and browsers that talk to it.

with serving(tmp_path, at=OPEN) as portal:
    signatory = portal.browser()
    signatory.sign_in("signatory@iisalmi.example", PASSWORD)
    answer = signatory.post("/fi/applications/…/submit/", attestation="on")
"""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

from tests.races.conftest import environment
from tests.races.together import PATIENCE, ROOT


@dataclass(frozen=True)
class Answer:
    """What the server said; `location` is where it sent the browser."""

    status: int
    text: str
    location: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here: a test wants to see them."""

    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """A person's browser: keeps cookies, sends the CSRF token, follows no redirect by itself."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), _Stay(), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> Answer:
        """Opens a page."""
        return self._ask(urllib.request.Request(urljoin(self.address, path)))

    def post(self, path: str, **fields: str) -> Answer:
        """Sends a form; a page that sets the CSRF cookie must have been opened before."""
        url = urljoin(self.address, path)
        body = urlencode({"csrfmiddlewaretoken": self.cookie("csrftoken"), **fields}).encode()
        return self._ask(urllib.request.Request(url, data=body, headers={"Referer": url}))

    def send_file(self, path: str, name: str, content: bytes, **fields: str) -> Answer:
        """Sends a form with one file in `files`, as a browser does."""
        url, boundary = urljoin(self.address, path), "a-boundary-of-the-tests"
        parts = {"csrfmiddlewaretoken": self.cookie("csrftoken"), **fields}
        head = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in parts.items()
        )
        head += f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Referer": url, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._ask(urllib.request.Request(url, data=body, headers=headers))

    def cookie(self, name: str) -> str:
        """The value of a cookie, empty without one."""
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == name), "")

    def sign_in(self, email: str, password: str) -> None:
        """Signs in as anybody does; fails when the portal does not let the person in."""
        path = "/fi/account/login/"
        assert self.get(path).status == 200
        answer = self.post(path, login=email, password=password)
        assert answer.status == 302, answer.text[-2000:]
        assert self.cookie("sessionid")

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=PATIENCE) as found:
                return Answer(found.status, found.read().decode(), "")
        except urllib.error.HTTPError as other:
            with other:
                return Answer(other.code, other.read().decode(), other.headers.get("Location", ""))


@dataclass(frozen=True)
class Portal:
    """A running server, and the file of its log."""

    address: str
    log: Path

    def browser(self) -> Browser:
        """A browser of its own."""
        return Browser(self.address)


@contextmanager
def serving(
    var_dir: Path, *, at: datetime, application: str = "sky_portal.wsgi", workers: int = 2
) -> Iterator[Portal]:
    """Serves the test's PostgreSQL database with the clock moved to `at`, until the block ends."""
    _move_clock(var_dir, at)
    env = environment(var_dir, DJANGO_SETTINGS_MODULE="tests.settings", SKY_LOG_LEVEL="ERROR")
    with socket.socket() as listening, (var_dir / "server.log").open("wb") as log:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        # The socket is ours and handed on, so that nobody takes the port in between.
        number = listening.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{number}"),
            *("--workers", str(workers), "--worker-class", "gthread", "--threads", "8"),
        ]
        server = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[number], stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            yield _awaited(Portal(address, var_dir / "server.log"), server)
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _move_clock(var_dir: Path, at: datetime) -> None:
    (var_dir / "static").mkdir(exist_ok=True)
    (var_dir / "demo").mkdir(exist_ok=True)
    offset = (at - datetime.now(UTC)).total_seconds()
    (var_dir / "demo" / "clock.json").write_text(json.dumps({"offset": offset}))


def _awaited(portal: Portal, server: subprocess.Popen) -> Portal:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            if portal.browser().get("/live").status == 200:
                return portal
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise AssertionError(f"the server did not start: {portal.log.read_text()[-3000:]}")
