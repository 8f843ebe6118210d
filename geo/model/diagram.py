"""The tables and how they hang together, as an entity-relationship diagram in Mermaid."""

from collections.abc import Iterator
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.engine.url import make_url

from geo.model import Base

_POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()


def diagram() -> str:
    """Return the diagram of every table of the schema, the same text for the same models.

    A line ends in `||` where the row it leads to must be there and in `|o` where it may lack; it
    begins in `o{` where many rows may lead to the same one and in `o|` where only one may.
    """
    tables = Base.metadata.sorted_tables
    lines = [line for table in tables for line in _relations(table)]
    lines += [line for table in tables for line in _entity(table)]
    return "\n".join(("erDiagram", *(f"    {line}" for line in lines)))


def _relations(table: Table) -> Iterator[str]:
    for constraint in sorted(table.foreign_key_constraints, key=_columns):
        may_lack = any(column.nullable for column in constraint.columns)
        parent = "|o" if may_lack else "||"
        child = "o|" if _is_alone(table, constraint) else "o{"
        referred = constraint.referred_table.name
        yield f'{referred} {parent}--{child} {table.name} : "{", ".join(_columns(constraint))}"'


def _columns(constraint: ForeignKeyConstraint) -> list[str]:
    return list(constraint.column_keys)


def _is_alone(table: Table, constraint: ForeignKeyConstraint) -> bool:
    """Tell whether at most one row can lead to the same row of the other table."""
    leading = set(constraint.columns)
    keys = [table.primary_key, *_uniques(table)]
    return any(set(key.columns) <= leading for key in keys)


def _entity(table: Table) -> Iterator[str]:
    yield f"{table.name} {{"
    unique = {column for key in _uniques(table) if len(key.columns) == 1 for column in key.columns}
    for column in table.columns:
        marks = {
            "PK": column.primary_key,
            "FK": bool(column.foreign_keys),
            "UK": column in unique,
        }
        key = ", ".join(mark for mark, holds in marks.items() if holds)
        parts = (_type(column), column.name, key, '"null"' if column.nullable else "")
        yield "    " + " ".join(part for part in parts if part)
    yield "}"


def _uniques(table: Table) -> list[UniqueConstraint]:
    return [one for one in table.constraints if isinstance(one, UniqueConstraint)]


def _type(column: Column[Any]) -> str:
    """Return the type in one word, as Mermaid wants it."""
    kind = column.type
    if isinstance(kind, Geometry):
        return f"geometry({kind.geometry_type})"
    said = kind.compile(dialect=_POSTGRESQL).lower()
    return {"timestamp with time zone": "timestamptz"}.get(said, said)
