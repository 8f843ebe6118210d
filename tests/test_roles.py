"""Owner, editors, readers: what each may do, tried by accounts that log in to a real server."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from accounts import accounts, signed_in
from program import GEO
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from geo import database, roles, schema
from geo.build import build, load
from geo.database import open_database, transaction
from geo.errors import InputError, ServerError
from geo.roles import Role
from geo.schema import require_current, upgrade
from geo.server import DATABASE, READER
from geo.settings import Settings, data_folder
from geo.snapshots import refresh_snapshots

TODAY = date(2026, 11, 22)

Person = Callable[[str], Settings]


@pytest.fixture(scope="module")
def person(settings: Settings, engine: Engine) -> Iterator[Person]:
    """Settings of accounts: `lan` reads, `minh` edits, `thu` and `quan` have no role here."""
    with accounts(settings, engine, "lan", "minh", "thu", "quan"):
        with transaction(engine) as connection:
            connection.exec_driver_sql("ALTER ROLE quan CREATEROLE")
            roles.grant(connection, Role.READER, "lan")
            roles.grant(connection, Role.EDITOR, "minh")
        yield lambda name: signed_in(settings, engine, name)


@pytest.fixture
def theirs(settings: Settings, engine: Engine, person: Person) -> Iterator[Person]:
    """An empty database that `thu` owns: no superuser, no maker of roles."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE theirs OWNER thu")
        try:
            with (
                open_database(signed_in(settings, engine, "geo", "theirs")) as made,
                transaction(made) as inside,
            ):
                for extension in schema.EXTENSIONS:
                    inside.exec_driver_sql(f"CREATE EXTENSION {extension}")
            yield lambda name: signed_in(settings, engine, name, "theirs")
        finally:
            connection.exec_driver_sql("DROP DATABASE theirs WITH (FORCE)")
            for role in Role:
                connection.exec_driver_sql(f"DROP ROLE IF EXISTS theirs_{role}")


