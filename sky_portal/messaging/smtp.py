"""SMTP that tells whether a failure came before or after the message was handed over."""

import re
import smtplib
from typing import Any

from django.core.mail.backends import smtp

START_MAIL_INPUT = 354  # RFC 5321, 4.3.2


class OutcomeUnknown(Exception):
    """The text of the message has left, and the server's answer never came."""


class Plain(smtplib.SMTP):
    """A connection that may turn to TLS, and knows when a message's text has begun to leave."""

    # From the first byte of the text until the server's answer the message's fate is unknown.
    handed_over = False

    def data(self, msg: Any) -> Any:
        """Sends the text after the server's go-ahead; returns its answer, code and words."""
        self.putcmd("data")
        code, words = self.getreply()
        if code != START_MAIL_INPUT:
            raise smtplib.SMTPDataError(code, words)
        self.handed_over = True
        self.send(_as_mail_input(msg))
        answer = self.getreply()
        self.handed_over = False
        return answer


class Encrypted(Plain, smtplib.SMTP_SSL):
    """The same under TLS from the start."""


class EmailBackend(smtp.EmailBackend):
    """Django's own; raises OutcomeUnknown where Django's raises whatever broke the line."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Which kind of connection the settings ask for."""
        return Encrypted if self.use_ssl else Plain

    def _send(self, email_message: Any) -> bool:
        connection: Any = self.connection
        try:
            return super()._send(email_message)  # type: ignore[misc]
        except Exception as error:
            if connection.handed_over:
                raise OutcomeUnknown(str(error)) from error
            raise


def _as_mail_input(msg: bytes) -> bytes:
    """Dots at line starts doubled, a lone dot at the end (RFC 5321, 4.5.2)."""
    doubled = re.sub(rb"(?m)^\.", b"..", msg)
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"
