"""The verbs of a call, by what is done to it."""

from grants.calldata import CallDataRefused
from grants.services.call.editing import editing, is_draft
from grants.services.call.loading import Loaded, load
from grants.services.call.publication import NotReady, Problem, problems, publish

__all__ = [
    "CallDataRefused",
    "Loaded",
    "NotReady",
    "Problem",
    "editing",
    "is_draft",
    "load",
    "problems",
    "publish",
]
