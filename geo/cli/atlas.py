"""`geo build`, `geo status`, `geo locate`: the database and what is in it."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.door import LANG, FormatOption, day, say, settings, today
from geo.codes import CODES
from geo.errors import Text
from geo.printing import Format, Steps, message, print_rows
from geo.settings import data_folder

app = typer.Typer()

LOCATION = {
    "cluster": Text("cụm", "cluster"),
    "unit": Text("đơn vị hành chính", "administrative unit"),
    "path": Text("địa chỉ", "address"),
    "lon": Text("kinh độ", "longitude"),
    "lat": Text("vĩ độ", "latitude"),
    "precision": Text("độ chính xác", "precision"),
    "vintage": Text("đơn vị của ngày", "units of the day"),
    "former": Text("trước 01/07/2025", "before 2025-07-01"),
    "today": Text("hiện nay", "today"),
    "method": Text("cách lấy tọa độ", "how the point was made"),
    "unmatched": Text("phần không tìm thấy", "parts not found"),
}
"""What is said of a located address."""


@app.command(
    help=say(
        "Dựng cơ sở dữ liệu từ các bảng kèm theo, rồi vẽ bản đồ.",
        "Build the database from the shipped tables, then draw maps.",
    )
)
def build(
    out: Annotated[
        Path,
        typer.Option(
            metavar=say("THƯ-MỤC", "FOLDER"),
            help=say("Thư mục ghi bản đồ.", "Folder the maps are written to."),
        ),
    ] = Path("out"),
    anew: Annotated[
        bool,
        typer.Option(
            "--anew",
            help=say(
                "Ghi lại cả những gì đã có: để sửa một cơ sở dữ liệu bị hỏng (geo db check).",
                "Also what is there already: to mend a damaged database (geo db check).",
            ),
        ),
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Build everything, then say what the database holds and where the maps are."""
    chosen = settings()
    with Steps(7, chosen.lang) as steps:
        from geo.build import build as build_all

        built = build_all(chosen, out, today(), steps.step, anew=anew)
    changes = built.changes
    message(
        Text(
            f"Dữ liệu đọc từ {data_folder()}: {changes.inserted} dòng mới,"
            f" {changes.updated} dòng đổi, {changes.deleted} dòng xóa.",
            f"Data read from {data_folder()}: {changes.inserted} rows new,"
            f" {changes.updated} changed, {changes.deleted} deleted.",
        ),
        chosen.lang,
    )
    message(built.findings.text, chosen.lang)
    for file in built.maps:
        message(Text(f"Bản đồ: {file}", f"Map: {file}"), chosen.lang)
    _print_contents(built.contents, style, chosen.lang)


@app.command(help=say("In những gì cơ sở dữ liệu đang có.", "Print what the database holds."))
def status(style: FormatOption = Format.TABLE) -> None:
    """Print row counts by kind of thing."""
    from geo import frames
    from geo.database import open_database, transaction
    from geo.schema import require_current

    chosen = settings()
    with open_database(chosen) as engine, transaction(engine) as connection:
        require_current(connection)
        contents = frames.contents(connection, on_date=today())
    _print_contents(contents, style, chosen.lang)


@app.command(
    help=say(
        "Tìm đơn vị hành chính và tọa độ của một địa chỉ. Theo cả hệ thống cũ và mới.",
        "Find the administrative unit and the point of an address. In both systems.",
    )
)
def locate(
    address: Annotated[
        str,
        typer.Argument(
            metavar=say("ĐỊA-CHỈ", "ADDRESS"),
            help=say(
                "Địa chỉ, ví dụ “Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang”.",
                'Address, such as "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang".',
            ),
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=say(
                "Ngày mà địa chỉ nói tới; không ghi thì thử hôm nay, rồi trước 01/07/2025.",
                "Day the address speaks of; without it today, then before 2025-07-01.",
            ),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print where an address lies: the unit it names, its point, its units then and now."""
    stated_on = day("--on", on)
    from geo.database import open_database, transaction
    from geo.gazetteer import Gazetteer
    from geo.locator import Locator
    from geo.schema import require_current

    chosen = settings()
    with open_database(chosen) as engine, transaction(engine) as connection:
        require_current(connection)
        locator = Locator(Gazetteer.from_database(connection), today())
    placed = locator.locate(address, on=stated_on)
    row = {
        "cluster": placed.cluster,
        "unit": placed.unit.full_name,
        "path": placed.path,
        "lon": placed.unit.lon,
        "lat": placed.unit.lat,
        "precision": placed.precision.value,
        "vintage": placed.vintage.isoformat(),
        "former": ", ".join(unit.full_name for unit in placed.former),
        "today": ", ".join(unit.full_name for unit in placed.today),
        "method": placed.unit.centroid_method,
        "unmatched": ", ".join(placed.unmatched),
    }
    if style is Format.TABLE:
        lines = [
            {"field": heading.said(LANG), "value": _said(name, row[name])}
            for name, heading in LOCATION.items()
        ]
        print_rows(
            lines, {"field": Text("mục", "field"), "value": Text("giá trị", "value")}, style, LANG
        )
    else:
        print_rows([row], LOCATION, style, LANG)


def _said(name: str, value: object) -> str:
    """Word a field of a located address for reading."""
    word = CODES.get(name, {}).get(str(value))
    if word is not None:
        return word.said(LANG)
    return "" if value is None else str(value)


def _print_contents(contents: dict[str, int], style: Format, lang: str) -> None:
    from geo.frames import CONTENTS

    rows = [
        {"item": item, "what": CONTENTS[item].said(lang), "rows": number}
        for item, number in contents.items()
    ]
    headings = {
        "item": Text("mã", "item"),
        "what": Text("nội dung", "what"),
        "rows": Text("số dòng", "rows"),
    }
    if style is Format.TABLE:
        del headings["item"]
    print_rows(rows, headings, style, lang)
