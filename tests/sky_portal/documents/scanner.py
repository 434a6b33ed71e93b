"""A real clamd on a private socket, with one signature of the tests' own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARY = shutil.which("clamd") or "/usr/sbin/clamd"
MARK = b"SKY-PORTAL-TEST-SIGNATURE-7Q"
SIGNATURE = "Sky.Test"
PATIENCE = 30


@contextmanager
def clamd(folder: Path, *, port: int = 0) -> Iterator[str]:
    """The address of a scanner that runs until the block ends."""
    (folder / "signatures").mkdir()
    (folder / "signatures" / "sky.ndb").write_text(f"{SIGNATURE}:0:*:{MARK.hex()}\n")
    address = f"tcp://127.0.0.1:{port}" if port else str(folder / "s")
    lines = [
        f"DatabaseDirectory {folder / 'signatures'}",
        "Foreground yes",
        "StreamMaxLength 1M",
        "MaxThreads 2",
    ]
    lines += [f"TCPSocket {port}", "TCPAddr 127.0.0.1"] if port else [f"LocalSocket {address}"]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([BINARY, f"--config-file={folder / 'clamd.conf'}"], stdout=log, stderr=log)
    try:
        _wait(process, folder, port)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _wait(process: subprocess.Popen, folder: Path, port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if _answers(folder, port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"clamd did not start: {(folder / 'log').read_text()}")


def _answers(folder: Path, port: int) -> bool:
    family = socket.AF_INET if port else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_STREAM) as line:
        try:
            line.connect(("127.0.0.1", port) if port else str(folder / "s"))
        except OSError:
            return False
    return True
