"""`geo boundaries`: real boundaries in place of the computed ones."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from geo.cli import boundary_report
from geo.cli.door import LANG, FormatOption, day, level_of, say, settings
from geo.errors import InputError, Text
from geo.printing import Format, Steps, message, print_json, print_line, print_rows
from geo.text import number
from geo.vocabulary import Level, label

boundaries = typer.Typer(
    no_args_is_help=True,
    help=say(
        "Ranh giới thật thay cho ranh giới gần đúng.", "Real boundaries in place of computed ones."
    ),
)

_MOST_SECONDS = 1800
"""Until an import is given up; 15 million vertices take 100."""

LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)

LAYERS = {
    "boundary_layer_id": Text("số", "number"),
    "level": Text("cấp", "level"),
    "shown_on": Text("của ngày", "of the day"),
    "units": Text("đơn vị", "units"),
    "title": Text("nguồn", "source"),
    "licence": Text("giấy phép", "licence"),
    "url": Text("địa chỉ trang", "address"),
    "file": Text("tệp", "file"),
    "sha256": Text("SHA-256", "SHA-256"),
    "imported_at": Text("nhập lúc", "imported at"),
}
TABLE = ("boundary_layer_id", "level", "shown_on", "units", "title", "licence", "file")
SOURCES = {
    "key": Text("tên", "name"),
    "level": Text("cấp", "level"),
    "shown_on": Text("của ngày", "of the day"),
    "title": Text("nguồn", "source"),
    "licence": Text("giấy phép", "licence"),
    "there": Text("đã tải", "fetched"),
}


@boundaries.command(
    name="import",
    help=say(
        "Xem một tệp ranh giới mang lại gì. --commit ghi vào cơ sở dữ liệu.",
        "Show what a file of boundaries would bring. --commit writes it.",
    ),
)
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=say("TỆP", "FILE"),
            help=say(
                "GeoJSON, GPKG, Shapefile (nén ZIP), GeoParquet hoặc KML trên máy này.",
                "GeoJSON, GPKG, zipped Shapefile, GeoParquet or KML on this machine.",
            ),
        ),
    ],
    level: Annotated[
        str,
        typer.Option(
            metavar="province|district|commune",
            help=say("Cấp của các đơn vị trong tệp.", "Level of the units in the file."),
        ),
    ],
    on: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=say("Ngày mà các đơn vị ấy có hiệu lực.", "A day on which these units stood."),
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(help=say("Tên nguồn, ghi trên bản đồ.", "Source, as maps name it.")),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(help=say("Giấy phép sử dụng.", "Its licence, such as CC BY 4.0.")),
    ] = None,
    url: Annotated[
        str | None, typer.Option(help=say("Địa chỉ trang của nguồn.", "Its page on the web."))
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar=say("CỘT=code|name|type|parent", "COLUMN=code|name|type|parent"),
            help=say(
                "Cột nào là mã, tên, loại, đơn vị cấp trên; không ghi thì tự nhận ra.",
                "Which column holds code, name, type, unit above; otherwise found by their values.",
            ),
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(help=say("Lớp nào trong tệp nhiều lớp.", "Which layer of several.")),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(
            metavar="EPSG:…",
            help=say("Hệ tọa độ, nếu tệp không ghi.", "CRS, where the file does not tell."),
        ),
    ] = None,
    commit: Annotated[
        bool,
        typer.Option("--commit", help=say("Ghi vào cơ sở dữ liệu.", "Write it to the database.")),
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Tell what the file holds; write it if asked."""
    chosen, shown_on = level_of(level, LEVELS), day("--on", on)
    if commit and not (source or "").strip():
        raise InputError(
            Text(
                "Hãy ghi nguồn của tệp bằng --source: bản đồ sẽ nêu nguồn ấy.",
                "Name the source of the file with --source: maps will show it.",
            )
        )
    roles = _roles(columns or [])
    from geo.database import open_database, transaction
    from geo.ingest import outlines
    from geo.limits import spare_time
    from geo.schema import require_current
    from geo.vectors import shapes_within

    assert shown_on is not None  # noqa: S101 -- the option is required
    asked = outlines.Asked(file, chosen, shown_on, layer, roles, crs)
    with (
        Steps(5 if commit else 3, LANG, lines=False) as steps,
        open_database(settings()) as engine,
        spare_time(_MOST_SECONDS, lambda: _give_up(file)),
        shapes_within(file),
        transaction(engine) as connection,
    ):
        require_current(connection)
        found = outlines.propose(connection, asked, steps.step)
        changes, strays = None, []
        if commit:
            about = outlines.Provenance((source or "").strip(), licence, url)
            changes = outlines.write(connection, found, about, steps.step)
            strays = [dict(row) for row in outlines.sites_outside(connection, found)]
    report = boundary_report.told(found, strays)
    if style is Format.JSON:
        print_json({**report, "changes": None if changes is None else vars(changes)})
        return
    if report["unrecognised"] or style is Format.CSV:
        print_rows(report["unrecognised"], boundary_report.UNRECOGNISED, style, LANG)
    for line in boundary_report.lines(report):
        message(line, LANG)
    message(boundary_report.done(found, changes), LANG)


def _give_up(file: Path) -> None:
    from geo.vectors import SHAPES_MEMORY, too_much

    message(too_much(file, SHAPES_MEMORY), LANG)
    os._exit(InputError.exit_code)


