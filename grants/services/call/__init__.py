"""The verbs of a call, by what is done to it."""

from grants.calldata import CallDataRefused
from grants.services.call.copying import copy
from grants.services.call.creation import create
from grants.services.call.editing import editing, is_draft
from grants.services.call.extension import extend
from grants.services.call.loading import Loaded, load
from grants.services.call.publication import NotReady, Problem, problems, publish

__all__ = [
    "CallDataRefused",
    "Loaded",
    "NotReady",
    "Problem",
    "copy",
    "create",
    "editing",
    "extend",
    "is_draft",
    "load",
    "problems",
    "publish",
]
