"""Lists into the record: the plan says what becomes of every row, and that is what happens."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, exists, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from geo.books.opening import open_book
from geo.contributions import Provenance
from geo.dates import Period
from geo.gazetteer import Gazetteer
from geo.ingest.merge import Changes
from geo.lists import plan as plan_module
from geo.lists import reading as reading_module
from geo.lists.decisions import Decision, Verdict
from geo.lists.plan import Action, Difference, Plan, take_in
from geo.lists.reading import Reading
from geo.model import Base
from geo.roles import Role, group

TODAY = date(2026, 11, 22)
PROVENANCE = Provenance(
    dataset="list",
    title="Danh mục cụm công nghiệp tỉnh Bắc Giang",
    file="danh-muc.csv",
    sha256="ab12",
    editor="Nguyễn Thị Lan",
    published=Period.parse("2026-06-01"),
)
HEADING = (
    "Tên cụm công nghiệp,Xã,Huyện,Tỉnh,Tình trạng,Diện tích hiện trạng (ha),"
    "Diện tích quy hoạch đến 2030 (ha)"
)
LIST = (
    "Rừng Mơ,Đồng Kỳ,Yên Thế,Bắc Giang,đang hoạt động,45.5,60",
    "Suối Hoa,,Lạng Giang,Bắc Giang,đã thành lập,20,20",
    "Đồng Quýt,,Lục Ngạn,Bắc Giang,trong quy hoạch,,70",
    "Đại Lâm II,,Lạng Giang,Bắc Giang,,,70",
)
TABLES = [
    table.name
    for table in Base.metadata.sorted_tables
    if not table.name.endswith(("_snapshot", "_digest"))
]

Taker = Callable[..., Plan]


@pytest.fixture
def warned() -> list[tuple[int, str]]:
    """The rows that a list is warned of, with the words, as they are found."""
    return []


@pytest.fixture
def take(
    connection: Connection, gazetteer: Gazetteer, tmp_path: Path, warned: list[tuple[int, str]]
) -> Taker:
    """Take rows of a list in."""

    def take(
        rows: Iterable[str],
        provenance: Provenance = PROVENANCE,
        *,
        within: Connection = connection,
        heading: str = HEADING,
        **how: Any,
    ) -> Plan:
        file = tmp_path / "danh-muc.csv"
        file.write_text("\n".join((heading, *rows)) + "\n", "utf-8")
        with open_book(file) as book:
            reading = Reading(book, gazetteer, today=TODAY)
            plan = take_in(within, reading, provenance, today=TODAY, **how)
        warned.extend((one.line, one.text.vi) for one in reading.problems if not one.refuses)
        return plan

    return take


def held(connection: Connection) -> Mapping[str, int]:
    """Return the number of rows of every table."""
    return {
        name: int(connection.scalar(text(f"SELECT count(*) FROM atlas.{name}")) or 0)  # noqa: S608
        for name in TABLES
    }


def told(plan: Plan) -> Counter[str]:
    return Counter({action.value: number for action, number in plan.counts.items() if number})


def statements(connection: Connection, name: str) -> list[tuple[object, ...]]:
    """Return what is stated of the clusters of a name."""
    found = connection.execute(
        text(
            "SELECT e.kind, e.modality, e.period::text, e.area_ha, e.area_from_ha, t.place"
            " FROM atlas.event AS e JOIN atlas.cluster AS c USING (cluster_id)"
            " JOIN atlas.citation AS t USING (citation_id) WHERE c.name = :name ORDER BY e.key DESC"
        ),
        {"name": name},
    )
    return [tuple(row) for row in found]


def test_new_clusters_come_with_place_statements_and_source(
    connection: Connection, take: Taker
) -> None:
    plan = take(LIST)
    assert told(plan) == {"added": 3, "changed": 1}
    assert statements(connection, "Rừng Mơ") == [
        ("operating", "done", None, Decimal("45.5"), None, "dòng 2"),
        ("expanded", "planned", "(,2031-01-01)", 60, Decimal("45.5"), "dòng 2"),
    ]
    assert statements(connection, "Suối Hoa")[:1] == [
        ("planned", "planned", "(,2031-01-01)", 20, None, "dòng 3")
    ]
    assert statements(connection, "Đồng Quýt") == [
        ("planned", "planned", "(,2031-01-01)", 70, None, "dòng 4")
    ]
    where = connection.execute(
        text(
            "SELECT key, district_before, commune_before, province_now, precision"
            " FROM planning.cluster_place WHERE name = 'Rừng Mơ'"
        )
    ).one()
    assert where.key == "bac-giang/rung-mo"
    assert where.province_now == "Bắc Ninh"
    assert (where.district_before, where.precision) == ("huyện Yên Thế", "commune")


def test_a_known_cluster_shows_what_changes(take: Taker) -> None:
    (item,) = take(LIST).items(Action.CHANGED)
    assert (item.line, item.key, item.name) == (5, "bac-giang/dai-lam-2", "Đại Lâm II")
    assert Difference("planned_area_ha", None, "70") in item.differences


def test_an_area_of_2030_is_not_told_as_one_of_now(take: Taker) -> None:
    heading = "Tên cụm công nghiệp,Huyện,Tỉnh,Diện tích quy hoạch đến 2030 (ha)"
    (item,) = take(["Đại Lâm II,Lạng Giang,Bắc Giang,35.5"], heading=heading).items(Action.CHANGED)
    assert {one.field for one in item.differences} == {"planned_area_ha", "area_2030_ha"}


def test_a_statement_that_agrees_confirms(connection: Connection, take: Taker) -> None:
    take(LIST)
    later = replace(PROVENANCE, title="Báo cáo", published=Period.parse("2026-07"))
    assert told(take(LIST, later)) == {"confirmed": 4}
    assert len(statements(connection, "Suối Hoa")) == 4


def test_rows_that_wait_may_come_from_blocks_of_other_columns(
    connection: Connection, take: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "BLOCK_ROWS", 2)
    rows = ["Yên Lưu,Yên Dũng,Bắc Giang,", "Suối Hoa,Lạng Giang,Bắc Giang,"]
    rows += ["Đại Lân,Lạng Giang,Bắc Giang,12/QĐ-UBND ngày 12/3/2019"]
    plan = take(rows, heading="Tên cụm công nghiệp,Huyện,Tỉnh,Số quyết định")
    assert told(plan) == {"doubtful": 2, "added": 1}


def test_the_same_list_again_changes_nothing(connection: Connection, take: Taker) -> None:
    take(LIST)
    before = held(connection)
    plan = take(LIST)
    assert (told(plan), plan.changes) == ({"left": 4}, Changes())
    assert held(connection) == before


def test_a_newer_version_changes_what_differs(connection: Connection, take: Taker) -> None:
    take(LIST)
    plan = take((LIST[0].replace("45.5", "50"), *LIST[1:]))
    assert told(plan) == {"changed": 1, "left": 3}
    (item,) = plan.items(Action.CHANGED)
    assert Difference("area_now_ha", "45.5", "50") in item.differences
    assert plan.changes == Changes(updated=2)  # the area now is also where the expansion begins
    assert len(statements(connection, "Rừng Mơ")) == 2


def test_the_plan_is_what_happens_count_by_count(connection: Connection, take: Taker) -> None:
    before = held(connection)
    plan = take(LIST)
    after = held(connection)
    written = {
        name: after[name] - before[name]
        for name in TABLES
        if name not in ("import_run", "row_history")
    }
    assert plan.changes == Changes(inserted=sum(written.values()))
    assert written["cluster"] == plan.counts[Action.ADDED]
    assert after["row_history"] - before["row_history"] == plan.changes.inserted
    run = connection.execute(
        text("SELECT counts, editor FROM atlas.import_run ORDER BY import_run_id DESC LIMIT 1")
    ).one()
    assert run.counts == {action.value: number for action, number in plan.counts.items()}
    assert run.editor == "Nguyễn Thị Lan"


def said(connection: Connection) -> set[tuple[object, ...]]:
    """Return what lists say, without where in the list they say it."""
    found = connection.execute(
        text(
            "SELECT c.name, s.address, e.kind, e.modality, e.period::text, e.area_ha"
            " FROM atlas.event AS e JOIN atlas.import_run AS r USING (import_run_id)"
            " JOIN atlas.cluster AS c USING (cluster_id)"
            " LEFT JOIN atlas.cluster_site AS s USING (cluster_id) WHERE r.dataset = 'list'"
        )
    )
    return {tuple(row) for row in found}


def test_the_order_of_the_rows_does_not_matter(connection: Connection, take: Taker) -> None:
    rows = [*LIST, "Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,", "Đa Mai,,,Bắc Giang,,12,"]
    outcomes = []
    for seed in range(4):
        random.Random(seed).shuffle(rows)  # noqa: S311
        undone = connection.begin_nested()
        plan = take(rows)
        items = {(i.name, i.action, i.key, i.differences) for i in plan.items()}
        outcomes.append((told(plan), said(connection), items))
        undone.rollback()
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_what_is_only_alike_waits_for_a_person(connection: Connection, take: Taker) -> None:
    row = "Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"
    plan = take([row])
    assert plan.is_blocked
    (item,) = plan.items()
    assert (item.action, item.key) == (Action.DOUBTFUL, None)
    assert [one.key for one in item.alike] == ["bac-giang/yen-lu"]
    assert plan.changes == Changes()


def test_a_name_with_a_numeral_more_is_added_and_its_sibling_shown(
    take: Taker, warned: list[tuple[int, str]]
) -> None:
    plan = take(["Đại Lâm II,,Lạng Giang,Bắc Giang,,,70", "Yên Lư 2,,Yên Dũng,Bắc Giang,,,70"])
    known, sibling = plan.items()
    assert (known.key, known.alike) == ("bac-giang/dai-lam-2", ())
    assert sibling.action is Action.ADDED
    assert [one.key for one in sibling.alike] == ["bac-giang/yen-lu"]
    assert [(line, "bac-giang/yen-lu" in said) for line, said in warned] == [(3, True)]


def test_a_second_row_of_a_cluster_by_another_name_is_for_a_person_to_decide(
    take: Taker, warned: list[tuple[int, str]]
) -> None:
    names = ("làng nghề Đa Mai", "Đa Mai")
    rows = [f"{name},Đa Mai,Bắc Giang,Bắc Giang,đang hoạt động,15," for name in names]
    first, second = take(rows).items()
    assert (first.key, second.action) == ("bac-giang/lang-nghe-da-mai", Action.DOUBTFUL)
    assert [one.key for one in second.alike] == ["bac-giang/lang-nghe-da-mai"]
    assert [(line, "dòng 2" in said) for line, said in warned] == [(3, True)]


def test_namesakes_of_one_province_have_keys_of_their_own(take: Taker) -> None:
    places = ("Tân Dĩnh,Lạng Giang", "Xuân Hương,Lạng Giang", "Xuân Phú,Yên Dũng")
    rows = [f"Rừng Mơ,{place},Bắc Giang,,,70" for place in places]
    keys = [item.key for item in take([*rows, "Rừng Mơ 2,Đồng Kỳ,Yên Thế,Bắc Giang,,,70"]).items()]
    assert keys[:3] == ["bac-giang/rung-mo", "bac-giang/rung-mo-3", "bac-giang/rung-mo-4"]
    assert keys[3] == "bac-giang/rung-mo-2"


@pytest.mark.parametrize(
    ("decision", "action", "key"),
    [
        (Decision(Verdict.KNOWN, "bac-giang/yen-lu"), Action.CHANGED, "bac-giang/yen-lu"),
        (Decision(Verdict.NEW), Action.ADDED, "bac-giang/yen-luu"),
        (Decision(Verdict.SKIP), Action.SKIPPED, None),
        (Decision(Verdict.KNOWN, "khong/co"), Action.DOUBTFUL, "khong/co"),
    ],
)
def test_a_person_decides(take: Taker, decision: Decision, action: Action, key: str) -> None:
    row = "Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"
    (item,) = take([row], decisions={(None, 2): decision}).items()
    assert (item.action, item.key) == (action, key)


def test_a_name_decided_to_be_a_clusters_is_its_alias_from_then_on(
    connection: Connection, take: Taker
) -> None:
    row = "Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"
    take([row], decisions={(None, 2): Decision(Verdict.KNOWN, "bac-giang/yen-lu")})
    assert told(take([row])) == {"left": 1}


@pytest.mark.parametrize(
    ("rows", "decision", "names"),
    [
        (["Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"], Verdict.KNOWN, ["Yên Lưu"]),
        (["Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"], Verdict.SKIP, []),
        (["Yên Lư,,Yên Dũng,Bắc Giang,đã thành lập,30,"], None, []),
    ],
)
def test_replacing_drops_a_name_that_the_list_no_longer_uses(
    connection: Connection, take: Taker, rows: list[str], decision: Verdict | None, names: list[str]
) -> None:
    key = "bac-giang/yen-lu"
    row = "Yên Lưu,,Yên Dũng,Bắc Giang,đã thành lập,30,"
    take([row], decisions={(None, 2): Decision(Verdict.KNOWN, key)})
    decided = {} if decision is None else {(None, 2): Decision(decision, key)}
    take(rows, decisions=decided, replace=True)
    found = connection.scalars(
        text(
            "SELECT alias FROM atlas.cluster_alias JOIN atlas.cluster AS c USING (cluster_id)"
            " WHERE c.key = :key AND alias = 'Yên Lưu'"
        ),
        {"key": key},
    )
    assert found.all() == names


def test_a_row_that_is_refused_is_told_and_not_written(connection: Connection, take: Taker) -> None:
    plan = take((*LIST, "Sai Chỗ,,Huyện Không Có,Bắc Giang,,30,"))
    assert plan.is_blocked
    (item,) = plan.items(Action.REFUSED)
    assert (item.line, item.name) == (6, "Sai Chỗ")
    assert not statements(connection, "Sai Chỗ")
    problems = connection.scalar(
        text("SELECT problems FROM atlas.import_run ORDER BY import_run_id DESC LIMIT 1")
    )
    assert [problem["line"] for problem in problems] == [6]


def test_a_person_may_leave_out_what_would_be_refused(take: Taker) -> None:
    rows = (*LIST, "Sai Chỗ,,Huyện Không Có,Bắc Giang,,30,")
    plan = take(rows, decisions={(None, 6): Decision(Verdict.SKIP)})
    assert not plan.is_blocked
    assert plan.counts[Action.SKIPPED] == 1
    assert take(rows, decisions={(None, 6): Decision(Verdict.NEW)}).is_blocked


def test_known_clusters_that_the_list_leaves_out_are_named(take: Taker) -> None:
    missing = [absent.key for absent in take(LIST).missing()]
    assert "bac-giang/yen-lu" in missing
    assert "bac-giang/dai-lam-2" not in missing
    assert all(key.startswith("bac-giang/") for key in missing)


def test_replacing_drops_what_the_list_no_longer_says(connection: Connection, take: Taker) -> None:
    take(LIST)
    plan = take(LIST[1:], replace=True)
    assert plan.changes.deleted == 3  # two statements, one cluster
    assert not connection.scalar(text("SELECT 1 FROM atlas.cluster WHERE name = 'Rừng Mơ'"))
    assert take(LIST[1:], replace=True).changes == Changes()
    assert take(LIST[2:]).changes == Changes()


UNDOING = (
    "DELETE FROM atlas.event USING atlas.import_run AS r"
    " WHERE r.import_run_id = event.import_run_id AND r.dataset = 'list'",
    "DELETE FROM atlas.cluster_alias USING atlas.import_run AS r"
    " WHERE r.import_run_id = cluster_alias.import_run_id AND r.dataset = 'list'",
    "DELETE FROM atlas.cluster USING atlas.import_run AS r"
    " WHERE r.import_run_id = cluster.import_run_id AND r.dataset = 'list'",
    "DELETE FROM atlas.citation USING atlas.import_run AS r"
    " WHERE r.source_id = citation.source_id AND r.dataset = 'list'",
    "WITH gone AS (DELETE FROM atlas.import_run WHERE dataset = 'list' RETURNING source_id)"
    " DELETE FROM atlas.source USING gone WHERE gone.source_id = source.source_id",
)
"""What takes every list back that a test has left in the record."""


def test_what_a_person_changed_since_stands(engine: Engine, take: Taker) -> None:
    """Work on the rows of a list, in transactions of its own, is not undone by the list."""
    by_hand = replace(PROVENANCE, title="Danh mục để sửa tay")
    try:
        with engine.begin() as first:
            take(LIST, by_hand, within=first)
        with engine.begin() as person:
            person.execute(
                text("UPDATE atlas.event SET area_ha = 47 WHERE key LIKE 'bac-giang/rung-mo#op%'")
            )
            person.execute(
                text("DELETE FROM atlas.event WHERE key LIKE 'bac-giang/suoi-hoa#planned%'")
            )
        with engine.begin() as again:
            plan = take(LIST, by_hand, within=again, replace=True)
            assert (told(plan), plan.changes) == ({"left": 4}, Changes())
    finally:
        with engine.begin() as cleaning:
            for statement in UNDOING:
                cleaning.execute(text(statement))


def test_a_failure_in_the_middle_leaves_nothing(connection: Connection, take: Taker) -> None:
    before = held(connection)
    undone = connection.begin_nested()
    connection.exec_driver_sql(
        "ALTER TABLE atlas.event ADD CONSTRAINT none CHECK (area_ha <> 70) NOT VALID"
    )
    with pytest.raises(DBAPIError):
        take(LIST)
    undone.rollback()
    assert held(connection) == before


def test_a_second_load_waits_for_the_first(engine: Engine, take: Taker) -> None:
    taking = text("SELECT pg_try_advisory_xact_lock(hashtext('ccn-atlas load'))")
    with engine.connect() as one, engine.connect() as other:
        first = one.begin()
        take(LIST, within=one)
        assert not other.scalar(taking)
        first.rollback()
        assert other.scalar(taking)


EXPORTED = "Tên cụm công nghiệp,Huyện,Tỉnh,Tình trạng,Mức chắc chắn,Diện tích hiện trạng (ha),"
EXPORTED += "Diện tích theo quy hoạch đang có hiệu lực (ha),Diện tích quy hoạch đến 2030 (ha)"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("đang hoạt động,đã thực hiện,40,,40", [("operating", "done", 40, None)]),
        (
            "đang hoạt động,đã thực hiện,40,60,60",
            [("planned", "planned", 60, None), ("operating", "done", 40, None)],
        ),
        (
            "đang hoạt động,đã thực hiện,40,,0",
            [("removed", "planned", None, None), ("operating", "done", 40, None)],
        ),
        ("đang hoạt động,theo quy hoạch,40,,60", [("expanded", "planned", 60, 40)]),
        ("trong quy hoạch,theo quy hoạch,40,,60", [("adjusted", "planned", 60, 40)]),
        ("trong quy hoạch,theo quy hoạch,,60,60", [("planned", "planned", 60, None)]),
        ("unconfirmed,,,,", []),
    ],
)
def test_what_a_row_of_an_export_states(
    connection: Connection, take: Taker, cells: str, wanted: list[tuple[object, ...]]
) -> None:
    plan = take([f"Rừng Mơ,Yên Thế,Bắc Giang,{cells}"], heading=EXPORTED)
    assert told(plan) == {"added": 1}
    found = statements(connection, "Rừng Mơ")
    assert [(kind, sure, area, before) for kind, sure, _, area, before, _ in found] == wanted


def orphans(connection: Connection) -> dict[str, int]:
    """Count the rows whose reference leads nowhere, by reference."""
    found = {}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            child, parent = key.parent, key.column
            there = exists().where(parent == child) if parent.table is not table else None
            if there is not None:
                counting = select(func.count()).where(child.is_not(None), ~there)
                found[str(child)] = int(connection.scalar(counting) or 0)
    return found


@pytest.mark.parametrize("is_editor", [False, True])
def test_every_reference_holds_whoever_takes_the_list_in(
    connection: Connection, take: Taker, is_editor: bool
) -> None:
    """The server checks each row of an editor; of its owner they hold by how they are made."""
    if is_editor:
        name = group(str(connection.scalar(text("SELECT current_database()"))), Role.EDITOR)
        connection.exec_driver_sql(f"SET LOCAL ROLE {name}")
    plan = take(LIST)
    assert told(plan) == {"added": 3, "changed": 1}
    connection.exec_driver_sql("RESET ROLE")
    assert connection.scalar(text("SHOW session_replication_role")) == "origin"
    assert set(orphans(connection).values()) == {0}
    assert len(orphans(connection)) > 20


@pytest.mark.parametrize("table", ["cluster", "citation"])
def test_a_reference_that_leads_nowhere_undoes_the_list(
    connection: Connection, take: Taker, table: str
) -> None:
    """What no row is checked for singly, because the owner takes the list in, is found as a set."""
    connection.exec_driver_sql(
        "CREATE FUNCTION pg_temp.lose() RETURNS trigger LANGUAGE plpgsql AS"  # noqa: S608
        f" $$ BEGIN DELETE FROM atlas.{table} WHERE {table}_id = NEW.{table}_id;"
        " RETURN NULL; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER lose AFTER INSERT ON atlas.{table}"
        " FOR EACH ROW EXECUTE FUNCTION pg_temp.lose()"
    )
    connection.exec_driver_sql(f"ALTER TABLE atlas.{table} ENABLE ALWAYS TRIGGER lose")
    with pytest.raises(IntegrityError, match="refers to none"):
        take(LIST)


def test_a_unit_that_is_not_on_record_undoes_the_list(
    connection: Connection, take: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = plan_module.keys
    monkeypatch.setattr(
        plan_module, "keys", lambda *asked: {key: -n for key, n in numbers(*asked).items()}
    )
    with pytest.raises(IntegrityError, match="refers to none"):
        take(LIST)
