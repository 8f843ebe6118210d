"""A sheet made ready for paper: frames in VN-2000, what is seen of them, the shade of each unit."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.maps import outlines
from geo.maps.choropleth import UNCLASSED, Shade, shading
from geo.maps.classes import NO_DATA
from geo.maps.clusters import drawable
from geo.maps.compact import figures
from geo.maps.islands import COUNTRY, near
from geo.maps.markers import hidden
from geo.maps.plate import LAND, Extent, Shapes, extent_of, metres
from geo.maps.spec import Sheet
from geo.maps.speech import Speech

_PART_SCALE = 1.5
_NOWHERE = gpd.GeoDataFrame({"key": [], "name": []}, geometry=[], crs=4326)


@dataclass(frozen=True)
class Scene:
    """What is drawn of a sheet.

    Attributes:
        sheet: the sheet.
        speech: its language.
        key: which of its layers of units is drawn, the first.
        units: that layer, rows counted from 0.
        context: provinces around the units on a map of a part of the country.
        clusters: the clusters, where marks are drawn.
        shade: the figure that units are shaded by, None where there is none with data.
        fills: colour of each unit, empty where it has no data.
        dotted: whether the change of each unit is mostly proposed.
        left_out: kinds of change that are counted but not drawn, as on a page when it opens.
    """

    sheet: Sheet
    speech: Speech
    key: str
    units: gpd.GeoDataFrame
    context: gpd.GeoDataFrame | None
    clusters: gpd.GeoDataFrame | None
    shade: Shade | None
    fills: list[str]
    dotted: npt.NDArray[np.bool_]
    left_out: list[str]

    @property
    def is_part(self) -> bool:
        """Tell whether only a part of the country is shown."""
        return self.context is not None

    @property
    def scale(self) -> float:
        """How large marks are."""
        return _PART_SCALE if self.is_part else 1.0

    @property
    def exactness(self) -> str:
        """The key of what is to be said of the boundaries; empty where these are real."""
        return outlines.exactness(self.units)

    @property
    def unplaced(self) -> int:
        """How many clusters have no point."""
        if self.clusters is None:
            return 0
        return int(self.clusters.geometry.isna().sum())

    @property
    def offshore(self) -> list[Any]:
        """The parts of the units that are islands far off, on a map of a part of the country."""
        parts = self._parts
        return list(parts[~near(parts, degrees=False)]) if self.is_part else []

    @property
    def extent(self) -> Extent:
        """What must be seen: the country, or the units but for their islands far off."""
        parts = self._parts
        if not self.is_part or not len(parts):
            return extent_of(*COUNTRY)
        within = near(parts, degrees=False)
        x0, y0, x1, y1 = shapely.total_bounds(parts[within])
        pad = 0.05 * max(x1 - x0, y1 - y0)
        # Room in the sea for windows on the islands.
        east = 0.0 if within.all() else 0.3 * (x1 - x0)
        return x0 - pad, y0 - pad, x1 + pad + east, y1 + pad

    @property
    def _parts(self) -> Shapes:
        parts: Shapes = shapely.get_parts(np.asarray(self.units.geometry.array, dtype=object))
        return parts[~shapely.is_empty(parts)]


def scene(sheet: Sheet) -> Scene:
    """Make a sheet ready for paper.

    Raises:
        InputError: the specification names no known figure, or bounds that cannot be used; or a
            frame holds what cannot be drawn.
        ValueError: a frame does not say what its coordinates are.
    """
    key, units = next(iter(sheet.units.items()), ("", _NOWHERE))
    shades = shading(sheet) if sheet.spec.style.shades else ()
    fills = [LAND] * len(units)
    dotted = np.zeros(len(units), dtype=bool)
    if sheet.spec.style.shades:
        ranks = shades[0].ranks[key] if shades else [NO_DATA] * len(units)
        colors = dict(enumerate(one.color for one in shades[0].classes)) if shades else {}
        colors |= {NO_DATA: "", UNCLASSED: LAND}
        fills = [colors[rank] for rank in ranks]
        proposed = shades[0].proposed.get(key) if shades else None
        if proposed is not None:
            dotted = proposed.mostly & (np.asarray(ranks) >= 0)
    clusters = sheet.clusters if sheet.spec.style.marks else None
    return Scene(
        sheet,
        Speech(sheet.spec.lang),
        key,
        _counted(units),
        None if sheet.context is None else _counted(sheet.context),
        None if clusters is None else _counted(drawable(clusters, sheet.spec.years)),
        shades[0] if shades else None,
        fills,
        dotted,
        [] if clusters is None else hidden(clusters["change"].astype(str)),
    )


def hectares(clusters: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Return the area a mark follows: the planned one, or the present one where none is stated."""
    to, now = (figures(clusters, name) for name in ("area_to_ha", "area_from_ha"))
    return np.where(to > 0, to, now)


def _counted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return metres(frame.reset_index(drop=True))
