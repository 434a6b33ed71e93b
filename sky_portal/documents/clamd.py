"""Speaks to ClamAV's daemon: one file over its socket, one verdict back."""

import socket
import struct
from typing import IO, NamedTuple

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 60


class ScannerUnavailable(Exception):
    """The scanner gave no verdict: it is down, busy, or refuses the file's size."""


class Verdict(NamedTuple):
    """What the scanner said; `signature` names what it found."""

    clean: bool
    signature: str = ""


def configured() -> bool:
    """Whether this portal has a scanner at all."""
    return bool(settings.CLAMD_SOCKET)


def scan(stream: IO[bytes]) -> Verdict:
    """Sends the stream from its present place to its end; raises ScannerUnavailable."""
    try:
        with _connect(settings.CLAMD_SOCKET) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := stream.read(CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as failure:
        raise ScannerUnavailable(f"clamd at {settings.CLAMD_SOCKET}: {failure}") from failure
    return _judge(answer)


def _connect(address: str) -> socket.socket:
    """A connection to `/path`, `unix:/path`, `host:port` or `tcp://host:port`."""
    plain = address.removeprefix("tcp://").removeprefix("unix:")
    if plain.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(plain)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = plain.rpartition(":")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), SECONDS)


def _answer(line: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        received += part
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _judge(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(clean=True)
    if said.endswith(" FOUND"):
        return Verdict(clean=False, signature=said.removesuffix(" FOUND"))
    raise ScannerUnavailable(f"clamd answered {answer!r}")
