"""The periodic report: what it counts, what it leaves empty, and its shape."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from rows import TABLES, cluster, event, figure
from sqlalchemy import Connection, insert, text

from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.reports import sheet
from geo.reports.figures import Line
from geo.reports.periods import read_period
from geo.reports.reading import Report, report
from geo.units import Unit
from geo.vocabulary import Level

TODAY = date(2026, 11, 22)
PLACE = Text("Huyện thử", "Test district")
EMPTY_DISTRICT = """
SELECT u.key FROM atlas.administrative_unit AS u
WHERE u.level = 'district'
  AND NOT EXISTS (SELECT FROM atlas.cluster_site_unit AS m WHERE m.unit_id = u.unit_id)
  AND NOT EXISTS (SELECT FROM atlas.indicator_value AS v WHERE v.unit_id = u.unit_id)
  AND u.valid @> DATE '2025-06-30'
ORDER BY u.key LIMIT 1
"""


@pytest.fixture
def district(connection: Connection, gazetteer: Gazetteer) -> Unit:
    """A district of which the record holds nothing."""
    return gazetteer[connection.execute(text(EMPTY_DISTRICT)).scalar_one()]


def unit_id(connection: Connection, unit: Unit) -> int:
    found = text("SELECT unit_id FROM atlas.administrative_unit WHERE key = :key")
    return int(connection.execute(found, {"key": unit.key}).scalar_one())


def placed(connection: Connection, unit: Unit, *events: Mapping[str, object]) -> None:
    """Add a cluster in a unit, with what is said of it."""
    made = cluster(connection, *events)
    site = {
        "cluster_id": made,
        "point": f"SRID=4326;POINT({unit.lon} {unit.lat})",
        "precision": "district",
        "method": "thử",
        "address": unit.full_name,
        "stated_on": date(2024, 1, 1),
    }
    connection.execute(insert(TABLES["cluster_site"]).values(site))
    within = {"cluster_id": made, "unit_id": unit_id(connection, unit), "is_primary": True}
    connection.execute(insert(TABLES["cluster_site_unit"]).values(within))


def of(connection: Connection, unit: Unit, period: str, today: date = TODAY) -> Report:
    return report(connection, read_period(period), unit, PLACE, today)


def line(found: Report, no: str, group: str) -> Line:
    """Return a line by its number and the number of its group."""
    within = ""
    for one in found.lines:
        within = one.no if one.depth == 0 else within
        if (within, one.no) == (group, no):
            return one
    raise LookupError(group, no)


@pytest.mark.parametrize(
    ("said", "first", "last", "name"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "Năm 2026"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        ("2026h2", date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "Quý I năm 2024"),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "Quý III năm 2026"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "Quý IV năm 2026"),
    ],
)
def test_a_period_has_its_days_and_its_name(said: str, first: date, last: date, name: str) -> None:
    found = read_period(said)
    assert (found.first_day, found.last_day, found.name.vi) == (first, last, name)


@pytest.mark.parametrize("said", ["", "2026H3", "2026Q0", "2026Q5", "26Q1", "2026-01", "năm 2026"])
def test_another_period_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="--period"):
        read_period(said)


def test_of_nothing_known_every_figure_is_empty(connection: Connection, district: Unit) -> None:
    found = of(connection, district, "2024")
    assert [one.value for one in found.lines] == [None] * len(found.lines)
    assert line(found, "1", "I").note.vi == "không nguồn nào nêu"
    assert line(found, "2", "II").note.vi == "không nguồn nào ghi ngày trong kỳ"
    assert found.sources == []


def test_figures_are_of_the_end_of_the_period(connection: Connection, district: Unit) -> None:
    built = event("construction", "done", "2024-08-01", area_ha=30)
    placed(connection, district, event("established", "done", "2024-03-05", area_ha=20), built)
    early, late = of(connection, district, "2024H1"), of(connection, district, "2024H2")
    assert [line(one, "1", "II").value for one in (early, late)] == [1, 1]
    assert [line(one, "1.1", "II").value for one in (early, late)] == [20, 30]
    assert [line(one, "2", "II").value for one in (early, late)] == [1, None]
    assert [line(one, "5.2", "II").value for one in (early, late)] == [None, 1]
    assert line(of(connection, district, "2023"), "1", "II").value is None


def test_sums_say_of_how_many_clusters_they_are(connection: Connection, district: Unit) -> None:
    for area in (20.5, 10.0, None):
        said = event("operating", "done", "2023-05", area_ha=area)
        placed(connection, district, said)
    found = line(of(connection, district, "2024"), "1.1", "III")
    assert (found.value, found.note.vi, found.note.en) == (
        30.5,
        "2/3 cụm có số liệu",
        "known of 2 of 3 clusters",
    )


def test_none_is_said_only_where_every_cluster_is_known(
    connection: Connection, district: Unit
) -> None:
    placed(connection, district, event("operating", "done", "2023", wastewater="building"))
    found = of(connection, district, "2024")
    assert [line(found, no, "III").value for no in ("2.1", "2.2", "2.3", "2.4")] == [0, 0, 1, 0]
    placed(connection, district, event("operating", "done", "2023"))
    found = of(connection, district, "2024")
    assert [line(found, no, "III").value for no in ("2.1", "2.2", "2.3", "2.4")] == [
        None,
        None,
        1,
        None,
    ]


def test_what_happened_is_what_a_source_dates_in_the_period(
    connection: Connection, district: Unit
) -> None:
    stood = event("established", "done", "2019", area_ha=50)
    placed(connection, district, stood, event("merged", "decided", "2024-05", area_ha=50))
    placed(connection, district, stood, event("removed", "decided", "2024-06-30", area_ha=40))
    placed(connection, district, stood, event("expanded", "done", "2024-02", area_delta_ha=12))
    placed(connection, district, stood, event("expanded", "done", "2024-02/2025-01", area_ha=90))
    undated = event("established", "done", published="2024-03", area_ha=7)
    placed(connection, district, undated)
    found = of(connection, district, "2024H1")
    assert [line(found, no, "I").value for no in ("3", "3.1", "4", "4.1", "5", "5.1")] == [
        *(1, 12),
        *(1, 40),
        *(1, 50),
    ]
    assert line(found, "2", "II").value is None


def test_areas_left_unsaid_are_those_of_the_cluster_before(
    connection: Connection, district: Unit
) -> None:
    stood = event("established", "done", "2019", area_ha=50)
    planned = event("planned", "decided", "2021/2030", area_ha=30)
    placed(connection, district, stood, event("merged", "decided", "2024-05"))
    placed(connection, district, planned, event("removed", "decided", "2024-06-30"))
    twice = (
        event("removed", "decided", "2024-02", area_ha=7),
        event("removed", "decided", "2024-04"),
    )
    placed(connection, district, *twice)
    placed(connection, district, stood, event("expanded", "done", "2024-02", area_ha=65))
    found = of(connection, district, "2024H1")
    values = [line(found, no, "I").value for no in ("3", "3.1", "4", "4.1", "5", "5.1")]
    assert values == [*(1, 15), *(2, 37), *(1, 50)]
    placed(connection, district, event("removed", "decided", "2024-03"))
    removed = line(of(connection, district, "2024H1"), "4.1", "I")
    assert (removed.value, removed.note.vi) == (37, "2/3 cụm có số liệu")


def test_fill_is_weighted_by_land(connection: Connection, district: Unit) -> None:
    for fill, land in ((100, 10), (50, 30), (None, 5)):
        said = event("operating", "done", "2023", fill_pct=fill, industrial_ha=land)
        placed(connection, district, said)
    placed(connection, district, event("operating", "done", "2023", leased_ha=10, industrial_ha=40))
    found = line(of(connection, district, "2024"), "1.4", "III")
    assert found.value == round((100 * 10 + 50 * 30 + 25 * 40) / 80, 2)
    assert found.note.vi == "3/4 cụm có số liệu"


def test_the_figure_of_a_source_for_the_whole_unit_stands_beside(
    connection: Connection, district: Unit
) -> None:
    unit = unit_id(connection, district)
    placed(connection, district, event("established", "done", "2020", area_ha=5))
    figure(connection, unit, "ccn_established", 4, "2021-12-31", modality="done")
    figure(connection, unit, "ccn_established", 6, "2023-12-31", modality="done")
    figure(connection, unit, "ccn_established", 9, "2025-12-31", modality="done")
    figure(connection, unit, "ccn_with_infrastructure_investor", 3, "2023-12-31", modality="done")
    found = of(connection, district, "2024")
    assert line(found, "1", "II").value == 1
    assert line(found, "1", "II").note.vi == "nguồn nêu: 6 (Nguồn thử, 31/12/2023)"
    assert line(found, "3", "II").value == 3


def test_a_period_to_come_is_told_by_the_plans_known_today(
    connection: Connection, district: Unit
) -> None:
    placed(connection, district, event("established", "planned", "2027-03", area_ha=15))
    now, later = of(connection, district, "2026Q3"), of(connection, district, "2027Q1")
    assert (now.is_ahead, later.is_ahead) == (False, True)
    assert [line(one, "1", "II").value for one in (now, later)] == [None, 1]
    assert line(later, "2", "II").value == 1
    assert "22/11/2026" in later.remarks()[0].vi
    assert len(later.remarks()) == len(now.remarks()) + 1


def test_a_plan_that_passed_without_a_report_did_not_happen(
    connection: Connection, district: Unit
) -> None:
    placed(connection, district, event("established", "planned", "2025-03", area_ha=15))
    assert line(of(connection, district, "2025"), "2", "II").value is None


def test_the_workbook_has_the_official_shape(connection: Connection, gazetteer: Gazetteer) -> None:
    province = gazetteer.resolve("Bắc Giang", on=date(2025, 6, 30), level=Level.PROVINCE)
    found = report(
        connection, read_period("2026H2"), province, Text("Tỉnh Bắc Giang", "Bắc Giang"), TODAY
    )
    table, sources = openpyxl.load_workbook(BytesIO(sheet.workbook(found, "vi"))).worksheets
    rows = [list(row) for row in table.values]
    assert [row[2] for row in rows[:2]] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
    ]
    assert [str(row[0]).partition(":")[0] for row in rows[:3]] == [
        *("CƠ QUAN CHỦ QUẢN", "CƠ QUAN BÁO CÁO", "Số"),
    ]
    assert rows[4][0] == "Tỉnh Bắc Giang"
    assert rows[5][0] == "BÁO CÁO TÌNH HÌNH CỤM CÔNG NGHIỆP"
    assert rows[6][0] == "6 tháng cuối năm 2026 (01/07/2026 – 31/12/2026)"
    signing = next(row for row in rows if row[0] == "Nơi nhận:")
    assert [signing[2], signing[4]] == ["NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"]
    head = rows.index(["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng", "Ghi chú"])
    groups = [row[1] for row in rows[head:] if row[0] in ("I", "II", "III")]
    assert groups == ["Quy hoạch", "Thành lập và đầu tư hạ tầng", "Hoạt động"]
    assert [row[0] for row in rows[head + 1 : head + 5]] == ["I", "1", "1.1", "1.2"]
    first = rows[head + 2]
    assert isinstance(first[3], int)
    assert first[3] > 30
    assert sources.title == "Nguồn"
    assert sources.max_row > 5
    assert any("Kỳ báo cáo chưa kết thúc" in str(row[0]) for row in rows)


def test_a_source_is_not_run_as_a_formula(connection: Connection, district: Unit) -> None:
    placed(connection, district, event("established", "done", "2024", area_ha=1))
    connection.execute(text("UPDATE atlas.source SET title = '=cmd()' WHERE title = 'Nguồn thử'"))
    book = openpyxl.load_workbook(BytesIO(sheet.workbook(of(connection, district, "2024"), "en")))
    assert book.worksheets[1]["A2"].value == "'=cmd()"
