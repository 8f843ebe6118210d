"""Maps and exports hold the columns chosen and no other: each column of the record is marked."""

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import TODAY
from sqlalchemy import Connection, String, UniqueConstraint, inspect
from sqlalchemy.sql.schema import Column, Table

from geo.changes import Span
from geo.documents import page
from geo.layers.reading import Choice
from geo.layers.writing import write
from geo.model import Base
from geo.sheets import Look, read_sheet
from geo.vocabulary import Level

MARKED = re.compile(r"§([a-z_.]+)§")
SHOWN = {
    "cluster.name",
    "cluster_alias.alias",
    "event.decision_no",
    "source.title",
    "source.publisher",
    "source.url",
}
"""What maps show of the free text on record."""


def marked(column: Column[str]) -> str:
    return f"§{column.table.name}.{column.name}§"


@pytest.fixture
def columns(connection: Connection) -> set[str]:
    """Every column of free text marked in every row that has it; those of keys and codes are not."""
    inspector, found = inspect(connection), set()
    for table in Base.metadata.sorted_tables:
        if table.schema != "atlas":
            continue
        bound = {
            name
            for constraint in inspector.get_check_constraints(table.name, schema="atlas")
            for name in table.columns.keys()
            if re.search(rf"\b{name}\b", str(constraint["sqltext"]))
        }
        bound |= {c.name for con in table.constraints if isinstance(con, UniqueConstraint) for c in con.columns}
        bound |= {c.name for index in table.indexes if index.unique for c in index.columns}
        for column in table.columns:
            if isinstance(column.type, String) and not column.primary_key and not column.foreign_keys and column.name not in bound and column.computed is None:
                made = table.update().values({column: marked(column)}).where(column.is_not(None))
                try:
                    with connection.begin_nested():
                        n = connection.execute(made).rowcount
                    print(column, n)
                    found.add(marked(column).strip("§"))
                except Exception as e:
                    print("NOT", column, str(e)[:150])
    return found


def test_a(columns, connection, tmp_path):
    print(sorted(columns))
    for span in (Span(TODAY, date(2030, 12, 31)),):
        for p in (None, "Bắc Giang"):
            sheet = read_sheet(connection, span, Look(TODAY), known_on=TODAY, province=p) if p else read_sheet(connection, span, Look(TODAY), known_on=TODAY)
            print(p, sorted(set(MARKED.findall(page(sheet).decode()))))
    assert 0
