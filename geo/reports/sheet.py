"""A report as a workbook in the official shape, or as rows of a table."""

import io
from typing import TYPE_CHECKING, Any

from geo.captions import day
from geo.errors import Text
from geo.export import safe
from geo.files import spooled
from geo.reports.figures import Line
from geo.reports.reading import Report

if TYPE_CHECKING:
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = {
    "no": Text("STT", "No."),
    "item": Text("Chỉ tiêu", "Item"),
    "unit": Text("Đơn vị tính", "Unit"),
    "value": Text("Số lượng", "Quantity"),
    "note": Text("Ghi chú", "Note"),
}
_SOURCE_HEADINGS = {
    "title": Text("Tên nguồn", "Title"),
    "publisher": Text("Nơi công bố", "Publisher"),
    "published": Text("Ngày công bố", "Published"),
    "url": Text("Địa chỉ", "Address"),
    "clusters": Text("Số cụm", "Clusters"),
}
_TITLE = Text("Báo cáo tình hình cụm công nghiệp", "Report on industrial clusters")
_SHEET = Text("Báo cáo", "Report")
_SOURCES = Text("Nguồn", "Sources")
_BLANK = "…" * 12
_AGENCY = (
    Text("CƠ QUAN CHỦ QUẢN: " + _BLANK, "SUPERIOR AGENCY: " + _BLANK),
    Text("CƠ QUAN BÁO CÁO: " + _BLANK, "REPORTING AGENCY: " + _BLANK),
    Text("Số: ……/BC-……", "No.: ……/BC-……"),
)
_NATION = (
    Text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
    Text("Độc lập – Tự do – Hạnh phúc", "Independence – Freedom – Happiness"),
    Text(
        "…………, ngày …… tháng …… năm ……",
        "…………, (day) …… (month) …… (year) ……",
    ),
)
_RECEIVERS = (
    Text("Nơi nhận:", "Sent to:"),
    Text("– ………………………;", "– ………………………;"),
    Text("– Lưu: VT, ………", "– On file: ………"),
)
_SIGNED = (
    Text("NGƯỜI LẬP BIỂU", "PREPARED BY"),
    Text("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"),
)
_SIGNING = (
    Text("(ký, họ tên)", "(signature, full name)"),
    Text("(ký, đóng dấu, họ tên)", "(signature, seal, full name)"),
)
_LEFT, _MIDDLE, _RIGHT = (1, 2), (3, 4), (5, 5)
"""Columns of the three parts in which an official document stands above and below its table."""
_WIDTHS = (7, 52, 13, 14, 52)
_SOURCE_WIDTHS = (70, 32, 14, 60, 9)


def rows(report: Report, lang: str) -> list[dict[str, Any]]:
    """Return the lines in the columns of `HEADINGS`; an empty figure is None."""
    return [
        {
            "no": line.no,
            "item": line.item.said(lang),
            "unit": line.unit.said(lang) or None,
            "value": line.value,
            "note": line.note.said(lang) or None,
        }
        for line in report.lines
    ]


def title(report: Report) -> Text:
    """Return what the report is on, when and where."""
    name, place = report.period.name, report.place
    return Text(
        f"{_TITLE.vi}, {name.vi[0].lower()}{name.vi[1:]}, {place.vi}",
        f"{_TITLE.en}, {name.en[0].lower()}{name.en[1:]}, {place.en}",
    )


@spooled()
def workbook(report: Report, lang: str) -> bytes:
    """Return the report as a workbook: the form on its first sheet, the sources on another."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = title(report).said(lang)
    sheet = book.worksheets[0]
    sheet.title = _SHEET.said(lang)
    head = _head(sheet, report, lang)
    _fill(sheet, report, head, lang)
    _list_sources(book.create_sheet(_SOURCES.said(lang)), report, lang)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: "Worksheet", report: Report, lang: str) -> int:
    """Write what stands above the table; return the row of its headings."""
    from openpyxl.styles import Font

    plain, bold, italic = Font(), Font(bold=True), Font(italic=True)
    left, right = (plain, bold, plain), (bold, bold, italic)
    for row, lines in enumerate(zip(_AGENCY, left, _NATION, right, strict=True), 1):
        agency, its, nation, other = lines
        _say(sheet, row, _LEFT, agency.said(lang), its)
        _say(sheet, row, (_MIDDLE[0], _RIGHT[1]), nation.said(lang), other)
    first, last = day(report.period.first_day), day(report.period.last_day)
    name = report.period.name.said(lang)
    above = (
        (report.place.said(lang), Font(bold=True)),
        (_TITLE.said(lang).upper(), Font(bold=True, size=14)),
        (f"{name} ({first.said(lang)} – {last.said(lang)})", Font(italic=True)),
    )
    begin = len(_AGENCY) + 2
    for row, (said, font) in enumerate(above, begin):
        _say(sheet, row, (1, len(HEADINGS)), said, font)
    return begin + len(above) + 1


def _say(sheet: "Worksheet", row: int, columns: tuple[int, int], said: str, font: "Font") -> None:
    """Write text across columns, in their middle."""
    from openpyxl.styles import Alignment

    first, last = columns
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = sheet.cell(row, first, safe(said))
    cell.font, cell.alignment = font, Alignment(horizontal="center", vertical="top", wrap_text=True)


def _sign(sheet: "Worksheet", row: int, lang: str) -> None:
    """Leave room below the table for who receives it and who signs it."""
    from openpyxl.styles import Font

    for at, said in enumerate(_RECEIVERS):
        cell = sheet.cell(row + at, 1, said.said(lang))
        cell.font = Font(bold=at == 0, italic=at == 0, size=10)
    for columns, who, how in zip((_MIDDLE, _RIGHT), _SIGNED, _SIGNING, strict=True):
        _say(sheet, row, columns, who.said(lang), Font(bold=True))
        _say(sheet, row + 1, columns, how.said(lang), Font(italic=True))


def _fill(sheet: "Worksheet", report: Report, head: int, lang: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    edge = Side(style="thin", color="9AA5B1")
    box = Border(left=edge, right=edge, top=edge, bottom=edge)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for place, (heading, width) in enumerate(zip(HEADINGS.values(), _WIDTHS, strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        cell = sheet.cell(head, place, heading.said(lang))
        cell.font, cell.alignment, cell.border = Font(bold=True), middle, box
        cell.fill = PatternFill("solid", fgColor="DCE6EC")
    row = head
    for line, values in zip(report.lines, rows(report, lang), strict=True):
        row += 1
        for place, value in enumerate(values.values(), 1):
            cell = sheet.cell(row, place, safe(value))
            cell.border, cell.font = box, Font(bold=line.depth == 0)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(row, 1).alignment = sheet.cell(row, 3).alignment = middle
        sheet.cell(row, 2).alignment = Alignment(
            vertical="top", wrap_text=True, indent=max(line.depth - 1, 0)
        )
        sheet.cell(row, 4).number_format = _format(line)
    row += 1
    for remark in report.remarks():
        row += 1
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))
        cell = sheet.cell(row, 1, safe(remark.said(lang)))
        cell.font = Font(italic=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 30
    _sign(sheet, row + 2, lang)
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P/&N"


def _format(line: Line) -> str:
    is_whole = line.value is None or float(line.value).is_integer()
    return "#,##0" if is_whole else "#,##0.00"


def _list_sources(sheet: "Worksheet", report: Report, lang: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append([heading.said(lang) for heading in _SOURCE_HEADINGS.values()])
    for source in report.sources:
        sheet.append([safe(source[name]) for name in _SOURCE_HEADINGS])
    for place, width in enumerate(_SOURCE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
