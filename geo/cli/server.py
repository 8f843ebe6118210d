"""`geo db`: the program's own PostGIS server, and what stands in a database."""

import os
from typing import TYPE_CHECKING

import typer

from geo.cli.door import LANG, FormatOption, say, settings
from geo.errors import InputError, ServerError, Text
from geo.printing import Format, Steps, message, print_line, print_rows

if TYPE_CHECKING:
    from geo.server import PrivateServer

db = typer.Typer(
    no_args_is_help=True,
    help=say("Máy chủ PostGIS riêng của chương trình.", "The program's own PostGIS server."),
)


@db.command(help=say("Chạy máy chủ và giữ cho nó chạy.", "Start the server and keep it running."))
def start() -> None:
    """Keep the private server running until `geo db stop`."""
    server = _server()
    server.keep()
    message(Text("Máy chủ đang chạy và sẽ chạy tiếp.", "The server runs and will stay."), LANG)


@db.command(help=say("Dừng máy chủ.", "Stop the server."))
def stop() -> None:
    """Let the private server stop as soon as nobody uses it."""
    release = _server().release()
    if release.stopped:
        message(Text("Máy chủ đã dừng.", "The server has stopped."), LANG)
    else:
        users = ", ".join(str(process) for process in release.users)
        message(
            Text(
                f"Máy chủ sẽ dừng khi các tiến trình đang dùng nó kết thúc: {users}.",
                f"The server will stop when the processes that use it have ended: {users}.",
            ),
            LANG,
        )


@db.command(name="status", help=say("Tình trạng máy chủ.", "State of the server."))
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
    print_rows([row], headings, style, LANG)


@db.command(help=say("In địa chỉ cơ sở dữ liệu.", "Print the address of the database."))
def url() -> None:
    """Print the URL without a password; the private server answers there while it runs."""
    chosen = settings()
    if chosen.database_url is not None:
        from geo.database import reach

        print_line(reach(chosen.database_url)[0])
        return
    server = _server()
    print_line(server.url.replace("+psycopg", "", 1))
    if not server.status().kept:
        message(
            Text(
                "Máy chủ chỉ chạy khi có lệnh geo; “geo db start” giữ cho nó chạy.",
                'The server only runs along with a geo command; "geo db start" keeps it running.',
            ),
            LANG,
        )


@db.command(
    help=say("Mở psql vào cơ sở dữ liệu.", "Open psql on the database."),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def psql(context: typer.Context) -> None:
    """Become psql; what follows is handed on to it."""
    chosen = settings()
    if chosen.database_url is None:
        words, environment = _server().psql(context.args)
        os.execvpe(words[0], words, environment)  # noqa: S606 -- no shell is wanted
    from geo.database import psql as psql_on

    words, environment = psql_on(chosen.database_url, context.args)
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


@db.command(
    help=say(
        "Kiểm tra cơ sở dữ liệu có nguyên vẹn không. Mã thoát 4 khi có lỗi.",
        "Check that the database is sound. The exit code is 4 when it is not.",
    )
)
def check(style: FormatOption = Format.TABLE) -> None:
    """Print each invariant and how many things break it; nothing is changed."""
    from geo.checks import check as checked
    from geo.database import open_database, transaction
    from geo.schema import require_current

    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        found = list(checked(connection))
    rows = [
        {
            "rule": outcome.rule,
            "holds": outcome.holds.said(LANG),
            "faults": outcome.faults,
            "examples": list(outcome.examples),
        }
        for outcome in found
    ]
    headings = {
        "rule": Text("mã", "rule"),
        "holds": Text("điều phải đúng", "what must hold"),
        "faults": Text("số lỗi", "faults"),
        "examples": Text("ví dụ", "examples"),
    }
    print_rows(rows, headings, style, LANG)
    broken = [outcome for outcome in found if outcome.faults]
    if broken:
        rules = ", ".join(outcome.rule for outcome in broken)
        remedies = dict.fromkeys(outcome.remedy for outcome in broken)
        raise ServerError(
            Text(
                f"Cơ sở dữ liệu không nguyên vẹn ({rules})."
                + "".join(f" {remedy.vi}" for remedy in remedies),
                f"The database is not sound ({rules})."
                + "".join(f" {remedy.en}" for remedy in remedies),
            )
        )


@db.command(
    help=say(
        "In sơ đồ các bảng của cơ sở dữ liệu, viết bằng Mermaid.",
        "Print a diagram of the tables, written in Mermaid.",
    )
)
def diagram() -> None:
    """Print the diagram of the tables; it needs no server."""
    from geo.model.diagram import diagram as drawn

    print_line(drawn())


@db.command(
    help=say(
        "Chuyển máy chủ riêng sang bản PostgreSQL mới nhất trên máy này.",
        "Take the own server to the newest PostgreSQL installed.",
    )
)
def upgrade() -> None:
    """Take the data along, check them, keep the old ones; say where."""
    from geo.majors import upgrade_server

    _server()
    with Steps(3, LANG, lines=False) as steps:
        done = upgrade_server(settings(), steps.step)
    if done is None:
        message(
            Text(
                "Máy chủ riêng đã dùng bản PostgreSQL mới nhất trên máy này.",
                "The private server is of the newest PostgreSQL on this machine already.",
            ),
            LANG,
        )
    else:
        message(
            Text(
                f"Đã chuyển từ PostgreSQL {done.old} sang {done.new}. Dữ liệu cũ còn nguyên trong"
                f" {done.kept}; khi không cần nữa hãy xóa thư mục đó.",
                f"Went from PostgreSQL {done.old} to {done.new}. The old data are still in"
                f" {done.kept}; delete that folder when you no longer need it.",
            ),
            LANG,
        )


def _server() -> "PrivateServer":
    from geo.server import PrivateServer

    chosen = settings()
    if chosen.database_url is not None:
        raise InputError(
            Text(
                "GEO_DATABASE_URL đang trỏ tới một máy chủ khác; lệnh này chỉ dành cho máy chủ"
                " riêng của chương trình. Hãy bỏ biến đó rồi chạy lại.",
                "GEO_DATABASE_URL points to another server; this command is for the program's own."
                " Unset it, then run again.",
            )
        )
    return PrivateServer(chosen.home)
