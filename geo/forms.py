"""The form that a province fills in: a workbook whose rows `geo import` takes in without help.

Headings are those of the fields of lists, locked but without a password; below them everything can
be written. Lists to choose from stand on a sheet of their own, how to fill it in on another.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.dates import SYSTEMS
from geo.errors import Text
from geo.export import safe
from geo.files import spooled
from geo.gazetteer import Gazetteer
from geo.layers.columns import headed
from geo.text import guarded, order_key
from geo.units import Unit
from geo.vocabulary import Level, Status, Wastewater, ZoneType, label

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 2
"""The row of the headings; what is filled in stands below it."""

_LAST_ROW = 5_000
_LAST_STYLED_ROW = 300
_LAST_COLUMN = 16_384
_MOST_HA = 100_000
_TITLE = Text("Danh sách cụm công nghiệp", "List of industrial clusters")
_TABLE = Text("Cụm công nghiệp", "Clusters")
_GUIDE = Text("Hướng dẫn", "Guide")
_LISTS = Text("Danh mục", "Lists")
_NUMBER, _DEGREES, _WHOLE, _DAY, _TEXT = "#,##0.00", "0.00000", "0", "dd/mm/yyyy", "@"


@dataclass(frozen=True)
class _Field:
    """A column of the form: its field, its width, the format of its cells, how it is filled in.

    `bounds` are those of a number.
    """

    name: str
    width: int
    style: str
    note: Text
    bounds: tuple[float, float] | None = None


_HA = (0.0, float(_MOST_HA))
_FIELDS = (
    _Field("no", 6, _WHOLE, Text("Số thứ tự; có thể để trống.", "Running number; may be empty.")),
    _Field(
        "code",
        18,
        _TEXT,
        Text(
            "Mã trong cơ sở dữ liệu (có khi xuất bằng “geo export”); cụm mới thì để trống.",
            "Key in the database (as “geo export” writes it); empty for a new cluster.",
        ),
    ),
    _Field(
        "name",
        30,
        _TEXT,
        Text(
            "Bắt buộc. Tên riêng, không cần chữ “cụm công nghiệp”; mỗi cụm một dòng.",
            "Required. The name alone, without “industrial cluster”; one row to each cluster.",
        ),
    ),
    _Field(
        "zone_type",
        9,
        _TEXT,
        Text(
            "CCN: cụm công nghiệp; KCN: khu công nghiệp; KKT: khu kinh tế. Để trống: CCN.",
            "CCN: industrial cluster; KCN: industrial zone; KKT: economic zone. Empty: CCN.",
        ),
    ),
    _Field(
        "province",
        18,
        _TEXT,
        Text("Tỉnh trước 01/07/2025.", "Province before 2025-07-01."),
    ),
    _Field(
        "district",
        32,
        _TEXT,
        Text(
            "Huyện, quận, thị xã, thành phố trước 01/07/2025. Cần huyện, hoặc xã hiện nay.",
            "District before 2025-07-01. Give this, or the commune of today.",
        ),
    ),
    _Field(
        "commune",
        20,
        _TEXT,
        Text(
            "Xã, phường, thị trấn trước 01/07/2025; nhiều xã thì cách nhau bằng dấu chấm phẩy.",
            "Commune before 2025-07-01; several with semicolons between.",
        ),
    ),
    _Field("province_now", 18, _TEXT, Text("Tỉnh hiện nay.", "Province of today.")),
    _Field(
        "commune_now",
        32,
        _TEXT,
        Text(
            "Xã, phường, đặc khu hiện nay; dùng khi không biết huyện cũ.",
            "Commune of today; where the former district is not known.",
        ),
    ),
    _Field(
        "lon",
        11,
        _DEGREES,
        Text("Kinh độ WGS 84, độ thập phân: 105,84123.", "Longitude, WGS 84, decimal degrees."),
        (102.0, 118.0),
    ),
    _Field(
        "lat",
        11,
        _DEGREES,
        Text("Vĩ độ WGS 84, độ thập phân: 21,02776.", "Latitude, WGS 84, decimal degrees."),
        (6.0, 24.0),
    ),
    _Field(
        "status",
        24,
        _TEXT,
        Text(
            "Tình trạng ngày lập danh sách; chọn trong danh mục.", "Status; choose from the list."
        ),
    ),
    _Field(
        "area_now_ha",
        13,
        _NUMBER,
        Text(
            "Diện tích cụm đã thành lập, ha. Không biết thì để trống, đừng ghi 0.",
            "Area as established, ha. Leave it empty where it is not known; do not write 0.",
        ),
        _HA,
    ),
    _Field(
        "area_2030_ha",
        13,
        _NUMBER,
        Text("Diện tích theo quy hoạch đến năm 2030, ha.", "Area by the plan to 2030, ha."),
        _HA,
    ),
    _Field(
        "industrial_ha",
        13,
        _NUMBER,
        Text("Đất công nghiệp cho thuê được, ha.", "Industrial land that can be leased, ha."),
        _HA,
    ),
    _Field("leased_ha", 13, _NUMBER, Text("Đất đã cho thuê, ha.", "Land leased, ha."), _HA),
    _Field(
        "fill_pct",
        10,
        _NUMBER,
        Text("Tỷ lệ lấp đầy, từ 0 đến 100.", "Fill, from 0 to 100."),
        (0.0, 100.0),
    ),
    _Field(
        "wastewater",
        18,
        _TEXT,
        Text("Trạm xử lý nước thải tập trung.", "Central wastewater plant."),
    ),
    _Field(
        "capital_vnd_billion",
        14,
        _NUMBER,
        Text("Vốn đầu tư hạ tầng, tỷ đồng.", "Capital of the infrastructure, VND billion."),
        (0.0, 10_000_000.0),
    ),
    _Field("decision_no", 22, _TEXT, Text("Như “123/QĐ-UBND”.", "Such as “123/QĐ-UBND”.")),
    _Field(
        "decided_on",
        14,
        _DAY,
        Text(
            "Ngày của quyết định (ngày/tháng/năm); chỉ biết năm thì ghi năm.",
            "Day of the decision (day/month/year); the year where that is all that is known.",
        ),
    ),
    _Field(
        "absorbed_into",
        26,
        _TEXT,
        Text("Nơi cụm sáp nhập vào, nếu có.", "The zone it merges into, if any."),
    ),
    _Field("note", 30, _TEXT, Text("Điều cần nói thêm.", "Anything else.")),
)
_ONE_PROVINCE = ("province", "province_now")
_REQUIRED = ("name",)
_RULES = (
    Text(
        "Điền từ dòng dưới các tên cột. Không đổi, không xóa tên cột; cột không có số liệu thì để"
        " trống. Ô trống nghĩa là không rõ.",
        "Fill in the rows below the headings. Do not change the headings; a column without figures"
        " stays empty. An empty cell means that it is not known.",
    ),
    Text(
        "Các tên cột được khóa, không có mật khẩu (Xem lại › Bỏ bảo vệ trang tính).",
        "The headings are locked, without a password (Review › Unprotect sheet).",
    ),
    Text(
        "Nạp vào cơ sở dữ liệu: geo import TỆP.xlsx --source “Tên văn bản” --date 2026-12-31; lần"
        " đầu chỉ thử, thêm --commit để ghi.",
        "To take it in: geo import FILE.xlsx --source “Title of the document” --date 2026-12-31;"
        " that only tries, add --commit to write.",
    ),
)


@spooled()
def form(gazetteer: Gazetteer, lang: str, province: Unit | None = None) -> bytes:
    """Return the form as a workbook.

    Args:
        gazetteer: the units that can be chosen.
        lang: `vi` or `en`; headings in either are read back.
        province: of either system; its former districts and its communes of today can be chosen
            then, written with their province. None: the provinces can be chosen.
    """
    from openpyxl import Workbook

    book = Workbook()
    table = book.worksheets[0]
    table.title = _TABLE.said(lang)
    fields = [field for field in _FIELDS if province is None or field.name not in _ONE_PROVINCE]
    title = _TITLE.said(lang)
    if province is not None:
        title = f"{title}, {province.full_name}"
    book.properties.title = title
    _lay_out(table, fields, title, lang)
    _explain(book.create_sheet(_GUIDE.said(lang)), fields, title, lang)
    listed = _listed(gazetteer, lang, province)
    ranges = _list(book, listed, lang)
    _validate(table, fields, ranges, lang)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _listed(gazetteer: Gazetteer, lang: str, province: Unit | None) -> dict[str, list[str]]:
    """Return what can be chosen, by field."""
    listed = {
        "zone_type": [zone.value for zone in ZoneType],
        "status": [label(word).said(lang) for word in Status if word is not Status.UNCONFIRMED],
        "wastewater": [label(word).said(lang) for word in Wastewater],
    }
    before, now = SYSTEMS["63"], SYSTEMS["34"]
    if province is None:
        return listed | {
            "province": _sorted(unit.name for unit in gazetteer.at(Level.PROVINCE, on=before)),
            "province_now": _sorted(unit.name for unit in gazetteer.at(Level.PROVINCE, on=now)),
        }
    former = {unit.key for unit in gazetteer.predecessors(province, on=before)}

    def is_former(unit: Unit) -> bool:
        return any(holder.key in former for holder in gazetteer.ancestors(unit))

    return listed | {
        "district": _sorted(
            gazetteer.path_on(unit, before)
            for unit in gazetteer.at(Level.DISTRICT, on=before)
            if is_former(unit)
        ),
        "commune_now": _sorted(
            gazetteer.path_on(unit, now)
            for unit in gazetteer.at(Level.COMMUNE, on=now)
            if any(map(is_former, gazetteer.predecessors(unit, on=before)))
        ),
    }


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=order_key)


def _lay_out(table: "Worksheet", fields: Sequence[_Field], title: str, lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    open_cell = Protection(locked=False)
    edge = Side(style="thin", color="9AA5B1")
    head = table.cell(1, 1, safe(title))
    head.font = Font(bold=True, size=14)
    for place, field in enumerate(fields, 1):
        letter = get_column_letter(place)
        column = table.column_dimensions[letter]
        column.width, column.number_format, column.protection = field.width, field.style, open_cell
        cell = table.cell(HEADING_ROW, place, headed(field.name, lang))
        is_required = field.name in _REQUIRED
        cell.font = Font(bold=True, color="FFFFFF" if is_required else "1F2933")
        cell.fill = PatternFill("solid", fgColor="0B6E4F" if is_required else "DCE6EC")
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        cell.comment = Comment(field.note.said(lang), "geo template", height=90, width=260)
    beyond = table.column_dimensions[get_column_letter(len(fields) + 1)]
    beyond.min, beyond.max, beyond.protection = len(fields) + 1, _LAST_COLUMN, open_cell
    for row in (1, HEADING_ROW):
        table.row_dimensions[row].protection = Protection(locked=True)
    table.row_dimensions[HEADING_ROW].height = 48
    for row in table.iter_rows(HEADING_ROW + 1, _LAST_STYLED_ROW, max_col=len(fields)):
        for cell, field in zip(row, fields, strict=True):  # for programs that know no column styles
            cell.number_format, cell.protection = field.style, open_cell
    named = [field.name for field in fields].index("name")
    table.freeze_panes = table.cell(HEADING_ROW + 1, named + 2)
    _protect(table)
    table.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    table.page_setup.orientation, table.page_setup.paperSize = "landscape", "8"  # A3
    table.page_setup.fitToWidth, table.page_setup.fitToHeight = 1, 0
    table.sheet_properties.pageSetUpPr.fitToPage = True
    table.oddFooter.center.text = "&P/&N"


def _protect(sheet: "Worksheet") -> None:
    """Lock what is not open for writing; columns and rows may still be sized and sorted."""
    rights = sheet.protection
    rights.sheet = True
    for right in ("formatColumns", "formatRows", "formatCells", "insertRows", "deleteRows", "sort"):
        setattr(rights, right, False)  # the format says what is forbidden


def _explain(guide: "Worksheet", fields: Sequence[_Field], title: str, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 38, 90
    guide.append([safe(title)])
    for rule in _RULES:
        guide.append([None, rule.said(lang)])
    guide.append([])
    for field in fields:
        guide.append([headed(field.name, lang), field.note.said(lang)])
    for row in guide.iter_rows():
        row[0].font = Font(bold=True)
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _protect(guide)


def _list(book: "Workbook", listed: Mapping[str, Sequence[str]], lang: str) -> dict[str, str]:
    """Write what can be chosen on a sheet of its own; return the range of each field."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_LISTS.said(lang))
    ranges = {}
    for place, (field, words) in enumerate(listed.items(), 1):
        letter = get_column_letter(place)
        sheet.cell(1, place, headed(field, lang)).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 34
        for row, word in enumerate(words, 2):
            sheet.cell(row, place, guarded(word))
        ranges[field] = f"'{sheet.title}'!${letter}$2:${letter}${len(words) + 1}"
    _protect(sheet)
    return ranges


