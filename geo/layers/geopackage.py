"""The clusters as a GeoPackage that QGIS opens with its styles, with the provinces around them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from errno import ENOSPC
from os import strerror
from pathlib import Path
from shutil import disk_usage
from xml.etree.ElementTree import Element, indent, tostring

import geopandas as gpd
import numpy as np

from geo.codes import CODES
from geo.errors import Text
from geo.files import unwritable, whole
from geo.layers.columns import Column, Headings
from geo.layers.features import GEOMETRY, attributes, batch, schema
from geo.layers.reading import Choice, Portion
from geo.maps.classes import STATUS_SYMBOLS
from geo.qgis.elements import element
from geo.qgis.layers import RATE, island_places, island_style
from geo.qgis.project import VERSION, fields
from geo.qgis.project import Column as Shown
from geo.qgis.styles import Kind, dots, marks_by_kind, names, units_by_class
from geo.vocabulary import Precision

CLUSTERS = "clusters"
"""The layer of points."""

ISLANDS = "islands"

_ROOM = 2**20
"""Bytes below which a disk counts as full: SQLite and GDAL do not say it in so many words."""

_INK = "#1f2933"
_COARSE = (Precision.DISTRICT, Precision.PROVINCE)
_RATE = Text("Thay đổi đến 2030, ha/1.000 km²", "Change to 2030, ha per 1,000 km²")
_LAYER_NAMES = {"34": "provinces_now", "63": "provinces_before"}
_UNIT_HEADINGS = {
    "province": Text("Tỉnh, thành phố", "Province"),
    "unit_code": Text("Mã đơn vị", "Code of the unit"),
    "clusters": Text("Số cụm có trong dữ liệu", "Clusters on record"),
    "standing_now": Text("Số cụm hiện diện trong ngày", "Clusters standing on the day"),
    "standing_2030": Text("Số cụm cuối năm 2030", "Clusters at the end of 2030"),
    "area_ha_now": Text("Diện tích cụm trong ngày (ha)", "Area of clusters on the day (ha)"),
    "area_ha_2030": Text("Diện tích cụm cuối năm 2030 (ha)", "Area at the end of 2030 (ha)"),
    "change_ha": Text("Thay đổi (ha)", "Change (ha)"),
    "area_km2": Text("Diện tích tự nhiên (km²)", "Area of the unit (km²)"),
    "new": Text("Số cụm mới", "New clusters"),
    "expanded": Text("Số cụm mở rộng", "Clusters expanded"),
    "merged": Text("Số cụm sáp nhập", "Clusters merged"),
    "removed": Text("Số cụm đưa ra", "Clusters removed"),
    "new_ha": Text("Cụm mới (ha)", "New clusters (ha)"),
    "expanded_ha": Text("Mở rộng (ha)", "Expanded (ha)"),
    "merged_ha": Text("Sáp nhập (ha)", "Merged (ha)"),
    "removed_ha": Text("Đưa ra (ha)", "Removed (ha)"),
    "approximate": Text("Ranh giới gần đúng", "Approximate boundary"),
}
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
    styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
VALUES ('layer_styles', 'attributes', 'layer_styles', '');
"""


