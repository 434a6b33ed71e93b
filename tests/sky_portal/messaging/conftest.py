"""A real SMTP server on this machine, which can be told to misbehave."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from sky_portal.jobs import registry
from sky_portal.messaging import reminders


class Conversation(socketserver.StreamRequestHandler):
    """One connection: RFC 5321 as far as the portal speaks it."""

    server: "MailServer"

    def handle(self) -> None:
        self.say(220, "ready")
        while line := self.rfile.readline():
            verb = line.split()[0].upper().decode() if line.split() else ""
            if verb == "DATA":
                if not self.take_message():
                    return
            else:
                self.say(*self.server.answers.get(verb, (250, "fine")))
            if verb == "QUIT":
                return

    def take_message(self) -> bool:
        self.say(354, "go ahead")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.keeps:
            self.server.received.append(b"".join(lines))
        if self.server.hangs_up_after_data:
            return False
        self.say(*self.server.answers.get("DATA", (250, "taken")))
        return True

    def say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """What it received, and how it is to answer."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received: list[bytes] = []
        self.answers: dict[str, tuple[int, str]] = {}
        self.hangs_up_after_data = False
        self.keeps = True

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.received]


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server that the portal is configured to use."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        settings.EMAIL_BACKEND = "sky_portal.messaging.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "SKY-portaali <sky@okm.example>"
        settings.MAIL_REPLY_TO = "kirjaamo@okm.example"
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def only(monkeypatch) -> Callable[..., Any]:
    """`only(reminder)` makes it the one declared rule."""
    reminders.discover()
    registry.discover()

    def declare(reminder: reminders.Reminder) -> reminders.Reminder:
        monkeypatch.setattr(reminders, "_RULES", {})
        return reminders.register(reminder)

    return declare
