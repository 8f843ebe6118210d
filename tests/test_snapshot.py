"""What is kept of the fold: no answer differs for it, whatever is written, whatever the day."""

import random
from datetime import date, timedelta
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import TABLES, add, cluster, event, loaded, milestone
from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlalchemy.exc import NotSupportedError
from test_histories import DAYS, HISTORIES, History, Record, Told, drawn, record, tellings

from geo.dates import PLAN_END
from geo.ingest.merge import daterange
from geo.snapshots import forget_snapshots, refresh_snapshots

__all__ = ["record"]

TODAY = date(2026, 11, 22)

ON = text(
    """
    SELECT d.day, d.known, k.*
    FROM unnest(CAST(:days AS date[]), CAST(:known AS date[])) AS d (day, known)
    CROSS JOIN LATERAL planning.cluster_on(d.day, d.known) AS k
    ORDER BY d.day, d.known, k.cluster_id
    """
)
CHANGE = text(
    """
    SELECT d.day, d.known, k.*
    FROM unnest(CAST(:days AS date[]), CAST(:known AS date[])) AS d (day, known)
    CROSS JOIN LATERAL planning.cluster_change(d.known, d.day, d.known) AS k
    ORDER BY d.day, d.known, k.cluster_id
    """
)
PLACES = text("SELECT * FROM planning.cluster_place ORDER BY cluster_id")
CONFLICTS = text(
    "SELECT * FROM planning.conflict"
    " ORDER BY topic, cluster_id, unit_id, subject, preferred_key, other_key"
)
CHECKED = text("SELECT * FROM planning.indicator_check(:day) ORDER BY key")
KEPT = text("SELECT count(*) FROM atlas.cluster_snapshot WHERE cluster_id = :c")


def answers(connection: Connection, days: tuple[date, ...]) -> list[object]:
    """Return all that could come from what is kept."""
    pairs = sorted(
        {(day, known) for known in days for day in (known, PLAN_END, known + timedelta(500))}
    )
    asked = dict(zip(("days", "known"), map(list, zip(*pairs, strict=True)), strict=True))
    dated = [connection.execute(told, asked).all() for told in (ON, CHANGE)]
    return [*dated, *(connection.execute(told).all() for told in (PLACES, CONFLICTS))]


def worked_out(connection: Connection, days: tuple[date, ...]) -> list[object]:
    """Return the same with nothing kept."""
    work = connection.begin_nested()
    forget_snapshots(connection)
    found = answers(connection, days)
    work.rollback()
    return found


@settings(drawn, max_examples=40)
@given(
    histories=HISTORIES,
    made=DAYS,
    after=st.integers(0, 4000),
    edits=st.lists(st.tuples(st.sampled_from(("add", "alter", "drop")), tellings()), max_size=4),
    seed=st.integers(0, 9),
)
def test_what_is_kept_never_changes_an_answer(
    record: Record,
    histories: list[History],
    made: date,
    after: int,
    edits: list[tuple[str, Told]],
    seed: int,
) -> None:
    connection = record.connection
    days = (made, made + timedelta(after), *turning(histories, random.Random(seed)))  # noqa: S311
    with record.holding(histories):
        refresh_snapshots(connection, made)
        assert answers(connection, days) == worked_out(connection, days)
        for number, (kind, told) in enumerate(edits):
            edit(record, kind, told, number)
            assert answers(connection, days) == worked_out(connection, days)
        refresh_snapshots(connection, made + timedelta(after))
        assert answers(connection, days) == worked_out(connection, days)


def turning(histories: list[History], chance: random.Random) -> list[date]:
    """Return days on which a statement may begin or cease to count, and the days before them."""
    turns = {
        day
        for history in histories
        for told in history
        for day in (told.stated_on, *((told.period.start, told.period.end) if told.period else ()))
        if day is not None
    }
    turns |= {date(year, 1, 1) for year in (2021, 2031, 2041)}
    some = chance.sample(sorted(turns), min(len(turns), 8))
    return sorted({day - timedelta(less) for day in some for less in (-1, 0, 1)})


