"""`geo sql`: what it shows, what it refuses, and every way out of it that we could think of."""

import csv
import io
import json
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from homes import take_away
from program import GEO, run_geo
from sqlalchemy import Connection, Engine, text

from geo import console
from geo.build import Built
from geo.console import Answer, Bounds, answer, open_reader
from geo.errors import InputError, ServerError
from geo.server import PrivateServer
from geo.settings import Settings

Ask = Callable[..., Answer]

SOON = Bounds(seconds=20)
AT_ONCE = Bounds(seconds=0.3)
COPIED = Path("/tmp/copied")  # noqa: S108 -- never made


@pytest.fixture(autouse=True)
def record(built: Built) -> None:
    """All of this is asked of the shipped record."""


@pytest.fixture(params=["private", "own"])
def ask(request: pytest.FixtureRequest, settings: Settings, engine: Engine) -> Ask:
    """Ask as the owner of the private server does, and as a superuser of a server of their own."""
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    asking = settings if request.param == "private" else replace(settings, database_url=url)

    def ask(statement: str, bounds: Bounds = SOON) -> Answer:
        with open_reader(asking) as connection:
            return answer(connection, statement, bounds)

    return ask


def refusal(ask: Ask, statement: str, bounds: Bounds = SOON) -> str:
    with pytest.raises(InputError) as why:
        ask(statement, bounds)
    for said in why.value.text:
        assert "\n" not in said.strip()
    return why.value.text.en


def test_the_session_is_the_readers(settings: Settings) -> None:
    with open_reader(settings) as connection:
        found = answer(connection, "SELECT session_user, current_user", SOON)
    assert found.rows == [("ccn_atlas_reader", "ccn_atlas_reader")]


def test_elsewhere_the_role_of_readers_is_put_on(settings: Settings, engine: Engine) -> None:
    own = replace(settings, database_url=engine.url.render_as_string(hide_password=False))
    with open_reader(own) as connection:
        found = answer(connection, "SELECT current_user, pg_is_in_recovery()", SOON)
        assert found.rows == [("ccn_atlas_reader", False)]
        assert answer(connection, "SHOW transaction_read_only", SOON).rows == [("on",)]


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT 1", [(1,)]),
        ("select 1;", [(1,)]),
        ("SELECT 1;; -- ; the end", [(1,)]),
        ("/* ; /* nested */ ; */ SELECT 1 -- ;", [(1,)]),
        ("(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1 DESC", [(2,), (1,)]),
        ("VALUES (1, 'a'), (2, NULL)", [(1, "a"), (2, None)]),
        ("WITH q AS (SELECT 2 AS n) TABLE q", [(2,)]),
        ("SELECT ';', $a$;$a$, E'\\';', \"c;\" FROM (SELECT 1 AS \"c;\") AS q", [(*";;", "';", 1)]),
        ("SELECT $q$ '; $q$ || 'x' ; ", [(" '; x",)]),
        ("SELECT '%s', '%(a)s', 7 % 4, '{}'", [("%s", "%(a)s", 3, "{}")]),
        ("SELECT 'Đồng Đình'", [("Đồng Đình",)]),
        ("SHOW transaction_read_only", [("on",)]),
        ("SELECT ST_SetSRID(ST_MakePoint(105.5, 21.25), 4326)", [("POINT(105.5 21.25)",)]),
        ("SELECT geography 'POINT(105.5 21.25)', NULL::geometry", [("POINT(105.5 21.25)", None)]),
        ("SELECT true, date 'infinity', daterange('2025-07-01', NULL)", [
            (True, "infinity", "[2025-07-01,)")
        ]),
        ("SELECT ARRAY[1, 2], '{\"a\": 1}'::jsonb, ROW(1, 'x'), '\\x00'::bytea", [
            ("{1,2}", '{"a": 1}', "(1,x)", "\\x00")
        ]),
        ("SELECT", [()]),
    ],
)  # fmt: skip
def test_what_reads_is_answered(ask: Ask, statement: str, rows: list[object]) -> None:
    assert ask(statement).rows == rows


def test_plans_are_shown(ask: Ask) -> None:
    for form in ("", "(FORMAT JSON)", "(FORMAT XML)", "(ANALYZE)"):
        ((plan,),) = ask(f"EXPLAIN {form} SELECT FROM planning.cluster WHERE false").rows[:1]
        assert isinstance(plan, str)
        assert "Result" in plan


def test_columns_of_one_name_stay_apart(ask: Ask) -> None:
    found = ask("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4")
    assert found.columns == ("a", "a_2", "a_2_2", "?column?")
    assert found.rows == [(1, 2, 3, 4)]


