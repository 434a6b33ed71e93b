"""Celery's filesystem transport, with messages that appear whole.

kombu creates the file first and fills it afterwards; a worker that polls twenty times a second
can take it away in between and dies of an empty message.
"""

import os
import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside the queue and renames into it; makes its folders when they are missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for folder in (self.data_folder_in, self.data_folder_out, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out, name)
        part = whole.with_suffix(".part")
        part.write_text(dumps(payload), encoding="utf-8")
        os.replace(part, whole)


class Transport(filesystem.Transport):
    """The embedded portal's broker."""

    Channel = Channel
