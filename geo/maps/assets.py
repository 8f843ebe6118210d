"""Style and script that a page carries: Leaflet from its data-only package, and our own files.

Leaflet is found through the metadata of the package XStatic-Leaflet, so that nothing of it stands
in the repository and nothing of it is imported.
"""

import base64
import re
from functools import cache
from importlib import metadata, resources
from pathlib import Path

_LEAFLET = "xstatic/pkg/leaflet/data/"
_OWN_SCRIPTS = (
    "core.js",
    "symbols.js",
    "areas.js",
    "islands.js",
    "names.js",
    "frame.js",
    "panel.js",
    "print.js",
    "units.js",
    "shade.js",
    "table.js",
    "inset.js",
    "columns.js",
    "points.js",
    "listing.js",
    "card.js",
    "years.js",
    "clusters.js",
    "start.js",
)

_INDENT_OR_REMARK = re.compile(r"^\s*(?:/\*.*?\*/\s*)?", re.DOTALL | re.MULTILINE)

# folium asks jQuery for three things: an element from a string, a call when ready, and a call now.
JQUERY_STAND_IN = """'use strict';
window.$ = window.jQuery = function (given) {
  if (typeof given === 'function') { setTimeout(given); return []; }
  if (given === document) return { ready: function (call) { setTimeout(call); } };
  var holder = document.createElement('template');
  holder.innerHTML = String(given).trim();
  return [holder.content.firstElementChild];
};"""


@cache
def leaflet_script() -> str:
    """Return Leaflet's script: attribution without a flag, marker images as data."""
    text = re.sub(r"\s*//# sourceMappingURL=.*", "", _leaflet("leaflet.js").decode("utf-8"))
    icons = (
        ("iconUrl", "marker-icon.png"),
        ("iconRetinaUrl", "marker-icon-2x.png"),
        ("shadowUrl", "marker-shadow.png"),
    )
    options = ",".join(f'{option}:"{_image(name)}"' for option, name in icons)
    return (
        f"{text}\nL.Control.Attribution.prototype.options.prefix='Leaflet';"
        f"L.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({{{options}}});"
    )


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet with its images as data."""

    def inlined(found: re.Match[str]) -> str:
        return f'url("{_image(found[1])}")'

    return re.sub(
        r"url\(['\"]?images/([\w.-]+)['\"]?\)", inlined, _leaflet("leaflet.css").decode("utf-8")
    )


@cache
def own_script() -> str:
    """Return the script of our maps: the files in order, in one strict scope of their own.

    Remarks and indents are left out; no string in the files goes over several lines.
    """
    parts = "\n".join(_INDENT_OR_REMARK.sub("", _own(name)) for name in _OWN_SCRIPTS)
    return f"(function () {{\n'use strict';\n{parts}\n}})();"


@cache
def own_style() -> str:
    """Return the style sheet of our maps."""
    return _own("atlas.css")


def _own(name: str) -> str:
    return resources.files("geo.maps").joinpath(name).read_text(encoding="utf-8")


def _image(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(_leaflet(f'images/{name}')).decode('ascii')}"


def _leaflet(name: str) -> bytes:
    file = metadata.distribution("XStatic-Leaflet").locate_file(_LEAFLET + name)
    return Path(str(file)).read_bytes()