def test_rows_beyond_the_limit_are_left_out(ask: Ask) -> None:
    found = ask("SELECT n FROM generate_series(1, 100) AS n ORDER BY n DESC", Bounds(5, 3))
    assert found == Answer(("n",), [(100,), (99,), (98,)], cut=True)
    assert not ask("SELECT n FROM generate_series(1, 3) AS n", Bounds(5, 3)).cut


@pytest.mark.parametrize(
    "statement",
    [
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
        "SELECT a.cluster_id FROM planning.cluster AS a, planning.cluster AS b, planning.cluster",
        "SELECT FROM planning.cluster AS a, planning.cluster AS b",
    ],
)
def test_of_millions_of_rows_only_the_first_are_made(ask: Ask, statement: str) -> None:
    found = ask(statement, Bounds(5, 10))
    assert len(found.rows) == 10
    assert found.cut


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_sleep(3600)",
        "SELECT pg_advisory_lock(1), pg_sleep(3600)",
        "SELECT set_config('statement_timeout', '0', false), pg_sleep(3600)",
        "EXPLAIN ANALYZE SELECT pg_sleep(3600)",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
        "SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b",
        "SELECT * FROM generate_series(1, 1000000000) AS n ORDER BY -n",
        "SELECT pg_sleep(0.02) FROM generate_series(1, 100000)",
    ],
)
def test_what_does_not_end_is_ended(ask: Ask, statement: str) -> None:
    assert "ran longer than 0.3 s" in refusal(ask, statement, AT_ONCE)


def test_work_that_heeds_no_clock_is_not_waited_for(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_GRACE", 0.5)
    endless = "SELECT ST_Buffer(ST_MakePoint(0, 0), 1, 'quad_segs=20000000')"
    assert "ran longer than 0.2 s" in refusal(ask, endless, Bounds(seconds=0.2))
    assert ask("SELECT 1").rows == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT repeat('x', 70000000)",
        "SELECT repeat('x', 70000) FROM generate_series(1, 1000)",
        "SELECT repeat('ệ', 40000000), repeat('ệ', 40000000)",
    ],
)
def test_what_is_too_large_is_refused(ask: Ask, statement: str) -> None:
    assert "larger than 64 million characters" in refusal(ask, statement, Bounds(30))


def test_more_disk_than_a_reader_may_take_is_refused(settings: Settings) -> None:
    greedy = "SELECT count(x) FROM (SELECT repeat(n::text, 2000) AS x"
    greedy += " FROM generate_series(1, 400000) AS n ORDER BY x) AS q"
    with open_reader(settings) as connection:
        connection.exec_driver_sql("SET work_mem = '1MB'")
        with pytest.raises(InputError, match="more memory or disk than it may take"):
            answer(connection, greedy, Bounds(60))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO atlas.cluster DEFAULT VALUES",
        "UPDATE atlas.event SET note = ''",
        "-- SELECT\nDELETE FROM atlas.event",
        "/* SELECT /* */ */ TRUNCATE atlas.event",
        "WITH gone AS (DELETE FROM atlas.event RETURNING 1) SELECT * FROM gone",
        "WITH new AS (SELECT 1) INSERT INTO atlas.geocode_cache SELECT 'x' FROM new",
        "MERGE INTO atlas.event USING atlas.cluster ON false WHEN MATCHED THEN DELETE",
        "EXPLAIN ANALYZE DELETE FROM atlas.event",
        "EXPLAIN ANALYZE CREATE TABLE mine AS SELECT 1",
        "SELECT 1 INTO mine",
        "SELECT 1 INTO TEMPORARY mine",
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "DROP SCHEMA atlas CASCADE",
        "GRANT ALL ON SCHEMA atlas TO PUBLIC",
        "ALTER ROLE ccn_atlas_reader SUPERUSER",
        "COPY planning.cluster TO '/tmp/copied'",
        "COPY planning.cluster TO PROGRAM 'touch /tmp/copied'",
        "COPY atlas.cluster FROM '/etc/passwd'",
        "DO $$ BEGIN DELETE FROM atlas.event; END $$",
        "CALL anything()",
        "SET ROLE geo",
        "RESET ROLE",
        "SET statement_timeout = 0",
        "RESET ALL",
        "LISTEN anything",
        "NOTIFY anything",
        "LOCK TABLE atlas.event",
        "VACUUM",
        "ANALYZE",
        "CHECKPOINT",
        "BEGIN",
        "COMMIT",
        "PREPARE mine AS SELECT 1",
        "EXECUTE mine",
        "DECLARE mine CURSOR FOR SELECT 1",
        "LOAD 'anything'",
        "DISCARD ALL",
        "SELECT * FROM planning.cluster FOR UPDATE",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT nextval('atlas.event_event_id_seq')",
        "SELECT setval('atlas.event_event_id_seq', 1)",
        "SELECT query_to_xml('DELETE FROM atlas.event', true, true, '')",
        "SELECT DropGeometryTable('atlas', 'event')",
        "SELECT UpdateGeometrySRID('atlas', 'cluster_site', 'point', 3857)",
        "SELECT set_config('transaction_read_only', 'off', true)",
    ],
)
def test_what_writes_is_refused(ask: Ask, connection: Connection, statement: str) -> None:
    before = connection.scalar(text("SELECT count(*) FROM atlas.event"))
    assert refusal(ask, statement)
    assert connection.scalar(text("SELECT count(*) FROM atlas.event")) == before
    assert not COPIED.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT set_config('role', 'none', true),"
        " query_to_xml('SELECT rolpassword FROM pg_authid', true, true, '')",
        "SELECT set_config('role', 'geo', true)",
        "SELECT set_config('session_authorization', 'geo', true)",
        "SELECT set_config('session_authorization', 'default', true),"
        " query_to_xml('SELECT count(*) FROM atlas.event', true, true, '')",
        "SELECT query_to_xml('SET ROLE geo', true, true, '')",
        "SELECT set_config('temp_file_limit', '-1', true)",
        "SELECT set_config('session_replication_role', 'replica', true)",
        "SELECT set_config('log_statement', 'none', true)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('postgresql.conf')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_stat_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/copied')",
        "SELECT * FROM pg_hba_file_rules",
        "SELECT current_setting('data_directory')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_shadow",
        "SELECT * FROM atlas.event",
        "SELECT * FROM planning.row_history",
        "SELECT table_to_xml('atlas.event', true, true, '')",
        "SELECT * FROM ts_stat('SELECT to_tsvector(note) FROM atlas.event')",
        "SELECT pg_reload_conf()",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'geo'",
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        "SELECT pg_switch_wal()",
        "SELECT pg_create_physical_replication_slot('x')",
    ],
)
def test_there_is_no_way_out_of_the_reader(settings: Settings, statement: str) -> None:
    with pytest.raises(InputError), open_reader(settings) as connection:
        answer(connection, statement, SOON)