@boundaries.command(
    name="list", help=say("Các tệp ranh giới đã nhập.", "Files of boundaries imported so far.")
)
def list_layers(style: FormatOption = Format.TABLE) -> None:
    """Print the layers on record."""
    from geo.database import open_database, transaction
    from geo.ingest.outlines import layers_on_record
    from geo.schema import require_current

    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        found = [dict(row) for row in layers_on_record(connection)]
    for row in found:
        row["imported_at"] = row["imported_at"].isoformat(timespec="seconds")
        row["shown_on"] = row["shown_on"].isoformat()
        if style is Format.TABLE:
            row["level"] = label(Level(row["level"])).said(LANG)
    shown = TABLE if style is Format.TABLE else LAYERS
    print_rows(found, {name: LAYERS[name] for name in shown}, style, LANG)
    if not found:
        message(
            Text(
                "Chưa nhập tệp nào: mọi ranh giới là gần đúng, tính từ tâm các xã.",
                "None imported: all boundaries are approximate, computed from communes' points.",
            ),
            LANG,
        )


@boundaries.command(
    help=say(
        "Bỏ ranh giới đã nhập. Ranh giới gần đúng trở lại như trước.",
        "Drop imported boundaries. The computed ones stand again as before.",
    )
)
def drop(
    numbers: Annotated[
        list[int] | None,
        typer.Argument(
            metavar=say("SỐ", "NUMBER"),
            help=say("Số của lớp (geo boundaries list).", "Numbers, as geo boundaries list says."),
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=say("Bỏ tất cả.", "Drop all of them."))
    ] = False,
) -> None:
    """Delete layers by their numbers, or all."""
    from geo.database import open_database, transaction
    from geo.ingest import outlines
    from geo.schema import require_current

    with (
        Steps(2, LANG, lines=False) as steps,
        open_database(settings()) as engine,
        transaction(engine) as connection,
    ):
        require_current(connection)
        found = outlines.layers_on_record(connection)
        there = {row["boundary_layer_id"]: row["units"] for row in found}
        wanted = list(there) if everything else list(numbers or [])
        unknown = [one for one in wanted if one not in there]
        if unknown or not (wanted or everything):
            listed = ", ".join(map(str, there))
            raise InputError(
                Text(
                    f"Hãy chọn lớp theo số, hoặc --all; đang có: {listed or 'chưa lớp nào'}.",
                    f"Choose layers by their numbers, or --all; there are: {listed or 'none'}.",
                )
            )
        if wanted:
            outlines.drop(connection, wanted, steps.step)
    units = sum(there[one] for one in wanted)
    message(
        Text(
            f"Đã bỏ ranh giới đã nhập của {units} đơn vị.",
            f"Dropped the imported boundaries of {units} units.",
        ),
        LANG,
    )


@boundaries.command(
    help=say(
        "Tải ranh giới từ nguồn mở đã biết. Không ghi tên thì in danh sách nguồn.",
        "Fetch boundaries from a known open source. Without a name the sources are listed.",
    )
)
def download(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=say("TÊN", "NAME"),
            help=say("Tên nguồn, như hdx.", "Name of a source, such as hdx."),
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help=say("Tải lại dù đã có.", "Fetch again what is there already.")
        ),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help=say(
                "Nhận tệp đã đổi so với lần tải đầu.", "Take a file that changed since first seen."
            ),
        ),
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Fetch files into the data folder and say how to import them."""
    from geo.downloads import Cache
    from geo.ingest.boundary_sources import find_source, read_sources

    sources = read_sources()
    cache = Cache(settings().home / "downloads")
    if not names:
        rows = [
            {
                **source._asdict(),
                "shown_on": source.shown_on.isoformat(),
                "there": cache.has(source.download),
            }
            for source in sources
        ]
        print_rows(rows, SOURCES, style, LANG)
        return
    for source in [find_source(sources, name) for name in names]:
        title = Text(f"{source.title} (byte)", f"{source.title} (bytes)")
        with Steps(1, LANG, lines=False) as steps, steps.counted(title, None) as tell:
            fetched = cache.fetch(source.download, tell, again=again, accept=accept)
        message(
            Text(
                f"{source.title} ({source.licence}): {number(fetched.size, 'vi')} byte, SHA-256"
                f" {fetched.sha256}{'' if fetched.is_known else ' (ghi nhận lần đầu)'}. Bước tiếp:",
                f"{source.title} ({source.licence}): {number(fetched.size, 'en')} bytes, SHA-256"
                f" {fetched.sha256}{'' if fetched.is_known else ' (first seen)'}. Next:",
            ),
            LANG,
        )
        print_line(source.command(fetched.file))


def _roles(given: Sequence[str]) -> dict[str, str]:
    """Read `--map "COLUMN=role"`."""
    from geo.ingest.recognition import ROLES

    found = {}
    for one in given:
        column, _, role = one.rpartition("=")
        if role not in ROLES or not column:
            roles = ", ".join(ROLES)
            raise InputError(
                Text(
                    f"--map “{one}”: cần dạng “Cột=name”; các vai trò: {roles}.",
                    f'--map "{one}": expected the form "Column=name"; roles: {roles}.',
                )
            )
        found[role] = column
    return found