def edit(record: Record, kind: str, told: Told, number: int) -> None:
    """Add a statement to a cluster, or alter or drop the last of the record."""
    connection = record.connection
    table = TABLES["event"]
    values = {**told._asdict(), "period": daterange(told.period)}
    last = connection.scalar(select(table.c.event_id).order_by(table.c.event_id.desc()).limit(1))
    if kind == "add" or last is None:
        one = connection.scalar(select(TABLES["cluster"].c.cluster_id).limit(1))
        connection.execute(
            insert(table).values(
                key=f"edit/{number}",
                cluster_id=one,
                citation_id=record.citation,
                import_run_id=record.run,
                **values,
            )
        )
    elif kind == "alter":
        connection.execute(update(table).where(table.c.event_id == last).values(**values))
    else:
        connection.execute(delete(table).where(table.c.event_id == last))


@pytest.fixture
def kept(connection: Connection) -> Connection:
    """The shipped record with all of it kept."""
    refresh_snapshots(connection, TODAY)
    return connection


def test_the_shipped_record_is_kept_whole(kept: Connection) -> None:
    numbers = kept.execute(
        text(
            "SELECT (SELECT count(*) FROM atlas.cluster),"
            " (SELECT count(*) FROM atlas.cluster_snapshot WHERE ahead),"
            " (SELECT count(*) FROM atlas.cluster_snapshot WHERE NOT ahead),"
            " (SELECT count(*) FROM atlas.cluster_digest)"
        )
    ).one()
    assert len(set(numbers)) == 1
    assert not refresh_snapshots(kept, TODAY)


def test_figures_compare_with_the_same_totals_kept_or_not(kept: Connection) -> None:
    for day in (TODAY, date(2024, 3, 1), TODAY + timedelta(400)):
        held = kept.execute(CHECKED, {"day": day}).all()
        work = kept.begin_nested()
        forget_snapshots(kept)
        assert kept.execute(CHECKED, {"day": day}).all() == held
        work.rollback()


def test_an_answer_comes_from_what_is_kept(kept: Connection) -> None:
    kept.exec_driver_sql("UPDATE atlas.cluster_snapshot SET status = 'kept'")
    kept.exec_driver_sql("UPDATE atlas.cluster_digest SET province_now = 'kept'")
    kept.exec_driver_sql("UPDATE atlas.total_snapshot SET clusters = 77777")
    for asked in (
        "SELECT DISTINCT status FROM planning.cluster_on('2026-11-22')",
        "SELECT DISTINCT status FROM planning.cluster_on('2030-12-31', '2026-11-22')",
        "SELECT DISTINCT status_to"
        " FROM planning.cluster_change('2026-11-22', '2030-12-31', '2026-11-22')",
        "SELECT DISTINCT province_now FROM planning.cluster_place",
    ):
        assert kept.scalars(text(asked)).all() == ["kept"], asked
    checked = kept.scalars(text("SELECT clusters FROM planning.indicator_check('2026-11-22')"))
    assert set(checked) == {None, 77777}


def test_other_days_and_spans_are_worked_out(kept: Connection) -> None:
    kept.exec_driver_sql("UPDATE atlas.cluster_snapshot SET status = 'kept'")
    for asked in (
        "SELECT status FROM planning.cluster_on('2029-12-31', '2026-11-22')",
        "SELECT status_to FROM planning.cluster_change('2026-11-22', '2029-12-31', '2026-11-22')",
        "SELECT status_to FROM planning.cluster_change('2025-11-22', '2030-12-31', '2026-11-22')",
    ):
        assert "kept" not in kept.scalars(text(asked)).all(), asked


