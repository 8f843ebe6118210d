"""Lists on maps: GeoJSON, GeoPackage, zipped shapefiles, GeoParquet; a feature is a row.

GDAL is told which driver to use and given a file on this machine, so that none of those that fetch
from elsewhere is ever asked.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray
from pyarrow import parquet
from pyproj import CRS, Transformer

from geo.books.cells import Reader, moment
from geo.books.faults import LONG_CELL, LONGEST_CELL, fault
from geo.books.grid import Line, Merge, Value
from geo.errors import Text
from geo.vectors import BROKEN, encoding, open_parquet, quiet

DEGREES = "EPSG:4326"
POSITION = ("lon", "lat")
_ROWS = 10_000
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


class Layer(ABC):
    """One layer of a feature file; the first row names the fields, the last two are lon and lat.

    The position is a point on the geometry, in degrees of EPSG:4326, longitude first; fields of
    the layer's own that are called so give way to it. A layer without geometries has none.

    Args:
        file: the file, as the user named it.
        name: name of the layer.
    """

    merges: tuple[Merge, ...] = ()

    def __init__(self, file: Path, name: str | None) -> None:
        self.name = name
        self.reader = Reader(guards=False)
        self._file = file

    @property
    @abstractmethod
    def total(self) -> int | None:
        """How many features it has."""

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
        """What is to be told of the layer, as far as it was read."""
        found = self.reader.notes(self.name)
        name = self.name or self._file.name
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

    def lines(self) -> Iterator[Line]:
        """Yield the names of the fields, then the features that are not blank.

        Raises:
            InputError: the file is damaged, or holds numbers that are no degrees where degrees
                are due; names the layer and the row.
        """
        number = 1
        try:
            for batch in self.batches():
                fields = [name for name in batch.schema.names if self._is_field(name)]
                columns = [_values(batch.column(name)) for name in fields]
                if number == 1:
                    named = POSITION if self.geometry is not None else ()
                    yield Line(number, [*fields, *named])
                if self.geometry is not None:
                    columns += self._positions(batch.column(self.geometry), number + 1)
                for row in zip(*columns, strict=True):
                    number += 1
                    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
                        raise fault(self._file, LONG_CELL, sheet=self.name, line=number)
                    if cells := self.reader.row(row):
                        yield Line(number, cells)
        except BROKEN as said:
            raise fault(self._file, _DAMAGED, sheet=self.name, line=number) from said

    def _is_field(self, name: str) -> bool:
        return name != self.geometry and (self.geometry is None or name.lower() not in POSITION)

    @cached_property
    def _transformer(self) -> Transformer | None:
        crs = self.crs
        if crs is None or crs.equals(CRS(DEGREES), ignore_axis_order=True):
            return None
        return Transformer.from_crs(crs, DEGREES, always_xy=True)

    def _positions(self, column: pa.Array, first: int) -> list[list[Value]]:
        """Return longitudes and latitudes, None where there is no geometry."""
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
        return [
            [None if gone else float(value) for gone, value in zip(missing, axis, strict=True)]
            for axis in (x, y)
        ]

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


class _Drawn(Layer):
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


class _Packed(Layer):
    """The one layer of a Parquet file."""

    def __init__(self, file: Path, opened: parquet.ParquetFile) -> None:
        super().__init__(file, None)
        self._opened = opened
        said = json.loads((opened.metadata.metadata or {}).get(b"geo", b"{}"))
        self._column: str | None = said.get("primary_column")
        self._said: Mapping[str, Any] = said.get("columns", {}).get(self._column, {})
        if self._column is not None and self._said.get("encoding") != "WKB":
            raise ValueError(self._said)

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


def drawn_layers(file: Path, driver: str) -> list[Layer]:
    """Return the layers of a GeoJSON or GeoPackage file.

    Args:
        file: the file.
        driver: `GeoJSON` or `GPKG`, as GDAL calls it.

    Raises:
        InputError: it is damaged.
    """
    source = f"{driver}:{file.absolute()}"
    with _told(file):
        names = [str(name) for name, _ in pyogrio.list_layers(source)]
        return [_Drawn(file, name, source) for name in names if name != _STYLES]


def shape_layers(file: Path, shapes: list[Path]) -> list[Layer]:
    """Return the layers of shapefiles that were unpacked.

    Args:
        file: the archive, as the user named it.
        shapes: the `.shp` files, each with the others of its name beside it.

    Raises:
        InputError: one is damaged.
    """
    with _told(file):
        return [
            _Drawn(file, str(name), str(shape), encoding(shape))
            for shape in shapes
            for name, _ in pyogrio.list_layers(shape)
        ]


def packed_layers(file: Path) -> list[Layer]:
    """Return the layer of a GeoParquet file.

    Raises:
        InputError: it is damaged, unpacks to too much, or its geometries are not WKB.
    """
    with _told(file):
        return [_Packed(file, open_parquet(file))]


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        with quiet():
            yield
    except BROKEN as said:
        raise fault(file, _DAMAGED) from said


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


def _values(column: pa.Array) -> list[Value]:
    """Return the values of a column as those of cells."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)
    return [_value(value) for value in column.to_pylist()]


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bytes) or value != value:
        return None
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str | int | float | bool | date):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)
