"""The islands that stand on every map of the country, on a page as on paper.

Their shapes are far below the scale of such a map, so they are dots with their name.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely


class Islands(NamedTuple):
    """A group of islands: key of its wording, where its name stands, and dots, as (lat, lon)."""

    name: str
    at: tuple[float, float]
    dots: tuple[tuple[float, float], ...]


ISLANDS = (
    Islands(
        "paracels",
        (16.35, 112.05),
        (
            (16.83, 112.34),
            (16.53, 111.61),
            (16.45, 111.7),
            (16.67, 112.73),
            (15.78, 111.2),
            (16.97, 112.27),
            (16.05, 112.4),
        ),
    ),
    Islands(
        "spratlys",
        (9.5, 113.3),
        (
            (8.64, 111.92),
            (11.43, 114.33),
            (10.18, 114.36),
            (9.89, 114.33),
            (7.88, 112.91),
            (10.38, 114.48),
            (8.97, 113.7),
            (8.81, 112.81),
            (10.72, 114.1),
        ),
    ),
)
COUNTRY = (101.9, 7.3, 116.0, 23.5)
"""West, south, east and north of the country with its islands."""
OFFSHORE_X = 1_100_000.0
"""Easting in VN-2000 / UTM zone 48N beyond which there is no land but these islands."""
OFFSHORE_DEGREES = 110.5
"""The same as a longitude."""
_FAR_DEGREES, _FAR_METRES = 0.5, 55_000.0


def near(shapes: npt.NDArray[np.object_], *, degrees: bool) -> npt.NDArray[np.bool_]:
    """Tell which polygons hang together with the largest; islands far off do not.

    Two hang together where their boxes are less than 55 km apart. Empty and missing ones never do,
    and what lies offshore only where nothing else is given.

    Args:
        shapes: polygons, in EPSG:4326 or in VN-2000 / UTM zone 48N.
        degrees: whether they are in EPSG:4326.
    """
    far, offshore = (_FAR_DEGREES, OFFSHORE_DEGREES) if degrees else (_FAR_METRES, OFFSHORE_X)
    boxes = shapely.bounds(shapes)
    found = np.zeros(len(shapes), dtype=bool)
    known = ~np.isnan(boxes[:, 0])
    if not known.any():
        return found
    ashore = known & (boxes[:, 0] < offshore)
    seeds = ashore if ashore.any() else known
    found[np.argmax(np.where(seeds, shapely.area(shapes), -1.0))] = True
    while True:
        x0, y0, x1, y1 = shapely.total_bounds(shapes[found])
        across = (boxes[:, 2] >= x0 - far) & (boxes[:, 0] <= x1 + far)
        within = across & (boxes[:, 3] >= y0 - far) & (boxes[:, 1] <= y1 + far)
        if (within <= found).all():
            return found
        found |= within
