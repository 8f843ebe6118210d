"""What a source says is added once, with its origin, and nothing else is touched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from geo.contributions import (
    Address,
    ClusterCells,
    EventCells,
    MilestoneCells,
    Provenance,
    Rows,
    ValueCells,
    contribute,
    new_key,
    place,
)
from geo.dates import Period
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.ingest.merge import Changes
from geo.model import Base
from geo.vocabulary import Level

PROVENANCE = Provenance(
    dataset="text",
    title="Quyết định phê duyệt phương án",
    file="quyet-dinh.pdf",
    sha256="ab12",
    editor="Nguyễn Thị Lan",
    published=Period.parse("2026-05-04"),
    decision_no="12/QĐ-UBND",
)
TABLES = [
    table.name
    for table in Base.metadata.sorted_tables
    if not table.name.endswith(("_snapshot", "_digest"))
]


def event(kind: str = "established", **facts: object) -> EventCells:
    cells = dict.fromkeys(EventCells._fields) | {
        "kind": kind,
        "modality": "done",
        "stated_on": PROVENANCE.stated_on,
        "area_ha": Decimal("50.5"),
    }
    return EventCells(**{**cells, **facts})


@pytest.fixture
def rows(gazetteer: Gazetteer) -> Rows:
    on = date(2024, 1, 1)
    province = gazetteer.resolve("Bắc Giang", on=on, level=Level.PROVINCE)
    district = gazetteer.resolve("Yên Dũng", on=on, within=province, level=Level.DISTRICT)
    site = place(gazetteer, Address(province, (district,), ()))
    key = "bac-giang/thu-nghiem"
    return Rows(
        clusters={key: (ClusterCells("Thử Nghiệm", "thu nghiem", "CCN", None), site, on)},
        events=[
            (key, event(), "trang 2"),
            ("bac-giang/yen-lu", event("merged", absorbed_into_text="CCN Thử Nghiệm"), "trang 3"),
        ],
        absorbed={1: key},
        milestones=[
            (
                key,
                MilestoneCells(
                    ["construction"], Period.parse("/2027"), "năm 2027", None, None, None
                ),
                "trang 2",
            )
        ],
        values=[
            (
                province.key,
                "ccn_planned",
                ValueCells(Period.parse("/2030"), None, Decimal(60), None, "planned", None),
                "trang 1",
            )
        ],
        aliases=[("bac-giang/yen-lu", "Yên Lư cũ", "trang 3")],
    )


def held(connection: Connection) -> Mapping[str, int]:
    """Return the number of rows of every table."""
    return {
        name: int(connection.scalar(text(f"SELECT count(*) FROM atlas.{name}")) or 0)  # noqa: S608
        for name in TABLES
    }


def test_everything_is_added_with_its_origin(connection: Connection, rows: Rows) -> None:
    before = held(connection)
    changes = contribute(connection, PROVENANCE, rows, problems=[{"line": 3, "vi": "sai"}])
    more = {name: number - before[name] for name, number in held(connection).items()}
    assert changes.inserted == sum(
        number for name, number in more.items() if name not in ("import_run", "row_history")
    )
    assert (changes.updated, changes.deleted) == (0, 0)
    wanted = {
        "source": 1,
        "citation": 3,
        "cluster": 1,
        "cluster_site": 1,
        "event": 2,
        "event_cluster": 1,
        "milestone": 1,
        "indicator_value": 1,
        "cluster_alias": 1,
        "import_run": 1,
    }
    assert {name: more[name] for name in wanted} == wanted
    run = connection.execute(
        text(
            "SELECT r.dataset, r.file, r.sha256, r.editor, r.counts, r.problems, s.title,"
            " s.published::text, s.published_text"
            " FROM atlas.event AS e JOIN atlas.import_run AS r USING (import_run_id)"
            " JOIN atlas.citation AS c USING (citation_id) JOIN atlas.source AS s"
            " ON s.source_id = c.source_id AND s.source_id = r.source_id"
            " WHERE c.place = 'trang 2' AND e.area_ha = 50.5"
        )
    ).one()
    assert tuple(run[:4]) == ("text", "quyet-dinh.pdf", "ab12", "Nguyễn Thị Lan")
    assert (run.counts["events"], run.problems) == (2, [{"line": 3, "vi": "sai"}])
    assert (run.title, run.published) == (PROVENANCE.title, "[2026-05-04,2026-05-05)")
    told = connection.execute(
        text(
            "SELECT status, area_ha, merged_into FROM planning.cluster_on('2026-11-22')"
            " JOIN atlas.cluster AS c USING (cluster_id)"
            " WHERE c.key IN ('bac-giang/thu-nghiem', 'bac-giang/yen-lu') ORDER BY c.key"
        )
    ).all()
    assert [tuple(row) for row in told] == [
        ("established", Decimal("50.5"), None),
        ("merged", 0, "CCN Thử Nghiệm"),
    ]


def test_the_history_says_who_it_was(connection: Connection, rows: Rows) -> None:
    contribute(connection, PROVENANCE, rows)
    editors = connection.scalars(
        text("SELECT DISTINCT editor FROM atlas.row_history WHERE changed_at = now()")
    )
    assert set(editors) == {"Nguyễn Thị Lan"}


def test_the_same_again_changes_nothing(connection: Connection, rows: Rows) -> None:
    contribute(connection, PROVENANCE, rows)
    before = held(connection)
    assert contribute(connection, PROVENANCE, rows) == Changes()
    assert held(connection) == before


def test_nothing_leaves_nothing_behind(connection: Connection) -> None:
    before = held(connection)
    assert contribute(connection, PROVENANCE, Rows()) == Changes()
    after = held(connection)
    assert {name for name in TABLES if before[name] != after[name]} <= {"row_history"}


def test_more_of_one_source_is_added_to_what_it_said(connection: Connection, rows: Rows) -> None:
    contribute(connection, PROVENANCE, rows)
    later = replace(rows, clusters={}, absorbed={}, milestones=[], values=[], aliases=[])
    later.events = [
        *rows.events[:1],
        ("bac-giang/thu-nghiem", event(fill_pct=Decimal(5)), "trang 9"),
    ]
    changes = contribute(connection, PROVENANCE, later)
    assert (changes.inserted, changes.updated, changes.deleted) == (2, 0, 0)  # citation, event


def test_what_a_second_editor_leaves_empty_of_a_source_stays(
    connection: Connection, rows: Rows
) -> None:
    contribute(connection, replace(PROVENANCE, url="http://x", publisher="Sở"), rows)
    assert contribute(connection, PROVENANCE, rows) == Changes()
    said = "SELECT url, publisher FROM atlas.source WHERE key = :key"
    kept = connection.execute(text(said), {"key": PROVENANCE.key}).one()
    assert tuple(kept) == ("http://x", "Sở")
    contribute(connection, replace(PROVENANCE, url="http://y"), rows)
    kept = connection.execute(text(said), {"key": PROVENANCE.key}).one()
    assert tuple(kept) == ("http://y", "Sở")


@pytest.mark.parametrize(
    "broken",
    [
        {"events": [("bac-giang/khong-co", event(), "trang 1")]},
        {"aliases": [("bac-giang/khong-co", "Tên", "trang 1")]},
        {"absorbed": {1: "bac-giang/khong-co"}},
        {"values": [("province/99/-", "ccn_planned", ValueCells(*[None] * 6), "trang 1")]},
    ],
)
def test_what_is_not_on_record_is_named(
    connection: Connection, rows: Rows, broken: Mapping[str, object]
) -> None:
    with pytest.raises(InputError, match="not on record"):
        contribute(connection, PROVENANCE, replace(rows, **broken))


def test_a_source_is_told_by_title_decision_and_date() -> None:
    assert replace(PROVENANCE, file="khac.xlsx", sha256="x", url="http://x").key == PROVENANCE.key
    for other in ({"title": "Khác"}, {"decision_no": "13/QĐ"}, {"published": None}):
        assert replace(PROVENANCE, **other).key != PROVENANCE.key


def test_a_key_is_free() -> None:
    assert new_key("Đại Lâm", "Bắc Giang", ()) == "bac-giang/dai-lam"
    taken = {"bac-giang/dai-lam", "bac-giang/dai-lam-2"}
    assert new_key("Đại Lâm", "Bắc Giang", taken) == "bac-giang/dai-lam-3"
