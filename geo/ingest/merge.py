"""Bring a table of the database to a wanted state: insert, update, delete only what differs.

Rows travel by COPY into a temporary table, then one statement each inserts or updates, and deletes;
so a load costs a few statements however many rows it has, and a repeated one changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    and_,
    column,
    delete,
    exists,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from geo.dates import Period


@dataclass(frozen=True)
class Changes:
    """How many rows a merge inserted, updated and deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.deleted + other.deleted,
        )

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated or self.deleted)


def merge(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    key: Sequence[str],
    owned: ColumnElement[bool],
    stamp: Mapping[str, Any] = MappingProxyType({}),
) -> Changes:
    """Bring rows of `table`, told apart by the columns `key`, to the wanted state.

    Rows that satisfy `owned` and are not among `rows` are deleted. `stamp` gives further columns
    of the rows that are inserted or changed. Rows that stay the same are not touched.
    """
    staged = _stage(connection, table, columns, rows)
    # Untyped columns, or a geometry would travel through ST_AsEWKB.
    wanted: Any = select(*map(column, columns), *map(literal, stamp.values())).select_from(staged)
    inserting = insert(table).from_select([*columns, *stamp], wanted)
    rest = [name for name in columns if name not in key]
    if rest:
        inserting = inserting.on_conflict_do_update(
            index_elements=list(key),
            set_={name: inserting.excluded[name] for name in (*rest, *stamp)},
            where=tuple_(*(table.c[name] for name in rest)).is_distinct_from(
                tuple_(*(inserting.excluded[name] for name in rest))
            ),
        )
    else:
        inserting = inserting.on_conflict_do_nothing(index_elements=list(key))
    # xmax is 0 in a row that this statement made new.
    returning: Any = inserting.returning(literal_column("(xmax = 0)"))
    made: Sequence[bool] = connection.scalars(returning).all()
    inserted = sum(made)
    absent = ~exists().where(and_(*(staged.c[name] == table.c[name] for name in key)))
    deleted = connection.execute(delete(table).where(owned, absent)).rowcount
    staged.drop(connection)
    return Changes(inserted, len(made) - inserted, deleted)


def keys(connection: Connection, table: Table, *natural: str) -> dict[Any, int]:
    """Return the surrogate key of each row by its natural key, a tuple if of several columns."""
    (surrogate,) = table.primary_key.columns
    found = connection.execute(select(surrogate, *(table.c[name] for name in natural)))
    if len(natural) == 1:
        return {row[1]: row[0] for row in found}
    return {tuple(row[1:]): row[0] for row in found}


def _stage(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Table:
    """COPY the rows into a temporary table with the types of the wanted columns."""
    staged = Table(
        f"staged_{table.name}",
        MetaData(),
        *(Column(name, table.c[name].type) for name in columns),
        prefixes=["TEMPORARY"],
    )
    staged.create(connection)
    driver = connection.connection.driver_connection
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(staged.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cast(psycopg.Connection, driver).cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(row)
    return staged


def point(lon: float, lat: float) -> str:
    """Write a point (EPSG:4326) as PostGIS reads it."""
    return f"SRID=4326;POINT({lon} {lat})"


def daterange(period: Period | None) -> str | None:
    """Write a period as PostgreSQL reads it; None stays null."""
    return None if period is None else f"[{period.start or ''},{period.end or ''})"