def geo_as(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody with a server of their own."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("GEO_")}
    return subprocess.run(
        [GEO, *words],
        env=outside | {"GEO_DATABASE_URL": str(settings.database_url), "GEO_LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def refused(settings: Settings, statement: str) -> str:
    """Return why the server refuses a statement; it must."""
    with (
        open_database(settings) as engine,
        engine.connect() as connection,
        pytest.raises(DBAPIError) as why,
    ):
        connection.execute(text(statement))
    return str(why.value.orig)


def test_the_private_server_and_the_roles_agree_on_the_reader() -> None:
    assert roles.group(DATABASE, Role.READER) == READER


def test_a_database_with_a_long_name_has_two_roles() -> None:
    names = {roles.group("cụm-" * 15, role) for role in Role}
    assert len(names) == 2
    assert all(len(name.encode()) <= 63 for name in names)


CHANGES = (
    "INSERT INTO atlas.geocode_cache (query) VALUES ('x')",
    "UPDATE atlas.event SET note = ''",
    "DELETE FROM atlas.cluster",
    "TRUNCATE atlas.event",
    "SELECT * FROM atlas.event",
    "DELETE FROM planning.cluster",
    "UPDATE planning.cluster SET name = ''",
    "SELECT * FROM planning.row_history",
    "SELECT nextval('atlas.event_event_id_seq')",
    "CREATE TEMPORARY TABLE mine ()",
    "CREATE TABLE public.mine ()",
    "CREATE TABLE planning.mine ()",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine",
    "ALTER TABLE atlas.event DISABLE TRIGGER ALL",
    "DROP VIEW planning.revision",
    "GRANT ccn_atlas_editor TO lan",
    "SET ROLE ccn_atlas_editor",
    "SET ROLE geo",
    "SET SESSION AUTHORIZATION geo",
    "COPY planning.revision TO '/tmp/stolen'",
    "COPY planning.revision TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'geo'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "ALTER DATABASE ccn_atlas SET work_mem = '1GB'",
    "CREATE EXTENSION dblink",
    "LOCK TABLE atlas.event",
    "ANALYZE atlas.event; VACUUM atlas.event",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_a_reader_can_change_nothing(person: Person, statement: str) -> None:
    assert refused(person("lan"), statement)


@pytest.mark.parametrize("name", ["lan", "minh"])
def test_readers_and_editors_read_every_view_and_the_functions_of_postgis(
    person: Person, name: str
) -> None:
    with open_database(person(name)) as engine, transaction(engine) as connection:
        require_current(connection)
        views = connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relnamespace = 'planning'::regnamespace"
                " AND relkind = 'v' AND relname <> 'row_history'"
            )
        ).all()
        assert len(views) > 20
        for view in views:
            connection.exec_driver_sql(f"SELECT * FROM planning.{view} LIMIT 1")  # noqa: S608
        area = text("SELECT ST_Area(ST_Buffer(ST_MakePoint(105, 21)::geography, 1000))")
        assert connection.scalar(area) > 3e6


def test_readers_call_every_function(person: Person) -> None:
    calls = (
        "cluster_on('2026-11-22')",
        "cluster_as_of('2026-11-22')",
        "cluster_change('2026-11-22', '2030-12-31')",
        "unit_change('2026-11-22', '2030-12-31', '2025-06-30', 'province')",
        "units_on('2026-11-22')",
        "schedule('2026-11-22')",
        "province_parts('province/24/2025-07-01')",
        "indicator_check('2026-11-22')",
    )
    with open_database(person("lan")) as engine, transaction(engine) as connection:
        for call in calls:
            found = connection.execute(text(f"SELECT * FROM planning.{call} LIMIT 1"))  # noqa: S608
            assert found.all(), call


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("locate", "huyện Yên Dũng, Bắc Giang", "--on", "2023-01-01"),
        ("history", "Yên Lư, Bắc Giang"),
        ("changes", "--clusters"),
        ("changes", "--level", "district", "--units", "63"),
        ("schedule", "--province", "Bắc Giang"),
        ("indicators", "--province", "Bắc Giang"),
        ("conflicts",),
        ("oddities",),
        ("sql", "SELECT count(*) FROM planning.cluster_now"),
        ("query", "near", "--param", "place=106.2,21.2"),
    ],
)
def test_a_reader_can_give_the_commands_that_read(person: Person, words: tuple[str, ...]) -> None:
    done = geo_as(person("lan"), *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_reader_can_draw_a_map(person: Person, tmp_path: Path) -> None:
    done = geo_as(person("lan"), "map", "--out", str(tmp_path / "map.html"))
    assert done.returncode == 0, done.stderr


def test_an_account_without_a_role_is_told_whom_to_ask(person: Person) -> None:
    done = geo_as(person("thu"), "status")
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "geo db grant reader thu" in done.stderr


def test_a_reader_cannot_load(person: Person, tmp_path: Path) -> None:
    done = geo_as(person("lan"), "build", "--out", str(tmp_path))
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "geo db grant" in done.stderr


def test_an_editor_loads_and_the_history_says_so(person: Person, tmp_path: Path) -> None:
    minh = person("minh")
    again = build(minh, tmp_path, TODAY, lambda _: nullcontext())
    assert not again.changes
    with open_database(minh) as engine, engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM atlas.milestone")
        changes = load(connection, data_folder(), TODAY, lambda _: nullcontext())
        assert changes.inserted > 50
        found = connection.execute(
            text(
                "SELECT action, count(*) FROM planning.row_history WHERE table_name = 'milestone'"
                " AND changed_at = now() AND changed_by = 'minh' GROUP BY action ORDER BY action"
            )
        ).all()
        assert found == [("delete", changes.inserted), ("insert", changes.inserted)]
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE atlas.row_history SET changed_by = 'geo'",
        "DELETE FROM atlas.row_history",
        "INSERT INTO atlas.row_history (table_name, row_key, action, changed_by)"
        " VALUES ('event', 'x', 'insert', 'geo')",
        "UPDATE atlas.alembic_version SET version_num = '0001'",
        "TRUNCATE atlas.event",
        "ALTER TABLE atlas.event DISABLE TRIGGER ALL",
        "CREATE TABLE atlas.mine ()",
        "CREATE OR REPLACE VIEW planning.revision AS SELECT '1' AS revision",
        "DROP SCHEMA planning CASCADE",
        "SET session_replication_role = replica",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_an_editor_changes_rows_and_nothing_else(person: Person, statement: str) -> None:
    assert refused(person("minh"), statement)


def test_an_editor_is_told_who_may_bring_the_schema_to_a_new_version(
    person: Person, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = schema.known_revisions()
    monkeypatch.setattr(schema, "known_revisions", lambda: [*known, "9999"])
    with (
        open_database(person("minh")) as theirs,
        pytest.raises(ServerError, match=r"only its owner \(geo\) may bring it"),
    ):
        upgrade(theirs)


def test_rights_come_back_with_views_that_were_made_anew(person: Person, engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.exec_driver_sql("DROP VIEW planning.row_history")
    assert upgrade(engine)
    with open_database(person("lan")) as readers, transaction(readers) as connection:
        assert connection.scalar(text("SELECT count(*) FROM planning.cluster"))
    with transaction(engine) as connection:  # other tests want what the upgrade has forgotten
        refresh_snapshots(connection, TODAY)


def test_what_an_upgrade_that_was_killed_left_open_is_closed_again(engine: Engine) -> None:
    open_ = text("SELECT has_function_privilege('public', 'lo_create(oid)', 'EXECUTE')")
    with transaction(engine) as connection:
        connection.execute(database.named_query("usual_rights"))
        assert connection.scalar(open_)
        roles.arrange(connection, renewed=False)
        assert not connection.scalar(open_)


def test_revoked_is_revoked(person: Person, engine: Engine) -> None:
    with transaction(engine) as connection:
        roles.grant(connection, Role.READER, "thu")
        assert roles.Holder("reader", "thu", True) in roles.holders(connection)
    with open_database(person("thu")) as theirs, transaction(theirs) as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "5min"
    with transaction(engine) as connection:
        assert roles.revoke(connection, Role.READER, "thu")
        assert not roles.revoke(connection, Role.READER, "thu")
        assert "thu" not in {holder.name for holder in roles.holders(connection)}
    assert "permission denied" in refused(person("thu"), "TABLE planning.revision")


def test_roles_are_listed_by_the_most_that_each_account_may(person: Person) -> None:
    done = geo_as(person("lan"), "db", "roles", "--format", "csv")
    assert done.stdout.splitlines() == [
        "name,role,login",
        "ccn_atlas_reader,reader,True",
        "geo,owner,True",
        "lan,reader,True",
        "minh,editor,True",
    ]


def test_an_account_that_does_not_exist_is_named_with_what_makes_it(connection: Connection) -> None:
    for name in ("không có", "current_user", 'a"b'):
        with pytest.raises(InputError) as why:
            roles.grant(connection, Role.READER, name)
        quoted = name.replace('"', '""')
        assert f'CREATE ROLE "{quoted}" LOGIN PASSWORD' in why.value.text.en


def test_a_group_role_is_no_account(connection: Connection) -> None:
    for name in (READER, roles.group(DATABASE, Role.EDITOR), "pg_monitor", "public", ""):
        with pytest.raises(InputError, match="is not the name of an account"):
            roles.grant(connection, Role.EDITOR, name)


@pytest.mark.parametrize(("role", "said"), [("readers", "reader"), ("owner", "cannot be given")])
def test_a_role_that_does_not_exist_is_answered_with_the_nearest(
    person: Person, role: str, said: str
) -> None:
    done = geo_as(person("lan"), "db", "grant", role, "lan")
    assert done.returncode == 3
    assert said in done.stderr


def test_who_may_not_grant_is_told_what_an_administrator_would_run(person: Person) -> None:
    done = geo_as(person("lan"), "db", "grant", "editor", "lan")
    assert done.returncode == 4
    assert 'run: GRANT "ccn_atlas_editor" TO "lan";' in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_rights_to_make_roles_the_database_is_built_and_the_lack_is_told_later(
    theirs: Person, engine: Engine
) -> None:
    with open_database(theirs("thu")) as own:
        assert upgrade(own)
        assert not upgrade(own)
        with transaction(own) as connection, pytest.raises(ServerError) as why:
            roles.grant(connection, Role.READER, "lan")
        sql = why.value.text.en.partition("run: ")[2].partition(" Then run again")[0]
        assert sql.startswith('CREATE ROLE "theirs_reader"; CREATE ROLE "theirs_editor";')
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as administrator:
            administrator.exec_driver_sql(sql)
        with transaction(own) as connection:
            roles.grant(connection, Role.READER, "lan")
    with open_database(theirs("lan")) as readers, transaction(readers) as connection:
        require_current(connection)
        assert connection.scalar(text("SELECT count(*) FROM planning.cluster")) == 0
    assert "permission denied" in refused(theirs("lan"), "SELECT * FROM planning.row_history")


def test_who_may_make_roles_makes_them_and_reads_as_a_reader(
    theirs: Person, engine: Engine
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as administrator:
        administrator.exec_driver_sql("ALTER DATABASE theirs OWNER TO quan")
    with open_database(theirs("quan")) as own:
        assert upgrade(own)
        with transaction(own) as connection:
            roles.grant(connection, Role.EDITOR, "minh")
            roles.grant(connection, Role.READER, "quan")
        own.dispose()
        with transaction(own) as connection:  # the owner's own work is not held to a time
            assert connection.scalar(text("SHOW statement_timeout")) == "0"
            connection.exec_driver_sql("SET LOCAL ROLE theirs_reader")
    done = geo_as(theirs("minh"), "sql", "SELECT session_user, current_user", "--format", "csv")
    assert done.stdout.splitlines()[1] == "minh,theirs_reader"
