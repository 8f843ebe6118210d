"""The diagram of the tables says what the database has, and the dictionary shows it as it is."""

import re
from pathlib import Path

from program import run_geo
from sqlalchemy import Connection, text

from geo.model.diagram import diagram
from geo.settings import Settings

DICTIONARY = Path(__file__).parents[1] / "data" / "README.md"

COLUMNS = text(
    """
    SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns
    WHERE table_schema = 'atlas' AND table_name <> 'alembic_version'
    """
)
REFERENCES = text(
    """
    SELECT confrelid::regclass::text, conrelid::regclass::text, (
        SELECT string_agg(attname, ', ' ORDER BY place)
        FROM unnest(conkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid
    )
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'atlas'::regnamespace
    """
)


def test_the_dictionary_shows_the_diagram_of_the_models() -> None:
    (shown,) = re.findall(r"^```mermaid\n(.+?)\n```$", DICTIONARY.read_text("utf-8"), re.M | re.S)
    assert shown == diagram(), (
        f"{DICTIONARY} shows the tables as they were: put what `geo db diagram` prints between its"
        " lines ```mermaid and ```"
    )


def test_the_command_prints_it_without_a_server(tmp_path: Path) -> None:
    nowhere = Settings(home=tmp_path / "home", database_url=None, lang="vi")
    found = run_geo(nowhere, "db", "diagram")
    assert (found.stdout, found.stderr, found.returncode) == (f"{diagram()}\n", "", 0)
    assert not nowhere.home.exists()


def test_every_column_and_reference_of_the_database_is_in_it(connection: Connection) -> None:
    tables: dict[str, str] = dict(
        re.findall(r"^    (\w+) \{\n(.*?)\n    \}$", diagram(), re.M | re.S)
    )
    said = {
        (table, line.split()[1], '"null"' in line)
        for table, lines in tables.items()
        for line in lines.splitlines()
    }
    assert said == {tuple(row) for row in connection.execute(COLUMNS)}
    lines = re.findall(r'^    (\w+) (?:\|\||\|o)--o[|{] (\w+) : "(.+)"$', diagram(), re.M)
    known = {
        (there.removeprefix("atlas."), here.removeprefix("atlas."), columns)
        for there, here, columns in connection.execute(REFERENCES)
    }
    assert len(lines) == len(known)
    assert set(lines) == known
