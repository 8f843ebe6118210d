"""The page under the maps: complete, closed, the same bytes each time."""

import base64
import hashlib
import html
import re
from pathlib import Path

import folium
import folium.plugins
import pytest
from branca.element import CssLink, Element, JavascriptLink
from maps_scene import national

from geo.documents import page, tile_hosts
from geo.errors import InputError
from geo.maps import Page, RemoteContentError


def page_with(*layers: Element, **options: object) -> Page:
    page = Page(title="Bản đồ thử", **options)
    drawing = folium.Map(location=[16, 107], zoom_start=6, tiles=None)
    page.add_child(drawing)
    for layer in layers:
        layer.add_to(drawing)
    return page


def marks() -> list[Element]:
    return [
        folium.CircleMarker([16, 107], radius=9, popup="Cụm A", tooltip="cụm a"),
        folium.Marker([17, 106], popup=folium.Popup("Cụm B")),
        folium.GeoJson({"type": "Point", "coordinates": [106, 15]}, tooltip="cụm c"),
        folium.LayerControl(),
    ]


def test_document_has_language_title_and_free_zoom() -> None:
    text = page_with(lang="en").render()
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Bản đồ thử</title>" in text
    assert text.count('name="viewport"') == 1
    assert "user-scalable" not in text
    assert "maximum-scale" not in text


def test_title_is_text_and_not_markup() -> None:
    page = Page(title="</title><script>alert(1)</script>{{ 7*7 }}")
    assert (
        "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}</title>"
        in page.render()
    )


def test_policy_names_the_hash_of_every_script_and_no_other() -> None:
    text = page_with(*marks()).render()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    bodies = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() for b in bodies}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "http" not in policy


def test_unused_parts_of_the_stock_stack_are_left_out() -> None:
    bare, with_popup = page_with().render(), page_with(*marks()).render()
    assert "jQuery" not in bare
    assert "jQuery" in with_popup
    for text in (bare, with_popup):
        assert "ootstrap" not in text
        assert "<link" not in text
        assert "src=" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)


def test_leaflet_says_its_name_and_no_more() -> None:
    assert "prototype.options.prefix='Leaflet'" in page_with().render()


def test_same_map_gives_the_same_bytes() -> None:
    first, second = (page_with(*marks()).render() for _ in range(2))
    assert first == second
    page = page_with(*marks())
    assert page.render() == page.render() == first


def test_numbers_in_the_place_of_names_stay_apart() -> None:
    text = page_with(*marks()).render()
    names = re.findall(r"var (\w+) = ", text.rsplit("<script>", 1)[1])
    assert len(names) == len(set(names)) > 4


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x"), "tiles.example"),
        (
            folium.raster_layers.ImageOverlay("https://img.example/a.png", [[1, 2], [3, 4]]),
            "img.example",
        ),
        (
            folium.Marker([1, 2], icon=folium.CustomIcon("https://icon.example/i.png")),
            "icon.example",
        ),
        (folium.Marker([1, 2], icon=folium.Icon()), "awesome_markers"),
        (folium.Marker([1, 2], popup='<img src="https://popup.example/i.png">'), "popup.example"),
        (folium.plugins.MarkerCluster(), "markercluster"),
    ],
    ids=["tiles", "overlay", "icon", "awesome", "popup", "plugin"],
)
def test_a_layer_that_needs_the_network_is_refused_by_name(layer: Element, named: str) -> None:
    with pytest.raises(RemoteContentError, match=re.escape(named)) as caught:
        page_with(layer).render()
    assert caught.value.links
    assert caught.value.text.vi != caught.value.text.en


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://x.example/a.js"></script>',
        '<link rel="stylesheet" href="//x.example/a.css">',
        '<img alt="" src="x.example/a.png">',
        "<style>@import 'https://x.example/a.css';</style>",
        '<p style="background: url(https://x.example/a.png)">x</p>',
        '<iframe src="https://x.example/"></iframe>',
        '<img srcset="https://x.example/a.png 2x" alt="">',
        "<script>fetch('https://x.example/a')</script>",
    ],
)
@pytest.mark.parametrize("part", ["html", "header"])
def test_raw_html_that_fetches_is_refused(part: str, text: str) -> None:
    page = page_with()
    getattr(page, part).add_child(Element(text))
    with pytest.raises(RemoteContentError, match=re.escape("x.example")):
        page.render()


def test_all_that_is_refused_is_named_at_once() -> None:
    page = page_with()
    page.header.add_child(JavascriptLink("https://one.example/a.js"), name="one")
    page.header.add_child(CssLink("https://two.example/a.css"), name="two")
    with pytest.raises(RemoteContentError) as caught:
        page.render()
    assert caught.value.links == (
        "one (https://one.example/a.js)",
        "two (https://two.example/a.css)",
    )


