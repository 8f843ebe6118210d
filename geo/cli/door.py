"""What all commands share: the language, read before they are declared, and common options.

`--lang` may stand anywhere on the line; help comes in that language too.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Annotated

import typer

from geo.cli import completion
from geo.dates import SYSTEMS
from geo.errors import InputError, Text
from geo.printing import Format
from geo.settings import LANGUAGES, Settings
from geo.vocabulary import Level


def language(words: Sequence[str]) -> str:
    """Return the language asked for on the command line, else in GEO_LANG, else Vietnamese."""
    for word, following in pairwise([*words, ""]):
        if word == "--lang" and following in LANGUAGES:
            return following
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    asked = os.environ.get("GEO_LANG")
    return asked if asked in LANGUAGES else "vi"


def without_language(words: Sequence[str]) -> list[str]:
    """Return the command line without a `--lang` that was understood."""
    left, words = list[str](), list(words)
    while words:
        word = words.pop(0)
        if word == "--lang" and words and words[0] in LANGUAGES:
            words.pop(0)
        elif not (word.startswith("--lang=") and word[7:] in LANGUAGES):
            left.append(word)
    return left


LANG = language(sys.argv[1:])


def say(vi: str, en: str) -> str:
    """Return the wording in the language of this run."""
    return Text(vi, en).said(LANG)


FormatOption = Annotated[
    Format, typer.Option("--format", help=say("Kiểu in kết quả.", "How the result is printed."))
]


ProvinceOption = Annotated[
    str | None,
    typer.Option(
        metavar=say("TÊN", "NAME"),
        autocompletion=completion.provinces,
        help=say(
            "Chỉ một tỉnh, theo tên cũ hoặc mới (Bắc Giang, Bắc Ninh).",
            "One province only, by its old or new name (Bắc Giang, Bắc Ninh).",
        ),
    ),
]


def settings() -> Settings:
    """Return the settings of this run."""
    return replace(Settings.from_environment(), lang=LANG)


def day(option: str, value: str | None) -> date | None:
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


def units_day(value: str) -> date:
    """Read `--units`: return a day of the system asked for."""
    if value in SYSTEMS:
        return SYSTEMS[value]
    try:
        return date.fromisoformat(value)
    except ValueError as fault:
        raise InputError(
            Text(
                f"--units “{value}”: phải là 63, 34 hoặc một ngày dạng 2024-01-31.",
                f'--units "{value}": expected 63, 34 or a day such as 2024-01-31.',
            )
        ) from fault


def level_of(value: str, levels: Sequence[Level]) -> Level:
    """Read `--level`, one of `levels`."""
    if value not in levels:
        but_last, last = ", ".join(levels[:-1]), levels[-1]
        raise InputError(
            Text(
                f"--level “{value}”: phải là {but_last} hoặc {last}.",
                f'--level "{value}": expected {but_last} or {last}.',
            )
        )
    return Level(value)


def today() -> date:
    """Return the day on the user's own calendar."""
    return date.today()  # noqa: DTZ011 -- wherever the user is
