"""Features of maps turned into plain tables, in a process of their own (`geo.apart`).

`geo.books.features` reads the tables. GDAL is told which driver to use and given a file on this
machine, so that none of those that fetch from elsewhere is ever asked.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray
from pyarrow import compute, parquet, types
from pyproj import CRS, Transformer

from geo.books.faults import LONG_CELL, LONGEST_CELL, TOO_WIDE, WIDEST, fault
from geo.errors import InputError, Text
from geo.files import set_aside
from geo.vectors import BROKEN, encoding, open_parquet, quiet

DEGREES = "EPSG:4326"
POSITION = ("lon", "lat")
_ROWS = 10_000
_BATCH = 2**25
"""Bytes that are written at once; more only where a single row has them."""

_SPAN = 180
_STYLES = "layer_styles"
"""Table of a GeoPackage in which QGIS keeps how layers look."""

_DAMAGED = Text(
    "tệp bị hỏng, bị cắt, hoặc không phải một lớp bản đồ; hãy xuất lại lớp từ QGIS dạng GeoJSON"
    " hoặc GeoPackage.",
    "the file is damaged, cut off, or no layer of a map; export the layer again from QGIS as"
    " GeoJSON or GeoPackage.",
)
_TEXT_IS_TEXT = {"DATE_AS_STRING": "YES"}
"""GeoJSON knows no days; without this GDAL takes a name such as `2024-01-31` for one."""


class Told(NamedTuple):
    """What is told of a layer that was written.

    Attributes:
        name: of the layer; None if it has none.
        start: byte at which its table begins; None if it has none.
        total: how many rows it has with the names of the fields; None if only reading would tell.
        notes: what is to be told of it, in both languages.
        fault: why it could not be read on; None if it was read to its end.
    """

    name: str | None
    start: int | None
    total: int | None
    notes: list[Text]
    fault: Text | None


class _Layer(ABC):
    """One layer of a feature file.

    Args:
        file: the file, as the user named it.
        name: name of the layer.
    """

    def __init__(self, file: Path, name: str | None) -> None:
        self.name = name
        self._file = file

    @property
    @abstractmethod
    def total(self) -> int | None:
        """How many features it has, and one."""

    @property
    @abstractmethod
    def crs(self) -> CRS | None:
        """What its coordinates are in; None if the file does not tell."""

    @property
    @abstractmethod
    def geometry(self) -> str | None:
        """Column of the geometries; None if it has none."""

    @abstractmethod
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the features, some at a time."""

    @property
    def notes(self) -> list[Text]:
        """What is to be told of how its coordinates were taken."""
        name, found = self.name or self._file.name, list[Text]()
        if self.geometry is not None and self.crs is None:
            found.append(
                Text(
                    f"Lớp “{name}” không ghi hệ tọa độ; các số được hiểu là độ ({DEGREES}).",
                    f'Layer "{name}" names no coordinate system; taken as degrees ({DEGREES}).',
                )
            )
        elif self.geometry is not None and self.crs is not None and self._transformer:
            found.append(
                Text(
                    f"Lớp “{name}”: tọa độ đổi từ {self.crs.name} sang {DEGREES}.",
                    f'Layer "{name}": coordinates turned from {self.crs.name} into {DEGREES}.',
                )
            )
        return found

    def tables(self) -> Iterator[pa.RecordBatch]:
        """Yield the fields of the features and, where it has geometries, `lon` and `lat`.

        Raises:
            InputError: the file is damaged, too wide, has an endless text, or holds numbers that
                are no degrees where degrees are due; names the layer and the row.
        """
        line = 1
        try:
            for batch in self.batches():
                batch.validate(full=True)
                names = batch.schema.names
                places = [place for place, name in enumerate(names) if self._is_field(name)]
                if len(places) > WIDEST:
                    raise fault(self._file, TOO_WIDE, sheet=self.name)
                fields = [names[place] for place in places]
                columns = [_plain(batch.column(place)) for place in places]
                for column in columns:
                    self._require_short(column, line + 1)
                if self.geometry is not None:
                    shapes = batch.column(names.index(self.geometry))
                    columns += self._positions(shapes, line + 1)
                    fields += POSITION
                yield pa.RecordBatch.from_arrays(columns, fields)
                line += batch.num_rows
        except MemoryError:
            raise
        except (*BROKEN, OverflowError) as said:
            raise fault(self._file, _DAMAGED, sheet=self.name, line=line) from said

    def _is_field(self, name: str) -> bool:
        return name != self.geometry and (self.geometry is None or name.lower() not in POSITION)

    def _require_short(self, column: pa.Array, first: int) -> None:
        if types.is_string(column.type) or types.is_large_string(column.type):
            long = compute.greater(compute.utf8_length(column), LONGEST_CELL)
            place = compute.index(long, value=True).as_py()
            if place >= 0:
                raise fault(self._file, LONG_CELL, sheet=self.name, line=first + place)

    @cached_property
    def _transformer(self) -> Transformer | None:
        crs = self.crs
        if crs is None or crs.equals(CRS(DEGREES), ignore_axis_order=True):
            return None
        return Transformer.from_crs(crs, DEGREES, always_xy=True)

    def _positions(self, column: pa.Array, first: int) -> list[pa.Array]:
        """Return longitudes and latitudes, null where there is no geometry."""
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
        points = _points(shapes)
        missing = shapely.is_missing(points)
        x, y = shapely.get_x(points), shapely.get_y(points)
        if self.crs is None or self.crs.is_geographic:
            off = np.flatnonzero((np.abs(x) > _SPAN) | (np.abs(y) > _SPAN))
            if len(off):
                raise self._projected(first + int(off[0]), x[off[0]], y[off[0]])
        if self._transformer is not None:
            x, y = self._transformer.transform(x, y)
        return [pa.array(axis, mask=missing) for axis in (x, y)]

    def _projected(self, line: int, x: float, y: float) -> Exception:
        there = f"({x:.1f}; {y:.1f})"
        system = Text("không ghi hệ tọa độ", "no coordinate system is named")
        if self.crs is not None:
            system = Text(f"tệp ghi {self.crs.name}", f"the file says {self.crs.name}")
        return fault(
            self._file,
            Text(
                f"tọa độ {there} không phải độ ({system.vi}), có lẽ là VN-2000; hãy ghi đúng hệ tọa"
                f" độ vào tệp, hoặc xuất lại lớp trong {DEGREES}.",
                f"the coordinates {there} are no degrees ({system.en}), perhaps VN-2000; set the"
                f" layer's coordinate system, or export it in {DEGREES}.",
            ),
            sheet=self.name,
            line=line,
        )


