"""Backups as a user makes and restores them: all comes back, and nothing but what is the record."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from program import run_geo
from sqlalchemy import Connection, Text, cast, column, select, table, text
from test_migrations import migrate

from geo.backups import making
from geo.backups.manifest import DUMP, MANIFEST, Manifest
from geo.backups.restoring import open_backup
from geo.database import open_database, reach, transaction
from geo.errors import ServerError
from geo.schema import EXTENSIONS, known_revisions, revision
from geo.settings import Settings

TABLES = text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'atlas'::regnamespace AND relkind = 'r'"
)
SEQUENCES = text(
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'atlas' ORDER BY 1"
)

TRIGGERS = (
    "SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgrelid::regclass::text, tgname"
)


@contextmanager
def working(settings: Settings) -> Iterator[Connection]:
    with open_database(settings) as engine, transaction(engine) as connection:
        yield connection


def held(settings: Settings) -> dict[str, object]:
    """Return every row of every table as text, and where each sequence stands."""
    with working(settings) as connection:
        rows = {
            name: sorted(
                connection.scalars(
                    select(cast(column(name), Text)).select_from(table(name, schema="atlas"))
                )
            )
            for name in connection.scalars(TABLES)
        }
        return rows | {"sequences": connection.execute(SEQUENCES).all()}


def exported(settings: Settings, folder: Path) -> dict[str, bytes]:
    """Return what `geo export` writes."""
    names = ("clusters.csv", "clusters.geojson")
    for name in names:
        assert run_geo(settings, "export", str(folder / name)).returncode == 0
    return {name: (folder / name).read_bytes() for name in names}


def manifest(file: Path) -> Manifest:
    with open_backup(file) as backup:
        return backup.manifest


def test_what_was_lost_comes_back_to_the_last_byte(own_atlas: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Tên CCN,Huyện,Tỉnh,Diện tích (ha)\nCụm thử,Lạng Giang,Bắc Giang,5\n", "utf-8"
    )
    source = ("--source", "Danh mục thử", "--date", "15/3/2024", "--commit")
    assert run_geo(own_atlas, "import", "a.csv", *source, cwd=tmp_path).returncode == 0
    rows, files = held(own_atlas), exported(own_atlas, tmp_path)
    assert rows["row_history"]
    assert rows["cluster_snapshot"]
    watched = run_geo(own_atlas, "db", "psql", "-Atc", TRIGGERS).stdout
    assert "|keep_update|A" in watched

    made = run_geo(own_atlas, "--lang", "en", "db", "backup", "a.zip", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "")
    assert "read back, all there" in made.stderr
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    dropping = ("db", "psql", "-c", "DROP SCHEMA atlas, planning CASCADE")
    assert run_geo(own_atlas, *dropping).returncode == 0
    assert run_geo(own_atlas, "status").returncode == ServerError.exit_code
    restored = run_geo(own_atlas, "--lang", "en", "db", "restore", "a.zip", cwd=tmp_path)
    assert restored.returncode == 0, restored.stderr
    assert restored.stderr.startswith("Restored ")

    assert held(own_atlas) == rows
    assert exported(own_atlas, tmp_path) == files
    assert run_geo(own_atlas, "db", "psql", "-Atc", TRIGGERS).stdout == watched
    assert run_geo(own_atlas, "db", "check").returncode == 0


def test_a_backup_is_of_one_moment_beside_those_who_write(
    own_atlas: Settings, tmp_path: Path
) -> None:
    ended, file = Event(), tmp_path / "a.zip"

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            with working(own_atlas) as connection:
                for statement in (
                    "INSERT INTO atlas.source (key, title) VALUES (:key, 's')",
                    "INSERT INTO atlas.geocode_cache (query, answer, asked_at)"
                    " VALUES (:key, '{}', now())",
                ):
                    connection.execute(text(statement), {"key": f"k{number}"})

    with working(own_atlas) as connection:
        sources = connection.scalar(text("SELECT count(*) FROM atlas.source"))
    writer = Thread(target=write)
    writer.start()
    try:
        assert run_geo(own_atlas, "db", "backup", str(file)).returncode == 0
    finally:
        ended.set()
        writer.join()
    tables = manifest(file).tables
    assert tables["source"].rows - sources == tables["geocode_cache"].rows > 0


def test_a_record_is_replaced_only_after_it_was_backed_up(
    own_atlas: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    before = held(own_atlas)
    assert run_geo(own_atlas, "db", "backup", str(file)).returncode == 0
    with working(own_atlas) as connection:
        connection.execute(text("UPDATE atlas.cluster SET note = 'sửa sau khi sao lưu'"))
    after = held(own_atlas)

    refused = run_geo(own_atlas, "--lang", "en", "db", "restore", str(file))
    assert refused.returncode == 3
    assert "add --replace" in refused.stderr
    assert held(own_atlas) == after

    own = Settings(tmp_path / "home", own_atlas.database_url, "en")
    replaced = run_geo(own, "--lang", "en", "db", "restore", str(file), "--replace")
    assert replaced.returncode == 0, replaced.stderr
    (kept,) = (own.home / "backups").glob("*.zip")
    assert f"backed up to {kept}\n" in replaced.stderr
    assert held(own_atlas) == before
    assert run_geo(own, "db", "restore", str(kept), "--replace").returncode == 0
    assert held(own_atlas) == after


def test_a_file_that_is_there_is_written_over_only_when_asked(
    own_atlas: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    file.write_text("ghi chú")
    refused = run_geo(own_atlas, "--lang", "en", "db", "backup", str(file))
    assert refused.returncode == 3
    assert "exists already" in refused.stderr
    assert file.read_text() == "ghi chú"
    assert run_geo(own_atlas, "db", "backup", str(file), "--overwrite").returncode == 0
    assert manifest(file).rows


def test_a_backup_of_an_earlier_version_is_brought_to_this_one(
    own_atlas: Settings, tmp_path: Path
) -> None:
    with working(own_atlas) as connection:
        connection.exec_driver_sql("DROP SCHEMA atlas, planning CASCADE")
        for extension in EXTENSIONS:
            connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        connection.exec_driver_sql("CREATE SCHEMA atlas")
        migrate(connection, "0004")
        for statement in (
            "INSERT INTO atlas.source (key, title) VALUES ('s', 'Quyết định')",
            "INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('test', '', '{}')",
            "INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)"
            " SELECT 'c', 'Đồng Đình', 'dong dinh', 'CCN', import_run_id FROM atlas.import_run",
        ):
            connection.exec_driver_sql(statement)
    file = tmp_path / "a.zip"
    assert run_geo(own_atlas, "db", "backup", str(file)).returncode == 0
    assert manifest(file).revision == "0004"
    with working(own_atlas) as connection:
        connection.exec_driver_sql("DROP SCHEMA atlas CASCADE")
    restored = run_geo(own_atlas, "db", "restore", str(file))
    assert restored.returncode in (0, 4), restored.stderr  # nobody says where the cluster lies
    with working(own_atlas) as connection:
        assert revision(connection) == known_revisions()[-1]
        assert connection.scalar(text("SELECT name FROM planning.cluster")) == "Đồng Đình"


def test_no_code_comes_with_a_backup(own_atlas: Settings, tmp_path: Path) -> None:
    with working(own_atlas) as connection:
        for statement in (
            "CREATE FUNCTION atlas.lurk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN CREATE TABLE public.lurked (); RETURN NULL; END $$",
            "CREATE TRIGGER lurk AFTER INSERT ON atlas.cluster EXECUTE FUNCTION atlas.lurk()",
            "CREATE VIEW planning.lurking AS SELECT 1",
        ):
            connection.exec_driver_sql(statement)
    file = tmp_path / "a.zip"
    assert run_geo(own_atlas, "db", "backup", str(file)).returncode == 0
    with working(own_atlas) as connection:
        connection.exec_driver_sql("DROP SCHEMA atlas, planning CASCADE")
    assert run_geo(own_atlas, "db", "restore", str(file)).returncode == 0
    with working(own_atlas) as connection:
        for name in ("public.lurked", "planning.lurking"):
            assert connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is None
        assert connection.scalar(text("SELECT to_regproc('atlas.lurk')")) is None


def test_a_database_that_was_never_built_has_no_backup(own_atlas: Settings, tmp_path: Path) -> None:
    with working(own_atlas) as connection:
        connection.exec_driver_sql("DROP SCHEMA atlas, planning CASCADE")
    refused = run_geo(own_atlas, "--lang", "en", "db", "backup", str(tmp_path / "a.zip"))
    assert refused.returncode == 4
    assert "not built yet" in refused.stderr
    assert not any(tmp_path.iterdir())


def test_a_password_is_in_no_word_of_a_program() -> None:
    words, environment = reach("postgresql://ai:m%40t@example.org:5433/ccn?sslmode=require")
    assert "m@t" not in words
    assert "m%40t" not in words
    assert environment["PGPASSWORD"] == "m@t"


def test_tools_older_than_the_server_are_told() -> None:
    with pytest.raises(ServerError, match=r"the pg_dump here is older.*postgresql-client-99"):
        making._pg_dump(99)


def test_a_backup_says_what_it_holds_and_nothing_of_accounts(
    own_atlas: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    assert run_geo(own_atlas, "db", "backup", str(file)).returncode == 0
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [DUMP, MANIFEST]
        told = json.loads(archive.read(MANIFEST))
        dump = archive.read(DUMP)
    assert told["revision"] == known_revisions()[-1]
    assert told["extensions"]["postgis"]
    assert told["tables"]["cluster"]["rows"] == 786
    assert dump.startswith(b"PGDMP")
    assert b"ccn_atlas_reader" not in dump
