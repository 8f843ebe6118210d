"""What the environment says, read once at the door and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

from geo.errors import InputError, Text

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Settings:
    """Settings of one run.

    Attributes:
        home: folder of the private server's data and of caches (`GEO_HOME`; default: the
            platform's folder for user data). Two homes never share anything.
        database_url: a PostGIS server to use instead of the private one (`GEO_DATABASE_URL`).
        lang: language of what is printed and drawn, `vi` or `en` (`GEO_LANG`).
    """

    home: Path
    database_url: str | None
    lang: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; an empty variable counts as unset.

        Raises:
            InputError: `GEO_LANG` is not a language of the program, or `GEO_HOME` no path.
        """
        lang = environ.get("GEO_LANG") or "vi"
        if lang not in LANGUAGES:
            raise InputError(
                Text(
                    vi=f"GEO_LANG=“{lang}”: chỉ có “vi” hoặc “en”.",
                    en=f'GEO_LANG="{lang}": expected "vi" or "en".',
                )
            )
        home = environ.get("GEO_HOME") or platformdirs.user_data_dir("ccn-atlas", appauthor=False)
        return cls(
            home=_folder(home),
            database_url=environ.get("GEO_DATABASE_URL") or None,
            lang=lang,
        )


def _folder(path: str) -> Path:
    """Return an absolute path of printable text, which every program of the server can be told."""
    try:
        folder = Path(path).expanduser().absolute()
        fit = str(folder).isprintable() and bool(str(folder).encode())
    except (RuntimeError, OSError, UnicodeEncodeError):
        fit = False
    if not fit:
        shown = ascii(path)
        raise InputError(
            Text(
                vi=f"GEO_HOME={shown}: không phải đường dẫn dùng được; hãy chọn một thư mục khác.",
                en=f"GEO_HOME={shown} is no path that can be used; choose another folder.",
            )
        )
    return folder


def data_folder() -> Path:
    """Return the folder with the shipped tables of facts.

    In an installed package they lie inside it, in a checkout beside it.
    """
    packaged = Path(__file__).parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "data"
