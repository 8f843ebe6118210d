import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import TODAY
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from geo import frames, schema
from geo.database import open_database, psql, transaction
from geo.dates import PLAN_END
from geo.errors import ServerError
from geo.model import Base
from geo.schema import known_revisions, require_current, upgrade
from geo.settings import Settings

SHAPE = text(
    """
    SELECT 'column ' || table_name || '.' || column_name, format_type(a.atttypid, a.atttypmod)
           || ' ' || is_nullable || ' ' || coalesce(column_default, '')
           || ' ' || coalesce(identity_generation, '')
    FROM information_schema.columns
    JOIN pg_attribute AS a
      ON a.attrelid = format('%I.%I', table_schema, table_name)::regclass AND attname = column_name
    WHERE table_schema = 'atlas' AND table_name <> 'alembic_version'
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'atlas'::regnamespace AND conrelid::regclass::text !~ 'alembic_version'
    UNION ALL
    SELECT 'index ' || indexname, indexdef
    FROM pg_indexes
    WHERE schemaname = 'atlas' AND tablename <> 'alembic_version'
    """
)


@pytest.fixture
def scratch(engine: Engine) -> Iterator[Engine]:
    """A database of its own beside the built one, empty."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE scratch")
        url = engine.url.set(database="scratch").render_as_string(hide_password=False)
        try:
            with open_database(Settings(Path("/nowhere"), url, "en")) as scratch:
                yield scratch
        finally:
            connection.exec_driver_sql("DROP DATABASE scratch WITH (FORCE)")


def test_migrations_make_what_the_models_say(scratch: Engine, connection: Connection) -> None:
    with transaction(scratch) as modelled:
        for extension in schema.EXTENSIONS:
            modelled.exec_driver_sql(f"CREATE EXTENSION {extension}")
        modelled.exec_driver_sql("CREATE SCHEMA atlas")
        Base.metadata.create_all(modelled)
        models = dict(modelled.execute(SHAPE).all())
    migrated = dict(connection.execute(SHAPE).all())
    assert len(models) > 150
    assert migrated == models


def test_every_geometry_has_its_srid(connection: Connection) -> None:
    srids = connection.execute(
        text("SELECT f_table_name, srid FROM geometry_columns WHERE f_table_schema = 'atlas'")
    )
    found = dict(srids.all())
    assert set(found) == {
        *("administrative_unit", "cluster_site", "unit_boundary", "imported_boundary"),
    }
    assert set(found.values()) == {4326}


def test_upgrade_does_nothing_the_second_time(scratch: Engine) -> None:
    assert upgrade(scratch)
    assert not upgrade(scratch)


def test_a_half_made_upgrade_leaves_nothing(
    scratch: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "POSTGIS_MINIMUM", (99, 0))
    with pytest.raises(ServerError, match=r"PostGIS 3\.\d.*99\.0 or later is needed"):
        upgrade(scratch)
    with transaction(scratch) as connection:
        assert connection.scalar(text("SELECT to_regnamespace('atlas')")) is None


def test_a_database_never_built_is_refused(scratch: Engine) -> None:
    with transaction(scratch) as connection, pytest.raises(ServerError, match='run "geo build"'):
        require_current(connection)


def test_a_newer_schema_is_refused(scratch: Engine) -> None:
    upgrade(scratch)
    with transaction(scratch) as connection:
        connection.exec_driver_sql("UPDATE atlas.alembic_version SET version_num = '9999'")
    with pytest.raises(ServerError, match=r"newer than the program \(schema 9999\)"):
        upgrade(scratch)
    with transaction(scratch) as connection, pytest.raises(ServerError, match="schema 9999"):
        require_current(connection)


def test_revisions_are_in_order() -> None:
    assert known_revisions() == sorted(known_revisions())
    assert all(re.fullmatch(r"\d{4}", revision) for revision in known_revisions())


def test_a_missing_extension_is_named_with_the_way_to_it(connection: Connection) -> None:
    with pytest.raises(ServerError, match='no extension "postgis_of_tomorrow"'):
        schema._install_extension(connection, "postgis_of_tomorrow")


def test_tables_of_others_are_never_dropped(scratch: Engine) -> None:
    upgrade(scratch)
    with transaction(scratch) as connection:
        connection.exec_driver_sql("CREATE TABLE planning.roads AS SELECT 1 AS km")
    with pytest.raises(ServerError, match=r"other tables: planning\.roads; move them"):
        upgrade(scratch)
    with transaction(scratch) as connection:
        assert connection.scalar(text("SELECT km FROM planning.roads")) == 1
        connection.exec_driver_sql("DROP SCHEMA atlas CASCADE")
    with pytest.raises(ServerError, match="other tables"):
        upgrade(scratch)


@pytest.mark.parametrize("isolation", ["serializable", "repeatable read"])
def test_what_the_server_prefers_changes_nothing(scratch: Engine, isolation: str) -> None:
    with transaction(scratch) as connection:
        settings = {"default_transaction_isolation": isolation, "extra_float_digits": -15}
        for name, value in settings.items():
            connection.exec_driver_sql(f"ALTER DATABASE scratch SET {name} = '{value}'")
    scratch.dispose()
    with transaction(scratch) as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
        assert connection.scalar(text("SELECT 106.123456789::float8::text")) == "106.123456789"


def test_a_search_path_without_a_schema_is_one_sentence(scratch: Engine) -> None:
    with (
        pytest.raises(ServerError, match='no schema that could hold "postgis"'),
        transaction(scratch) as connection,
    ):
        connection.exec_driver_sql("SET LOCAL search_path = nowhere")
        schema._install_extension(connection, "postgis")


@pytest.mark.parametrize("opened", [schema.require_current, schema.require_known, schema.renew])
def test_an_account_that_does_not_look_where_postgis_is_is_told(
    engine: Engine, opened: Callable[[Connection], object]
) -> None:
    with (
        pytest.raises(ServerError, match="outside the search_path"),
        transaction(engine) as connection,
    ):
        connection.exec_driver_sql("SET LOCAL search_path = nowhere")
        opened(connection)


def test_days_read_the_same_whatever_the_server_prefers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATESTYLE", "German")
    url = engine.url.render_as_string(hide_password=False)
    with (
        open_database(Settings(Path("/nowhere"), url, "en")) as told,
        transaction(told) as connection,
    ):
        period = {"from_date": TODAY, "to_date": PLAN_END, "known_on": TODAY}
        assert set(frames.map_clusters(connection, **period)["change"]) > {"new", "removed"}


def test_missing_rights_are_one_sentence(engine: Engine, scratch: Engine) -> None:
    with transaction(engine) as connection:
        connection.exec_driver_sql("CREATE ROLE newcomer")
    try:
        with (
            pytest.raises(ServerError, match="lacks rights on"),
            transaction(scratch) as connection,
        ):
            connection.exec_driver_sql("SET LOCAL ROLE newcomer")
            connection.exec_driver_sql("CREATE SCHEMA atlas")
    finally:
        with transaction(engine) as connection:
            connection.exec_driver_sql("DROP ROLE newcomer")


def test_a_read_only_server_is_one_sentence(engine: Engine) -> None:
    with pytest.raises(ServerError, match="is read-only"), transaction(engine) as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql("CREATE TABLE atlas.nothing ()")


def test_a_connection_lost_on_the_way_is_one_sentence(engine: Engine) -> None:
    with pytest.raises(ServerError, match="run again"), transaction(engine) as connection:
        own = connection.scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        connection.execute(text("SELECT 1"))


def test_a_slip_of_the_programmer_stays_loud(engine: Engine) -> None:
    with pytest.raises(ProgrammingError), transaction(engine) as connection:
        connection.execute(text("SELECT nothing_of_the_kind"))


@pytest.mark.parametrize(
    "url",
    [
        "mysql://somewhere/db",
        "nonsense",
        "postgresql://host:notaport/db",
        "sqlite:///x.db",
        "postgresql://me:abc@secret@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?port=abc",
        "postgresql://127.0.0.1:1/db?nothing=known",
    ],
)
def test_a_wrong_url_is_one_sentence_that_shows_the_form(url: str) -> None:
    with (
        pytest.raises(
            ServerError, match="expected postgresql://user:password@host:5432/database"
        ) as refused,
        open_database(Settings(Path("/nowhere"), url, "en")) as engine,
        transaction(engine),
    ):
        pass
    assert "secret" not in str(refused.value)


def test_a_server_that_is_down_is_one_sentence_without_the_password() -> None:
    settings = Settings(Path("/nowhere"), "postgresql://me:secret@127.0.0.1:1/db", "en")
    with (
        pytest.raises(ServerError) as refused,
        open_database(settings) as engine,
        transaction(engine),
    ):
        pass
    said = str(refused.value)
    assert said.startswith("Cannot connect")
    assert "127.0.0.1:1/db" in said
    assert "secret" not in said
    assert "\n" not in said


def test_psql_is_handed_the_password_where_no_list_of_processes_shows_it() -> None:
    words, environment = psql("postgres://me:secret@host/db", ["-c", "SELECT 1"])
    assert words == ["psql", "postgresql://me@host/db", "-c", "SELECT 1"]
    assert environment["PGPASSWORD"] == "secret"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "INSERT INTO atlas.administrative_unit (key, level, code, name, unit_type, parent_id,"
            " valid, centroid, centroid_method)"
            " SELECT 'x', level, code, name, unit_type, parent_id,"
            " daterange('2020-01-01', '2020-02-01'), centroid, centroid_method"
            " FROM atlas.administrative_unit WHERE key = 'province/24/-'",
            "ex_administrative_unit_valid",
        ),
        ("UPDATE atlas.event SET area_ha = -1", "ck_event_area_ha"),
        ("UPDATE atlas.event SET fill_pct = 101", "ck_event_fill_pct"),
        ("UPDATE atlas.event SET modality = 'perhaps'", "ck_event_modality"),
        ("UPDATE atlas.event SET period = 'empty'", "ck_event_period"),
        ("UPDATE atlas.milestone SET stages = '{dreaming}'", "ck_milestone_stages"),
        ("UPDATE atlas.event SET citation_id = -1", "fk_event_citation_id"),
        ("UPDATE atlas.citation SET place = NULL", "place"),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    connection: Connection, statement: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        connection.exec_driver_sql(statement)


def test_a_dropped_view_comes_back(scratch: Engine) -> None:
    upgrade(scratch)
    with transaction(scratch) as connection:
        connection.exec_driver_sql("DROP VIEW planning.cluster_place CASCADE")
    assert upgrade(scratch)
    with transaction(scratch) as connection:
        assert connection.scalar(text("SELECT count(*) FROM planning.cluster_place")) == 0


@pytest.mark.parametrize(
    "damage", ["DROP TABLE atlas.milestone CASCADE", "DELETE FROM atlas.alembic_version"]
)
def test_a_damaged_schema_is_one_sentence(scratch: Engine, damage: str) -> None:
    upgrade(scratch)
    with transaction(scratch) as connection:
        connection.exec_driver_sql(damage)
    with pytest.raises(ServerError, match="is damaged"):
        upgrade(scratch)
    with transaction(scratch) as connection, pytest.raises(ServerError, match="is damaged"):
        require_current(connection)


def test_variables_for_other_servers_do_not_lead_astray(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PGHOSTADDR", "127.0.0.1"), ("PGOPTIONS", "-c search_path=nowhere")):
        monkeypatch.setenv(name, value)
    with open_database(settings) as engine, transaction(engine) as connection:
        assert connection.scalar(text("SHOW search_path")) != "nowhere"