WRITES = {
    "a statement": "UPDATE atlas.event SET area_ha = 77 WHERE cluster_id = :c",
    "a statement gone": "DELETE FROM atlas.event WHERE cluster_id = :c",
    "a milestone": "UPDATE atlas.milestone SET actual = '[2024-01-01,2024-02-01)'"
    " WHERE cluster_id = :c",
    "a milestone gone": "DELETE FROM atlas.milestone WHERE cluster_id = :c",
    "a part in a merger": "INSERT INTO atlas.event_cluster"
    " SELECT event_id, :z, 'absorbed_into' FROM atlas.event WHERE cluster_id = :c LIMIT 1",
    "the site": "UPDATE atlas.cluster_site SET stated_on = '2020-01-01' WHERE cluster_id = :c",
    "its units": "DELETE FROM atlas.cluster_site_unit WHERE cluster_id = :c",
}


@pytest.fixture
def one(connection: Connection) -> int:
    """A cluster with a milestone and a site, all kept."""
    made = milestone(connection, "2025", "", event("construction", "done", "2024"))
    table = TABLES["milestone"]
    found = connection.scalar(select(table.c.cluster_id).where(table.c.milestone_id == made))
    assert found is not None
    site = TABLES["cluster_site"]
    copied = select(site.c.point).limit(1).scalar_subquery()
    connection.execute(
        insert(site).values(
            cluster_id=found,
            point=copied,
            precision="province",
            method="test",
            address="",
            stated_on=date(2024, 1, 1),
        )
    )
    connection.execute(
        text(
            "INSERT INTO atlas.cluster_site_unit SELECT :c, unit_id, TRUE"
            " FROM atlas.administrative_unit WHERE key = 'province/24/2025-07-01'"
        ),
        {"c": found},
    )
    refresh_snapshots(connection, TODAY)
    assert connection.scalar(KEPT, {"c": found}) == 2
    return int(found)


@pytest.mark.parametrize("what", WRITES)
def test_a_write_forgets_the_cluster_it_touches_and_no_other(
    connection: Connection, one: int, what: str
) -> None:
    before = connection.scalar(text("SELECT count(*) FROM atlas.cluster_snapshot"))
    zone = connection.scalar(text("SELECT min(cluster_id) FROM atlas.cluster"))
    statement = WRITES[what]
    connection.execute(text(statement), {"c": one} | ({"z": zone} if ":z" in statement else {}))
    assert connection.scalar(KEPT, {"c": one}) == 0
    assert connection.scalar(text("SELECT count(*) FROM atlas.cluster_snapshot")) == before - 2


def test_a_zone_renamed_is_renamed_where_clusters_merge_into_it(connection: Connection) -> None:
    run = loaded(connection)
    zone = add(
        connection,
        "cluster",
        key="test/zone",
        name="Cũ",
        name_key="cu",
        zone_type="KCN",
        import_run_id=run,
    )
    merged = cluster(connection, event("merged", "done", "2024"))
    connection.execute(
        text(
            "INSERT INTO atlas.event_cluster"
            " SELECT event_id, :z, 'absorbed_into' FROM atlas.event WHERE cluster_id = :c"
        ),
        {"z": zone, "c": merged},
    )
    refresh_snapshots(connection, TODAY)
    connection.execute(
        text("UPDATE atlas.cluster SET name = 'Mới' WHERE cluster_id = :z"), {"z": zone}
    )
    told = text("SELECT merged_into FROM planning.cluster_on(:d) WHERE cluster_id = :c")
    assert connection.scalar(told, {"d": TODAY, "c": merged}) == "KCN Mới"


def test_a_unit_renamed_is_renamed_where_clusters_lie_in_it(
    connection: Connection, one: int
) -> None:
    connection.execute(
        text(
            "UPDATE atlas.unit_name SET name = 'Tên Mới' WHERE kind = 'official' AND unit_id ="
            " (SELECT unit_id FROM atlas.administrative_unit WHERE key = 'province/24/2025-07-01')"
        )
    )
    told = text("SELECT province_now FROM planning.cluster_place WHERE cluster_id = :c")
    assert connection.scalar(told, {"c": one}) == "Tên Mới"


