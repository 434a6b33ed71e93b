"""Gunicorn's hooks and settings."""

import gc
from typing import Any

# Nobody steers it by a socket, and one in the home folder would be shared by every portal there.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """What is loaded by now lives as long as the worker: keep it out of every full collection."""
    gc.collect()
    gc.freeze()
