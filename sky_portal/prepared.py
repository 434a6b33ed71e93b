"""Queries that are asked at every request, put into SQL once a process.

Composing the SQL of a query costs more than asking it. What never changes but in its values is
composed with samples once; afterwards only the values are put in their places:

    CURRENT = Prepared(lambda user, day: Membership.objects.current(day).filter(user=user), user=-1, day=DAY)
    memberships = CURRENT(user=user.pk, day=clock.today())

The rows are what the queryset itself would give, relations of select_related included. It is for
queries of fixed form with whole numbers, days and UUIDs as values: no lists, no slices, no prefetching.
"""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """One query; `samples` are values that differ from each other and from every constant in it."""

    def __init__(self, make: Callable[..., "models.QuerySet[M]"], **samples: Any) -> None:
        self.make, self.samples = make, samples
        self.composed: dict[str, _Composed] = {}

    def __call__(self, **values: Any) -> list[M]:
        """The rows for these values; raises KeyError when one of the samples has none."""
        known = self.composed.get(connection.vendor)
        if known is None:
            known = self.composed[connection.vendor] = _Composed(self.make(**self.samples), self.samples)
        return known.ask(values)


class _Composed:
    """The SQL of a queryset, and how its rows become objects, for one kind of database."""

    def __init__(self, found: "models.QuerySet[Any]", samples: dict[str, Any]) -> None:
        self.found = found
        self.compiler = found.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        places = {_adapted(sample): name for name, sample in samples.items()}
        # Each place is a name whose value goes there, or a constant of the query.
        self.places = [(places.get(param), param) for param in params]
        if {name for name, _param in self.places} - {None} != set(samples):
            raise ValueError(f"a sample is not to be found in {self.sql}")
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def ask(self, values: dict[str, Any]) -> list[Any]:
        params = tuple(param if name is None else _adapted(values[name]) for name, param in self.places)
        compiler, found = copy.copy(self.compiler), self.found.all()
        # The compiler belongs to a thread's connection; what it has composed belongs to all.
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        compiler.get_converters = lambda _columns: self.converters
        found.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(found)


def _adapted(value: Any) -> Any:
    """A value as Django hands it to this kind of database."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
