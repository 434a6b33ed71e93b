"""Gunicorn hooks."""

import gc
from typing import Any


def post_worker_init(worker: Any) -> None:
    """What is loaded by now lives as long as the worker: keep it out of every full collection."""
    gc.collect()
    gc.freeze()
