"""Maps on paper, made without a browser: A4 as PNG, PDF or SVG, from the same sheet as a page.

Classes, colours, shapes and wordings are those of the page. A map of the country keeps its legend
in the northern sea, clear of every island; a map of a part of it has the legend below, with an
inset of the whole country.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.addresses import LEVELS_OF_TYPE
from geo.errors import InputError, Text
from geo.maps import furniture
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS
from geo.maps.furniture import MARGIN
from geo.maps.islands import COUNTRY, ISLANDS, OFFSHORE_X
from geo.maps.legend import (
    Section,
    change_section,
    draw_sections,
    height_of,
    key_section,
    shade_section,
    status_section,
)
from geo.maps.markers import BACKGROUND
from geo.maps.paper import DEEP, INK, SOFT, Box, Kind, Paper
from geo.maps.plate import (
    COAST,
    DOTS,
    LAND,
    NO_DATA_FILL,
    NO_DATA_HATCH,
    Extent,
    Name,
    Plate,
    Shapes,
    dot_color,
    extent_of,
)
from geo.maps.scene import Scene, hectares, scene
from geo.maps.spec import Sheet
from geo.maps.strays import remarks
from geo.maps.symbols import Drawn, draw_marks

_MOST_PANELS, _MOST_COUNTRIES = 6, 4
_TALLER = 1.2
_WIDTH = 186.0
_GAP = 4.0
_PANEL = 47.0
_INSET = (43.0, 52.0)
_OFFSHORE_INSET = (40.0, 36.0)
_AROUND_ISLAND = 12_000.0
_CAPTION = 4.4
_SMALL_NAME, _MANY_NAMES = 0.8, 100
_SMALLER = 0.6
_AROUND, _AROUND_LINE = "#f2f0ea", "#c9c7c0"
_CHOSEN = "#d9822b"
_OUTLINE = "#7d8893"
_TYPE = re.compile(rf"(?:{'|'.join(LEVELS_OF_TYPE)})\s+(?=\D)", re.IGNORECASE)


class _Column(NamedTuple):
    """Parts of a legend below each other, and how wide they are."""

    sections: Sequence[Section]
    width: float


def picture(sheet: Sheet, kind: Kind = "png") -> bytes:
    """Return a sheet as one A4 page, in the language of its specification.

    The same sheet gives the same bytes. The first layer of units is drawn. Clusters without a
    point are counted in a note.

    Raises:
        InputError: the specification names no known figure, or bounds that cannot be used.
        ValueError: a frame does not say what its coordinates are.
    """
    drawn = scene(sheet)
    with Paper() as paper:
        frame = _between_heading_and_foot(paper, drawn)
        sections = [[shade_section(drawn)]] if sheet.spec.style.shades else []
        if drawn.clusters is not None:
            changes = change_section(drawn, drawn.clusters)
            sections.append([changes, key_section(drawn, drawn.clusters, drawn.scale)])
        if drawn.is_part:
            single = [[one] for column in sections for one in column]
            room = _WIDTH - _INSET[0] - _GAP
            wide = min(58.0, room / max(len(single), 1) - _GAP)
            frame = _draw_strip(paper, drawn, [_Column(one, wide) for one in single], frame)
        plate = Plate(paper, frame, drawn.extent)
        if not drawn.is_part:
            _draw_panel(plate, [_Column(one, _PANEL) for one in sections])
        _draw_map(plate, drawn)
        return paper.document(kind, drawn.speech.pick(sheet.spec.title))


def multiples(sheet: Sheet, kind: Kind = "png") -> bytes:
    """Return an A4 page of small maps, one for the end of each of the sheet's years.

    More than four years of the country, or six of a part of it, are thinned evenly, the first and
    the last always kept. Marks show the status of each cluster and its area at that time; units are
    not shaded.

    Raises:
        InputError: the sheet has no clusters or no years.
        ValueError: a frame does not say what its coordinates are.
    """
    drawn = scene(sheet)
    clusters = drawn.clusters
    if clusters is None or not sheet.spec.years:
        raise InputError(
            Text(
                "Không vẽ được bản đồ theo từng năm: cần cả các cụm và các năm; hãy chọn kiểu"
                " markers hoặc both.",
                "Maps by year need clusters and years; choose the style markers or both.",
            )
        )
    n = len(sheet.spec.years)
    most = min(n, _MOST_PANELS if drawn.is_part else _MOST_COUNTRIES)
    places = sorted({round(place) for place in np.linspace(0, n - 1, most)})
    with Paper() as paper:
        frame = _between_heading_and_foot(paper, drawn)
        room = _WIDTH - (_INSET[0] + _GAP if drawn.is_part else 0)
        columns = [
            _Column([status_section(drawn, clusters, places)], room * 0.66 - _GAP),
            _Column([key_section(drawn, clusters, _SMALLER * drawn.scale)], room * 0.34),
        ]
        panels = _panels(drawn, len(places), _draw_strip(paper, drawn, columns, frame))
        for place, panel in zip(places, panels, strict=True):
            _draw_year(paper, drawn, clusters, place, panel)
        return paper.document(kind, drawn.speech.pick(sheet.spec.title))


def _between_heading_and_foot(paper: Paper, drawn: Scene) -> Box:
    """Write both and return the room between them."""
    speech, spec = drawn.speech, drawn.sheet.spec
    top = furniture.draw_heading(paper, spec, speech) + 3
    more = [speech.say("picture.unplaced", n=drawn.unplaced)] if drawn.unplaced else []
    if drawn.key:
        more += [speech.pick(words) for words in remarks(drawn.sheet, drawn.key)]
    bottom = furniture.draw_foot(paper, furniture.foot_lines(paper, spec, speech, more)) - 2
    return Box(MARGIN, top, _WIDTH, bottom - top)


def _draw_panel(plate: Plate, columns: Sequence[_Column]) -> None:
    """Draw the legend in the northern sea, where there is no island."""
    pad = 3.2
    high = max((height_of(*column) for column in columns), default=0) + 2 * pad - 1
    wide = sum(column.width + pad for column in columns) + pad
    box = Box(plate.box.right - wide - 2, plate.box.y + 2, wide, high)
    if columns:
        plate.paper.box(box, fill="white", line=SOFT, width=0.4, opacity=0.95, z=6)
        plate.taken.append(box)
    x = box.x + pad
    for column in columns:
        draw_sections(plate.paper, column.sections, x, box.y + pad, column.width)
        x += column.width + pad


def _draw_strip(paper: Paper, drawn: Scene, columns: Sequence[_Column], frame: Box) -> Box:
    """Draw legend and inset at the foot of a frame and return what is left of it above them."""
    least = _INSET[1] if drawn.is_part else 0.0
    high = max([least, *(height_of(*column) for column in columns)])
    top, x = frame.bottom - high, frame.x
    for column in columns:
        draw_sections(paper, column.sections, x, top + 0.5, column.width)
        x += column.width + _GAP
    if drawn.is_part:
        _draw_inset(paper, drawn, Box(frame.right - _INSET[0], top, *_INSET))
    return Box(frame.x, frame.y, frame.width, frame.height - high - 3)


def _draw_inset(paper: Paper, drawn: Scene, box: Box) -> None:
    """Draw the country with its islands, the part that is shown coloured."""
    plate = Plate(paper, box, extent_of(*COUNTRY), line=0.5)
    if drawn.context is not None:
        plate.areas(plate.shapes(drawn.context), "white", width=0.25)
    plate.areas(plate.shapes(drawn.units), _CHOSEN, line=_CHOSEN, width=0.5)
    furniture.draw_islands(plate, drawn.speech, 4.6, small=True)


def _draw_offshore(plate: Plate, drawn: Scene) -> list[Plate]:
    """Draw windows on the far islands of the units of a map of a part of the country."""
    wide, high = _OFFSHORE_INSET
    box = Box(plate.box.right - wide - 2, plate.box.y + 2, wide, high)
    windows = []
    for extent in _offshore_extents(drawn.offshore):
        window = Plate(plate.paper, box, extent, line=0.6, z=4)
        shapes = _draw_land(window, drawn, shaded=True)
        furniture.draw_islands(window, drawn.speech, 6)
        if extent[0] < OFFSHORE_X:
            _name_units(window, drawn, shapes, 6.4)
        plate.taken.append(box)
        windows.append(window)
        box = Box(box.x, box.bottom + 2, wide, high)
    return windows


def _offshore_extents(parts: Sequence[Any]) -> list[Extent]:
    """Return what windows on far islands must show: whole groups, and the others together."""
    own, extents = shapely.union_all(parts), []
    for group in ISLANDS:
        lat, lon = np.array(group.dots).T
        extent = extent_of(lon.min() - 0.5, lat.min() - 0.5, lon.max() + 0.5, lat.max() + 1.3)
        if shapely.box(*extent).intersects(own):
            extents.append(extent)
    others = [part for part in parts if part.centroid.x < OFFSHORE_X]
    if others:
        extents.append(tuple(shapely.total_bounds(shapely.buffer(others, _AROUND_ISLAND))))
    return extents


def _draw_map(plate: Plate, drawn: Scene) -> None:
    """Draw land, shades, islands, marks and names in the window of a page of its own."""
    speech, clusters = drawn.speech, drawn.clusters
    shapes = _draw_land(plate, drawn, shaded=True)
    furniture.draw_scale(plate, speech)
    furniture.draw_islands(plate, speech, 7.4)
    windows = _draw_offshore(plate, drawn)
    remarks = [speech.say(drawn.exactness)] if drawn.exactness else []
    marks = None
    if clusters is not None:
        kinds = clusters["change"].astype(str).tolist()
        symbols = {kind: one for kind, one in SYMBOLS.items() if kind not in drawn.left_out}
        areas = hectares(clusters)

        def mark(window: Plate) -> Drawn:
            return draw_marks(window, clusters, kinds, areas, symbols, drawn.scale, BACKGROUND)

        marks = mark(plate)
        outside = marks.outside - sum(mark(window).inside for window in windows)
        if outside > 0:
            remarks.insert(0, speech.say("picture.outside", n=outside))
    if remarks:
        furniture.draw_remark(plate, " · ".join(remarks))
    _draw_names(plate, drawn, shapes, marks)


def _draw_names(plate: Plate, drawn: Scene, shapes: Shapes, marks: Drawn | None) -> None:
    """Write names of units, of clusters on a map of a part, and of what lies around."""
    ((offshore, _),) = plate.place(np.array([[OFFSHORE_X, 0.0]]))
    box = plate.box
    near = shapely.clip_by_rect(shapes, box.x, box.y, max(offshore, box.x), box.bottom)
    _name_units(plate, drawn, near, 7.0 if drawn.is_part else 6.0)
    if drawn.is_part and drawn.clusters is not None and marks is not None:
        names = [str(name) for name in drawn.clusters["name"].iloc[marks.rows]]
        plate.name_points(names, marks.places, marks.radii, 5.6, color=DEEP)
    if drawn.context is not None:
        around = shapely.difference(plate.shapes(drawn.context), shapely.union_all(shapes))
        names = [str(name) for name in drawn.context["name"]]
        context = [Name(*pair) for pair in zip(names, around, strict=True)]
        plate.name_areas(context, 6.4, color=SOFT, halo=_AROUND, spill=False)


def _name_units(plate: Plate, drawn: Scene, shapes: Shapes, size: float) -> None:
    """Write names of units, smaller where there is no room otherwise, unless they are very many."""
    texts = _short([str(name) for name in drawn.units["name"]])
    units = [Name(*pair) for pair in zip(texts, shapes, strict=True)]
    for share in (1.0, _SMALL_NAME) if len(units) <= _MANY_NAMES else (1.0,):
        units = plate.name_areas(units, size * share, color=INK, halo="white")


def _short(names: list[str]) -> list[str]:
    """Return names without the types of their units, unless two would then be alike."""
    short = [_TYPE.sub("", name, count=1) if _TYPE.match(name) else name for name in names]
    counted = Counter(short)
    return [one if counted[one] == 1 else name for one, name in zip(short, names, strict=True)]


def _draw_land(plate: Plate, drawn: Scene, *, shaded: bool) -> Shapes:
    """Draw outlines, and shades if wanted, and return the outlines of the units on paper."""
    if drawn.context is not None:
        plate.areas(plate.shapes(drawn.context), _AROUND, line=_AROUND_LINE, width=0.35)
    shapes = plate.shapes(drawn.units)
    fills = np.array(drawn.fills if shaded else [LAND] * len(shapes), dtype=object)
    unknown = fills == ""
    plate.areas(shapes[unknown], NO_DATA_FILL, line=NO_DATA_HATCH, width=0.0, hatch="/////")
    plate.areas(shapes[~unknown], fills[~unknown].tolist(), width=0.0)
    colors = [dot_color(fill) if fill else "" for fill in fills]
    dots = np.where(drawn.dotted & shaded, colors, "")
    coast = plate.place(np.array([[OFFSHORE_X, 0.0]]))[0, 0]
    ashore = shapely.clip_by_rect(
        shapes, plate.box.x - 2, plate.box.y - 2, coast, plate.box.bottom + 2
    )
    for color in sorted({*dots} - {""}):
        plate.areas(ashore[dots == color], "none", line=color, width=0.0, hatch=DOTS)
    plate.areas(shapes, "none", line=COAST, width=0.4)
    whole = shapely.union_all(shapes)
    plate.areas([whole], "none", line=_OUTLINE, width=1.1 if drawn.is_part else 0.6)
    return shapes


def _panels(drawn: Scene, n: int, room: Box) -> list[Box]:
    """Part a room into panels, in as many columns as let most be seen."""
    x0, y0, x1, y1 = drawn.extent
    shape = min(max((x1 - x0) / (y1 - y0), 0.75), 1.25)

    def size(across: int) -> tuple[float, float]:
        wide = (room.width + _GAP) / across - _GAP
        high = (room.height + _GAP) / -(-n // across) - _GAP
        return wide, min(high, wide / shape * _TALLER + _CAPTION)

    across = max(range(1, n + 1), key=lambda k: min(size(k)[0] / shape, size(k)[1] - _CAPTION))
    wide, high = size(across)
    return [
        Box(room.x + i % across * (wide + _GAP), room.y + i // across * (high + _GAP), wide, high)
        for i in range(n)
    ]


def _draw_year(
    paper: Paper, drawn: Scene, clusters: gpd.GeoDataFrame, place: int, panel: Box
) -> None:
    """Draw the small map of one year under its caption."""
    speech, year = drawn.speech, drawn.sheet.spec.years[place]
    states = [years[place] for years in clusters["years"]]
    kinds = [str(status) for status, _ in states]
    areas = np.array([np.nan if area is None else area for _, area in states], dtype=float)
    n = speech.number(sum(kind in STATUS_SYMBOLS for kind in kinds))
    base = panel.y + 3
    paper.write(panel.x, base, speech.say("picture.year", year=year), 8.5, face="bold", color=DEEP)
    said = speech.say("picture.clusters", n=n)
    paper.write(panel.right, base, said, 7, color=SOFT, across="right")
    box = Box(panel.x, panel.y + _CAPTION, panel.width, panel.height - _CAPTION)
    plate = Plate(paper, box, drawn.extent, line=0.5)
    _draw_land(plate, drawn, shaded=False)
    furniture.draw_islands(plate, speech, 5, small=True)
    marks = draw_marks(plate, clusters, kinds, areas, STATUS_SYMBOLS, _SMALLER * drawn.scale)
    if marks.outside:
        furniture.draw_remark(plate, speech.say("picture.outside", n=marks.outside))
