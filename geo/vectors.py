"""Files of features on this machine, read without giving GDAL a chance to fetch anything.

A file is known by its first bytes, never by its name: GDAL takes an address on the web for a file,
and some of its formats name further files or addresses that it would read. GDAL, GEOS and Arrow
are C++ and take a file at its word, so they read in a process of their own (`geo.apart`), which
writes what it reads where `read_layers` finds it.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow
import shapely
from pyarrow import parquet

from geo import apart, legacy
from geo.apart import MOST_MEMORY, Bounds
from geo.archives import BOMB, MOST_BYTES, ZIP, open_archive, refused
from geo.errors import InputError, Text
from geo.files import nameless, no_file, set_aside, shared, unreadable
from geo.limits import spare_memory

LARGEST = 600_000_000
"""Bytes of a file, and of each that is packed in a ZIP."""

FORMS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:SQLite format 3\0|fgb|\0\0\x27\x0a|\{(?!.*gdal_streamed_alg)"
    rb"|(?>(?:<!--.*?-->|<[?!][^>]*>)\s*)*+<(?:\w+:)?(?:kml|gpx)\b)",
    re.DOTALL,
)
"""How files that hold geometries themselves begin: GPKG, FlatGeobuf, shapefile, JSON, KML, GPX."""

_BEGINNING = 2**16
"""Bytes by which a file is known."""

_READ = (".shp", ".geojson", ".json", ".gpkg", ".fgb", ".kml", ".parquet", ".geoparquet")
_PARTS = (".dbf", ".shx", ".prj", ".cpg")
_PARQUET = b"PAR1"
_AREAS = re.compile(r"Polygon|Surface|Unknown|Collection")
SHAPES_MEMORY = 2 * MOST_MEMORY
"""Bytes of memory that comparing the shapes of a file may take."""

_SECONDS, _BYTES_A_SECOND = 30, 1_000_000
"""Processor time that reading a file may take: these, and one for so many bytes of it."""

_DBF_HEAD = 32

BROKEN = (
    *(RuntimeError, ValueError, OSError, UnboundLocalError),
    *(pyarrow.ArrowException, shapely.errors.ShapelyError),
)
"""What GDAL, Arrow and GEOS raise on a file that they cannot read; pyogrio stumbles, too."""

_EXPECTED = Text(
    "cần GeoJSON, GPKG, Shapefile (nén ZIP), GeoParquet hoặc KML",
    "expected GeoJSON, GPKG, a zipped Shapefile, GeoParquet or KML",
)
_UNREADABLE = Text(
    f"không đọc được lớp bản đồ nào; {_EXPECTED.vi}.",
    f"no layer of a map could be read; {_EXPECTED.en}.",
)
_TOO_LARGE = Text(
    f"quá lớn; tối đa {LARGEST // 1_000_000} MB.",
    f"too large; it may have {LARGEST // 1_000_000} MB at most.",
)


class Layer(NamedTuple):
    """The features of one layer: its name, and a frame in the CRS that the file tells, or None."""

    name: str
    frame: gpd.GeoDataFrame


def require_readable(file: Path) -> None:
    """Prove by its first bytes that a file is of a form that is read here, and no bomb by its word.

    Raises:
        InputError: it is neither, or a ZIP that is damaged or locked.
    """
    beginning = _beginning(file)
    if beginning[:4] == ZIP:
        with open_archive(file) as packed:
            if not any(Path(name).suffix.lower() in _READ for name in packed.names):
                raise refused(file, _UNREADABLE)
    elif beginning[:4] != _PARQUET and not (_is_form(beginning) and _has_end(file, beginning)):
        raise refused(file, _UNREADABLE)


def read_layers(file: Path, *, areas: bool = True) -> list[Layer]:
    """Return the layers of a file, as they stand in it; none may be left.

    A geometry that cannot be read is None, a ring that is not closed is closed, heights are left
    out, and of collections within collections only what is in the innermost.

    Args:
        file: on this machine.
        areas: whether to leave out layers that say that they hold points or lines.

    Raises:
        InputError: no such file or none that may be read, too large, a ZIP that is damaged, locked
            or a bomb, of no form that is read here, or one that takes too much memory or time.
        OutputError: the folder for temporary files is full.
    """
    if not file.is_file():
        raise no_file(file)
    with ExitStack() as stack:
        written = stack.enter_context(nameless())
        try:
            members = _members(file, stack)
        except OSError as fault:
            raise unreadable(file, fault) from fault
        names = apart.ask(
            _write_layers,
            *(gettempdir(), str(file), "areas" if areas else "all", *map(str, members)),
            too_much=too_much(file),
            bounds=bounds(members),
            onto=written,
        )
        if not names:
            return []
        stream = pyarrow.BufferReader(shared(written))
        tables = [pyarrow.ipc.open_stream(stream).read_all() for _ in names]
    return [
        Layer(name, gpd.GeoDataFrame.from_arrow(table))
        for name, table in zip(names, tables, strict=True)
    ]


def bounds(files: Iterable[Path]) -> Bounds:
    """Return what reading files may take."""
    size = sum(file.stat().st_size for file in files)
    return Bounds(MOST_MEMORY, _SECONDS + size // _BYTES_A_SECOND, MOST_BYTES)


def too_much(file: Path, memory: int = MOST_MEMORY) -> Text:
    """Return the sentence for a file that takes too much time, or more memory than that."""
    memory >>= 30
    text = Text(
        f"đọc tệp này mất quá nhiều thời gian hoặc hơn {memory} GB bộ nhớ; hãy chia nhỏ hoặc giản"
        " lược lớp, sửa các đường cắt nhau, rồi xuất lại dạng GeoPackage.",
        f"reading this file takes too long or more than {memory} GB of memory; split or simplify"
        " the layer, mend lines that cross each other, and export it again as GeoPackage.",
    )
    return refused(file, text).text


@contextmanager
def shapes_within(file: Path, memory: int = SHAPES_MEMORY) -> Iterator[None]:
    """Let the block, which compares the shapes of a file, take so many bytes of memory more.

    Lines that cross each other a million times make as many corners.

    Raises:
        InputError: it takes more.
    """
    try:
        with spare_memory(memory):
            yield
    except (MemoryError, shapely.errors.GEOSException) as fault:
        if isinstance(fault, MemoryError) or "bad_alloc" in str(fault):
            raise InputError(too_much(file, memory)) from fault
        raise


def _members(file: Path, stack: ExitStack) -> list[Path]:
    """Return the files to be read: the file itself, or what a ZIP holds, unpacked to a folder."""
    if _beginning(file)[:4] != ZIP:
        return [file]
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="geo-")))
    with open_archive(file) as packed:
        members = packed.unpack((*_READ, *_PARTS), folder)
    read = [member for member in members if member.suffix in _READ]
    if not read:
        raise refused(file, _UNREADABLE)
    return read


def layers_in(file: Path, told: Path, *, areas: bool) -> Iterator[Layer]:
    """Yield what `read_layers` returns, read in this process.

    Args:
        file: no ZIP.
        told: as the user named it.
        areas: as there.

    Raises:
        InputError: as there, but for memory and time.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise refused(told, _TOO_LARGE)
        beginning = _beginning(file)
        if beginning[:4] == _PARQUET:
            yield _flat(Layer(file.stem, _packed(file)))
        elif _is_form(beginning):
            yield from map(_flat, _opened(file, beginning, areas=areas))
        else:
            raise refused(told, _UNREADABLE)
    except MemoryError:
        raise
    except BROKEN as fault:
        raise refused(told, _UNREADABLE) from fault