def test_links_that_only_a_reader_follows_are_kept() -> None:
    page = page_with(folium.Marker([1, 2], popup='<a href="https://gov.example/">x</a>'))
    page.html.add_child(
        Element('<a href="https://gov.example/law">luật</a><img alt="" src="data:,">')
    )
    assert "https://gov.example/law" in page.render()


def test_a_file_may_stand_for_a_link(tmp_path: Path) -> None:
    script = tmp_path / "markercluster.js"
    script.write_text("window.given = 'có </script> trong chuỗi';", "utf-8")
    page = page_with(files={"extra": script})
    page.header.add_child(JavascriptLink("https://x.example/extra.js"), name="extra")
    text = page.render()
    assert "<script>window.given = 'có <\\/script> trong chuỗi';</script>" in text
    style = tmp_path / "extra.css"
    style.write_text("p { background: url(https://x.example/p.png) }", "utf-8")
    page = page_with(files={"extra": style})
    page.header.add_child(CssLink("https://x.example/extra.css"), name="extra")
    with pytest.raises(RemoteContentError, match="extra"):
        page.render()


def test_images_of_one_host_may_be_allowed() -> None:
    tiles = folium.TileLayer("https://{s}.tile.example/{z}/{x}/{y}.png", attr="x")
    text = page_with(tiles, allow=("https://*.tile.example",)).render()
    assert "img-src data: https://*.tile.example;" in text
    with pytest.raises(RemoteContentError):
        page_with(tiles, allow=("https://tile.example",)).render()


def test_text_of_layers_is_not_run_as_a_template() -> None:
    layers = [
        folium.CircleMarker([1, 2], tooltip="{{ 7*7 }}"),
        folium.GeoJson(
            {
                "type": "Feature",
                "properties": {"name": "{{ 6*7 }}"},
                "geometry": {"type": "Point", "coordinates": [1, 2]},
            }
        ),
    ]
    text = page_with(*layers).render()
    assert "{{ 7*7 }}" in text
    assert "{{ 6*7 }}" in text


def test_a_map_made_elsewhere_is_adopted_with_its_heading() -> None:
    drawing = folium.Map(location=[16, 107], tiles=None)
    drawing.get_root().html.add_child(Element("<h3>Tiêu đề của tôi</h3>"))
    folium.CircleMarker([16, 107]).add_to(drawing)
    page = Page.adopt(drawing, title="Nhận nuôi")
    assert drawing.get_root() is page
    text = page.render()
    assert "<h3>Tiêu đề của tôi</h3>" in text
    assert "L.circleMarker(" in text
    assert text.count("<meta charset") == 1
    assert 'http-equiv="content-type"' not in text


def test_notebook_gets_the_same_document() -> None:
    page = page_with()
    (drawing,) = page._children.values()
    shown = html.unescape(re.search(r'srcdoc="([^"]*)"', drawing._repr_html_())[1])
    assert shown == page.render()


def test_odd_characters_do_not_break_the_file(tmp_path: Path) -> None:
    page = page_with()
    page.html.add_child(Element("<p>a\r\nb\0c\ud800d</p>"))
    file = tmp_path / "map.html"
    page.save(str(file))
    assert "<p>a\nb\ufffdc?d</p>" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("tiles", "hosts"),
    [
        ("https://tile.example/{z}/{x}/{y}.png", ("tile.example",)),
        ("HTTPS://Tile.Example:8443/{z}/{x}/{y}{r}.png?k=1", ("Tile.Example:8443",)),
        (
            "https://{s}.tile.example/{z}/{x}/{y}.png",
            ("a.tile.example", "b.tile.example", "c.tile.example"),
        ),
        ("https://tile.example/{z}/{x}/{y}.png?{%{#", ("tile.example",)),
    ],
)
def test_base_tiles_come_from_the_hosts_that_their_address_names(
    tiles: str, hosts: tuple[str, ...]
) -> None:
    assert tile_hosts(tiles) == hosts
    text = page(national(), tiles).decode()
    assert f"img-src data: {' '.join(f'https://{host}' for host in hosts)};" in text
    assert tiles in text


@pytest.mark.parametrize(
    "tiles",
    [
        "http://tile.example/{z}/{x}/{y}.png",
        "https://[/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://me:word@tile.example/{z}/{x}/{y}.png",
        "https://a b;script-src */{z}/{x}/{y}.png",
        "https://tile.example:port/{z}/{x}/{y}.png",
        "https://tile.example/{z}/{x}.png",
        "https://tile.example/{z}/{x}/{y}.png?key={key}",
        "{z}{x}{y}",
    ],
)
def test_other_addresses_of_base_tiles_are_refused(tiles: str) -> None:
    with pytest.raises(InputError, match=r"--tiles .* expected an address such as https://host/"):
        page(national(), tiles)
