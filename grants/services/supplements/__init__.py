"""Supplement requests: asked, extended, answered by a new version, closed (HL 22, 33 §)."""

from grants.services.supplements.answering import Lacking, NothingChanged, NotOpen, answer, ask_signatory
from grants.services.supplements.asking import Asked, ask, ask_many, close, extend
from grants.services.supplements.merging import Supplement, prepare
from grants.services.supplements.reading import (
    is_open,
    is_overdue,
    open_request,
    opened_parts,
    requests_of,
    waiting_for,
    was_late,
)

__all__ = [
    "Asked",
    "Lacking",
    "NotOpen",
    "NothingChanged",
    "Supplement",
    "answer",
    "ask",
    "ask_many",
    "ask_signatory",
    "close",
    "extend",
    "is_open",
    "is_overdue",
    "open_request",
    "opened_parts",
    "prepare",
    "requests_of",
    "waiting_for",
    "was_late",
]