def _flat(layer: Layer) -> Layer:
    """Return a layer without collections within collections."""
    shapes = shapely.force_2d(layer.frame.geometry.array.to_numpy())
    layer.frame.geometry = [_parts(shape) if _is_collection(shape) else shape for shape in shapes]
    return layer


def _is_collection(shapes: Any) -> Any:
    return shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION


def _parts(collection: shapely.Geometry) -> shapely.Geometry:
    parts: npt.NDArray[Any] = np.array([collection])
    while _is_collection(parts).any():
        parts = shapely.get_parts(parts)
    return shapely.GeometryCollection(parts)


def _beginning(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_BEGINNING)


def _is_form(beginning: bytes) -> bool:
    """Tell whether a file is of a form that GDAL reads here; of databases only a GeoPackage is."""
    database = beginning[:6] == b"SQLite"
    return bool(FORMS.match(beginning)) and (not database or beginning[68:70] == b"GP")


def _has_end(file: Path, beginning: bytes) -> bool:
    """Tell whether a text does not break off: JSON ends with a brace, XML with a bracket."""
    ends = {b"{": b"}", b"<": b">"}
    end = ends.get(beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1])
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 1024))
        return end is None or opened.read().rstrip()[-1:] == end


def _opened(file: Path, beginning: bytes, *, areas: bool) -> Iterator[Layer]:
    is_shape = beginning[:4] == b"\0\0\x27\x0a"
    options: dict[str, Any] = {"encoding": encoding(file)} if is_shape else {}
    with quiet():
        for name, kind in gpd.list_layers(file).itertuples(index=False):
            if kind is not None and (not areas or _AREAS.search(kind)):
                frame = gpd.read_file(
                    file,
                    layer=name,
                    engine="pyogrio",
                    on_invalid="fix",
                    **options,
                )
                if isinstance(frame, gpd.GeoDataFrame):
                    yield Layer(str(name), frame)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep to ourselves what GDAL remarks on files that it can read: odd endings, repairs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def encoding(shape: Path) -> str | None:
    """Return what the text of a shapefile is written in, as GDAL calls it; None if it tells."""
    beside = {path.suffix.lower(): path for path in shape.parent.glob(f"{escape(shape.stem)}.*")}
    if ".cpg" in beside or ".dbf" not in beside:
        return None
    with beside[".dbf"].open("rb") as table:
        head = table.read(_DBF_HEAD)
        table.seek(int.from_bytes(head[8:10], "little"))
        page = legacy.detect(table.read(2**20).replace(b"\0", b" "))
    return {"utf-8": "UTF-8", "windows-1258": "CP1258"}.get(page, "ISO-8859-1")


