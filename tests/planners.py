"""Lists of clusters as provinces keep them: written in the formats and with the habits of each."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

BAC_GIANG = "Danh mục cụm công nghiệp tỉnh Bắc Giang đến năm 2030"
PLAN = ("--source", BAC_GIANG, "--decision", "123/QĐ-UBND", "--date", "15/3/2024")
"""The document of such a list, as it is told to the command."""

ANNEX: list[list[Any]] = [
    ["ỦY BAN NHÂN DÂN TỈNH BẮC GIANG"],
    ["DANH MỤC CỤM CÔNG NGHIỆP TRÊN ĐỊA BÀN TỈNH BẮC GIANG"],
    ["(Kèm theo Quyết định số 123/QĐ-UBND ngày 15/3/2024 của Ủy ban nhân dân tỉnh)"],
    [],
    ["STT", "Tên cụm công nghiệp", "Địa điểm", "Diện tích (ha)", None, "Quyết định", "Ghi chú"],
    [None, None, None, "Hiện trạng", "Quy hoạch đến 2030", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    ["I", "Huyện Lạng Giang"],
    [1, "CCN Đại Lâm", "Xã Đại Lâm", "50,2", 75, "515/QĐ-UBND", None],
    [2, "CCN Đại Lâm II", "Xã Đại Lâm", None, "35,5", None, "mới"],
    [3, "Cụm công nghiệp Mỹ Thái 9", "Xã Mỹ Thái", None, "35,25", None, None],
    ["II", "Huyện Hiệp Hòa"],
    [4, "CCN Đoan Bái", "Xã Đoan Bái", "38,4", "38,4", "12/QĐ-UBND", None],
    [5, "CCN Đoan Bái - Lương Phong 2", "Xã Đoan Bái, xã Lương Phong", None, 60, None, None],
    [6, "CCN Hùng Thái", "Xã Hùng Thái", None, 45, None, None],
    [None, "Tổng cộng", None, "88,6", "289,15", None, None],
]
"""An annex in Word's manner: titles, headings of two rows, groups, a total."""

MERGES = ("A1:G1", "A2:G2", "A3:G3", "D5:E5", *(f"{c}5:{c}6" for c in "ABCFG"))


def annex(file: Path, rows: Sequence[Sequence[Any]] = ANNEX, sheet: str = "Phụ lục I") -> Path:
    """Write the annex as a workbook."""
    workbook = Workbook()
    table = workbook.worksheets[0]
    table.title = sheet
    for row in rows:
        table.append(list(row))
    for cells in MERGES:
        table.merge_cells(cells)
    workbook.save(file)
    return file


def changed(row: int, column: int, value: object) -> list[list[Any]]:
    """Return the annex with another value in a cell, both counted from 1."""
    rows = [list(line) for line in ANNEX]
    rows[row - 1] += [None] * (column - len(rows[row - 1]))
    rows[row - 1][column - 1] = value
    return rows


HA_NAM = (
    "STT;Tên CCN;Huyện;Xã;Diện tích (ha);Hiện trạng",
    "1;Đức Lý;Lý Nhân;Đức Lý;30,5;Đang hoạt động",
    "2;Thái Hà;Lý Nhân;Bắc Lý;75;Đã thành lập",
    "3;Làng nghề Tiên Sơn;TX Duy Tiên;Tiên Sơn;12,4;Đang hoạt động",
    "4;Thanh Tân mới;H. Thanh Liêm;Thanh Tân;48;Quy hoạch",
)
"""A list in a code page of the nineties."""


def delimited(file: Path, lines: Sequence[str] = HA_NAM, encoding: str = "utf-8") -> Path:
    """Write lines of text as they are."""
    file.write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")
    return file


BAC_NINH = (
    ("TT", "Cụm công nghiệp", "Xã, phường", "Diện tích (ha)", "Tỷ lệ lấp đầy (%)"),
    (1, "Mả Ông", "phường Phù Khê", 5.02, 100),
    (2, "Xuân Lâm mới", "phường Song Liễu", 49.6, None),
    (3, "Tam Giang mới", "xã Tam Giang", 70, None),
)
"""A province of today: communes only."""


def opendocument(file: Path, rows: Sequence[Sequence[Any]] = BAC_NINH) -> Path:
    """Write rows as an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Danh sách")
    for row in rows:
        line = TableRow()
        for value in row:
            numeric = isinstance(value, int | float)
            kind = {"valuetype": "float", "value": value} if numeric else {"valuetype": "string"}
            cell = TableCell(**({} if value is None else kind))
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(file)
    return file


VINH_PHUC = (
    ("STT", "Tên cụm CN", "Địa chỉ", "Diện tích quy hoạch (m2)", "Tình trạng"),
    (1, "CCN Tề Lỗ", "Xã Tề Lỗ, huyện Yên Lạc, tỉnh Vĩnh Phúc", 250000, "đang hoạt động"),
    (2, "CCN Đại Đồng", "Xã Đại Đồng, H. Vĩnh Tường, Vĩnh Phúc", 300000, "đã thành lập"),
    (3, "CCN Ngũ Kiên", "Ngũ Kiên, Vĩnh Tường, Vĩnh Phúc", 410000, "quy hoạch"),
)


def old_workbook(file: Path, rows: Sequence[Sequence[Any]] = VINH_PHUC) -> Path:
    """Write rows as Excel did until 2003."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(place, column, value)
    workbook.save(str(file))
    return file


THANH_HOA = (
    ({"name": "Hoằng Kim mới", "district": "Hoằng Hóa", "area_ha": 49.9}, (105.84, 19.87)),
    ({"name": "Hoằng Đông", "district": "Hoằng Hóa", "area_ha": 30}, (105.93, 19.79)),
)


def geojson(file: Path, features: Sequence[Any] = THANH_HOA) -> Path:
    """Write points as GeoJSON."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"province": "Thanh Hóa"} | properties,
                "geometry": {"type": "Point", "coordinates": point},
            }
            for properties, point in features
        ],
    }
    file.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
    return file


SOURCED = (
    "province,district,commune,cluster,area_ha,status,source,list",
    "Hưng Yên,Văn Lâm,Chỉ Đạo,Chỉ Đạo mới,20.5,operating,hungyen.gov.vn,2023",
    "Hưng Yên,Khoái Châu,,Khoái Châu 9,75,planned,hungyen.gov.vn,2023",
    "Hưng Yên,Tiên Lữ,,Tiên Lữ 9,50,established,hungyen.gov.vn,2023",
)
"""A list in English, its sources in a column."""


HEAD = ["Tên CCN", "Huyện", "Tỉnh", "Diện tích (ha)"]
GOOD = ["Mỹ Thái 9", "Lạng Giang", "Bắc Giang", 35.5]


def xlsx(file: Path, *rows: Sequence[Any]) -> Path:
    """Write rows as a workbook."""
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    workbook.save(file)
    return file
