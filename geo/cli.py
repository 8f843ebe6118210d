"""The command `geo`: reads options, calls, prints, and turns errors into a sentence and a code.

Heavy imports stand inside the commands, so that `geo --help` answers at once. `--lang` may stand
anywhere on the line: it is read before the commands are declared, whose help is in that language.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geo.server import PrivateServer

from geo.errors import GeoError, InputError, ServerError, Text
from geo.printing import Format, Steps, message, print_rows
from geo.settings import LANGUAGES, Settings
from geo.vocabulary import Precision, label


def _language(words: Sequence[str]) -> str:
    """Return the language asked for on the command line, else in GEO_LANG, else Vietnamese."""
    for word, following in pairwise([*words, ""]):
        if word == "--lang" and following in LANGUAGES:
            return following
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    asked = os.environ.get("GEO_LANG")
    return asked if asked in LANGUAGES else "vi"


def _without_language(words: Sequence[str]) -> list[str]:
    """Return the command line without a `--lang` that was understood."""
    left, words = list[str](), list(words)
    while words:
        word = words.pop(0)
        if word == "--lang" and words and words[0] in LANGUAGES:
            words.pop(0)
        elif not (word.startswith("--lang=") and word[7:] in LANGUAGES):
            left.append(word)
    return left


_LANG = _language(sys.argv[1:])


def _(vi: str, en: str) -> str:
    return Text(vi, en).said(_LANG)


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=_(
        "Cụm công nghiệp Việt Nam: cơ sở dữ liệu quy hoạch trong PostGIS, và bản đồ.",
        "Viet Nam's industrial clusters: a planning database in PostGIS, and maps.",
    ),
)
db = typer.Typer(
    no_args_is_help=True,
    help=_("Máy chủ PostGIS riêng của chương trình.", "The program's own PostGIS server."),
)
app.add_typer(db, name="db")

LOCATION = {
    "cluster": Text("cụm", "cluster"),
    "unit": Text("đơn vị hành chính", "administrative unit"),
    "path": Text("địa chỉ", "address"),
    "lon": Text("kinh độ", "longitude"),
    "lat": Text("vĩ độ", "latitude"),
    "precision": Text("độ chính xác", "precision"),
    "vintage": Text("đơn vị của ngày", "units of the day"),
    "former": Text("trước 01/7/2025", "before 2025-07-01"),
    "today": Text("hiện nay", "today"),
    "method": Text("cách lấy tọa độ", "how the point was made"),
    "unmatched": Text("phần không tìm thấy", "parts not found"),
}
"""What is said of a located address."""

FormatOption = Annotated[
    Format, typer.Option("--format", help=_("Kiểu in kết quả.", "How the result is printed."))
]


@app.callback()
def _door(
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="vi|en", help=_("Ngôn ngữ (GEO_LANG).", "Language (GEO_LANG).")
        ),
    ] = _LANG,
) -> None:
    """Refuse a language that does not exist; the choice itself was made before."""
    if lang not in LANGUAGES:
        raise InputError(
            Text(f"--lang “{lang}”: chỉ có vi hoặc en.", f'--lang "{lang}": expected vi or en.')
        )


def _settings() -> Settings:
    return replace(Settings.from_environment(), lang=_LANG)


@app.command(
    help=_(
        "Dựng cơ sở dữ liệu từ các bảng dữ liệu kèm theo, rồi vẽ bản đồ.",
        "Build the database from the tables that come with the program, then draw maps.",
    )
)
def build(
    out: Annotated[
        Path, typer.Option(help=_("Thư mục ghi bản đồ.", "Folder the maps are written to."))
    ] = Path("out"),
    style: FormatOption = Format.TABLE,
) -> None:
    """Build everything, then say what the database holds and where the maps are."""
    settings = _settings()
    with Steps(7, settings.lang) as steps:
        from geo.build import build as build_all

        built = build_all(settings, out, _today(), steps.step)
    changes = built.changes
    message(
        Text(
            f"{changes.inserted} dòng mới, {changes.updated} dòng đổi, {changes.deleted} dòng xóa.",
            f"{changes.inserted} rows new, {changes.updated} changed, {changes.deleted} deleted.",
        ),
        settings.lang,
    )
    for file in built.maps:
        message(Text(f"Bản đồ: {file}", f"Map: {file}"), settings.lang)
    _print_contents(built.contents, style, settings.lang)


@app.command(help=_("In những gì cơ sở dữ liệu đang có.", "Print what the database holds."))
def status(style: FormatOption = Format.TABLE) -> None:
    """Print row counts by kind of thing."""
    from geo import frames
    from geo.database import open_database, require_current, transaction

    settings = _settings()
    with open_database(settings) as engine, transaction(engine) as connection:
        require_current(connection)
        contents = frames.contents(connection, on_date=_today())
    _print_contents(contents, style, settings.lang)


@app.command(
    help=_(
        "Tìm đơn vị hành chính và tọa độ của một địa chỉ, trong hệ thống cũ và mới.",
        "Find the administrative unit and the coordinates of an address, in both systems.",
    )
)
def locate(
    address: Annotated[
        str,
        typer.Argument(
            help=_(
                "Địa chỉ, ví dụ “Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang”.",
                'Address, such as "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang".',
            )
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=_(
                "Ngày mà địa chỉ nói tới; không ghi thì thử hôm nay, rồi trước 01/7/2025.",
                "Day the address speaks of; without it today, then before 2025-07-01.",
            ),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print where an address lies: the unit it names, its point, its units then and now."""
    day = _day("--on", on)
    from geo.database import open_database, require_current, transaction
    from geo.gazetteer import Gazetteer
    from geo.locator import Locator

    settings = _settings()
    with open_database(settings) as engine, transaction(engine) as connection:
        require_current(connection)
        locator = Locator(Gazetteer.from_database(connection), _today())
    placed = locator.locate(address, on=day)
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
            {"field": heading.said(_LANG), "value": _said(name, row[name])}
            for name, heading in LOCATION.items()
        ]
        print_rows(
            lines, {"field": Text("mục", "field"), "value": Text("giá trị", "value")}, style, _LANG
        )
    else:
        print_rows([row], LOCATION, style, _LANG)