def _packed(file: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file, with what was its index in pandas among its columns.

    Raises:
        ValueError, OSError, pyarrow.ArrowException: it is damaged, or what it says of itself is
            not what geopandas takes it for without a look.
    """
    open_parquet(file).close()
    try:
        return gpd.read_parquet(file, to_pandas_kwargs={"ignore_metadata": True})
    except (AttributeError, KeyError, TypeError) as fault:
        raise ValueError(file) from fault


def open_parquet(file: Path) -> parquet.ParquetFile:
    """Open a Parquet file after a look at what it announces.

    Raises:
        InputError: it unpacks to too much.
        pyarrow.ArrowException, OSError: it is damaged.
    """
    opened = parquet.ParquetFile(file)
    told = opened.metadata
    if sum(told.row_group(n).total_byte_size for n in range(told.num_row_groups)) > MOST_BYTES:
        raise refused(file, BOMB)
    return opened


def polygons(shape: shapely.Geometry | None) -> list[shapely.Polygon]:
    """Return the polygons in a geometry of any kind; lines and points are left out."""
    if shape is None or shapely.is_empty(shape):
        return []
    if isinstance(shape, shapely.Polygon):
        return [shape]
    return [part for one in getattr(shape, "geoms", ()) for part in polygons(one)]


def _write_layers(number: str, where: str, told: str, kinds: str, *files: str) -> list[str]:
    """Write the layers of files, one after the other, and return their names."""
    names = []
    with set_aside(Path(where)), open(int(number), "wb", closefd=False) as stream:
        for file in files:
            for name, frame in layers_in(Path(file), Path(told), areas=kinds == "areas"):
                table = pyarrow.table(frame.to_arrow(index=False, geometry_encoding="WKB"))
                with pyarrow.ipc.new_stream(stream, table.schema) as writer:
                    writer.write_table(table)
                names.append(name)
    return names
