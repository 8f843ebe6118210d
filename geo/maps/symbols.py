"""Marks of clusters on paper: colour, shape and size as on a page, hollow where only a district or
province is known, and a counted ring where several share one point.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from geo.maps.classes import Symbol
from geo.maps.paper import INK, POINT_MM, Box, Paper
from geo.maps.plate import Places, Plate
from geo.vocabulary import Precision

LEAST_HA, MOST_HA = 8.0, 100.0
"""Clusters smaller or larger than these have marks of this size."""
_UNKNOWN_HA = 9.0
_PLAIN = Symbol("#56626f", "circle")
_COARSE = (Precision.DISTRICT, Precision.PROVINCE)
_ALONE = -1
_COVERED = 0.9
_LARGEST = 5
"""Rings of more clusters than this power of two grow no further."""


def _arms(turn: float) -> list[tuple[float, float]]:
    """Return the outline of a plus sign, turned."""
    t = 0.34
    points = [(-t, -1), (t, -1), (t, -t), (1, -t), (1, t), (t, t), (t, 1), (-t, 1), (-t, t)]
    points += [(-1, t), (-1, -t), (-t, -t)]
    sin, cos = np.sin(turn), np.cos(turn)
    return [(1.13 * (x * cos - y * sin), 1.13 * (x * sin + y * cos)) for x, y in points]


# Outlines around the origin, y downwards as on a screen, for a mark of radius 1.
_OUTLINES = {
    "square": [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)],
    "up": [(0, -1.15), (1.08, 0.8), (-1.08, 0.8)],
    "down": [(0, 1.15), (1.08, -0.8), (-1.08, -0.8)],
    "diamond": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
    "hexagon": [(1.08 * np.sin(k * np.pi / 3), -1.08 * np.cos(k * np.pi / 3)) for k in range(6)],
    "bar": [(-1.15, -0.38), (1.15, -0.38), (1.15, 0.38), (-1.15, 0.38)],
    "plus": _arms(0),
    "cross": _arms(np.pi / 4),
}
_PATHS = {
    shape: Path(np.array([*points, points[0]], dtype=float) * [1, -1], closed=True)
    for shape, points in _OUTLINES.items()
} | {"circle": Path.unit_circle()}


class Drawn(NamedTuple):
    """What became of the clusters of a plate.

    Attributes:
        rows: row numbers of the clusters that have a mark of their own.
        places: where those marks stand on paper.
        radii: how far they reach, in millimetres.
        stacks: number of counted rings.
        inside: clusters with a point within the window.
        outside: clusters with one outside it.
    """

    rows: npt.NDArray[np.int64]
    places: Places
    radii: Places
    stacks: int
    inside: int
    outside: int


def radius(hectares: npt.NDArray[np.float64], scale: float) -> npt.NDArray[np.float64]:
    """Return radii in points: the area of a mark follows the area of its cluster."""
    area = np.where(hectares > 0, np.clip(hectares, LEAST_HA, MOST_HA), _UNKNOWN_HA)
    return np.asarray(0.44 * scale * np.sqrt(area))


def coarse(clusters: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Tell of which clusters only the district or province is known."""
    return np.asarray(clusters["precision"].isin([str(one) for one in _COARSE]))


