"""`geo qgis`: a QGIS project of the database."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.door import LANG, say, settings
from geo.cli.reading import record
from geo.errors import InputError, Text
from geo.files import require_file, write_whole
from geo.printing import message

app = typer.Typer()

_PRIVATE = Text(
    "Dự án mở được trên máy này, bằng tài khoản này, không cần mật khẩu, khi máy chủ riêng đang"
    " chạy: “geo db start” giữ cho nó chạy.",
    "The project opens on this machine, for this account, without a password, while the program's"
    ' own server runs: "geo db start" keeps it running.',
)
_ELSEWHERE = Text(
    "Dự án không chứa mật khẩu: QGIS sẽ hỏi, hoặc lấy từ ~/.pgpass.",
    "The project holds no password: QGIS asks for it, or takes it from ~/.pgpass.",
)


@app.command(
    help=say(
        "Ghi một dự án QGIS của cơ sở dữ liệu. Có lớp, kiểu vẽ, nhãn; không chứa mật khẩu.",
        "Write a QGIS project of the database. Layers, styles, labels; it holds no password.",
    )
)
def qgis(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=say("TỆP.qgz", "FILE.qgz"),
            help=say("Ghi vào tệp này.", "Write to this file."),
        ),
    ] = Path("cum-cong-nghiep.qgz"),
) -> None:
    """Write the project, then say what QGIS needs to open it."""
    if file.suffix.lower() != ".qgz":
        raise InputError(
            Text(f"“{file}”: dự án phải là tệp .qgz.", f'"{file}": a project is a .qgz file.')
        )
    require_file(file)
    from geo.qgis.project import project

    reader = None
    if settings().database_url is None:
        from geo.data_folders import READER  # needs Unix; a server elsewhere does not

        reader = READER
    with record() as connection:
        written = project(connection, LANG, reader)
    write_whole({file: written})
    message(Text(f"Đã ghi {file}", f"Written: {file}"), LANG)
    message(_ELSEWHERE if reader is None else _PRIVATE, LANG)
