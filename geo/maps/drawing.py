"""Our element on a folium map: its data as JSON, and the one line of script that starts it."""

from typing import Any

import folium
from branca.element import Figure, MacroElement

from geo.maps import assets
from geo.maps.compact import dumps
from geo.maps.page import Inlined, Page
from geo.maps.spec import MapSpec, both
from geo.maps.words import all_words

_CENTRE = (16.0, 108.5)
_NO_SCRIPT = (
    "<noscript><p>Bản đồ này cần JavaScript: hãy mở tệp bằng trình duyệt (Edge, Chrome, Firefox), "
    "không xem trước trong thư.<br>This map needs JavaScript: open the file in a browser, not in "
    "the preview of a mail program.</p></noscript>"
)


class Drawing(MacroElement):
    """Layers, legend, list and cards of one map.

    No text of the data passes through a template: all of it goes into one block of JSON.

    Args:
        kind: `clusters` or `choropleth`, the view that shows the data.
        spec: title, dates and sources of the map.
        content: what the view draws.
    """

    def __init__(self, kind: str, spec: MapSpec, content: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self._json = dumps(
            {"kind": kind, "lang": spec.lang, "words": all_words(), "spec": _stated(spec)} | content
        )

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


def framed(kind: str, spec: MapSpec, content: dict[str, Any]) -> folium.Map:
    """Return a folium map on a page of its own, without tiles, holding one drawing."""
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
    title = both(spec.title)[0 if spec.lang == "vi" else 1]
    Page(title=title, lang=spec.lang).add_child(drawing)
    drawing.add_child(Drawing(kind, spec, content))
    return drawing


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
    }