def test_a_session_that_ends_itself_is_one_sentence(settings: Settings) -> None:
    with pytest.raises(ServerError), open_reader(settings) as connection:
        answer(connection, "SELECT pg_terminate_backend(pg_backend_pid())", SOON)
    with open_reader(settings) as connection:
        assert answer(connection, "SELECT 1", SOON).rows == [(1,)]


def test_what_a_statement_sets_ends_with_it(ask: Ask) -> None:
    ask("SELECT set_config('search_path', 'nowhere', false), set_config('work_mem', '1MB', false)")
    assert ask("SELECT current_setting('search_path')").rows == [('"$user", public',)]
    for encoding in ("SQL_ASCII", "LATIN1", "WIN1258"):
        changing = f"SELECT set_config('client_encoding', '{encoding}', false), 'é' || chr(7879)"
        with suppress(InputError):
            ask(f"{changing} FROM generate_series(1, 3)")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1; SELECT 2",
        "SELECT 1; DELETE FROM atlas.event",
        "SELECT ';' ; -- \n DROP SCHEMA atlas",
        "SELECT $$;$$; SELECT 1",
    ],
)
def test_several_statements_are_refused(ask: Ask, statement: str) -> None:
    assert "One statement of SQL at a time" in refusal(ask, statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT 1) AS answer (c0) --", "line 1, column 9"),
        ("SELECT (1", "at end of input"),
        ("SELECT 'a", "unterminated quoted string"),
        ("SELECT /* a", "unterminated /* comment"),
        ("SELECT nam FROM planning.cluster", 'line 1, column 8: column "nam" does not exist'),
        ("SELECT *\nFROM\n  planing.cluster", "line 3, column 3: relation"),
        ("SELECT\n'ệ' || x", "line 2, column 8"),
        ("SELECT 1 / 0", "division by zero"),
        ("SELECT 'x'::integer", 'line 1, column 8: invalid input syntax for type integer: "x"'),
        ("SELECT $1", "write the values into the statement"),
        ("SELECT chr(0)", "null character not permitted"),
        ("SELECT " + "(" * 20_000, "memory exhausted"),
        ("SELECT " + "+".join(["1"] * 100_000), "stack depth limit exceeded"),
        ("SELECT '" + "x" * 1_000_000 + "'", "at most 1000000 characters"),
        ("SELECT '\0'", "none of them a control"),
        ("SELECT '\ud800'", "none of them a control"),
        ("\\d", 'use "geo db psql"'),
        ("\\! ls", 'use "geo db psql"'),
        ("SELEKT 1", '(here it is "SELEKT")'),
        ("", "begins with SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW"),
        (" ; -- nothing", "begins with SELECT"),
    ],
)
def test_what_is_no_statement_is_told_with_the_place(ask: Ask, statement: str, said: str) -> None:
    assert said in refusal(ask, statement)


