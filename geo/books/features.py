"""Lists on maps: GeoJSON, GeoPackage, zipped shapefiles, GeoParquet; a feature is a row."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import IO, Any

import pyarrow as pa
from pyarrow import types

from geo import apart
from geo.books import drawings
from geo.books.cells import Reader, moment
from geo.books.grid import Line, Merge, Value
from geo.errors import InputError, Text
from geo.files import shared
from geo.vectors import bounds, too_much


class Layer:
    """One layer of a feature file; the first row names the fields, the last two are lon and lat.

    The position is a point on the geometry, in degrees of EPSG:4326, longitude first; fields of
    the layer's own that are called so give way to it. A layer without geometries has none.

    Args:
        tables: file to which the layers were written.
        told: what was told of this one.
    """

    merges: tuple[Merge, ...] = ()

    def __init__(self, tables: IO[bytes], told: drawings.Told) -> None:
        self.name, self.total = told.name, told.total
        self.reader = Reader(guards=False)
        self._tables, self._told = tables, told

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the layer, as far as it was read."""
        return self.reader.notes(self.name) + [Text(*note) for note in self._told.notes]

    def lines(self) -> Iterator[Line]:
        """Yield the names of the fields, then the features that are not blank.

        Raises:
            InputError: the file could not be read on; names the layer and the row.
        """
        number = 0
        for batch in self._batches():
            if not number:
                number += 1
                yield Line(number, list(batch.schema.names))
            for row in zip(*map(_values, batch.columns), strict=True):
                number += 1
                if cells := self.reader.row(row):
                    yield Line(number, cells)
        if self._told.fault is not None:
            raise InputError(Text(*self._told.fault))

    def _batches(self) -> Iterator[pa.RecordBatch]:
        if self._told.start is not None:
            stream = pa.BufferReader(shared(self._tables))
            stream.seek(self._told.start)
            yield from pa.ipc.open_stream(stream)


def feature_layers(file: Path, form: str, files: Sequence[Path], tables: IO[bytes]) -> list[Layer]:
    """Return the layers of a file.

    Args:
        file: as the user named it.
        form: as `geo.books.drawings.layers_of` takes it.
        files: what is to be read, as there.
        tables: an empty file (`geo.files.nameless`) that is open as long as the layers are read.

    Raises:
        InputError: it is damaged, unpacks to too much, or takes too much memory or time.
        OutputError: the folder for temporary files is full.
    """
    told = apart.ask(
        drawings.write_layers,
        *(gettempdir(), form, str(file), *map(str, files)),
        too_much=too_much(file),
        bounds=bounds(files),
        onto=tables,
    )
    return [Layer(tables, drawings.Told(*one)) for one in told]


def _values(column: pa.Array) -> list[Value]:
    values: list[Any] = column.to_pylist()
    if types.is_timestamp(column.type):
        return [value if value is None else moment(value) for value in values]
    return values
