"""The command `geo`: reads options, calls, prints, and turns errors into a sentence and a code.

Heavy imports stand inside the commands, so that `geo --help` answers at once.
"""

import os
import sys
from io import BytesIO, TextIOWrapper
from typing import Annotated

import typer

from geo.cli import (
    atlas,
    backups,
    boundaries,
    changes,
    exports,
    imports,
    mail,
    maps,
    oddities,
    qgis,
    query,
    roles,
    server,
    sql,
    texts,
    timeline,
)
from geo.cli.door import LANG, say, without_language
from geo.cli.interruption import orderly_end
from geo.cli.usage import mistake, print_version, word_help
from geo.errors import GeoError, InputError, OutputError, Text
from geo.printing import message, unprintable
from geo.settings import LANGUAGES

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(
        "Cụm công nghiệp Việt Nam: cơ sở dữ liệu quy hoạch trong PostGIS, và bản đồ.",
        "Viet Nam's industrial clusters: a planning database in PostGIS, and maps.",
    ),
)
app.add_typer(atlas.app)
app.add_typer(imports.app)
app.add_typer(texts.app)
app.add_typer(timeline.app)
app.add_typer(changes.app)
app.add_typer(maps.app)
app.add_typer(mail.app)
app.add_typer(oddities.app)
app.add_typer(query.app)
app.add_typer(qgis.app)
app.add_typer(exports.app)
app.add_typer(sql.app)
server.db.add_typer(roles.app)
server.db.add_typer(backups.app)
app.add_typer(server.db, name="db")
app.add_typer(boundaries.boundaries, name="boundaries")


@app.callback()
def _door(
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="vi|en", help=say("Ngôn ngữ (GEO_LANG).", "Language (GEO_LANG).")
        ),
    ] = LANG,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=print_version,
            help=say("In phiên bản.", "Print the version."),
        ),
    ] = False,
) -> None:
    """Refuse a language that does not exist; the choice itself was made before."""
    if lang not in LANGUAGES:
        raise InputError(
            Text(f"--lang “{lang}”: chỉ có vi hoặc en.", f'--lang "{lang}": expected vi or en.')
        )


def main() -> None:
    """Run the command; a mistake of the user's ends in one sentence and an exit code."""
    if sys.getfilesystemencoding() != "utf-8":  # names of files are Vietnamese too
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.argv])  # noqa: S606
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # whatever the locale says: names are Vietnamese
            stream.reconfigure(encoding="utf-8")
    if sys.stdin is None:  # closed by who started us: nothing comes from there
        sys.stdin = TextIOWrapper(BytesIO())
    words = [os.fsencode(word).decode("utf-8", "replace") for word in sys.argv[1:]]
    command = typer.main.get_command(app)
    word_help(command, LANG)
    try:
        with orderly_end():
            sys.exit(command(without_language(words), standalone_mode=False))
    except typer.TyperException as error:
        message(mistake(error), LANG)
        sys.exit(2)
    except GeoError as error:
        message(error.text, LANG)
        sys.exit(error.exit_code)
    except OSError as fault:
        if fault.filename is not None:
            raise
        # A stream of ours refuses, of which only help prints unguarded; its buffer is lost too.
        sys.stdout = None
        message(unprintable(fault).text, LANG)
        sys.exit(OutputError.exit_code)
