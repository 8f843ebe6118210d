"""A sheet as a folium map: its data as JSON, and the one line of script that starts it."""

from typing import Any

import folium
import numpy as np
import shapely
from branca.element import MacroElement

from geo.errors import OutputError, Text
from geo.maps import assets, choropleth, compact, markers, outlines
from geo.maps.classes import SYMBOLS
from geo.maps.islands import ISLANDS, OFFSHORE_DEGREES, near
from geo.maps.page import Inlined, Page
from geo.maps.proposals import proposals
from geo.maps.spec import MapSpec, Sheet, Words, both
from geo.maps.strays import remarks, strays, strays_by_unit
from geo.maps.words import all_words
from geo.vocabulary import Change, Status

_CENTRE = (16.0, 108.5)
_NOTEBOOK_HEIGHT = "640px"
"""In a notebook, whose cells are often narrow: there is room for heading, map and legend."""
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
_NO_SCRIPT = (
    "<noscript><p>Bản đồ này cần JavaScript: hãy mở tệp bằng trình duyệt (Edge, Chrome, Firefox), "
    "không xem trước trong thư.<br>This map needs JavaScript: open the file in a browser, not in "
    "the preview of a mail program.</p></noscript>"
)
_NO_PAGE = Text(
    vi="Bản đồ phải nằm trên một trang Page, vì chỉ trang đó là tệp trọn vẹn và an toàn, nhưng lại "
    "nằm trên một hình khác của folium; hãy dùng Page.adopt(hình đó).",
    en="A map must stand on a Page, which alone is a complete and safe file, but this one stands "
    "on another figure of folium; use Page.adopt(that figure).",
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
        """Hand style, script and data to the page of the map.

        Raises:
            OutputError: the map stands on another figure, which would fetch from elsewhere and run
                what it says.
        """
        figure, block = self.get_root(), f"data_{self._id}"
        if self._parent is None:
            raise ValueError("a drawing must be added to a map before it is rendered")
        if not isinstance(figure, Page):
            raise OutputError(_NO_PAGE)
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
    page = Page(title=title, lang=sheet.spec.lang)
    page.height = _NOTEBOOK_HEIGHT
    page.add_child(drawing)
    drawing.add_child(Drawing(sheet))
    return drawing


def _content(sheet: Sheet) -> dict[str, Any]:
    spec = sheet.spec
    marked = spec.style.marks and sheet.clusters is not None
    return {
        "lang": spec.lang,
        "words": all_words(),
        "spec": _stated(spec) | {"notes": _notes(sheet)},
        "symbols": [[change, *symbol] for change, symbol in SYMBOLS.items()],
        "islands": [islands._asdict() for islands in ISLANDS],
        "offshore": OFFSHORE_DEGREES,
        "layers": [_layer(sheet, key) for key in sheet.units],
        "context": None if sheet.context is None else outlines.layer("context", sheet.context),
        "home": None if sheet.context is None else _home(sheet),
        "shade": choropleth.shade(sheet) if spec.style.shades else None,
        "marks": markers.marks(sheet) if marked else None,
    }


def _layer(sheet: Sheet, key: str) -> dict[str, Any]:
    frame = sheet.units[key]
    figures = {
        name: compact.numbers(compact.figures(frame, name), n)
        for name, n in _FIGURES.items()
        if name in frame
    }
    proposed = proposals(sheet, key)
    if proposed.n.any():
        figures["proposed_n"] = compact.numbers(proposed.n)
        figures["proposed_ha"] = compact.numbers(proposed.ha, 2)
    astray = strays_by_unit(sheet, key)
    if any(astray):
        figures["strays_n"] = compact.numbers(astray)
    remarks = frame["stated"] if "stated" in frame else [None] * len(frame)
    return outlines.layer(key, frame) | {
        "figures": figures,
        "strays": len(strays(sheet, key)),
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
        "made_on": spec.made_on.isoformat(),
        "known_on": spec.known_on.isoformat() if spec.known_on else None,
        "style": str(spec.style),
        "profile": str(spec.profile),
        "years": list(spec.years),
    }


def _home(sheet: Sheet) -> list[list[float]] | None:
    """Return the corners of the first view: the units but for their islands far off."""
    frames = [compact.in_degrees(frame).geometry for frame in sheet.units.values()]
    parts = shapely.get_parts(np.array([shape for frame in frames for shape in frame]))
    parts = parts[near(parts, degrees=True)]
    if not len(parts):
        return None
    west, south, east, north = np.round(shapely.total_bounds(parts), 3).tolist()
    return [[south, west], [north, east]]


def _notes(sheet: Sheet) -> list[list[str]]:
    return [both(note) for note in (*sheet.spec.notes, *remarks(sheet, *sheet.units))]


def _remark(words: Words | float | None) -> list[str]:
    return both(words) if isinstance(words, str | Text) and words else []
