"""Sheets as the commands make them: read, turned into pages and pictures, written, told of."""

from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.choices import Choices
from geo.cli.door import LANG
from geo.cli.reading import record
from geo.errors import Text
from geo.files import write_whole
from geo.printing import Steps, message
from geo.text import number

if TYPE_CHECKING:
    from geo.maps import Sheet
    from geo.maps.paper import Kind

PICTURES: "tuple[Kind, ...]" = ("png", "pdf", "svg")
READING = Text("Đọc dữ liệu", "Read the record")


def read(chosen: Choices, steps: Steps) -> "Sheet":
    """Read the sheet that was chosen.

    Raises:
        InputError: no such province, nothing there to be drawn.
    """
    with steps.step(READING):
        from geo.sheets import read_sheet

        with record() as connection:
            return read_sheet(
                connection,
                chosen.span,
                chosen.look,
                known_on=chosen.known_on,
                province=chosen.province,
                on=chosen.on,
            )


def tell_of_nothing(sheet: "Sheet") -> None:
    """Say so where there was no cluster to be drawn."""
    if sheet.clusters is None or len(sheet.clusters):
        return
    from geo.maps.spec import both

    where = both(sheet.spec.subtitle)
    message(
        Text(
            f"{where[0]}: cơ sở dữ liệu chưa có cụm nào; “geo indicators” in số liệu chung của"
            " tỉnh.",
            f'{where[1]}: no cluster on record; "geo indicators" prints the figures of the'
            " province.",
        ),
        LANG,
    )


def document(
    sheet: "Sheet", kind: str, steps: Steps, tiles: str | None = None, *, multiples: bool = False
) -> bytes:
    """Return the sheet as a page (`html`) or as a picture of that kind."""
    what = Text("các năm, ", "years, ") if multiples else Text("", "")
    with steps.step(Text(f"Vẽ {what.vi}{kind.upper()}", f"Draw {what.en}{kind.upper()}")):
        from geo.documents import page

        for printed in PICTURES:
            if kind == printed:
                return picture(sheet, printed, multiples=multiples)
        return page(sheet, tiles)


def picture(sheet: "Sheet", kind: "Kind", *, multiples: bool = False) -> bytes:
    """Return the sheet on paper, or its small maps by year."""
    from geo.maps import static

    return (static.multiples if multiples else static.picture)(sheet, kind)


def write(documents: dict[Path, bytes]) -> None:
    """Write the files, then say where they are and how large."""
    write_whole(documents)
    for file, document in documents.items():
        size = {lang: number(len(document) / 1e6, lang, 2) for lang in ("vi", "en")}
        message(
            Text(f"Đã ghi {file} ({size['vi']} MB)", f"Written: {file} ({size['en']} MB)"), LANG
        )
