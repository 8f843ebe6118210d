"""Maps and exports hold the columns chosen and no other: each column of free text is marked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TODAY
from sqlalchemy import Column, Connection, Engine, String, Table, UniqueConstraint, inspect

from geo.changes import Span
from geo.dates import PLAN_END, SYSTEMS
from geo.documents import page
from geo.layers.columns import COLUMNS, Headings
from geo.layers.reading import Choice
from geo.layers.writing import write
from geo.model import Base
from geo.sheets import Look, read_sheet

MARKED = re.compile(r"§([a-z_.]+)§")
PUBLIC = re.compile(r"administrative_unit|unit_|indicator$|.*_snapshot|.*_digest")
"""Tables of units and of words, and those that are reckoned from others."""

SHOWN = {
    *("cluster.name", "cluster.note", "doubtful_pair.reason", "event.decision_no", "event.note"),
    *("event.absorbed_into_text", "milestone.period_text"),
    *("source.title", "source.publisher", "source.url", "source.published_text"),
}
"""What the cards of a map show: of a source what names it, of editors and their files nothing."""

NEVER = {
    *("import_run.editor", "import_run.file", "import_run.sha256", "boundary_layer.file"),
    *("source.note", "milestone.note", "indicator_value.note", "oddity.detail_vi"),
}


def is_free(table: Table, column: Column[str], coded: str) -> bool:
    """Tell whether a column may hold any text at all."""
    unique = {
        c for rule in table.constraints if isinstance(rule, UniqueConstraint) for c in rule.columns
    }
    unique |= {c for index in table.indexes if index.unique for c in index.columns}
    is_key = column.primary_key or column.foreign_keys or column in unique
    return isinstance(column.type, String) and not is_key and column.name not in coded


@pytest.fixture(scope="module")
def marked(engine: Engine) -> Iterator[tuple[Connection, set[str]]]:
    """The record with the name of the column in every cell of free text, and these names."""
    found = set()
    with engine.connect() as connection, connection.begin() as undone:
        for table in Base.metadata.sorted_tables:
            if table.schema != "atlas" or PUBLIC.match(table.name) or "history" in table.name:
                continue
            rules = inspect(connection).get_check_constraints(table.name, schema="atlas")
            coded = " ".join(rule["sqltext"] for rule in rules)
            free = [column for column in table.columns if is_free(table, column, coded)]
            made = {column: f"§{column.table.name}.{column.name}§" for column in free}
            if made:
                connection.execute(table.update().values(made))
            found |= {f"{table.name}.{column.name}" for column in free}
        yield connection, found
        undone.rollback()


def test_a_map_shows_no_other_text(marked: tuple[Connection, set[str]]) -> None:
    connection, free = marked
    assert free >= NEVER | SHOWN
    seen = set()
    for province in (None, "Bắc Giang"):
        span = Span(TODAY, PLAN_END, SYSTEMS["34"], province=province)
        sheet = read_sheet(connection, span, Look(TODAY), known_on=TODAY)
        seen |= set(MARKED.findall(page(sheet).decode()))
    assert seen == SHOWN


@pytest.mark.parametrize("ending", ["csv", "geojson", "kml"])
def test_an_export_holds_the_columns_chosen(
    marked: tuple[Connection, set[str]], tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"a.{ending}"
    chosen = tuple(one for one in COLUMNS if one.name in ("code", "name", "status"))
    write(marked[0], Choice(TODAY, TODAY, chosen, Headings.FIELD), file, "vi")
    assert set(MARKED.findall(file.read_text("utf-8"))) == {"cluster.name"}
    write(marked[0], Choice(TODAY, TODAY, COLUMNS, Headings.FIELD), file, "vi")
    assert not set(MARKED.findall(file.read_text("utf-8"))) & NEVER
