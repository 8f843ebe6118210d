"""A sheet as a folium map: its data as JSON, and the one line of script that starts it."""

from typing import Any

import folium
import geopandas as gpd
from branca.element import Figure, MacroElement

from geo.errors import Text
from geo.maps import assets, choropleth, compact, markers, outlines
from geo.maps.classes import SYMBOLS
from geo.maps.islands import ISLANDS
from geo.maps.page import Inlined, Page
from geo.maps.spec import MapSpec, Sheet, Words, both
from geo.maps.words import all_words
from geo.text import fold
from geo.vocabulary import Change, Status

_CENTRE = (16.0, 108.5)
_FIGURES = {
    "area_km2": 1,
    "area_from_ha": 2,
    "area_to_ha": 2,
    "change_ha": 2,
    "fill_pct": 1,
    "stated_n": 0,
    "clusters_n": 0,
    "without_area_n": 0,
} | {f"{change}_n": 0 for change in (*Change, Status.UNCONFIRMED)}
# Whose first view holds which islands.
_HOLDERS = {"da nang": "paracels", "khanh hoa": "spratlys"}
_NO_SCRIPT = (
    "<noscript><p>Bản đồ này cần JavaScript: hãy mở tệp bằng trình duyệt (Edge, Chrome, Firefox), "
    "không xem trước trong thư.<br>This map needs JavaScript: open the file in a browser, not in "
    "the preview of a mail program.</p></noscript>"
)


class Drawing(MacroElement):
    """Units, marks, legend, lists and cards of one map; layers of the user's own go beside it.

    No text of the data passes through a template: all of it goes into one block of JSON.
    """

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self._json = compact.dumps(_content(sheet))

    def render(self, **kwargs: Any) -> str:
        """Hand style, script and data to the figure of the map."""
        figure, block = self.get_root(), f"data_{self._id}"
        if not isinstance(figure, Figure) or self._parent is None:
            raise ValueError("a drawing must be added to a map before it is rendered")
        data = f'<script type="application/json" id="{block}">{self._json}</script>'
        start = f'ccnAtlas.start({self._parent.get_name()}, "{block}");'
        for part, name, text in (
            (figure.header, "atlas_style", f"<style>{assets.own_style()}</style>"),
            (figure.header, "atlas_script", f"<script>{assets.own_script()}</script>"),
            (figure.html, "atlas_no_script", _NO_SCRIPT),
            (figure.html, block, data),
            (figure.script, self.get_name(), start),
        ):
            part.add_child(Inlined(text), name=name)
        return ""


def atlas_map(sheet: Sheet) -> folium.Map:
    """Return a sheet as a folium map on a page of its own, without tiles.

    Units are shaded, clusters marked, or both, as the style of the sheet says. Whatever else folium
    can draw may be added to the map. A unit without a figure is hatched; a cluster without a point
    is listed beside the map.

    Raises:
        InputError: the specification names a figure that there is not, or unusable class bounds.
        ValueError: a frame does not say what its coordinates are.
    """
    drawing = folium.Map(
        location=_CENTRE,
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        min_zoom=3,
        max_zoom=15,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
    )
    title = both(sheet.spec.title)[0 if sheet.spec.lang == "vi" else 1]
    Page(title=title, lang=sheet.spec.lang).add_child(drawing)
    drawing.add_child(Drawing(sheet))
    return drawing


def _content(sheet: Sheet) -> dict[str, Any]:
    spec = sheet.spec
    marked = spec.style.marks and sheet.clusters is not None
    return {
        "lang": spec.lang,
        "words": all_words(),
        "spec": _stated(spec),
        "symbols": [[change, *symbol] for change, symbol in SYMBOLS.items()],
        "islands": [islands._asdict() for islands in ISLANDS],
        "layers": [_layer(key, frame) for key, frame in sheet.units.items()],
        "context": None if sheet.context is None else outlines.layer("context", sheet.context),
        "home": None if sheet.context is None else _home(sheet, sheet.context),
        "shade": choropleth.shade(sheet) if spec.style.shades else None,
        "marks": markers.marks(sheet) if marked else None,
    }


def _layer(key: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    figures = {
        name: compact.numbers(frame[name], n) for name, n in _FIGURES.items() if name in frame
    }
    remarks = frame["stated"] if "stated" in frame else [None] * len(frame)
    return outlines.layer(key, frame) | {
        "figures": figures,
        "stated": [_remark(words) for words in remarks],
    }


def _stated(spec: MapSpec) -> dict[str, Any]:
    return {
        "title": both(spec.title),
        "subtitle": both(spec.subtitle),
        "as_of": spec.as_of.isoformat(),
        "target": spec.target.isoformat(),
        "units": both(spec.units),
        "sources": both(spec.sources),
        "notes": [both(note) for note in spec.notes],
        "made_on": spec.made_on.isoformat(),
        "known_on": spec.known_on.isoformat() if spec.known_on else None,
        "style": str(spec.style),
        "profile": str(spec.profile),
        "years": list(spec.years),
    }


def _home(sheet: Sheet, context: gpd.GeoDataFrame) -> list[list[float]] | None:
    """Return the corners of the first view: the units, with the islands of their province."""
    shapes = [compact.in_degrees(frame).geometry for frame in sheet.units.values() if len(frame)]
    boxes = [shape.total_bounds for shape in shapes if not shape.is_empty.all()]
    if not boxes:
        return None
    inner = shapes[0].union_all().representative_point()
    around = compact.in_degrees(context)
    holding = around.loc[around.geometry.contains(inner), "name"]
    corners = [(box[1], box[0]) for box in boxes] + [(box[3], box[2]) for box in boxes]
    for province, group in _HOLDERS.items():
        if any(fold(str(name)).endswith(province) for name in holding):
            corners += [dot for islands in ISLANDS if islands.name == group for dot in islands.dots]
    south, west = (float(min(side)) for side in zip(*corners, strict=True))
    north, east = (float(max(side)) for side in zip(*corners, strict=True))
    return [[round(south, 3), round(west, 3)], [round(north, 3), round(east, 3)]]


def _remark(words: Words | float | None) -> list[str]:
    return both(words) if isinstance(words, str | Text) and words else []