class _Drawn(_Layer):
    """A layer that GDAL reads.

    Args:
        file: the file, as the user named it.
        name: name of the layer.
        source: what GDAL opens, with the name of its driver.
        encoding: of its text; None if the file tells.
    """

    def __init__(self, file: Path, name: str, source: str, encoding: str | None = None) -> None:
        super().__init__(file, name)
        self._source, self._encoding = source, encoding

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        with quiet():
            told: Mapping[str, Any] = pyogrio.read_info(
                self._source, layer=self.name, encoding=self._encoding
            )
        return told

    @property
    def total(self) -> int | None:
        features = int(self._told["features"])
        return features + 1 if features >= 0 else None

    @cached_property
    def crs(self) -> CRS | None:
        told = self._told["crs"]
        return None if told is None else CRS.from_user_input(told)

    @cached_property
    def geometry(self) -> str | None:
        if self._told["geometry_type"] is None:
            return None
        return self._told["geometry_name"] or "wkb_geometry"

    def batches(self) -> Iterator[pa.RecordBatch]:
        with ExitStack() as stack:
            with quiet():
                _, reader = stack.enter_context(
                    pyogrio.open_arrow(
                        self._source,
                        layer=self.name,
                        encoding=self._encoding,
                        batch_size=_ROWS,
                        use_pyarrow=True,
                        **(_TEXT_IS_TEXT if self._source.startswith("GeoJSON:") else {}),
                    )
                )
            while True:
                with quiet():
                    batch = next(reader, None)
                if batch is None:
                    return
                yield batch


class _Packed(_Layer):
    """The one layer of a Parquet file."""

    def __init__(self, file: Path, opened: parquet.ParquetFile) -> None:
        super().__init__(file, None)
        self._opened = opened
        self._column, self._said = _noted(opened.metadata.metadata or {})

    @property
    def total(self) -> int | None:
        return int(self._opened.metadata.num_rows) + 1

    @cached_property
    def crs(self) -> CRS | None:
        told = self._said.get("crs", "OGC:CRS84")
        return None if told is None else CRS.from_user_input(told)

    @property
    def geometry(self) -> str | None:
        return self._column

    def batches(self) -> Iterator[pa.RecordBatch]:
        yield from self._opened.iter_batches(_ROWS)