def write_geopackage(
    portions: Iterable[Portion],
    provinces: Mapping[str, gpd.GeoDataFrame],
    choice: Choice,
    file: Path,
    lang: str,
) -> None:
    """Write the clusters, the provinces of each system given (`34`, `63`), and their styles.

    Raises:
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    import pyarrow as pa
    import pyogrio

    title = choice.title.said(lang)
    reading = _Reading(portions)
    with whole(file) as half, _telling(file, reading):
        reader = pa.RecordBatchReader.from_batches(
            schema(choice), (batch(portion, choice) for portion in reading)
        )
        pyogrio.write_arrow(
            reader,
            half,
            layer=CLUSTERS,
            driver="GPKG",
            geometry_name=GEOMETRY,
            geometry_type="Point",
            crs="EPSG:4326",
            dataset_options={"VERSION": "1.2"},  # 1.4 makes QGIS 3.22 warn
            layer_options={"GEOMETRY_NAME": GEOMETRY, "IDENTIFIER": title, "DESCRIPTION": title},
        )
        styles = {CLUSTERS: _clusters(choice, lang)}
        for system, frame in provinces.items():
            _append(frame, half, _LAYER_NAMES[system], "MultiPolygon")
            styles[_LAYER_NAMES[system]] = _units(frame, lang)
        if choice.within is None:
            _append(_islands(lang), half, ISLANDS, "Point")
            styles[ISLANDS] = _style(*island_style("island"), [], lang)
        with closing(sqlite3.connect(half)) as package, package:
            package.executescript(_STYLES)
            package.executemany(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                " owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
                [(name, GEOMETRY, name, style, title) for name, style in styles.items()],
            )


class _Reading:
    """Portions on their way into GDAL, which forgets why one did not come."""

    def __init__(self, portions: Iterable[Portion]) -> None:
        self._portions = portions
        self.fault: Exception | None = None

    def __iter__(self) -> Iterator[Portion]:
        try:
            yield from self._portions
        except Exception as fault:
            self.fault = fault
            raise


@contextmanager
def _telling(file: Path, reading: _Reading) -> Iterator[None]:
    """Reword what GDAL and SQLite cannot write; what went wrong in reading is told as it was."""
    try:
        yield
    except (RuntimeError, sqlite3.Error) as fault:
        if reading.fault is not None:
            raise reading.fault from fault
        if type(fault) is RuntimeError:
            raise
        full = disk_usage(file.parent).free < _ROOM
        why = OSError(ENOSPC, strerror(ENOSPC)) if full else OSError(str(fault))
        raise unwritable(file, why) from fault


def _append(frame: gpd.GeoDataFrame, file: Path, layer: str, kind: str) -> None:
    import pyogrio

    pyogrio.write_dataframe(
        frame,
        file,
        layer=layer,
        driver="GPKG",
        geometry_type=kind,
        promote_to_multi=kind.startswith("Multi"),
        append=True,
        GEOMETRY_NAME=GEOMETRY,
    )


def _islands(lang: str) -> gpd.GeoDataFrame:
    """Return the islands that stand on every map of the country."""
    said, lats, lons = zip(*island_places(lang), strict=True)
    return gpd.GeoDataFrame(
        {"island": said}, geometry=gpd.points_from_xy(lons, lats), crs="EPSG:4326"
    )


def _clusters(choice: Choice, lang: str) -> str:
    """Return the style of the points: marks by status where it is among the columns."""
    known = {column.name: column for _, column in attributes(choice)}

    def quoted(column: str) -> str:
        heading = known[column].heading(choice.headings).replace('"', '""')
        return f'"{heading}"'

    if "status" in known:
        sizes = [quoted(name) for name in ("area_now_ha", "planned_area_ha") if name in known]
        area = " , ".join(f"nullif({size}, 0)" for size in sizes)
        hollow = "false"
        if "precision" in known:
            coarse = [known["precision"].said(word.value, choice.headings) for word in _COARSE]
            listed = ", ".join(f"'{word}'" for word in coarse)
            hollow = f"{quoted('precision')} IN ({listed})"
        kinds = [
            Kind(
                known["status"].said(code, choice.headings),
                symbol,
                CODES["status"][code].said(lang),
                hollow,
            )
            for code, symbol in STATUS_SYMBOLS.items()
        ]
        renderer = marks_by_kind(quoted("status"), kinds, f"coalesce({area})" if area else "9")
    else:
        renderer = dots(_INK, "2")
    labels = (
        names(quoted("name"), size=7.5, color=_INK, largest=300_000) if "name" in known else None
    )
    shown = [_shown(column, choice.headings, lang) for column in known.values()]
    return _style(renderer, labels, shown, lang)


def _shown(column: Column, headings: Headings, lang: str) -> Shown:
    """Return a column and what QGIS shows above it."""
    return Shown(column.heading(headings), column.heading(Headings(lang)))


def _units(frame: gpd.GeoDataFrame, lang: str) -> str:
    """Return the style of provinces: shaded by the change of area."""
    rates = (frame["change_ha"] / frame["area_km2"] * 1000).to_numpy(dtype=np.float64)
    shown = [Shown(name, text.said(lang)) for name, text in _UNIT_HEADINGS.items()]
    return _style(
        units_by_class(RATE, _RATE.said(lang), rates, lang),
        names('"province"', size=8, color="#3c4650"),
        shown,
        lang,
    )


def _style(renderer: Element, labels: Element | None, shown: list[Shown], lang: str) -> str:
    root = element(
        "qgis",
        {"version": VERSION, "styleCategories": "AllStyleCategories"}
        | ({"labelsEnabled": "1"} if labels is not None else {}),
        renderer,
    )
    if labels is not None:
        root.append(labels)
    root.extend(fields(shown, lang))
    indent(root)
    heading = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return f"{heading}\n{tostring(root, 'unicode')}\n"
