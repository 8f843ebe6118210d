"""What is exported, imported into an empty record and exported again is the same."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from geo.books.opening import open_book
from geo.contributions import Provenance
from geo.dates import Period
from geo.gazetteer import Gazetteer
from geo.layers.columns import Headings, chosen
from geo.layers.reading import Choice, clusters
from geo.layers.writing import write
from geo.lists.plan import Action, take_in
from geo.lists.reading import Reading
from geo.snapshots import forget_snapshots

DAY = date(2026, 11, 22)
LIST = """\
Tên CCN;Huyện;Xã;Hiện trạng;Mức chắc chắn;Diện tích hiện trạng (ha);Diện tích theo quy hoạch (ha);\
Diện tích quy hoạch đến 2030 (ha);Đất công nghiệp (ha);Đã cho thuê (ha);Tỷ lệ lấp đầy (%);\
Xử lý nước thải;Vốn đầu tư (tỷ đồng);Số quyết định;Sáp nhập vào
Một;Lạng Giang;Đại Lâm;đang hoạt động;;30,5;30,5;30,5;22,25;11,5;51,7;đang vận hành;120,5;12/QĐ;
Hai;Lạng Giang;;đã thành lập;;20;;45;;;;;;;
Ba;Lục Nam;;đang xây dựng;;40;40;;;;;đang xây dựng;;;
'Bốn;Lục Nam;;trong quy hoạch;;;50;50;;;;;;;
=Năm+1;Yên Thế;;trong quy hoạch;dự kiến, đề xuất;;35;;;;;;;;
Sáu;Yên Thế;;đã đưa ra khỏi quy hoạch;;;;;;;;;;34/QĐ-TTg;
Bảy;Yên Thế;;đã sáp nhập;;;;;;;;;;;KCN Quang Châu
Tám;Tân Yên;;đang hoạt động;;25;;25;;;100;chưa có;;;
Chín;Tân Yên;;đã thành lập;đã quyết định;18;;;;;;;;;
Mười;Tân Yên;;đang hoạt động;;;;;;;;;;;
Sẽ thôi;Tân Yên;;trong quy hoạch;dự kiến, đề xuất;;;0;;;;;;;
Sẽ nhập;Tân Yên;;trong quy hoạch;dự kiến, đề xuất;30;;0;;;;;;;KCN Quang Châu
"""


def empty(connection: Connection) -> None:
    """Take every cluster out of the record, with all that is said of it."""
    for table in ("milestone", "event_cluster", "event", "cluster_alias", "doubtful_pair"):
        connection.execute(text(f"DELETE FROM atlas.{table}"))  # noqa: S608 -- names of ours
    connection.execute(text("DELETE FROM atlas.cluster"))
    forget_snapshots(connection)


def imported(
    connection: Connection, gazetteer: Gazetteer, file: Path, province: str | None = None
) -> Mapping[Action, int]:
    with open_book(file) as book:
        reading = Reading(book, gazetteer, today=DAY, province=province)
        provenance = Provenance(
            dataset="list",
            title="Danh sách",
            file=file.name,
            sha256=book.sha256,
            published=Period.parse(DAY.isoformat()),
        )
        return dict(take_in(connection, reading, provenance, today=DAY).counts)


def exported(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return the clusters by code; the source is another after every import."""
    columns = [column for column in chosen() if column.name != "source"]
    wanted = Choice(DAY, DAY, tuple(columns), Headings.FIELD)
    names = [column.name for column in columns]
    return {
        row[0]: dict(zip(names, row, strict=True))
        for portion in clusters(connection, wanted)
        for row in portion.rows
    }


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson", ".gpkg"])
def test_an_export_makes_the_same_record(
    connection: Connection, gazetteer: Gazetteer, tmp_path: Path, ending: str
) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    empty(connection)
    imported(connection, gazetteer, tmp_path / "list.csv", "Bắc Giang")
    first = exported(connection)
    assert len(first) == 12
    leaving = [row["area_2030_ha"] for row in first.values() if row["name"].startswith("Sẽ")]
    assert leaving == [0, 0]
    assert {row["status"] for row in first.values()} >= {
        *("operating", "established", "construction", "planned", "removed", "merged"),
    }
    file = tmp_path / f"a{ending}"
    headings = Headings.VI if ending in (".csv", ".xlsx") else Headings.FIELD
    write(connection, Choice(DAY, DAY, chosen(), headings), file, "vi")
    empty(connection)
    assert exported(connection) == {}
    counts = imported(connection, gazetteer, file)
    assert counts[Action.ADDED] == 12
    assert exported(connection) == first


@pytest.mark.parametrize("headings", [Headings.VI, Headings.FIELD])
def test_the_whole_record_comes_back(
    connection: Connection, gazetteer: Gazetteer, tmp_path: Path, headings: Headings
) -> None:
    first = exported(connection)
    write(connection, Choice(DAY, DAY, chosen(), headings), tmp_path / "a.csv", "vi")
    empty(connection)
    imported(connection, gazetteer, tmp_path / "a.csv")
    again = exported(connection)
    assert len(first) > 700
    assert {code for code, row in first.items() if again.get(code) != row} == set()


def test_a_cell_that_speaks_of_another_unit_goes_before_the_codes(
    connection: Connection, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    row = dict(exported(connection)["bac-giang/yen-lu"])
    assert row["unit_codes"]
    row |= {"code": None, "address": None, "commune": None, "district": "huyện Lục Nam"}
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row)
    empty(connection)
    imported(connection, gazetteer, file)
    (found,) = exported(connection).values()
    assert (found["district"], found["precision"]) == ("huyện Lục Nam", "district")


def test_an_export_of_a_record_adds_nothing_to_it(
    connection: Connection, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    write(connection, Choice(DAY, DAY, chosen(), Headings.FIELD), tmp_path / "a.gpkg", "vi")
    counts = imported(connection, gazetteer, tmp_path / "a.gpkg")
    nothing = (Action.ADDED, Action.CHANGED, Action.DOUBTFUL, Action.REFUSED)
    assert {action: counts[action] for action in nothing} == dict.fromkeys(nothing, 0)