def layers_of(form: str, told: Path, files: list[Path]) -> list[_Layer]:
    """Return the layers of a file.

    Args:
        form: `GeoJSON`, `GPKG`, `Parquet`, or `Shapes`.
        told: the file, as the user named it.
        files: what is to be read: the file itself, or the `.shp` files that it held, each with the
            others of its name beside it.

    Raises:
        InputError: one is damaged, unpacks to too much, or its geometries are not WKB.
    """
    with _readable(told):
        return [layer for file in files for layer in _FORMS[form](told, file)]


def _drawn(driver: str, told: Path, file: Path) -> Iterator[_Layer]:
    source = f"{driver}:{file.absolute()}"
    for name, _ in pyogrio.list_layers(source):
        if name != _STYLES:
            yield _Drawn(told, str(name), source)


def _shapes(told: Path, file: Path) -> Iterator[_Layer]:
    for name, _ in pyogrio.list_layers(file):
        yield _Drawn(told, str(name), str(file), encoding(file))


def _packed(told: Path, file: Path) -> Iterator[_Layer]:
    yield _Packed(told, open_parquet(file))


_FORMS: Mapping[str, Callable[[Path, Path], Iterator[_Layer]]] = {
    "GeoJSON": partial(_drawn, "GeoJSON"),
    "GPKG": partial(_drawn, "GPKG"),
    "Parquet": _packed,
    "Shapes": _shapes,
}


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        with quiet():
            yield
    except MemoryError:
        raise
    except BROKEN as said:
        raise fault(file, _DAMAGED) from said


def _noted(metadata: Mapping[bytes, bytes]) -> tuple[str | None, Mapping[str, Any]]:
    """Return the column of a Parquet file's geometries, None without them, and what is said of it.

    Raises:
        ValueError: it is not said as GeoParquet says it, or the geometries are not WKB.
    """
    said = json.loads(metadata.get(b"geo", b"{}"))
    match said:
        case dict() if "primary_column" not in said:
            return None, {}
        case {"primary_column": str(name), "columns": dict(columns)}:
            column = columns.get(name)
            if isinstance(column, dict) and column.get("encoding") == "WKB":
                return name, column
    raise ValueError(said)


def _points(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return a point on each geometry; points as they are, None where there is no place."""
    points = shapes.copy()
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    for place in np.flatnonzero(~is_point & ~shapely.is_missing(shapes)):
        try:
            points[place] = shapely.point_on_surface(shapes[place])
        except shapely.errors.GEOSException:
            points[place] = None  # a geometry without a place, such as one of infinite extent
    points[shapely.is_empty(points)] = None
    return points


def _plain(column: pa.Array) -> pa.Array:
    """Return a column as one of text, numbers, truths, days or moments."""
    kind = column.type
    if types.is_timestamp(kind) or types.is_date(kind):
        days = column.cast(pa.timestamp("us"), safe=False) if types.is_timestamp(kind) else column
        days.to_pylist()  # those that no calendar has are found here
        return days
    if types.is_decimal(kind):
        return column.cast(pa.float64())
    if types.is_floating(kind):
        return compute.if_else(compute.is_nan(column), None, column)
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return pa.nulls(len(column))
    if any(is_kind(kind) for is_kind in _KEPT):
        return column
    said = [None if value is None else str(value) for value in column.to_pylist()]
    return pa.array(said, pa.string())


_KEPT = (
    *(types.is_integer, types.is_boolean, types.is_null),
    *(types.is_string, types.is_large_string),
)


def write_layers(number: str, where: str, form: str, told: str, *files: str) -> list[Told]:
    """Write the tables of all layers, one after the other, and return what is told of each.

    Args:
        number: of the open file to write to.
        where: folder that it lies in.
        form: as `layers_of` takes it.
        told: the file, as the user named it.
        files: what is to be read.

    Raises:
        InputError: as `layers_of`.
        OutputError: the folder is full.
    """
    file = Path(told)
    layers = layers_of(form, file, [*map(Path, files)])
    with set_aside(Path(where)), open(int(number), "wb", closefd=False) as stream:
        return [_write(layer, file, stream) for layer in layers]


def _write(layer: _Layer, file: Path, stream: IO[bytes]) -> Told:
    start = None
    try:
        with ExitStack() as stack:
            for table in layer.tables():
                if start is None:
                    start = stream.tell()
                    writer = stack.enter_context(pa.ipc.new_stream(stream, table.schema))
                rows = max(1, table.num_rows * _BATCH // max(table.nbytes, 1))
                for first in range(0, table.num_rows, rows):
                    writer.write_batch(table.slice(first, rows))
        with _readable(file):
            return Told(layer.name, start, layer.total, layer.notes, None)
    except InputError as said:
        return Told(layer.name, start, None, [], said.text)
