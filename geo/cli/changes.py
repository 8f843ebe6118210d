"""`geo changes`: what is new, expanded, reduced, merged and removed between two days."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import completion
from geo.cli.door import (
    LANG,
    FormatOption,
    day,
    level_of,
    say,
    settings,
    today,
    units_day,
)
from geo.dates import PLAN_END, looking_from
from geo.errors import Text
from geo.printing import Format, cell, message, print_rows
from geo.vocabulary import Change, Level, Modality, Status, label

if TYPE_CHECKING:
    from geo.changes import Span
    from geo.export import About

app = typer.Typer()

_LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


@app.command(
    help=say(
        "In thay đổi của các cụm giữa hai ngày. Theo tỉnh, huyện hoặc xã; ghi ra CSV, XLSX.",
        "Print what becomes of the clusters between two days. By unit; writes CSV or XLSX too.",
    )
)
def changes(
    from_day: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="YYYY-MM-DD",
            help=say("Ngày đầu; không ghi là hôm nay.", "First day; without it today."),
        ),
    ] = None,
    to_day: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="YYYY-MM-DD",
            help=say("Ngày cuối; không ghi là 2030-12-31.", "Last day; without it 2030-12-31."),
        ),
    ] = None,
    units: Annotated[
        str,
        typer.Option(
            metavar="63|34|YYYY-MM-DD",
            help=say("Đơn vị hành chính của hệ thống nào, ngày nào.", "Units of which system."),
        ),
    ] = "34",
    level: Annotated[
        str,
        typer.Option(
            metavar="province|district|commune",
            help=say("Cấp: tỉnh, huyện hoặc xã.", "Level of the units."),
        ),
    ] = Level.PROVINCE.value,
    province: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            autocompletion=completion.provinces,
            help=say(
                "Chỉ một tỉnh, theo tên trong hệ thống ấy (--units).",
                "One province only, by its name in that system (--units).",
            ),
        ),
    ] = None,
    clusters: Annotated[
        bool, typer.Option("--clusters", help=say("In từng cụm.", "Cluster by cluster."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP.csv|TỆP.xlsx", "FILE.csv|FILE.xlsx"),
            help=say("Ghi thêm ra tệp này.", "Write to this file as well."),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the table of changes, and write it to a file if one is named."""
    chosen_level = level_of(level, _LEVELS)
    last = day("--to", to_day) or PLAN_END
    first = day("--from", from_day) or looking_from(today(), last)
    from geo import changes as tables
    from geo.database import open_database, transaction
    from geo.export import require_writable, write_table
    from geo.gazetteer import Gazetteer
    from geo.schema import require_current

    span = tables.Span(first, last, units_day(units), chosen_level, province)
    if out is not None:
        require_writable(out)
    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        gazetteer = Gazetteer.from_database(connection)
        if clusters:
            rows = tables.by_cluster(connection, gazetteer, span, known_on=today())
        else:
            rows = tables.by_unit(connection, gazetteer, span, LANG, known_on=today())
    headings = tables.BY_CLUSTER if clusters else tables.BY_UNIT
    if out is not None:
        write_table(_worded(rows) if clusters else rows, headings, out, LANG, _about(span))
    if style is not Format.TABLE:
        print_rows(rows, headings, style, LANG)
    elif clusters:
        print_rows(_worded(rows), headings, style, LANG)
    else:
        shown = [row for row in rows if row["clusters"]] or rows[-1:]
        print_rows(shown, {name: headings[name] for name in tables.ON_SCREEN}, style, LANG)
        _say_hidden(len(rows) - len(shown))
        _say_not_measured(rows[-1]["without_area"])
    if out is not None:
        message(Text(f"Đã ghi {out}", f"Written: {out}"), LANG)


def _about(span: "Span") -> "About":
    """Say what a table of changes shows."""
    from geo.export import About

    return About(
        Text(
            f"Thay đổi {span.from_date:%d/%m/%Y}–{span.to_date:%d/%m/%Y}",
            f"Changes {span.from_date}–{span.to_date}",
        ),
        (
            (Text("Ngày đầu", "First day"), cell(span.from_date, LANG)),
            (Text("Ngày cuối", "Last day"), cell(span.to_date, LANG)),
            (Text("Lập ngày", "Made on"), cell(today(), LANG)),
            (Text("Đơn vị hành chính của ngày", "Units of the day"), cell(span.units_date, LANG)),
            (Text("Cấp đơn vị", "Level of the units"), label(span.level).said(LANG)),
            (Text("Trong tỉnh", "Within the province"), span.province or say("cả nước", "all")),
            (Text("Số cụm", "Numbers"), say("cụm công nghiệp", "industrial clusters")),
            (
                Text("Diện tích", "Areas"),
                say(
                    "ha, chỉ của các cụm biết diện tích ở cả hai ngày",
                    "ha, only of clusters whose area is known on both days",
                ),
            ),
            (
                Text("Phép cộng", "Sum"),
                say(
                    "đầu kỳ + mới + mở rộng − thu hẹp − sáp nhập − đưa ra = cuối kỳ",
                    "before + new + expanded − reduced − merged − removed = after",
                ),
            ),
            (
                Text("Phạm vi", "Scope"),
                say(
                    "chỉ gồm các cụm có trong cơ sở dữ liệu, chưa phải mọi cụm",
                    "the clusters on record only, which are not all there are",
                ),
            ),
        ),
    )


def _worded(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Word the codes of the rows for reading."""
    words = {
        "change": {**_labels(Change), "unconfirmed": label(Status.UNCONFIRMED).said(LANG)},
        "status_from": _labels(Status),
        "status_to": _labels(Status),
        "certainty": _labels(Modality),
    }
    return [
        row | {name: known.get(str(row[name]), "") for name, known in words.items()} for row in rows
    ]


def _labels(words: type[Change] | type[Status] | type[Modality]) -> dict[str, str]:
    return {word.value: label(word).said(LANG) for word in words}


def _say_hidden(number: int) -> None:
    if number:
        message(
            Text(
                f"{number} đơn vị chưa có cụm nào trong cơ sở dữ liệu, không in.",
                f"{number} units without a cluster on record are not shown.",
            ),
            LANG,
        )


def _say_not_measured(number: int) -> None:
    if number:
        message(
            Text(
                f"Các cột ha không gồm {number} cụm chưa biết diện tích ở một trong hai ngày; xem"
                " từng cụm bằng --clusters.",
                f"Of {number} clusters the area is not known on one of the two days: the columns of"
                " ha leave them out; see them with --clusters.",
            ),
            LANG,
        )
