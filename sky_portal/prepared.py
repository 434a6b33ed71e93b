"""Queries that are asked at every request, put into SQL once a process.

Composing the SQL of a query costs more than asking it. What never changes but in its values is
composed with samples once; afterwards only the values are put in their places:

    CURRENT = Prepared(lambda user, day: Membership.objects.current(day).filter(user=user), user=-1, day=DAY)
    memberships = CURRENT(user=user.pk, day=clock.today())

The rows are what the queryset itself would give, relations of select_related included. It is for
queries of fixed form with whole numbers, texts, days, moments and UUIDs as values: no lists, no
slices, no prefetching.
"""

import copy
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
_Places = list[tuple[str | None, Any]]


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


class Counted:
    """How many rows a query has for these values: put into SQL once a process, like Prepared."""

    def __init__(self, make: Callable[..., "models.QuerySet[Any]"], **samples: Any) -> None:
        self.make, self.samples = make, samples
        self.composed: dict[str, tuple[str, _Places]] = {}

    def __call__(self, **values: Any) -> int:
        """The number; raises KeyError when one of the samples has no value."""
        known = self.composed.get(connection.vendor)
        if known is None:
            keys = self.make(**self.samples).order_by().values("pk")
            sql, params = keys.query.get_compiler(connection=connection).as_sql()
            counting = f"SELECT COUNT(*) FROM ({sql}) counted"  # noqa: S608 - a query composed by Django
            known = self.composed[connection.vendor] = counting, _places(sql, params, self.samples)
        with connection.cursor() as cursor:
            cursor.execute(known[0], _filled(known[1], values))
            return cursor.fetchone()[0]


def change(thing: models.Model, *names: str) -> None:
    """Writes these fields of one row, as `thing.save(update_fields=names)` without its signals.

    Raises DatabaseError when the row is not there any more.
    """
    fields = [thing._meta.get_field(name) for name in names]
    sql = _change_sql(type(thing), names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_stored(thing, fields), *_stored(thing, [thing._meta.pk])])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{thing._meta.label} {thing.pk} is not there")


def add(thing: models.Model) -> None:
    """Adds one new row and gives the thing its key, as `thing.save(force_insert=True)`."""
    fields = [field for field in thing._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(_add_sql(type(thing)), _stored(thing, fields))
        (thing.pk,) = cursor.fetchone()
    thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS


def _stored(thing: models.Model, fields: list[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(thing, field.attname), connection) for field in fields]


@cache
def _change_sql(model: type[models.Model], names: tuple[str, ...]) -> str:
    table, key = _quoted(model._meta.db_table, model._meta.pk.column)
    columns = _quoted(*(model._meta.get_field(name).column for name in names))  # type: ignore[union-attr]
    places = ", ".join(f"{column} = %s" for column in columns)
    return f"UPDATE {table} SET {places} WHERE {key} = %s"  # noqa: S608 - names of the models' own


@cache
def _add_sql(model: type[models.Model]) -> str:
    table, key = _quoted(model._meta.db_table, model._meta.pk.column)
    columns = _quoted(*(field.column for field in model._meta.concrete_fields if not field.primary_key))
    places = ", ".join(["%s"] * len(columns))
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING {key}"  # noqa: S608 - as above


def _quoted(*names: Any) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


class _Composed:
    """The SQL of a queryset, and how its rows become objects, for one kind of database."""

    def __init__(self, found: "models.QuerySet[Any]", samples: dict[str, Any]) -> None:
        self.compiler = found.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        self.places = _places(self.sql, params, samples)
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])
        known = self.compiler.klass_info
        own = known["select_fields"]
        self.model, self.own = known["model"], slice(own[0], own[-1] + 1)
        self.names = [column[0].target.attname for column in self.compiler.select[self.own]]
        self.related = get_related_populators(known, self.compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.annotated = tuple(self.compiler.annotation_col_map.items())

    def ask(self, values: dict[str, Any]) -> list[Any]:
        params = _filled(self.places, values)
        now = connections[DEFAULT_DB_ALIAS]
        with now.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return [self._object(row) for row in self._converted(rows, now)]

    def _converted(self, rows: list[Any], now: Any) -> Iterable[Any]:
        if not self.converters:
            return rows
        # The compiler belongs to a thread's connection; what it has composed belongs to all.
        compiler = copy.copy(self.compiler)
        compiler.connection = now
        return compiler.apply_converters(rows, self.converters)

    def _object(self, row: Any) -> Any:
        """As django.db.models.query.ModelIterable makes it."""
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        for name, column in self.annotated:
            setattr(made, name, row[column])
        return made


def _places(sql: str, params: Iterable[Any], samples: dict[str, Any]) -> _Places:
    """Each place is a name whose value goes there, or a constant of the query."""
    named = {_adapted(sample): name for name, sample in samples.items()}
    places = [(named.get(param), param) for param in params]
    if {name for name, _param in places} - {None} != set(samples):
        raise ValueError(f"a sample is not to be found in {sql}")
    return places


def _filled(places: _Places, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(param if name is None else _adapted(values[name]) for name, param in places)


def _adapted(value: Any) -> Any:
    """A value as Django hands it to this kind of database."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
