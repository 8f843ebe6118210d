"""What leaves the record as files: the layer of clusters, the form to fill in, the report."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import completion
from geo.cli.door import LANG, FormatOption, ProvinceOption, day, say, today
from geo.cli.reading import province_of, record
from geo.dates import SYSTEMS
from geo.errors import InputError, Text
from geo.files import require_file, write_whole
from geo.printing import Format, Steps, message, print_rows

app = typer.Typer()

_ENDINGS = (".geojson", ".gpkg", ".parquet", ".csv", ".xlsx", ".kml")
_READ_BY_PEOPLE = (".csv", ".xlsx", ".kml")

FileArgument = Annotated[
    Path,
    typer.Argument(metavar=say("TỆP", "FILE"), help=say("Ghi vào tệp này.", "Write to this file.")),
]


@app.command(
    help=say(
        "Xuất các cụm tại một ngày. Tệp .geojson, .gpkg (QGIS), .parquet, .csv, .xlsx hoặc .kml.",
        "Export the clusters of a day. As .geojson, .gpkg (QGIS), .parquet, .csv, .xlsx or .kml.",
    )
)
def export(
    file: FileArgument,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="YYYY-MM-DD",
            help=say(
                "Các cụm tại ngày này; mặc định là hôm nay.",
                "The clusters of this day; today by default.",
            ),
        ),
    ] = None,
    units: Annotated[
        str | None,
        typer.Option(
            metavar="63|34",
            help=say(
                "Chỉ ghi địa chỉ theo một hệ thống đơn vị; mặc định là cả hai.",
                "Addresses in one system of units only; both by default.",
            ),
        ),
    ] = None,
    province: ProvinceOption = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="a,b,c",
            help=say(
                "Chỉ các cột này, theo thứ tự ấy; mặc định là mọi cột.",
                "These columns only, in this order; all by default.",
            ),
        ),
    ] = None,
    headings: Annotated[
        str | None,
        typer.Option(
            metavar="vi|en|field",
            help=say(
                "Tên cột: tiếng Việt, tiếng Anh hoặc tên trường; mặc định theo kiểu tệp.",
                "Headings: Vietnamese, English or names of fields; by default as suits the file.",
            ),
        ),
    ] = None,
) -> None:
    """Write the clusters of a day, then say how many and where."""
    ending = _ending(file, _ENDINGS)
    on = day("--as-of", as_of) or today()
    _require("--units", units, tuple(SYSTEMS))
    _require("--headings", headings, ("vi", "en", "field"))
    require_file(file)
    from geo.layers.columns import Headings, chosen
    from geo.layers.reading import Choice
    from geo.layers.writing import write

    picked = chosen(None if columns is None else columns.split(","), units)
    heads = headings or (LANG if ending in _READ_BY_PEOPLE else "field")
    with record() as connection, Steps(1, LANG, lines=False) as steps:
        within = province_of(connection, province, SYSTEMS[units or "34"])
        choice = Choice(on, min(on, today()), picked, Headings(heads), units, within)
        with steps.counted(Text("Ghi các cụm", "Write the clusters"), None) as progress:
            rows = write(connection, choice, file, LANG, progress)
    message(Text(f"Đã ghi {file} ({rows} cụm, khu)", f"Written: {file} ({rows} clusters)"), LANG)
    if rows == 0:
        message(Text("Không có dòng nào.", "There are no rows."), LANG)


@app.command(
    help=say(
        "Ghi biểu mẫu XLSX để điền danh sách cụm. Điền xong nạp bằng “geo import”.",
        "Write an XLSX form for a list of clusters. Filled in, `geo import` takes it.",
    )
)
def template(file: FileArgument, province: ProvinceOption = None) -> None:
    """Write the form; with a province its units can be chosen."""
    _ending(file, (".xlsx",))
    require_file(file)
    from geo.forms import form
    from geo.gazetteer import Gazetteer
    from geo.timeline import find_province

    with record() as connection:
        gazetteer = Gazetteer.from_database(connection)
    within = None if province is None else find_province(gazetteer, province, on=today())
    write_whole({file: form(gazetteer, LANG, within)})
    message(Text(f"Đã ghi {file}", f"Written: {file}"), LANG)


@app.command(
    help=say(
        "Báo cáo định kỳ về cụm công nghiệp của một tỉnh hay huyện.",
        "Periodic report on the clusters of a province or district.",
    )
)
def report(
    period: Annotated[
        str,
        typer.Option(
            metavar="2026|2026H2|2026Q3",
            help=say(
                "Kỳ báo cáo: năm, 6 tháng (H1, H2) hoặc quý (Q1 … Q4).",
                "Period: a year, a half (H1, H2) or a quarter (Q1 … Q4).",
            ),
        ),
    ],
    province: Annotated[
        str,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            autocompletion=completion.provinces,
            help=say(
                "Tỉnh, theo tên cũ hoặc mới (Bắc Giang, Bắc Ninh).",
                "Province, by its old or new name (Bắc Giang, Bắc Ninh).",
            ),
        ),
    ],
    district: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            help=say("Chỉ một huyện trước 01/07/2025.", "One district before 2025-07-01 only."),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP", "FILE"),
            help=say("Ghi vào tệp .xlsx hoặc .csv.", "Write to .xlsx or .csv."),
        ),
    ] = None,
) -> None:
    """Print the report, or write it."""
    from geo.export import write_table
    from geo.reports.periods import read_period

    wanted = read_period(period)
    if out is not None:
        _ending(out, (".xlsx", ".csv"))
        require_file(out)
    from geo.captions import of_province
    from geo.gazetteer import Gazetteer
    from geo.reports import sheet
    from geo.reports.reading import report as read_report
    from geo.timeline import find_province
    from geo.vocabulary import Level

    with record() as connection:
        gazetteer = Gazetteer.from_database(connection)
        within = find_province(gazetteer, province, on=min(wanted.last_day, today()))
        place = of_province(within, both=False)
        if district is not None:
            within = gazetteer.resolve(
                district,
                on=min(wanted.last_day, SYSTEMS["63"]),
                within=within,
                level=Level.DISTRICT,
            )
            place = Text(f"{within.full_name}, {place.vi}", f"{within.name}, {place.en}")
        found = read_report(connection, wanted, within, place, today())
    rows = sheet.rows(found, LANG)
    if out is None:
        print_rows(rows, sheet.HEADINGS, style, LANG)
    elif out.suffix.lower() == ".csv":
        write_table(rows, sheet.HEADINGS, out, LANG)
    else:
        write_whole({out: sheet.workbook(found, LANG)})
    for remark in found.remarks():
        message(remark, LANG)
    if out is not None:
        message(Text(f"Đã ghi {out}", f"Written: {out}"), LANG)


def _ending(file: Path, endings: tuple[str, ...]) -> str:
    """Return the ending of a file's name in lower case.

    Raises:
        InputError: it is not one of those that can be written.
    """
    ending = file.suffix.lower()
    if ending not in endings:
        known = ", ".join(endings)
        raise InputError(
            Text(
                f"“{file}”: tên tệp phải có đuôi {known}.",
                f'"{file}": the name must end in {known}.',
            )
        )
    return ending


def _require(option: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        names = ", ".join(known)
        raise InputError(
            Text(
                f"{option} “{value}”: phải là một trong {names}.",
                f'{option} "{value}": expected one of {names}.',
            )
        )
