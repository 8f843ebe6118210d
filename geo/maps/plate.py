"""A window in a sheet of paper through which a part of the country is seen.

Everything is computed in metres of VN-2000 / UTM zone 48N (EPSG:3405), so that a scale bar is true,
and drawn in millimetres of paper.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from geo.maps.compact import WGS84, in_degrees, mended
from geo.maps.paper import POINT_MM, Box, Paper, legible, text_width

VN2000 = 3405
SEA, LAND, COAST = "#e6e9ea", "#fbf9f4", "#b3bac2"
NO_DATA_FILL, NO_DATA_HATCH = "#eceef0", "#9aa3ad"
DOTS = "...."
_FINEST_MM = 0.09
_APART_MM = 0.35
_GRID = 9

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.float64]
Extent = tuple[float, float, float, float]


class Name(NamedTuple):
    """A name to be written where there is room, with the outline (on paper) it belongs to."""

    text: str
    shape: Any


def dot_color(fill: str) -> str:
    """Return in which colour dots show on a fill, given as `#rrggbb`."""
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return "#12283f" if 0.3 * red + 0.6 * green + 0.1 * blue > 120 else "#ffffff"


def metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame in VN-2000, its polygons valid; what is no polygon is left as it is.

    Raises:
        ValueError: the frame does not say what its coordinates are.
    """
    return mended(in_degrees(frame).to_crs(epsg=VN2000))


def metres_at(lat_lon: Sequence[tuple[float, float]]) -> Places:
    """Return points given as (latitude, longitude) in VN-2000, one row each."""
    lat, lon = np.asarray(lat_lon, dtype=float).reshape(-1, 2).T
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=WGS84).to_crs(epsg=VN2000)
    return np.column_stack([points.x, points.y])


def extent_of(west: float, south: float, east: float, north: float) -> Extent:
    """Return the extent in VN-2000 of what lies between two meridians and two parallels."""
    along = np.linspace(0, 1, 9)
    lon, lat = west + along * (east - west), south + along * (north - south)
    edges = [(y, x) for y in (south, north) for x in lon] + [
        (y, x) for x in (west, east) for y in lat
    ]
    corners = metres_at(edges)
    return (*corners.min(axis=0), *corners.max(axis=0))