def _validate(
    table: "Worksheet", fields: Sequence[_Field], ranges: Mapping[str, str], lang: str
) -> None:
    """Tie cells to their lists and bounds; a unit or day written otherwise is only warned of."""
    from openpyxl.utils import get_column_letter

    for place, field in enumerate(fields, 1):
        made = _validation(field, ranges, lang)
        if made is None:
            continue
        letter = get_column_letter(place)
        made.add(f"{letter}{HEADING_ROW + 1}:{letter}{_LAST_ROW}")
        table.add_data_validation(made)


def _validation(field: _Field, ranges: Mapping[str, str], lang: str) -> "DataValidation | None":
    from openpyxl.worksheet.datavalidation import DataValidation

    made: DataValidation
    if field.name in ranges:
        made = DataValidation("list", formula1=ranges[field.name])
        if field.name not in ("zone_type", "status", "wastewater"):
            made.errorStyle = "warning"
    elif field.bounds is not None:
        low, high = (f"{bound:g}" for bound in field.bounds)
        made = DataValidation("decimal", operator="between", formula1=low, formula2=high)
    elif field.style == _DAY:
        made = DataValidation("date", operator="between", formula1="1", formula2="73050")
        made.errorStyle = "warning"
    else:
        return None
    made.allow_blank, made.showErrorMessage = True, True
    made.errorTitle, made.error = headed(field.name, lang)[:32], field.note.said(lang)[:220]
    return made
