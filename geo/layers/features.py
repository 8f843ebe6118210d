"""The clusters as points: GeoJSON, GeoParquet, KML; EPSG:4326, longitude first.

The point takes the place of the columns of longitude and latitude; a cluster without one is there,
with none.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from geo.files import whole
from geo.layers.columns import Column
from geo.layers.reading import Choice, Portion, Row
from geo.text import writable

if TYPE_CHECKING:
    import pyarrow as pa

GEOMETRY = "geometry"
"""Name of the column of points."""

_PLACES = {"lon", "lat"}


def attributes(choice: Choice) -> list[tuple[int, Column]]:
    """Return the columns that are no part of the point, with their places in a row."""
    return [(n, column) for n, column in enumerate(choice.columns) if column.name not in _PLACES]


def write_geojson(portions: Iterable[Portion], choice: Choice, file: Path, title: str) -> None:
    """Write a FeatureCollection as RFC 7946 has it, a line to each cluster.

    Raises:
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    picked = [(n, column.heading(choice.headings)) for n, column in attributes(choice)]
    with whole(file) as half, half.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f'{{"type": "FeatureCollection", "description": {_json(title)},\n')
        stream.write('"features": [')
        between = "\n"
        for row, place in _rows(portions):
            feature = {
                "type": "Feature",
                "geometry": place and {"type": "Point", "coordinates": place},
                "properties": {heading: row[n] for n, heading in picked},
            }
            stream.write(between + _json(feature))
            between = ",\n"
        stream.write("\n]}\n")


def write_kml(portions: Iterable[Portion], choice: Choice, file: Path, title: str) -> None:
    """Write KML 2.2: a placemark for each cluster, what is known of it as extended data.

    Raises:
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    picked = [(n, column.name, column.heading(choice.headings)) for n, column in attributes(choice)]
    with whole(file) as half, half.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        stream.write('<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n')
        stream.write(f"<name>{_xml(title)}</name>\n")
        for row, place in _rows(portions):
            stream.write("<Placemark>")
            data = []
            for n, name, heading in picked:
                if row[n] is None:
                    continue
                if name == "name":
                    stream.write(f"<name>{_xml(row[n])}</name>")
                told = f"<displayName>{_xml(heading)}</displayName><value>{_xml(row[n])}</value>"
                data.append(f"<Data name={quoteattr(name)}>{told}</Data>")
            stream.write(f"<ExtendedData>{''.join(data)}</ExtendedData>")
            if place is not None:
                lon, lat = place
                stream.write(f"<Point><coordinates>{lon!r},{lat!r}</coordinates></Point>")
            stream.write("</Placemark>\n")
        stream.write("</Document>\n</kml>\n")


def write_parquet(portions: Iterable[Portion], choice: Choice, file: Path, title: str) -> None:
    """Write GeoParquet 1.1, points as WKB, with their extent.

    Raises:
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    from pyarrow import parquet

    extent = np.array([np.inf, np.inf, -np.inf, -np.inf])
    with whole(file) as half, parquet.ParquetWriter(half, schema(choice)) as writer:
        for portion in portions:
            places = np.array([place for place in portion.places if place is not None])
            if len(places):
                extent[:2] = np.minimum(extent[:2], places.min(axis=0))
                extent[2:] = np.maximum(extent[2:], places.max(axis=0))
            writer.write_batch(batch(portion, choice))
        writer.add_key_value_metadata({"geo": _json(_geo(extent)), "description": title})


def schema(choice: Choice) -> "pa.Schema":
    """Return the columns as Arrow has them, the point last."""
    import pyarrow as pa

    told = [
        pa.field(column.heading(choice.headings), pa.float64() if column.is_number else pa.string())
        for _, column in attributes(choice)
    ]
    return pa.schema([*told, pa.field(GEOMETRY, pa.binary())])


def batch(portion: Portion, choice: Choice) -> "pa.RecordBatch":
    """Return a portion in the columns of `schema`."""
    import pyarrow as pa

    columns = list(zip(*portion.rows, strict=True))
    points = [place and shapely.Point(place) for place in portion.places]
    told = [columns[n] for n, _ in attributes(choice)]
    wanted = schema(choice)
    arrays = [
        pa.array(told_, type=kind) for told_, kind in zip(told, wanted.types[:-1], strict=True)
    ]
    return pa.record_batch([*arrays, pa.array(shapely.to_wkb(points), pa.binary())], schema=wanted)


def _geo(extent: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Return what GeoParquet says of the points."""
    from pyproj import CRS

    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": CRS.from_epsg(4326).to_json_dict(),
    }
    if np.isfinite(extent).all():
        column["bbox"] = extent.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


def _rows(portions: Iterable[Portion]) -> Iterator[tuple[Row, Any]]:
    for portion in portions:
        yield from zip(portion.rows, portion.places, strict=True)


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


def _xml(value: object) -> str:
    """Return text for XML; a carriage return would otherwise be read as the end of a line."""
    return escape(writable(str(value)), {"\r": "&#13;"})