def test_a_database_never_built_is_one_sentence() -> None:
    home = Path(tempfile.mkdtemp(prefix="ccn-atlas-test-"))
    home.chmod(0o711)
    try:
        with (
            PrivateServer(home).use(),
            pytest.raises(ServerError, match='run "geo build"'),
            open_reader(Settings(home, None, "en")),
        ):
            pass
    finally:
        take_away(home)


def test_the_command_prints_all_forms(settings: Settings) -> None:
    statement = "SELECT 2030 AS year, 1234.50 AS ha, 1.5::float8 AS x, true AS ok, NULL AS n"
    statement += ", 'a' AS t"
    shown = run_geo(settings, "sql", statement)
    assert shown.stdout.split() == ["year", "ha", "x", "ok", "n", "t", "2030", "1234.50", "1.5",
                                    "true", "a"]  # fmt: skip
    (row,) = json.loads(run_geo(settings, "sql", statement, "--format", "json").stdout)
    assert row == {"year": 2030, "ha": 1234.5, "x": 1.5, "ok": True, "n": None, "t": "a"}
    marked = run_geo(settings, "sql", "SELECT '<a> | b' AS \"x_y\", 1.50", "--format", "md").stdout
    assert marked.splitlines() == [
        "| x&#95;y | ?column? |",
        "| --- | --- |",
        "| &#60;a&#62; &#124; b | 1.50 |",
    ]
    lines = run_geo(settings, "sql", statement, "--format", "csv").stdout.splitlines()
    assert lines == ["year,ha,x,ok,n,t", "2030,1234.50,1.5,true,,a"]


def test_the_command_says_when_there_are_more_rows(settings: Settings) -> None:
    words = ("sql", "SELECT n FROM generate_series(1, 9) AS n", "--limit", "2", "--format", "csv")
    shown = run_geo(settings, *words, "--lang", "en")
    assert shown.returncode == 0
    assert shown.stdout.split() == ["n", "1", "2"]
    assert shown.stderr == "Only the first 2 rows are shown; there are more, see --limit.\n"


def test_numbers_that_json_has_not_are_text(settings: Settings) -> None:
    odd = "SELECT 'NaN'::numeric AS a, 'Infinity'::float8 AS b, 1e20::numeric AS c"
    odd += ", 0.1::float4 AS d"
    (row,) = json.loads(run_geo(settings, "sql", odd, "--format", "json").stdout)
    assert row == {"a": "NaN", "b": "inf", "c": 10**20, "d": 0.1}


def test_a_cell_cannot_command_the_terminal(settings: Settings) -> None:
    assert "\x1b" not in run_geo(settings, "sql", "SELECT E'\\x1b[2J' AS a").stdout


def test_a_statement_comes_from_a_file_or_from_standard_input(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "cau hoi.sql"
    file.write_text("-- câu hỏi\nSELECT 'Đ' AS a;\n", "utf-8-sig")
    said = run_geo(settings, "sql", "--file", str(file), "--format", "csv")
    assert list(csv.reader(io.StringIO(said.stdout))) == [["a"], ["Đ"]]
    piped = subprocess.run(
        [GEO, "sql", "-", "--format", "csv"],
        env={"GEO_HOME": str(settings.home), "PATH": "/usr/bin:/bin"},
        input=file.read_bytes(),
        capture_output=True,
        timeout=60,
    )
    assert piped.stdout.decode() == said.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Expected a statement of SQL"),
        (("SELECT 1", "--file", "x.sql"), "Expected a statement of SQL"),
        (("--file", "nowhere.sql"), "No such file"),
        (("--file", "/"), "Is a directory"),
        (("--file", "/bin/sh"), "not text in UTF-8"),
        (("SELECT 1", "--limit", "0"), "--limit 0: expected 1 to"),
        (("SELECT 1", "--timeout", "0"), "--timeout 0: expected"),
        (("SELECT 1", "--timeout", "nan"), "--timeout nan: expected"),
        (("SELECT 1", "--timeout", "1e9"), "--timeout 1e+09: expected"),
        (("SELECT",  "--format", "csv", "--limit", "5", "--timeout", "5"), ""),
        (("SELECT pg_sleep(9)", "--timeout", "0.1"), "ran longer than 0.1 s"),
        (("SELEC 1",), "geo sql only reads"),
    ],
)  # fmt: skip
def test_the_command_refuses_with_a_sentence(
    settings: Settings, words: tuple[str, ...], said: str
) -> None:
    done = run_geo(settings, "sql", *words, "--lang", "en")
    assert said in done.stderr
    assert done.stdout == ""
    assert done.returncode == (3 if said else 0)
    assert done.stderr.count("\n") == (1 if said else 0)
