"""Querysets whose SQL is put together once: the few that a full table asks at every request.

Putting a queryset together takes ten times as long as the database takes to answer it.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
_STAND_INS: dict[type, Callable[[], Any]] = {
    str: lambda: secrets.token_hex(16),
    int: lambda: 1 + secrets.randbelow(2**31 - 1),
}


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with its parameters, those to fill in by their places, and how a row of it becomes an object."""

    model: Any
    sql: str
    params: list[Any]
    places: list[tuple[int, int]]
    converters: list[tuple[int, Any]]
    names: list[str]
    annotations: list[tuple[str, int]]


class Prepared(Generic[Row]):
    """A queryset of whole rows and their annotations, of which nothing but values differs each time.

    ``build`` makes it from one argument for each of ``types``. It is called once, with stand-ins, so its
    shape must not hang on them; ``select_related`` and slices are not for it.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Row]"], *types: type) -> None:
        self._build, self._types = build, types

    def __call__(self, *values: Any) -> list[Row]:
        """The rows that the queryset has now, with these values."""
        statement = self._statement
        params = statement.params.copy()
        for place, number in statement.places:
            params[place] = values[number]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            return [self._row(statement, list(row)) for row in cursor.fetchall()]

    @cached_property
    def _statement(self) -> _Statement:
        stand_ins = [_STAND_INS[kind]() for kind in self._types]
        query = self._build(*stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = [(place, stand_ins.index(value)) for place, value in enumerate(params) if value in stand_ins]
        if {number for _place, number in places} != set(range(len(stand_ins))):
            raise TypeError("A value of a prepared queryset does not reach the database as it is.")
        columns: Sequence[Any] = [column for column, _sql, _alias in compiler.select or ()]
        named: dict[str, int] = compiler.annotation_col_map or {}
        return _Statement(
            model=query.model,
            sql=sql,
            params=list(params),
            places=places,
            converters=list(compiler.get_converters(columns).items()),
            names=[c.target.attname for n, c in enumerate(columns) if n not in named.values()],
            annotations=list(named.items()),
        )

    def _row(self, statement: _Statement, row: list[Any]) -> Row:
        for place, (converters, expression) in statement.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        made: Row = statement.model.from_db(connection.alias, statement.names, row[: len(statement.names)])
        for name, place in statement.annotations:
            setattr(made, name, row[place])
        return made
