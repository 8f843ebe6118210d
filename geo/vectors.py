"""Files of features on this machine, read without giving GDAL a chance to fetch anything.

A file is known by its first bytes, never by its name: GDAL takes an address on the web for a file,
and some of its formats name further files or addresses that it would read.
"""

import re
import stat
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import geopandas as gpd
import pyarrow
import shapely

from geo.errors import InputError, Text

LARGEST = 600_000_000
"""Bytes of a file, and of all that is packed in a ZIP."""

FORMS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:SQLite format 3\0|fgb|\0\0\x27\x0a|\{(?!.*gdal_streamed_alg)"
    rb"|(?:<[?!].*?>\s*)*<(?:\w+:)?(?:kml|gpx)\b)",
    re.DOTALL,
)
"""How files that hold geometries themselves begin: GPKG, FlatGeobuf, shapefile, JSON, KML, GPX."""

_BEGINNING = 2**16
"""Bytes by which a file is known."""

_READ = (".shp", ".geojson", ".json", ".gpkg", ".fgb", ".kml", ".parquet", ".geoparquet")
_PARTS = (".dbf", ".shx", ".prj", ".cpg")
_MOST_MEMBERS = 2_000
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_AREAS = re.compile(r"Polygon|Surface|Unknown|Collection")
_EXPECTED = Text(
    "cần GeoJSON, GPKG, Shapefile (nén ZIP), GeoParquet hoặc KML",
    "expected GeoJSON, GPKG, a zipped Shapefile, GeoParquet or KML",
)


class Layer(NamedTuple):
    """The features of one layer: its name, and a frame in the CRS that the file tells, or None."""

    name: str
    frame: gpd.GeoDataFrame


def require_readable(file: Path) -> None:
    """Prove by its first bytes that a file is of a form that is read here, and no bomb by its word.

    Raises:
        InputError: it is neither, or a ZIP that is damaged.
    """
    beginning = _beginning(file)
    try:
        if beginning[:4] == _ZIP:
            with zipfile.ZipFile(file) as packed:
                _wanted(packed, file)
        elif beginning[:4] != _PARQUET and not (_is_form(beginning) and _has_end(file, beginning)):
            raise _unreadable(file)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as fault:
        raise _unreadable(file) from fault


def read_layers(file: Path) -> list[Layer]:
    """Return the layers of a file that may hold areas, as they stand in it; none may be left.

    A geometry that cannot be read is None, a ring that is not closed is closed.

    Raises:
        InputError: no such file, too large, a ZIP that is damaged, locked or a bomb, or of no form
            that is read here.
    """
    if not file.is_file():
        raise InputError(Text(f"Không có tệp “{file}”.", f'There is no file "{file}".'))
    try:
        return list(_layers(file, file))
    except (RuntimeError, ValueError, OSError, NotImplementedError) as fault:
        raise _unreadable(file) from fault
    except (zipfile.BadZipFile, zlib.error, EOFError, pyarrow.ArrowException) as fault:
        raise _unreadable(file) from fault


def _layers(file: Path, told: Path) -> Iterator[Layer]:
    size = file.stat().st_size
    if size > LARGEST:
        raise _too_large(told)
    beginning = _beginning(file)
    if beginning[:4] == _ZIP:
        with _unpacked(file, told) as members:
            for member in members:
                yield from _layers(member, told)
    elif beginning[:4] == _PARQUET:
        yield Layer(file.stem, gpd.read_parquet(file))
    elif _is_form(beginning):
        yield from _opened(file, beginning)
    else:
        raise _unreadable(told)


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


def _opened(file: Path, beginning: bytes) -> Iterator[Layer]:
    options: dict[str, Any] = {"on_invalid": "fix", "force_2d": True}
    if beginning[:4] == b"\0\0\x27\x0a" and not file.with_suffix(".cpg").exists():
        options["encoding"] = "UTF-8"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, kind in gpd.list_layers(file).itertuples(index=False):
            if not _AREAS.search(kind or ""):
                continue
            try:
                frame = gpd.read_file(file, layer=name, engine="pyogrio", **options)
            except UnicodeDecodeError:
                del options["encoding"]
                frame = gpd.read_file(file, layer=name, engine="pyogrio", **options)
            if isinstance(frame, gpd.GeoDataFrame):
                yield Layer(str(name), frame)


@contextmanager
def _unpacked(file: Path, told: Path) -> Iterator[list[Path]]:
    """Unpack what can be read of a ZIP into a folder that goes again; yield the files to read."""
    with TemporaryDirectory(prefix="geo-") as folder, zipfile.ZipFile(file) as packed:
        left, found = LARGEST, []
        for member in _wanted(packed, told):
            # The name in the archive is only looked at, never used as a path as it is.
            place = Path(folder, *(re.sub(r"[^\w.-]", "_", part) for part in _path(member).parts))
            place.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(member) as source, place.open("wb") as copy:
                while chunk := source.read(2**20):
                    left -= len(chunk)
                    if left < 0:  # whatever size the archive tells
                        raise _too_large(told)
                    copy.write(chunk)
            if place.suffix.lower() in _READ:
                found.append(place)
        yield found


def _wanted(packed: zipfile.ZipFile, told: Path) -> list[zipfile.ZipInfo]:
    members = [member for member in packed.infolist() if _is_wanted(member)]
    if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST:
        raise _too_large(told)
    if not any(_path(member).suffix.lower() in _READ for member in members):
        raise _unreadable(told)
    return members


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename)


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = _path(member)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    linked = stat.S_ISLNK(member.external_attr >> 16)
    rooted = path.is_absolute() or ".." in path.parts
    kept = path.suffix.lower() in (*_READ, *_PARTS)
    return kept and not (hidden or linked or rooted or member.is_dir())


def _unreadable(file: Path) -> InputError:
    return InputError(
        Text(
            f"“{file}”: không đọc được lớp bản đồ nào; {_EXPECTED.vi}.",
            f'"{file}": no layer of a map could be read; {_EXPECTED.en}.',
        )
    )


def _too_large(file: Path) -> InputError:
    megabytes = LARGEST // 1_000_000
    return InputError(
        Text(
            f"“{file}”: quá lớn; sau khi giải nén tối đa {megabytes} MB.",
            f'"{file}" is too large; unpacked it may have {megabytes} MB at most.',
        )
    )


def polygons(shape: shapely.Geometry | None) -> list[shapely.Polygon]:
    """Return the polygons in a geometry of any kind; lines and points are left out."""
    if shape is None or shapely.is_empty(shape):
        return []
    if isinstance(shape, shapely.Polygon):
        return [shape]
    return [part for one in getattr(shape, "geoms", ()) for part in polygons(one)]