def test_a_source_renamed_is_renamed_where_it_contradicts(kept: Connection) -> None:
    ours = "topic <> 'indicator' AND 'Tên mới' IN (preferred_title, other_title)"
    told = text(f"SELECT count(*) FROM planning.conflict WHERE {ours}")  # noqa: S608
    assert kept.scalar(told) == 0
    kept.exec_driver_sql("UPDATE atlas.source SET title = 'Tên mới'")
    assert kept.scalar(told) == kept.scalar(
        text("SELECT count(*) FROM planning.conflict WHERE topic <> 'indicator'")
    )
    assert kept.scalar(told)


@pytest.mark.parametrize("table", ["event", "milestone", "cluster_site_unit", "unit_name"])
def test_emptying_a_table_forgets_everything(kept: Connection, table: str) -> None:
    kept.exec_driver_sql(f"TRUNCATE atlas.{table} CASCADE")
    for snapshot in ("cluster_snapshot", "cluster_digest", "total_snapshot"):
        assert kept.scalar(text(f"SELECT count(*) FROM atlas.{snapshot}")) == 0  # noqa: S608


def test_only_what_was_touched_or_overtaken_is_made_anew(kept: Connection) -> None:
    kept.exec_driver_sql("UPDATE atlas.cluster_snapshot SET decision_no = 'kept'")
    kept.exec_driver_sql(
        "UPDATE atlas.event SET note = 'x' WHERE cluster_id ="
        " (SELECT min(cluster_id) FROM atlas.event)"
    )
    assert refresh_snapshots(kept, TODAY)
    anew = text(
        "SELECT count(DISTINCT cluster_id) FROM atlas.cluster_snapshot"
        " WHERE decision_no IS DISTINCT FROM 'kept'"
    )
    assert kept.scalar(anew) == 1
    assert refresh_snapshots(kept, date(2027, 1, 1))
    found = kept.scalar(anew)
    assert found is not None
    assert 1 < found < 700


def test_after_the_plan_ends_nothing_is_kept_ahead(kept: Connection) -> None:
    for day in (PLAN_END, PLAN_END + timedelta(1)):
        refresh_snapshots(kept, day)
        assert kept.scalar(text("SELECT count(*) FROM atlas.cluster_snapshot WHERE ahead")) == 0
        assert not refresh_snapshots(kept, day)


def test_keeping_waits_for_whoever_is_writing(engine: Engine) -> None:
    touched = {"c": 0}
    with engine.begin() as connection:
        refresh_snapshots(connection, TODAY)
        touched["c"] = connection.scalar(text("SELECT min(cluster_id) FROM atlas.event")) or 0
        for kept in (
            "cluster_snapshot WHERE cluster_id = :c",
            "cluster_digest WHERE cluster_id = :c",
            "total_snapshot WHERE :c > 0",
        ):
            connection.execute(text(f"DELETE FROM atlas.{kept}"), touched)  # noqa: S608
    with engine.connect() as writer, engine.begin() as keeper:
        writer.execute(text("UPDATE atlas.event SET note = 'x' WHERE cluster_id = :c"), touched)
        done: list[bool] = []
        work = Thread(target=lambda: done.append(refresh_snapshots(keeper, TODAY)))
        work.start()
        work.join(2)
        waited = work.is_alive()
        writer.rollback()
        work.join()
        assert waited
        assert done == [True]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_who_does_not_see_what_was_kept_since_may_not_write(engine: Engine, level: str) -> None:
    with engine.connect().execution_options(isolation_level=level) as writer:
        assert writer.scalar(text("SELECT count(*) FROM atlas.event"))
        for change in ("UPDATE atlas.event SET note = 'x'", "TRUNCATE atlas.milestone"):
            work = writer.begin_nested()
            with pytest.raises(NotSupportedError, match="READ COMMITTED"):
                writer.execute(text(change))
            work.rollback()