def draw_marks(
    plate: Plate,
    clusters: gpd.GeoDataFrame,
    kinds: Sequence[str],
    hectares: npt.NDArray[np.float64],
    symbols: Mapping[str, Symbol],
    scale: float,
    behind: Collection[str] = (),
) -> Drawn:
    """Draw clusters that have a point, the large below the small.

    Args:
        plate: the window.
        clusters: frame in VN-2000, with precision.
        kinds: which of the symbols each cluster has; others are not drawn.
        hectares: area that the size of each mark follows, NaN where unknown.
        symbols: colours and shapes.
        scale: size of marks; 1 for a map of the country on a full page.
        behind: kinds that lie below all others.
    """
    places = plate.place(np.column_stack([clusters.geometry.x, clusters.geometry.y]))
    table = pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "kind": list(kinds)})
    table["r"] = radius(hectares, scale) * POINT_MM
    table["hollow"] = coarse(clusters)
    table["behind"] = table["kind"].isin(list(behind))
    table = table[table["x"].notna() & table["kind"].isin(list(symbols))]
    seen = plate.sees(table[["x", "y"]].to_numpy())
    table = table[seen]
    together = _together(table, scale)
    alone = table[together == _ALONE].sort_values(["behind", "r"], ascending=False, kind="stable")
    _draw_single(plate, alone, symbols)
    stacks = [group for _, group in table[together != _ALONE].groupby(together, sort=False)]
    for group in sorted(stacks, key=len, reverse=True):
        _draw_stack(plate, group, symbols, scale)
    return Drawn(
        alone.index.to_numpy(),
        alone[["x", "y"]].to_numpy(),
        alone["r"].to_numpy(),
        len(stacks),
        int(seen.sum()),
        int((~seen).sum()),
    )


def draw_key(
    paper: Paper, x: float, y: float, symbol: Symbol, *, hollow: bool = False, r: float = 3.2
) -> None:
    """Draw one mark of a legend, `r` in points."""
    drawn = _collection(paper, [(x, y)], [r], [symbol], [hollow])
    drawn.set_zorder(8)
    paper.plane.add_collection(drawn, autolim=False)


def draw_sizes(paper: Paper, x: float, y: float, hectares: Sequence[float], scale: float) -> None:
    """Draw marks of these areas within each other, standing on one line."""
    radii = radius(np.array(sorted(hectares, reverse=True)), scale)
    foot = y + radii[0] * POINT_MM
    for r in radii:
        draw_key(paper, x, foot - r * POINT_MM, _PLAIN, hollow=True, r=float(r))


def draw_stacked(paper: Paper, x: float, y: float) -> None:
    """Draw the sign for several clusters at one point."""
    draw_ring(paper, x, y, {"#0072b2": 1, "#009e73": 1, "#d55e00": 1}, 1.6, z=8)


def draw_plain(paper: Paper, x: float, y: float, *, hollow: bool = False) -> None:
    """Draw a mark that stands for any change."""
    draw_key(paper, x, y, _PLAIN, hollow=hollow)


def draw_ring(
    paper: Paper, x: float, y: float, shares: Mapping[str, int], r: float, *, z: float = 5.5
) -> None:
    """Draw a counted ring parted by colour: how many of each; `r` in millimetres."""
    n = sum(shares.values())
    turns = np.cumsum([0, *shares.values()]) / n * 2 * np.pi - np.pi / 2
    parts = [_sector(x, y, 0, r + 0.16, 0, 2 * np.pi)]
    parts += [_sector(x, y, r * 0.68, r, start, end) for start, end in pairwise(turns)]
    drawn = PathCollection(parts, facecolors=["white", *shares], edgecolors="none", zorder=z)
    paper.plane.add_collection(drawn, autolim=False)
    size = r / POINT_MM * (1.05 if n < 10 else 0.85 if n < 100 else 0.65)
    base = y + size * POINT_MM * 0.36
    paper.write(x, base, str(n), size, face="bold", color=INK, across="center", z=z + 0.1)


