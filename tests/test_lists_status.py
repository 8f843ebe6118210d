"""What has become of a cluster by a list that has no column of it, and what its decisions say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from lists import TODAY, Sheet, book, read
from sqlalchemy import Connection, text

from geo.contributions import Provenance
from geo.dates import Period
from geo.gazetteer import Gazetteer
from geo.lists.plan import take_in
from geo.lists.reading import Reading
from geo.lists.words import Standing
from geo.vocabulary import EventKind, Modality

LIST = Provenance(
    dataset="list",
    title="Danh mục cụm công nghiệp",
    file="danh-muc.csv",
    sha256="ab12",
    editor=None,
    published=Period.parse("2026-06-01"),
)
YEAR, DAY = "[2019-01-01,2020-01-01)", "[2019-03-12,2019-03-13)"
DECISION = "Số 12/QĐ-UBND ngày 12/3/2019"
PLANNED, IN_PLAN = ("planned", "planned", None, None), ("planned", "planned", "(,2031-01-01)", None)
STANDS, OPERATES = ("established", "done", None, None), ("operating", "done", None, None)
FOUNDED_THAT_YEAR = ("established", "done", YEAR, None)
FOUNDED_THAT_DAY = ("established", "done", DAY, "12/QĐ-UBND")
OPERATING = Standing(EventKind.OPERATING, Modality.DONE)


@pytest.mark.parametrize(
    ("columns", "status", "stated"),
    [
        ({"Diện tích (ha)": "20"}, None, [PLANNED]),
        (
            {"Năm thành lập": "2019"},
            None,
            [STANDS, FOUNDED_THAT_YEAR],
        ),
        (
            {"Năm thành lập": "2028"},
            None,
            [
                PLANNED,
                ("established", "planned", "[2028-01-01,2029-01-01)", None),
            ],
        ),
        (
            {"Năm thành lập": "2021-2030"},
            None,
            [
                PLANNED,
                ("established", "planned", "[2021-01-01,2031-01-01)", None),
            ],
        ),
        ({"Năm thành lập": "Chưa thành lập"}, None, [PLANNED]),
        ({"QĐ thành lập": "Chưa có", "DT QH (ha)": "30"}, None, [IN_PLAN]),
        ({"QĐ thành lập": "đang trình", "DT QH (ha)": "30"}, None, [IN_PLAN]),
        ({"Diện tích hiện trạng (ha)": "30"}, None, [STANDS]),
        ({"Diện tích hiện trạng (ha)": "30"}, OPERATING, [OPERATES]),
        (
            {"Diện tích hiện trạng (ha)": "0", "Số quyết định": "12/QĐ-UBND"},
            None,
            [("planned", "planned", None, "12/QĐ-UBND")],
        ),
        (
            {"Diện tích hiện trạng (ha)": "75", "Ngày quyết định": "12/3/2030"},
            None,
            [STANDS],
        ),
        (
            {"Số quyết định": DECISION, "Tỷ lệ lấp đầy (%)": "80"},
            None,
            [("operating", "done", None, "12/QĐ-UBND")],
        ),
        (
            {"Quyết định phê duyệt quy hoạch": DECISION},
            None,
            [("planned", "planned", "[2019-03-12,2021-01-01)", "12/QĐ-UBND")],
        ),
        (
            {"Năm thành lập": "2019"},
            OPERATING,
            [OPERATES, FOUNDED_THAT_YEAR],
        ),
        (
            {"Năm thành lập": "2019", "Tình trạng": "đang hoạt động"},
            None,
            [OPERATES, FOUNDED_THAT_YEAR],
        ),
        (
            {"Năm thành lập": "2028", "Tình trạng": "quy hoạch mới"},
            None,
            [
                PLANNED,
                ("established", "planned", "[2028-01-01,2029-01-01)", None),
            ],
        ),
        ({"Tỷ lệ lấp đầy (%)": "45"}, None, [OPERATES]),
        ({"Tỷ lệ lấp đầy (%)": "0"}, None, [PLANNED]),
        (
            {"Tỷ lệ lấp đầy (%)": "45", "Diện tích quy hoạch (ha)": "30"},
            None,
            [IN_PLAN, OPERATES],
        ),
        (
            {"Quyết định thành lập": DECISION, "Diện tích quy hoạch (ha)": "30"},
            None,
            [IN_PLAN, STANDS, FOUNDED_THAT_DAY],
        ),
        (
            {"Quyết định thành lập": "12/QĐ-UBND", "Diện tích quy hoạch (ha)": "30"},
            None,
            [
                IN_PLAN,
                ("established", "done", None, "12/QĐ-UBND"),
            ],
        ),
        (
            {"Số quyết định": DECISION, "Diện tích quy hoạch (ha)": "30"},
            None,
            [("planned", "planned", "[2019-03-12,2021-01-01)", "12/QĐ-UBND")],
        ),
        (
            {"Số quyết định": DECISION},
            None,
            [("established", "decided", DAY, "12/QĐ-UBND")],
        ),
        (
            {"Quyết định thành lập": DECISION, "Tình trạng": "đang hoạt động"},
            None,
            [OPERATES, FOUNDED_THAT_DAY],
        ),
    ],
)
def test_what_a_row_states_follows_from_all_of_its_columns(
    connection: Connection,
    gazetteer: Gazetteer,
    columns: Mapping[str, str],
    status: Standing | None,
    stated: list[tuple[str | None, ...]],
) -> None:
    take(connection, gazetteer, columns, status=status)
    found = connection.execute(
        text(
            "SELECT e.kind, e.modality, e.period::text, e.decision_no FROM atlas.event AS e"
            " JOIN atlas.cluster AS c USING (cluster_id) WHERE c.name = 'Suối Hoa'"
            " ORDER BY e.key DESC"
        )
    )
    assert [tuple(row) for row in found] == stated


def test_the_figures_of_a_list_count_from_its_own_day(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    older = replace(LIST, title="Cũ", sha256="cd34", published=Period.parse("2015-06-01"))
    take(connection, gazetteer, {"Diện tích hiện trạng (ha)": "50"}, older)
    newer = {"Diện tích hiện trạng (ha)": "75", "QĐ thành lập": DECISION}
    take(connection, gazetteer, newer)
    area = text(
        "SELECT k.area_ha, k.legal FROM planning.cluster_on(:day) AS k"
        " JOIN atlas.cluster AS c USING (cluster_id) WHERE c.name = 'Suối Hoa'"
    )
    days = [date(year, 7, 1) for year in (2019, 2020, 2026)]
    found = [tuple(connection.execute(area, {"day": day}).one()) for day in days]
    assert found == [(50, "established"), (50, "established"), (75, "established")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Quyết định thành lập", "established_on"),
        ("Số QĐ thành lập CCN", "established_on"),
        ("Decision of establishment", "established_on"),
        ("Quyết định thành lập, mở rộng", "decided_on"),
        ("Số quyết định", "decided_on"),
    ],
)
def test_the_day_of_a_decision_that_founds_is_that_of_the_establishment(
    gazetteer: Gazetteer, heading: str, field: str
) -> None:
    cell = "Số 12/QĐ-UBND ngày 12/3/2019"
    found = read(gazetteer, f"Tên CCN | Tỉnh | {heading}\nA | Bắc Giang | {cell}")
    (row,) = found.rows
    assert row["decision_no"] == "12/QĐ-UBND"
    days = {name: row.get(name) for name in ("decided_on", "established_on")}
    assert days == dict.fromkeys(days) | {field: Period.parse("2019-03-12")}


@pytest.mark.parametrize(
    "cell",
    [
        "12/QĐ-UBND, 12/3/2019",
        "QĐ số 12/QĐ-UBND (12/03/2019)",
        "12/QĐ-UBND; 12.3.2019",
        "Quyết định số 12/QĐ-UBND ký ngày 12 tháng 3 năm 2019",
        "12/QĐ-UBND 12/3/2019",
        "12/QĐ-UBND\n12/3/2019",
        "12/QĐ-UBND ngày12/3/2019",
    ],
)
def test_the_day_of_a_decision_is_parted_from_its_number(gazetteer: Gazetteer, cell: str) -> None:
    found = read(gazetteer, [["Tên CCN", "Tỉnh", "Số quyết định"], ["A", "Bắc Giang", cell]])
    (row,) = found.rows
    assert (row["decision_no"], row["decided_on"]) == ("12/QĐ-UBND", Period.parse("2019-03-12"))


@pytest.mark.parametrize(
    ("cell", "number", "day", "is_told"),
    [
        ("QĐ mở rộng 45/QĐ-UBND ngày 12/3/2019", "QĐ mở rộng 45/QĐ-UBND", "2019-03-12", False),
        ("12/3/2019", None, "2019-03-12", False),
        ("12/QĐ-UBND ngày 12/3/20199", "12/QĐ-UBND ngày 12/3/20199", None, False),
        ("12/QĐ-UBND ngày 31/02/2019", "12/QĐ-UBND ngày 31/02/2019", None, True),
        ("Chưa có", None, None, False),
        ("Không", None, None, False),
        ("Đang trình thẩm định", None, None, False),
        ("Đăng ký số 12", "Đăng ký số 12", None, False),
        ("0", None, None, False),
        ("QĐ", None, None, True),
        ("45/2010/QĐ-UBND", "45/2010/QĐ-UBND", None, False),
    ],
)
def test_what_is_no_decision_is_left_out(
    gazetteer: Gazetteer, cell: str, number: str | None, day: str | None, is_told: bool
) -> None:
    heading = ["Tên CCN", "Tỉnh", "Số quyết định"]
    found = read(gazetteer, [heading, ["A", "Bắc Giang", cell]])
    (row,) = found.rows
    expected = None if day is None else Period.parse(day)
    assert (row["decision_no"], row.get("decided_on")) == (number, expected)
    assert any(one.field == "decision_no" for one in found.problems) == is_told


def test_a_decision_that_alters_a_cluster_does_not_date_its_establishment(
    gazetteer: Gazetteer,
) -> None:
    cell = "QĐ mở rộng 45/QĐ-UBND ngày 12/3/2019"
    found = read(gazetteer, f"Tên CCN | Tỉnh | Quyết định thành lập\nA | Bắc Giang | {cell}")
    assert found.rows[0].get("established_on") is None
    assert found.rows[0]["decided_on"] == Period.parse("2019-03-12")


def test_the_day_of_the_decision_goes_before_the_year(gazetteer: Gazetteer) -> None:
    heading = "Tên CCN | Tỉnh | Năm thành lập | Quyết định thành lập"
    found = read(gazetteer, f"{heading}\nA | Bắc Giang | 2019 | 12/QĐ-UBND ngày 12/3/2019")
    assert found.rows[0]["established_on"] == Period.parse("2019-03-12")


@pytest.mark.parametrize(
    ("heading", "cell", "unstated"),
    [
        ("Diện tích (ha)", "20", 1),
        ("Tình trạng", "", 1),
        ("Tình trạng", "đang hoạt động", 0),
        ("Diện tích hiện trạng (ha)", "20", 0),
        ("Diện tích hiện trạng (ha)", "0", 1),
        ("Diện tích quy hoạch đến 2030 (ha)", "20", 0),
        ("Số quyết định", "12/QĐ-UBND", 0),
        ("Năm thành lập", "2017", 0),
        ("Tỷ lệ lấp đầy (%)", "45", 0),
        ("Tỷ lệ lấp đầy (%)", "0", 1),
        ("Diện tích (ha)", "hai mươi", 0),
    ],
)
def test_rows_from_which_no_status_follows_are_counted(
    gazetteer: Gazetteer, heading: str, cell: str, unstated: int
) -> None:
    rows = f"Tên CCN | Huyện | Tỉnh | {heading}\nA | Lạng Giang | Bắc Giang | {cell}"
    assert read(gazetteer, rows).reading.unstated == unstated


def take(
    connection: Connection,
    gazetteer: Gazetteer,
    columns: Mapping[str, str],
    provenance: Provenance = LIST,
    status: Standing | None = None,
) -> None:
    """Take in a list of one cluster, of which some columns are filled in."""
    heading = ["Tên cụm công nghiệp", "Huyện", "Tỉnh", *columns]
    row = ["Suối Hoa", "Lạng Giang", "Bắc Giang", *columns.values()]
    reading = Reading(book(Sheet([heading, row])), gazetteer, today=TODAY)
    take_in(connection, reading, provenance, today=TODAY, status=status)