@db.command(help=_("Chạy máy chủ và giữ cho nó chạy.", "Start the server and keep it running."))
def start() -> None:
    """Keep the private server running until `geo db stop`."""
    server = _server()
    server.keep()
    message(Text("Máy chủ đang chạy và sẽ chạy tiếp.", "The server runs and will stay."), _LANG)


@db.command(help=_("Dừng máy chủ.", "Stop the server."))
def stop() -> None:
    """Let the private server stop as soon as nobody uses it."""
    release = _server().release()
    if release.stopped:
        message(Text("Máy chủ đã dừng.", "The server has stopped."), _LANG)
    else:
        users = ", ".join(str(process) for process in release.users)
        message(
            Text(
                f"Máy chủ sẽ dừng khi các tiến trình đang dùng nó kết thúc: {users}.",
                f"The server will stop when the processes that use it have ended: {users}.",
            ),
            _LANG,
        )


@db.command(name="status", help=_("Tình trạng máy chủ.", "State of the server."))
def db_status(style: FormatOption = Format.TABLE) -> None:
    """Print what is known of the private server without starting it."""
    found = _server().status()
    row = {
        "running": found.running,
        "kept": found.kept,
        "version": found.version,
        "data_folder": str(found.data_folder),
        "socket_folder": str(found.socket_folder),
    }
    headings = {
        "running": Text("đang chạy", "running"),
        "kept": Text("được giữ", "kept"),
        "version": Text("phiên bản", "version"),
        "data_folder": Text("thư mục dữ liệu", "data folder"),
        "socket_folder": Text("thư mục socket", "socket folder"),
    }
    print_rows([row], headings, style, _LANG)


@db.command(help=_("In địa chỉ cơ sở dữ liệu.", "Print the address of the database."))
def url() -> None:
    """Print the SQLAlchemy URL; the private server answers there while it runs."""
    settings = _settings()
    if settings.database_url is not None:
        sys.stdout.write(settings.database_url + "\n")
        return
    server = _server()
    sys.stdout.write(server.url + "\n")
    if not server.status().kept:
        message(
            Text(
                "Máy chủ chỉ chạy khi có lệnh geo; “geo db start” giữ cho nó chạy.",
                'The server only runs along with a geo command; "geo db start" keeps it running.',
            ),
            _LANG,
        )


@db.command(
    help=_("Mở psql vào cơ sở dữ liệu.", "Open psql on the database."),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def psql(context: typer.Context) -> None:
    """Become psql; what follows is handed on to it."""
    settings = _settings()
    if settings.database_url is None:
        words, environment = _server().psql(context.args)
        os.execvpe(words[0], words, environment)  # noqa: S606 -- no shell is wanted
    from geo.database import psql as psql_on

    words, environment = psql_on(settings.database_url, context.args)
    try:
        os.execvpe(words[0], words, environment)  # noqa: S606
    except FileNotFoundError as missing:
        raise ServerError(
            Text(
                "Máy này chưa có psql; hãy cài (Debian, Ubuntu: apt-get install"
                " postgresql-client).",
                "There is no psql here; install it (Debian, Ubuntu: apt-get install"
                " postgresql-client).",
            )
        ) from missing


def _day(option: str, value: str | None) -> date | None:
    """Read a day given as an option."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as fault:
        raise InputError(
            Text(
                f"{option} “{value}”: không phải ngày; cần dạng 2024-01-31.",
                f'{option} "{value}" is no day; expected the form 2024-01-31.',
            )
        ) from fault


def _said(name: str, value: object) -> str:
    """Word a field of a located address for reading."""
    if name == "precision":
        return label(Precision(str(value))).said(_LANG)
    return "" if value is None else str(value)


def _server() -> "PrivateServer":
    from geo.server import PrivateServer

    settings = _settings()
    if settings.database_url is not None:
        raise InputError(
            Text(
                "GEO_DATABASE_URL đang trỏ tới một máy chủ khác; lệnh này chỉ dành cho máy chủ"
                " riêng của chương trình. Hãy bỏ biến đó rồi chạy lại.",
                "GEO_DATABASE_URL points to another server; this command is for the program's own."
                " Unset it, then run again.",
            )
        )
    return PrivateServer(settings.home)


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


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- the day on the user's own calendar


def main() -> None:
    """Run the command; a mistake of the user's ends in one sentence and an exit code."""
    sys.argv = [sys.argv[0], *_without_language(sys.argv[1:])]
    try:
        app()
    except GeoError as error:
        message(error.text, _LANG)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe left; nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
