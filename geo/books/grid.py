"""What a list file is once it is open: sheets of lines, each with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from geo.errors import Text

FORMULA = "formula"
"""Code of a cell whose formula nobody has reckoned: the file keeps no value of it."""


class CellError(NamedTuple):
    """A cell without a value: what a spreadsheet shows for it (`#REF!`), or `FORMULA`."""

    code: str


Value = str | int | float | bool | date | datetime | CellError | None


class Line(NamedTuple):
    """One row that is not blank, as it stands in the file.

    `number` is the row that a spreadsheet shows for it, counted from 1; in a CSV file it is the
    line on which the row begins, in a feature file the row that its table has below the header.
    `cells` begin at the first column of the file and end with the last that is filled. `hidden`
    tells that the file does not show the row.
    """

    number: int
    cells: list[Value]
    hidden: bool = False


Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows counted from 1, columns from 0."""


class Grid(Protocol):
    """One sheet of a list file."""

    @property
    def name(self) -> str | None:
        """Name of the sheet or layer; None where a file has but one without a name."""

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one; the value stands in the first of each."""

    @property
    def total(self) -> int | None:
        """About how many rows it has, for progress; None where only reading would tell."""

    def lines(self) -> Iterator[Line]:
        """Yield the rows in their order, blank ones left out; may be called again.

        Raises:
            InputError: the file cannot be read on; names the place.
        """


@dataclass(frozen=True)
class Book:
    """A list file that is open.

    `kind` is `csv`, `xlsx`, `xls`, `ods`, `html`, `geojson`, `gpkg`, `shapefile` or `geoparquet`,
    by its content, whatever its name ends in. `sha256` is of the file's bytes. `notes` tell what a
    reader should know that no row can say: hidden sheets, macros, old fonts, a reprojection.
    """

    file: Path
    kind: str
    sha256: str
    grids: tuple[Grid, ...]
    notes: tuple[Text, ...]
