"""A small world of one thing of each kind, from which docs/access.md is written and tested.

Each app adds its things in `<app>/examples.py`, made by its own verbs:

    @example
    def applications(cast): return [Example("a draft", application, {"write": edits_application})]
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules

from sky_portal import clock
from sky_portal.permissions import Rule

# In the middle of the call of which the examples are.
MOMENT = clock.helsinki(2021, 3, 15, 10)

Cast = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """One thing in one state; `verbs` are rules of acts that no workflow has, by name."""

    title: str
    thing: models.Model
    verbs: Mapping[str, Rule] = field(default_factory=dict)


Build = Callable[[Cast], list[Example]]
_BUILDERS: dict[str, Build] = {}


def example(build: Build) -> Build:
    """Declares what an app adds to the small world."""
    _BUILDERS[f"{build.__module__}.{build.__qualname__}"] = build
    return build


def _in_order() -> list[Build]:
    """By the order of the apps, whichever of their modules was imported first."""
    order = [config.name for config in apps.get_app_configs()]

    def place(build: Build) -> int:
        config = apps.get_containing_app_config(build.__module__)
        return order.index(config.name if config else "")

    return sorted(_BUILDERS.values(), key=place)


@contextmanager
def small_world() -> Iterator[tuple[Cast, list[Example]]]:
    """The cast and one thing of each kind, at a moment of 2021; gone again afterwards."""
    from sky_portal.accounts.cast import create_cast

    autodiscover_modules("examples")
    with transaction.atomic(), clock.standing_at(MOMENT):
        try:
            cast = {**create_cast(get_random_string(20)), "visitor": AnonymousUser()}
            yield cast, [found for build in _in_order() for found in build(cast)]
        finally:
            transaction.set_rollback(True)
