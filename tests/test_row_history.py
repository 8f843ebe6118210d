"""Row history: nothing of the record changes or goes without a trace, whoever does it, and how."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import pytest
import rows
from conftest import TODAY
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo.build import load
from geo.model import Base
from geo.settings import data_folder

KEPT = {
    table.name
    for table in Base.metadata.sorted_tables
    if not table.name.endswith(("_snapshot", "_digest"))  # made of the others
} - {"import_run", "geocode_cache", "row_history"}


LAYER = """
    WITH layer AS (
        INSERT INTO atlas.boundary_layer (level, shown_on, title, file, sha256)
        VALUES ('province', '2025-07-01', 'x', 'x.geojson', 'x') RETURNING boundary_layer_id
    )
    INSERT INTO atlas.imported_boundary (unit_id, boundary_layer_id, boundary, outline, method)
    SELECT unit_id, boundary_layer_id, boundary, boundary, 'x'
    FROM atlas.unit_boundary CROSS JOIN layer LIMIT 3
"""


def history(connection: Connection) -> Sequence[Any]:
    """Return what this transaction has left in the history, oldest first."""
    return connection.execute(
        text(
            "SELECT table_name, row_key, action, old_row, changed_by, editor"
            " FROM planning.row_history WHERE changed_at = now() ORDER BY row_history_id"
        )
    ).all()


def count(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM atlas.row_history")) or 0)


@pytest.mark.parametrize("table", sorted(KEPT))
def test_every_table_of_the_record_keeps_its_history(connection: Connection, table: str) -> None:
    triggers = connection.scalars(
        text(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
            " AND tgname LIKE 'keep%' AND tgenabled = 'A'"
        ),
        {"table": f"atlas.{table}"},
    ).all()
    assert set(triggers) == {"keep_insert", "keep_update", "keep_delete", "keep_truncate"}


@pytest.mark.parametrize("table", sorted(KEPT))
def test_every_row_that_goes_leaves_what_it_was(connection: Connection, table: str) -> None:
    """Truncated with all that hangs on it, each row is there once, whole."""
    if table == "correction":  # none is shipped
        words = {"table_name": "events", "key": "x", "field": "note", "reason": "thử"}
        words |= {"old_value": "", "new_value": "x", "editor": "Lan", "decided_on": "2026-11-22"}
        run = rows.loaded(connection)
        rows.add(connection, table, applied=True, import_run_id=run, **words)
    if table in ("boundary_layer", "imported_boundary"):  # the user's own
        connection.exec_driver_sql(LAYER)
    there = connection.execute(text(f"SELECT * FROM atlas.{table}")).mappings().all()  # noqa: S608
    connection.exec_driver_sql(f"TRUNCATE atlas.{table} CASCADE")
    traces = [kept for kept in history(connection) if kept.table_name == table]
    gone = [kept for kept in traces if kept.action == "delete"]
    assert len(gone) == len(there) > 0
    assert len({kept.row_key for kept in gone}) == len(there)
    assert {frozenset(kept.old_row) for kept in gone} == {frozenset(there[0])}


def test_an_update_keeps_the_row_as_it_stood(connection: Connection) -> None:
    made = rows.cluster(connection, rows.event("established", "done", "2020", area_ha=50))
    before = len(history(connection))
    connection.execute(
        text("UPDATE atlas.event SET area_ha = 75 WHERE cluster_id = :made"), {"made": made}
    )
    connection.execute(
        text("UPDATE atlas.event SET area_ha = 80 WHERE cluster_id = :made"), {"made": made}
    )
    first, second = history(connection)[before:]
    assert (first.table_name, first.action, first.changed_by) == ("event", "update", "geo")
    assert first.row_key == second.row_key
    assert (first.old_row["area_ha"], second.old_row["area_ha"]) == (50, 75)


def test_an_insert_is_signed_and_holds_no_content(connection: Connection) -> None:
    connection.execute(text("SELECT set_config('ccn_atlas.editor', 'Nguyễn Thị Lan', true)"))
    rows.cluster(connection)
    (kept,) = (kept for kept in history(connection) if kept.table_name == "cluster")
    assert kept.row_key.startswith("test/")
    assert (kept.action, kept.old_row) == ("insert", None)
    assert (kept.changed_by, kept.editor) == ("geo", "Nguyễn Thị Lan")


def test_what_goes_with_a_cluster_is_kept_too(connection: Connection) -> None:
    found = text("SELECT cluster_id FROM atlas.cluster WHERE key = 'bac-giang/yen-lu'")
    asked = {"one": connection.scalar(found)}
    counting = text(
        "SELECT (SELECT count(*) FROM atlas.event WHERE cluster_id = :one)"
        " + (SELECT count(*) FROM atlas.milestone WHERE cluster_id = :one)"
        " + (SELECT count(*) FROM atlas.cluster_site_unit WHERE cluster_id = :one) + 2"
    )
    hanging = connection.scalar(counting, asked)
    connection.execute(text("DELETE FROM atlas.cluster WHERE cluster_id = :one"), asked)
    gone = [kept for kept in history(connection) if kept.action == "delete"]
    assert len(gone) >= hanging > 4
    assert {"cluster", "cluster_site", "cluster_site_unit", "event"} <= {k.table_name for k in gone}


def test_copy_and_merge_leave_a_trace(connection: Connection) -> None:
    connection.exec_driver_sql(
        "INSERT INTO atlas.indicator (key, label_vi, label_en, unit_of_measure, aggregation)"
        " SELECT key, 'x', 'x', 'x', 'sum' FROM atlas.indicator"
        " ON CONFLICT (key) DO UPDATE SET label_vi = 'x'"
    )
    assert {kept.action for kept in history(connection)} == {"update"}
    assert all(kept.old_row["label_vi"] != "x" for kept in history(connection))
    driver = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy("COPY atlas.source (key, title) FROM STDIN") as copy,
    ):
        copy.write_row(("test/copied", "x"))
    last = history(connection)[-1]
    assert (last.table_name, last.row_key, last.action) == ("source", "test/copied", "insert")


def test_a_point_is_kept_to_the_last_digit_that_matters(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE atlas.cluster_site SET point = point WHERE false")
    assert not history(connection)
    moved = connection.execute(
        text(
            "UPDATE atlas.cluster_site SET point = ST_Translate(point, 1, 1)"
            " WHERE cluster_id = (SELECT min(cluster_id) FROM atlas.cluster_site)"
            " RETURNING ST_X(point) - 1, ST_Y(point) - 1"
        )
    ).one()
    (kept,) = history(connection)
    assert kept.old_row["point"]["coordinates"] == pytest.approx(list(moved), abs=1e-9)


def test_a_repeated_load_leaves_no_trace(connection: Connection) -> None:
    before = count(connection)
    assert not load(connection, data_folder(), TODAY, lambda _: nullcontext())
    assert count(connection) == before


def test_a_load_is_signed_with_the_name_of_who_ran_it(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "lan")
    connection.exec_driver_sql("DELETE FROM atlas.oddity")
    load(connection, data_folder(), TODAY, lambda _: nullcontext())
    last = history(connection)[-1]
    assert (last.table_name, last.action, last.editor) == ("oddity", "insert", "lan")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE atlas.row_history SET changed_by = 'nobody'",
        "DELETE FROM atlas.row_history",
        "TRUNCATE atlas.row_history",
        "UPDATE planning.row_history SET changed_by = 'nobody'",
    ],
)
def test_the_history_only_grows_even_for_its_owner(connection: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"only grows|not automatically updatable"):
        connection.exec_driver_sql(statement)


def test_no_table_of_the_session_can_stand_in_for_the_history(connection: Connection) -> None:
    for name in ("row_history", "changed"):
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} (LIKE atlas.row_history)")
    connection.exec_driver_sql("SET LOCAL search_path = pg_temp, atlas, public")
    before = count(connection)
    rows.cluster(connection)
    assert count(connection) > before


def test_many_rows_at_once_are_kept_together_and_told_one_by_one(connection: Connection) -> None:
    before = count(connection)
    connection.exec_driver_sql(
        "INSERT INTO atlas.source (key, title) SELECT 'test/' || n, 'x'"
        " FROM generate_series(1, 12000) AS n"
    )
    assert count(connection) == before + 2
    found = connection.scalars(
        text(
            "SELECT row_key FROM planning.row_history"
            " WHERE table_name = 'source' AND action = 'insert' AND changed_at = now()"
        )
    ).all()
    assert sorted(found) == sorted(f"test/{n}" for n in range(1, 12001))


def test_the_history_is_kept_though_the_servers_checks_are_put_off(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    rows.add(connection, "source", key="test/replica", title="x")
    connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
    assert history(connection)[-1].row_key == "test/replica"
