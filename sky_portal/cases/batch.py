"""A batch: one transaction an item, a result an item; one refusal spoils nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from sky_portal import locks
from sky_portal.workflow import StepRefused

# What a verb says no with; anything else is a fault, and is logged with its trace.
REFUSALS = (StepRefused, PermissionDenied, ValidationError, ObjectDoesNotExist)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one item: the verb's answer, or the exception that undid it."""

    item: Any
    answer: Any = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        """Whether the item was done and committed."""
        return self.error is None

    @property
    def refused(self) -> bool:
        """Whether the verb said no, as against a fault of the portal."""
        return isinstance(self.error, REFUSALS)


def each(items: Iterable[Any], verb: Callable[[Any], Any]) -> list[Result]:
    """Does `verb(item)` for every item, each in an act of its own.

    Raises LockOrderError inside an act: there the batch would be one transaction.
    """
    if locks.in_act():
        raise locks.LockOrderError("a batch has a transaction an item, so it cannot be part of an act")
    return [_one(item, verb) for item in items]


def _one(item: Any, verb: Callable[[Any], Any]) -> Result:
    try:
        with locks.act():
            return Result(item, answer=verb(item))
    except REFUSALS as refusal:
        return Result(item, error=refusal)
    except Exception as fault:
        log.exception("batch.item_failed", item=str(getattr(item, "pk", item)))
        return Result(item, error=fault)
