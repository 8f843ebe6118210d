"""`geo db backup` and `geo db restore`: the record kept in a file, and put back."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from geo.cli.door import LANG, say, settings
from geo.errors import InputError, ServerError, Text
from geo.files import make_writable, require_file
from geo.printing import Steps, cell, message

app = typer.Typer()


@app.command(
    help=say(
        "Sao lưu toàn bộ dữ liệu vào một tệp.", "Back up all that the database holds to one file."
    )
)
def backup(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=say("TỆP", "FILE"), help=say("Tệp sao lưu (.zip).", "The backup (.zip).")
        ),
    ],
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help=say("Ghi đè tệp đã có.", "Write over a file that exists.")
        ),
    ] = False,
) -> None:
    """Write the backup, then say what is in it; others may work meanwhile."""
    require_file(file)
    if file.exists() and not overwrite:
        raise InputError(
            Text(
                f"Tệp “{file}” đã có; hãy chọn tên khác, hoặc thêm --overwrite để ghi đè.",
                f'"{file}" exists already; choose another name, or add --overwrite.',
            )
        )
    from geo.backups.making import back_up
    from geo.database import open_database

    chosen = settings()
    with open_database(chosen) as engine, Steps(2, LANG, lines=False) as steps:
        directed = chosen.database_url is not None
        manifest = back_up(engine, file, steps.counted, directed=directed)
    size = file.stat().st_size / 2**20
    rows, tables = (cell(count, LANG) for count in (manifest.rows, len(manifest.tables)))
    message(
        Text(
            f"Đã ghi {file}: {tables} bảng, {rows} dòng, {cell(size, 'vi')} MB; đã đọc lại và"
            " khớp.",
            f"Written: {file}: {tables} tables, {rows} rows, {cell(size, 'en')} MB; read back, all"
            " there.",
        ),
        LANG,
    )


@app.command(
    help=say(
        "Nạp lại một bản sao lưu vào cơ sở dữ liệu trống.",
        "Restore a backup into an empty database.",
    )
)
def restore(
    file: Annotated[
        Path,
        typer.Argument(metavar=say("TỆP", "FILE"), help=say("Tệp sao lưu.", "The backup.")),
    ],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=say(
                "Thay dữ liệu hiện có, sau khi đã sao lưu chúng.",
                "Replace the data that are there, after a backup of them was made.",
            ),
        ),
    ] = False,
) -> None:
    """Put the backup in place in one transaction, check the database, say what it holds now."""
    from geo.backups.making import back_up
    from geo.backups.restoring import hold, open_backup
    from geo.backups.restoring import restore as put_back
    from geo.checks import check
    from geo.database import open_database, transaction
    from geo.roles import admit_reader

    chosen = settings()
    own = chosen.database_url is None
    with Steps(5 if replace else 3, LANG, lines=False) as steps, ExitStack() as stack:
        with steps.step(Text("Kiểm tra tệp sao lưu", "Check the backup")):
            found = stack.enter_context(open_backup(file))
        engine = stack.enter_context(open_database(chosen))
        connection = stack.enter_context(transaction(engine))
        if hold(connection, replace=replace):
            before = _before(chosen.home)
            back_up(engine, before, steps.counted, directed=not own)
            message(
                Text(
                    f"Dữ liệu hiện có đã được sao lưu vào {before}",
                    f"What is there now was backed up to {before}",
                ),
                LANG,
            )
        manifest = found.manifest
        with steps.counted(Text("Nạp lại (dòng)", "Restore (rows)"), manifest.rows) as at:
            put_back(connection, found, at)
            if own:
                admit_reader(connection)
        with steps.step(Text("Kiểm tra cơ sở dữ liệu", "Check the database")):
            broken = sum(outcome.faults > 0 for outcome in check(connection))
    rows = cell(manifest.rows, LANG)
    made = datetime.fromisoformat(manifest.made_at).astimezone()
    message(
        Text(
            f"Đã nạp lại {rows} dòng của bản sao lưu lúc {made:%H:%M ngày %d/%m/%Y}.",
            f"Restored {rows} rows of the backup of {made:%Y-%m-%d %H:%M}.",
        ),
        LANG,
    )
    if broken:
        raise ServerError(
            Text(
                f"Dữ liệu được nạp lại đúng như bản sao lưu, nhưng {broken} điều bị vi phạm; xem"
                " “geo db check”.",
                f"The data are as the backup has them, but {broken} rules are broken; see"
                ' "geo db check".',
            )
        )


def _before(home: Path) -> Path:
    """Return where what is about to be replaced is kept."""
    folder = home / "backups"
    make_writable(folder)
    return folder / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.zip"
