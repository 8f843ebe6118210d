"""Sheets as files: pages, pictures, and the page that leads to the maps of all provinces."""

import html
import re
from collections.abc import Sequence

import folium
import geopandas as gpd
import pandas as pd

from geo.errors import InputError, Text
from geo.maps import MapSpec, Page, Sheet, atlas_map
from geo.maps.page import Inlined
from geo.maps.spec import Words, both
from geo.text import number

_NAME = Text("Tỉnh, thành phố", "Province")
_STRAYS = Text("Chưa rõ tỉnh", "Province not known")
_FIGURES = {
    "clusters_n": Text("Số cụm có dữ liệu", "Clusters on record"),
    "new_n": Text("Quy hoạch mới", "New"),
    "expanded_n": Text("Mở rộng", "Expanded"),
    "reduced_n": Text("Thu hẹp", "Reduced"),
    "merged_n": Text("Sáp nhập", "Merged"),
    "removed_n": Text("Đưa ra", "Removed"),
    "change_ha": Text("Tăng, giảm (ha)", "Change (ha)"),
    "without_area_n": Text("Chưa rõ diện tích", "Area not known"),
}
_TILES = re.compile(r"https://(?P<host>(?:[a-z0-9.-]|\{s\})+(?::\d{1,5})?)/\S*", re.IGNORECASE)
_SLOT = re.compile(r"\{ *([\w -]*)\}")  # as Leaflet reads an address
_STYLE = """<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2a33; background: #fff; margin: 2rem auto;
  max-width: 56rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0; }
p { color: #4a5761; margin: .4rem 0 1.2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { font-weight: 600; text-align: right; vertical-align: bottom; }
td { text-align: right; }
th, td { border-bottom: 1px solid #d9dee2; padding: .3rem .5rem; }
th:first-child, td:first-child { text-align: left; }
tfoot { font-weight: 600; }
a { color: #0b5c8a; }
.wide { overflow-x: auto; }
tr > :first-child { position: sticky; left: 0; background: #fff; }
@media (max-width: 700px) {
  body { margin: 1rem auto; }
  table { font-size: .75rem; }
  th, td { padding: .3rem .15rem; }
  th:not(:first-child) { writing-mode: vertical-rl; text-align: left; }
}
</style>"""


def page(sheet: Sheet, tiles: str | None = None) -> bytes:
    """Return a sheet as one HTML file.

    Args:
        sheet: what it shows.
        tiles: address of base tiles, `https://host/{z}/{x}/{y}.png`, which the page then fetches
            when it is open; None for a page that fetches nothing.

    Raises:
        InputError: the address of the tiles is not of that form.
    """
    hosts = () if tiles is None else tile_hosts(tiles)
    drawing = atlas_map(sheet)
    root = drawing.get_root()
    if tiles is not None and isinstance(root, Page):
        root.allow = tuple(f"https://{host}" for host in hosts)
        credit = tiles.split("/")[2].replace("{s}.", "")
        folium.TileLayer(tiles, attr=credit, control=False).add_to(drawing)
    return str(root.render()).encode()


def tile_hosts(tiles: str) -> tuple[str, ...]:
    """Return the hosts that an address of base tiles names; `{s}` in it is one of a, b, c.

    Raises:
        InputError: the address is not of the form `https://host/{z}/{x}/{y}.png`, or asks for more
            than the place of a tile.
    """
    found = _TILES.fullmatch(tiles)
    slots = set(_SLOT.findall(tiles))
    if found is None or not {"z", "x", "y"} <= slots <= {"s", "z", "x", "y", "r"}:
        raise InputError(
            Text(
                f"--tiles “{tiles}”: cần địa chỉ dạng https://máy-chủ/{{z}}/{{x}}/{{y}}.png.",
                f'--tiles "{tiles}": expected an address such as https://host/{{z}}/{{x}}/{{y}}.png.',
            )
        )
    host = found["host"]
    return tuple(host.replace("{s}", letter) for letter in ("abc" if "{s}" in host else "a"))


def index(provinces: gpd.GeoDataFrame, files: Sequence[str], spec: MapSpec) -> bytes:
    """Return the page that leads to the maps of provinces lying beside it.

    Args:
        provinces: a row for each map, as `frames.map_units` says; one without a name is that of the
            clusters that no province holds.
        files: names of the maps' files, in the order of the rows.
        spec: what stands on the map of the country; the page is in its language.
    """

    def said(words: Words) -> str:
        return html.escape(both(words)[spec.lang == "en"])

    def cells(row: pd.Series, name: str) -> str:
        texts = [
            _figure(row[column], spec.lang) if row["clusters_n"] else "" for column in _FIGURES
        ]
        return f"<tr><td>{name}</td><td>" + "</td><td>".join(texts) + "</td></tr>"

    links = [
        f'<a href="{html.escape(file)}">{said(_STRAYS if pd.isna(name) else name)}</a>'
        for file, name in zip(files, provinces["name"], strict=True)
    ]
    rows = [cells(row, link) for (_, row), link in zip(provinces.iterrows(), links, strict=True)]
    total = cells(provinces[list(_FIGURES)].sum(min_count=1), said(Text("Tổng", "Total")))
    heads = "".join(f'<th scope="col">{said(words)}</th>' for words in (_NAME, *_FIGURES.values()))
    dates = Text(
        f"{len(files)} bản đồ, số liệu đến {spec.as_of:%d/%m/%Y}.",
        f"{len(files)} maps, as of {spec.as_of.isoformat()}.",
    )
    document = Page(title=both(spec.title)[spec.lang == "en"], lang=spec.lang)
    document.header.add_child(Inlined(_STYLE))
    document.html.add_child(
        Inlined(
            f"<main><h1>{said(spec.title)}</h1><p>{said(dates)} {said(spec.notes[0])}</p>\n"
            f'<div class="wide" role="region" tabindex="0" aria-label="{said(spec.title)}">'
            f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n"
            + "\n".join(rows)
            + f"\n</tbody>\n<tfoot>{total}</tfoot></table></div></main>"
        )
    )
    return document.render().encode()


def _figure(value: float, lang: str) -> str:
    """Return a count or hectares with the decimals they have; empty where nothing is known."""
    if pd.isna(value):
        return ""
    _, _, decimals = f"{value:.2f}".rstrip("0").partition(".")
    return number(value, lang, len(decimals)).replace("-", "−")