class Plate:
    """A framed part of the map on a page.

    Args:
        paper: the page.
        box: where on it.
        extent: least x, least y, greatest x and greatest y that must be seen, in VN-2000; more is
            seen where the box is longer or wider.

    Attributes:
        mm: millimetres of paper for a metre.
        z: depth in the drawing; a window with a greater one lies upon another.
        taken: boxes on paper that no name may cover.
    """

    def __init__(
        self, paper: Paper, box: Box, extent: Extent, *, line: float = 0.7, z: float = 1
    ) -> None:
        x0, y0, x1, y1 = extent
        self.paper, self.box = paper, box
        self.mm = min(box.width / (x1 - x0), box.height / (y1 - y0))
        self._centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        self.taken: list[Box] = []
        self._taken = np.empty((0, 4))
        self.z = z
        self._clip = paper.box(box, fill=SEA, z=z)
        paper.box(box, line="#8d98a3", width=line, z=9)

    def place(self, points: Places) -> Places:
        """Return where points of VN-2000 lie on paper."""
        centre = np.array([self.box.x + self.box.width / 2, self.box.y + self.box.height / 2])
        return np.asarray((points - self._centre) * [self.mm, -self.mm] + centre)

    def shapes(self, frame: gpd.GeoDataFrame) -> Shapes:
        """Return polygons on paper, as fine as can be seen there, cut off outside the window.

        What is no polygon is None.
        """
        areas = np.asarray(frame.geometry.array, dtype=object)
        drawn = shapely.transform(areas, self.place)
        known = (shapely.get_dimensions(drawn) == 2) & ~shapely.is_empty(drawn)
        drawn[~known] = None
        drawn[known] = shapely.coverage_simplify(drawn[known], _FINEST_MM)
        around = self.box.inside(-2)
        cut: Shapes = shapely.clip_by_rect(drawn, around.x, around.y, around.right, around.bottom)
        return cut

    def areas(
        self,
        shapes: Iterable[Any],
        fill: str | Sequence[str],
        *,
        line: str = COAST,
        width: float = 0.4,
        hatch: str | None = None,
    ) -> None:
        """Draw polygons with one fill or one fill each; `width` of their lines in points."""
        paths, fills = [], []
        for i, shape in enumerate(shapes):
            path = _path(shape)
            if path is not None:
                paths.append(path)
                fills.append(fill if isinstance(fill, str) else fill[i])
        drawn = PathCollection(paths, facecolors=fills, edgecolors=line, linewidths=width)
        drawn.set(zorder=self.z + 0.5, hatch=hatch, joinstyle="round")
        self.add(drawn)

    def add(self, drawn: PathCollection) -> None:
        """Put what is drawn in millimetres behind the window."""
        self.paper.plane.add_collection(drawn, autolim=False)
        drawn.set_clip_path(self._clip)

    def sees(self, places: Places) -> npt.NDArray[np.bool_]:
        """Tell which places on paper lie in the window."""
        x, y = places.T
        box = self.box
        return np.asarray((x >= box.x) & (x <= box.right) & (y >= box.y) & (y <= box.bottom))

    def name_areas(
        self, names: Iterable[Name], size: float, *, color: str, halo: str, spill: bool = True
    ) -> list[Name]:
        """Write names of areas where they fit, the largest first, and return those that did not.

        A name lies within its area where it can, on one line or two; where it cannot it may, with
        `spill`, cross the border. It never lies on what is taken.
        """
        left = []
        parts = sorted(
            (Name(name.text, _largest(name.shape)) for name in names),
            key=lambda one: (-one.shape.area, one.text),
        )
        for name in parts:
            found = self._room(name.shape, _variants(name.text), size, spill)
            if found is None:
                left.append(name)
                continue
            lines, box = found
            self.taken.append(box)
            self._write_centred(lines, box, size, color, halo)
        return left

    def name_points(
        self, texts: Sequence[str], places: Places, radii: Places, size: float, *, color: str
    ) -> int:
        """Write names beside points where they fit, in the order given; return how many did."""
        written, high = 0, size * POINT_MM
        for text, (x, y), r in zip(texts, places, radii, strict=True):
            text = legible(text)
            wide, gap = text_width(text, size), r + 0.5
            for box in (
                Box(x + gap, y - high / 2, wide, high),
                Box(x - gap - wide, y - high / 2, wide, high),
                Box(x - wide / 2, y - gap - high, wide, high),
                Box(x - wide / 2, y + gap, wide, high),
            ):
                if self.free(box):
                    self.taken.append(box)
                    self._write_centred([text], box, size, color, "white")
                    written += 1
                    break
        return written

    def free(self, box: Box) -> bool:
        """Tell whether a box lies in the window and on nothing that is taken."""
        within = self.box.inside(0.8)
        if box.x < within.x or box.right > within.right:
            return False
        if box.y < within.y or box.bottom > within.bottom:
            return False
        if len(self._taken) != len(self.taken):
            self._taken = np.array(self.taken)
        x, y, width, height = self._taken.T
        box = box.inside(-_APART_MM)
        over = (x < box.right) & (x + width > box.x) & (y < box.bottom) & (y + height > box.y)
        return not over.any()

    def _room(
        self, part: Any, variants: list[list[str]], size: float, spill: bool
    ) -> tuple[list[str], Box] | None:
        if part.is_empty:
            return None
        x0, y0, x1, y1 = part.bounds
        middle = part.representative_point()
        across, down = np.meshgrid(np.linspace(x0, x1, _GRID), np.linspace(y0, y1, _GRID))
        centres = np.vstack(
            [[(middle.x, middle.y)], np.column_stack([across.ravel(), down.ravel()])]
        )
        away = np.hypot(*(centres - [part.centroid.x, part.centroid.y]).T)
        centres = centres[np.argsort(away, kind="stable")]
        shapely.prepare(part)
        for lines in variants:
            width, height = _measure(lines, size)
            left, top = (centres - [width / 2, height / 2]).T
            held = shapely.contains(part, shapely.box(left, top, left + width, top + height))
            for x, y in zip(left[held], top[held], strict=True):
                box = Box(float(x), float(y), width, height)
                if self.free(box):
                    return lines, box
        inner = centres[shapely.contains_xy(part, centres)]
        for lines in variants if spill else []:
            width, height = _measure(lines, size)
            for x, y in inner if width < 1.7 * (x1 - x0) and height < 1.2 * (y1 - y0) else ():
                box = Box(x - width / 2, y - height / 2, width, height)
                if self.free(box):
                    return lines, box
        return None

    def _write_centred(
        self, lines: list[str], box: Box, size: float, color: str, halo: str
    ) -> None:
        step = box.height / len(lines)
        for i, line in enumerate(lines):
            base = box.y + step * (i + 0.5) + size * POINT_MM * 0.36
            middle = box.x + box.width / 2
            self.paper.write(middle, base, line, size, color=color, across="center", halo=halo, z=7)


def _measure(lines: list[str], size: float) -> tuple[float, float]:
    return max(text_width(line, size) for line in lines), len(lines) * size * 1.15 * POINT_MM


def _variants(text: str) -> list[list[str]]:
    """Return a name on one line and, if it has several words, on two of like length."""
    text = legible(text)
    words = text.split(" ")
    if len(words) < 2:
        return [[text]]
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return [[text], list(min(halves, key=lambda two: max(map(len, two))))]


def _largest(shape: Any) -> Any:
    parts = [one for one in shapely.get_parts([shape]) if one.geom_type == "Polygon"]
    return max(parts, key=lambda one: one.area, default=shapely.Polygon())


def _path(shape: Any) -> Path | None:
    """Return polygons as one path, holes turning the other way round."""
    parts = [one for one in shapely.get_parts([shape]) if one.geom_type == "Polygon"]
    if not parts:
        return None
    rings = shapely.get_rings(shapely.orient_polygons(np.array(parts)))
    closed = [Path(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return Path.make_compound_path(*closed)