def _together(table: pd.DataFrame, scale: float) -> pd.Series:
    """Return which marks become one ring, by a number each, `_ALONE` for the others.

    Those at one point do, and whatever a ring would cover joins it, which lets it grow, beginning
    with the largest, until no ring covers anything.
    """
    points = table.groupby([table["x"].round(2), table["y"].round(2)], sort=False)
    number = points.ngroup()
    places, sizes = points[["x", "y"]].mean().to_numpy(), points.size().to_numpy()
    reach = points["r"].max().to_numpy()
    rings = np.arange(len(sizes))
    found = True
    while found:
        found = False
        counts, middles = _gathered(rings, sizes, places)
        own = np.where(counts > 1, _ring_radius(counts, scale), reach)
        alive = counts > 0
        for one in np.argsort(-counts, kind="stable"):
            if counts[one] < 2 or not alive[one]:
                continue
            away = np.hypot(*(middles - middles[one]).T)
            covered = alive & (away < own[one] + own * _COVERED)
            covered[one] = False
            if covered.any():
                rings[covered[rings]] = one
                alive[covered] = False
                found = True
    many = _gathered(rings, sizes, places)[0][rings] > 1
    return number.map(dict(enumerate(np.where(many, rings, _ALONE))))


def _gathered(
    rings: npt.NDArray[np.int64], sizes: npt.NDArray[np.integer], places: Places
) -> tuple[npt.NDArray[np.int64], Places]:
    """Return how many marks each ring holds and where their middle lies."""
    counts = np.bincount(rings, weights=sizes, minlength=len(sizes)).astype(int)
    sums = [np.bincount(rings, weights=sizes * along, minlength=len(sizes)) for along in places.T]
    middles = np.column_stack(sums) / np.maximum(counts, 1)[:, None]
    return counts, middles


def _ring_radius(n: npt.ArrayLike, scale: float) -> npt.NDArray[np.float64]:
    """Return the radius in millimetres of the ring of so many clusters."""
    return np.asarray(
        (1.1 + 0.36 * np.minimum(np.log2(np.maximum(n, 1)), _LARGEST)) * max(0.8, scale * 0.9)
    )


def _draw_single(plate: Plate, rows: pd.DataFrame, symbols: Mapping[str, Symbol]) -> None:
    places = rows[["x", "y"]].to_numpy()
    looks = [symbols[kind] for kind in rows["kind"]]
    radii = rows["r"].to_numpy()
    plate.add(_collection(plate.paper, places, radii / POINT_MM, looks, rows["hollow"]))
    for (x, y), r in zip(places, radii, strict=True):
        plate.taken.append(Box(x - r, y - r, 2 * r, 2 * r))


def _draw_stack(
    plate: Plate, group: pd.DataFrame, symbols: Mapping[str, Symbol], scale: float
) -> None:
    x, y = group[["x", "y"]].mean()
    counted = Counter(group["kind"])
    shares = {one.color: counted[kind] for kind, one in symbols.items() if counted[kind]}
    r = float(_ring_radius(len(group), scale))
    draw_ring(plate.paper, x, y, shares, r)
    plate.taken.append(Box(x - r, y - r, 2 * r, 2 * r))


def _collection(
    paper: Paper,
    places: Places | Sequence[tuple[float, float]],
    radii: npt.ArrayLike,
    looks: Sequence[Symbol],
    hollow: Sequence[bool] | pd.Series,
) -> PathCollection:
    drawn = PathCollection(
        [_PATHS[look.shape] for look in looks],
        sizes=np.asarray(radii, dtype=float) ** 2,
        offsets=places,
        offset_transform=paper.plane.transData,
        facecolors=["white" if no else look.color for look, no in zip(looks, hollow, strict=True)],
        edgecolors=[look.color if no else "white" for look, no in zip(looks, hollow, strict=True)],
        linewidths=[0.85 if no else 0.35 for no in hollow],
        zorder=5,
    )
    drawn.set_transform(IdentityTransform())
    drawn.set_joinstyle("round")
    return drawn


def _sector(x: float, y: float, inner: float, outer: float, start: float, end: float) -> Path:
    turn = np.linspace(start, end, max(3, int((end - start) * 12)))
    arc = np.column_stack([np.cos(turn), np.sin(turn)])
    ring = np.vstack([arc * outer, arc[::-1] * inner, arc[:1] * outer])
    return Path(ring + np.array([x, y]), closed=True)
