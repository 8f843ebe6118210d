"""The command `geo`: reads options, calls, prints, and turns errors into a sentence and a code.

Heavy imports stand inside the commands, so that `geo --help` answers at once.
"""

import os
import sys
from typing import Annotated

import typer

from geo.cli import atlas, server
from geo.cli.door import LANG, say, without_language
from geo.errors import GeoError, InputError, Text
from geo.printing import message
from geo.settings import LANGUAGES

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(
        "Cụm công nghiệp Việt Nam: cơ sở dữ liệu quy hoạch trong PostGIS, và bản đồ.",
        "Viet Nam's industrial clusters: a planning database in PostGIS, and maps.",
    ),
)
app.add_typer(atlas.app)
app.add_typer(server.db, name="db")


@app.callback()
def _door(
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="vi|en", help=say("Ngôn ngữ (GEO_LANG).", "Language (GEO_LANG).")
        ),
    ] = LANG,
) -> None:
    """Refuse a language that does not exist; the choice itself was made before."""
    if lang not in LANGUAGES:
        raise InputError(
            Text(f"--lang “{lang}”: chỉ có vi hoặc en.", f'--lang "{lang}": expected vi or en.')
        )


def main() -> None:
    """Run the command; a mistake of the user's ends in one sentence and an exit code."""
    sys.argv = [sys.argv[0], *without_language(sys.argv[1:])]
    try:
        app()
    except GeoError as error:
        message(error.text, LANG)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe left; nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)
