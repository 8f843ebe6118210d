"""The project file: layers in groups, the country with its islands in view."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple, cast
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import psycopg
from sqlalchemy import Connection

from geo.database import named_query
from geo.errors import Text
from geo.maps.classes import Values
from geo.maps.islands import COUNTRY
from geo.qgis.elements import crs, element, options, text
from geo.qgis.layers import Group, Layer, exactness, groups, wordings
from geo.qgis.source import address, datasource
from geo.text import writable

VERSION = "3.22.0"
"""The version of QGIS in whose format projects are written."""

_TITLE = Text("Cụm công nghiệp Việt Nam đến 2030", "Viet Nam's industrial clusters to 2030")
_CLAUSE = re.compile(r"[;:.](?:\s|$)")
_LONGEST_HEADING = 50
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Column(NamedTuple):
    """A column of a layer, and its heading; QGIS shows the name where that is empty."""

    name: str
    heading: str


def project(connection: Connection, lang: str, user: str | None = None) -> bytes:
    """Return a project of the database of a connection as a .qgz file.

    The same database, on the same day, gives the same bytes.

    Args:
        connection: to the record.
        lang: language of names and notes, `vi` or `en`.
        user: the account that QGIS reads as; that of the connection unless another is given.
    """
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    exact = {view: exactness(*told) for view, *told in connection.execute(named_query("exactness"))}
    shown = groups(_rates(connection), exact, lang)
    document = _document(shown, address(driver.info, user), _columns(connection, lang), lang)
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        entry = ZipInfo("cum-cong-nghiep.qgs", _EPOCH)
        entry.compress_type = ZIP_DEFLATED
        archive.writestr(entry, document)
    return written.getvalue()


def _rates(connection: Connection) -> dict[str, Values]:
    """Return the figures of the units by view; the two systems of provinces share theirs."""
    rates: dict[str, list[float]] = {"province": [], "district": []}
    for level, rate in connection.execute(named_query("unit_rates")):
        rates[level].append(np.nan if rate is None else float(rate))
    provinces, districts = np.array(rates["province"]), np.array(rates["district"])
    return {
        "province_now": provinces,
        "province_before": provinces,
        "district_before": districts,
    }


def _columns(connection: Connection, lang: str) -> dict[str, list[Column]]:
    """Return the columns of each view, with what their comments begin with as headings."""
    columns: dict[str, list[Column]] = {}
    for view, name, comment in connection.execute(named_query("view_columns")):
        vietnamese, _, english = (comment or "").partition(" / ")
        heading, *_ = _CLAUSE.split(Text(vietnamese, english or vietnamese).said(lang))
        columns.setdefault(view, []).append(
            Column(name, heading if len(heading) <= _LONGEST_HEADING else "")
        )
    return columns


def _document(
    shown: Sequence[Group], where: str, columns: Mapping[str, Sequence[Column]], lang: str
) -> bytes:
    title = _TITLE.said(lang)
    root = element("qgis", {"version": VERSION, "projectname": title})
    root.append(text("title", title))
    root.append(element("projectCrs", None, crs()))
    root.append(_tree(shown, where))
    root.append(_canvas())
    layers = [layer for group in shown for layer in group.layers]
    root.append(
        element(
            "projectlayers",
            None,
            *(_layer(layer, where, columns.get(layer.key, ()), lang) for layer in layers),
        )
    )
    order = SubElement(root, "layerorder")
    for layer in layers:
        SubElement(order, "layer", {"id": layer.id})
    west, south, east, north = map(str, COUNTRY)
    view = {"xmin": west, "ymin": south, "xmax": east, "ymax": north}
    seen = element("ProjectViewSettings", {"UseProjectScales": "0"})
    seen.append(element("DefaultViewExtent", view, crs()))
    root.append(seen)
    indent(root)
    heading = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return f"{heading}\n{tostring(root, 'unicode')}\n".encode()


def _tree(shown: Sequence[Group], where: str) -> Element:
    tree = Element("layer-tree-group")
    for group in shown:
        told = {
            "name": group.name,
            "checked": "Qt::Checked" if any(one.shown for one in group.layers) else "Qt::Unchecked",
            "expanded": "1",
        }
        if group.exclusive:
            first = [one.shown for one in group.layers].index(True)
            told |= {"mutually-exclusive": "1", "mutually-exclusive-child": str(first)}
        branch = SubElement(tree, "layer-tree-group", told)
        for layer in group.layers:
            SubElement(
                branch,
                "layer-tree-layer",
                {
                    "id": layer.id,
                    "name": layer.name,
                    "source": datasource(where, layer.table),
                    "providerKey": "postgres",
                    "checked": "Qt::Checked" if layer.shown else "Qt::Unchecked",
                    "expanded": "1" if layer.shown else "0",
                },
            )
    return tree


def _canvas() -> Element:
    sides = zip(("xmin", "ymin", "xmax", "ymax"), map(str, COUNTRY), strict=True)
    return element(
        "mapcanvas",
        {"name": "theMapCanvas"},
        text("units", "degrees"),
        element("extent", None, *(text(side, end) for side, end in sides)),
        text("rotation", "0"),
        element("destinationsrs", None, crs()),
    )


def _layer(layer: Layer, where: str, columns: Sequence[Column], lang: str) -> Element:
    is_polygon = layer.table.geometry.endswith("Polygon")
    told = {
        "type": "vector",
        "geometry": "Polygon" if is_polygon else "Point",
        "wkbType": layer.table.geometry,
        "labelsEnabled": "1",
        "readOnly": "1",
    }
    made = element("maplayer", told, text("id", layer.id))
    made.append(text("datasource", datasource(where, layer.table)))
    made.append(text("layername", layer.name))
    made.append(element("srs", None, crs()))
    made.append(
        element("resourceMetadata", None, text("title", layer.name), text("abstract", layer.note))
    )
    made.append(text("provider", "postgres"))
    if layer.note:
        made.append(element("userNotes", {"value": layer.note}))
    made.extend((layer.renderer, layer.labels))
    made.extend(fields(columns, lang))
    made.append(text("previewExpression", '"name"'))
    return made


def fields(columns: Sequence[Column], lang: str) -> tuple[Element, Element]:
    """Return how columns are shown in tables and forms, and what heads them."""
    aliases = [
        element("alias", {"field": one.name, "index": str(place), "name": writable(one.heading)})
        for place, one in enumerate(columns)
    ]
    return (
        element("fieldConfiguration", None, *(_field(one, lang) for one in columns)),
        element("aliases", None, *aliases),
    )


def _field(column: Column, lang: str) -> Element:
    """Return how a column is shown in tables and forms: codes by their wordings."""
    words = wordings(column.name, lang)
    widget = element("editWidget", {"type": "ValueMap" if words else ""})
    if words:
        listed = element("Option", {"type": "List", "name": "map"})
        listed.extend(options({word: code}) for code, word in words.items())
        widget.append(element("config", None, element("Option", {"type": "Map"}, listed)))
    return element("field", {"name": column.name}, widget)
