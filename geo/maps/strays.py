"""Strays: clusters on a map that no unit of one of its layers holds: nobody says which should."""

import geopandas as gpd
import numpy as np

from geo.errors import Text
from geo.maps.spec import Sheet
from geo.text import number

_WHERE = {
    "34": Text("chưa rõ tỉnh từ 01/07/2025", "whose province since 1 July 2025 is not known"),
    "63": Text("chưa rõ tỉnh trước 01/07/2025", "whose province before 1 July 2025 is not known"),
    "district": Text("chưa rõ huyện", "whose district is not known"),
}
_NOWHERE = Text("chưa rõ đơn vị", "whose unit is not known")
_MOST_NAMED = 10


def strays(sheet: Sheet, key: str) -> gpd.GeoDataFrame:
    """Return the clusters of a sheet that no unit of its layer `key` holds; none where none is."""
    clusters, layer = sheet.clusters, sheet.units[key]
    if clusters is None:
        return gpd.GeoDataFrame({"name": [], "units": []}, geometry=[], crs=4326)
    held = {str(key) for key in layer["key" if "key" in layer else "name"]}
    stray = [str(unit_of(cell, key)) not in held for cell in clusters["units"]]
    return clusters[np.array(stray, dtype=bool)]


def unit_of(units: object, key: str) -> object:
    """Return the unit of a layer that a cluster's `units` name, None where they name none."""
    return units.get(key) if isinstance(units, dict) else None


def strays_by_unit(sheet: Sheet, key: str) -> list[int]:
    """Return for each unit of a layer how many strays its province has, as far as it is known."""
    layer = sheet.units[key]
    if "province" not in layer:
        return [0] * len(layer)
    provinces = [unit_of(cell, "63") for cell in strays(sheet, key)["units"]]
    return [provinces.count(province) for province in layer["province"]]


def remarks(sheet: Sheet, *keys: str) -> list[Text]:
    """Return how many strays layers of a sheet have, a sentence for each layer with any.

    Where a map lists no clusters, the first of them are named.
    """
    found = [(key, [str(name) for name in strays(sheet, key)["name"]]) for key in keys]
    return [_remark(key, names, named=not sheet.spec.style.marks) for key, names in found if names]


def _remark(key: str, names: list[str], *, named: bool) -> Text:
    where, n, more = _WHERE.get(key, _NOWHERE), len(names), len(names) - _MOST_NAMED
    shown = f" ({', '.join(names[:_MOST_NAMED])}" if named else ""
    vi = shown and shown + (f" và {number(more, 'vi')} cụm khác)" if more > 0 else ")")
    en = shown and shown + (f" and {number(more, 'en')} others)" if more > 0 else ")")
    return Text(
        f"{number(n, 'vi')} cụm {where.vi}, không được tính vào đơn vị nào{vi}.",
        f"Clusters {where.en}, which no unit counts: {number(n, 'en')}{en}.",
    )
