"""Both maps in a real browser: closed, complete, printable, the same bytes, small and quick."""

import time
import zipfile
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pytest
from maps_scene import CHANGES, SPEC, clusters, provinces, sample, systems
from playwright.sync_api import Browser, expect

from geo.maps import change_choropleth, cluster_map


def test_the_policy_alone_stops_what_slips_in(show: Any) -> None:
    one = show(cluster_map(sample(), {}, SPEC))
    one.page.evaluate(
        """() => {
          document.body.append(Object.assign(new Image(), {src: 'https://spy.example/a.png'}));
          const image = '<img src="data:," onerror="window.hit = 1">';
          document.body.insertAdjacentHTML('beforeend', image);
          const script = document.createElement('script');
          script.textContent = 'window.hit = 2';
          document.body.append(script);
        }"""
    )
    one.page.wait_for_timeout(200)
    assert one.page.evaluate("window.hit") is None
    assert [error for error in one.errors if "Content Security Policy" in error]
    one.errors.clear()


@pytest.mark.parametrize("kind", ["clusters", "choropleth"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_the_islands_are_named_in_the_first_view_and_nothing_covers_them(
    show: Any, size: tuple[int, int], kind: str
) -> None:
    if kind == "clusters":
        page = show(cluster_map(sample(), {}, SPEC), size=size).page
        page.evaluate("ccnAtlas.view.choose(0, {})")
    else:
        page = show(change_choropleth(systems(), SPEC), size=size).page
    if size[0] < 700 and kind == "clusters":
        page.get_by_label("Đóng").click()
    page.wait_for_timeout(150)
    labels = page.locator(".atlas-island")
    expect(labels).to_have_count(2)
    assert "Hoàng Sa" in labels.nth(0).inner_text()
    assert "Đà Nẵng" in labels.nth(0).inner_text()
    assert "Trường Sa" in labels.nth(1).inner_text()
    assert "Khánh Hòa" in labels.nth(1).inner_text()
    around = page.locator(".atlas-map").bounding_box()
    boxes = page.locator(".atlas-islet").all() + labels.all()
    others = [
        part.bounding_box()
        for name in (".atlas-side", ".atlas-head", ".leaflet-control", ".atlas-card")
        for part in page.locator(name).all()
        if part.is_visible()
    ]
    assert len(others) >= 5
    for box in (part.bounding_box() for part in boxes):
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]
        assert around["y"] <= box["y"]
        assert box["y"] + box["height"] <= around["y"] + around["height"]
        for other in others:
            beside = (
                other["x"] + other["width"] <= box["x"] or box["x"] + box["width"] <= other["x"]
            )
            above = (
                other["y"] + other["height"] <= box["y"] or box["y"] + box["height"] <= other["y"]
            )
            assert beside or above


def test_a_layer_of_the_users_own_works_offline(show: Any) -> None:
    drawing = cluster_map(sample(), {"34": provinces(34)}, SPEC)
    mark = folium.CircleMarker(
        [18, 110], radius=12, fill=True, popup="Ghi chú của tôi", tooltip="của tôi"
    )
    mark.add_to(drawing)
    folium.GeoJson(
        {"type": "LineString", "coordinates": [[109, 12], [112, 13]]}, name="tuyến"
    ).add_to(drawing)
    folium.LayerControl().add_to(drawing)
    page = show(drawing).page
    shape = page.locator("path.leaflet-interactive")
    expect(shape).to_have_count(2)
    shape.first.click()
    expect(page.locator(".leaflet-popup-content")).to_have_text("Ghi chú của tôi")


def test_a_plain_page_of_a_notebook_works_offline(show: Any, tmp_path: Path) -> None:
    drawing = change_choropleth(systems(), SPEC)
    outer = tmp_path / "notebook.html"
    outer.write_text(f"<!DOCTYPE html><title>x</title>{drawing._repr_html_()}", "utf-8")
    one = show(drawing)
    one.page.goto(outer.as_uri())
    inner = one.page.frame_locator("iframe")
    expect(inner.locator("h1")).to_have_text("Cụm công nghiệp đến năm 2030")


def test_paper_shows_map_legend_and_sources(show: Any) -> None:
    for drawing in (cluster_map(sample(), {}, SPEC), change_choropleth(systems(), SPEC)):
        page = show(drawing).page
        size = page.locator(".folium-map").bounding_box()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1047})
        box = page.locator(".atlas-map").bounding_box()
        assert box["width"] <= 720
        assert box["width"] / box["height"] == pytest.approx(size["width"] / size["height"], 0.02)
        if page.locator("select").count():
            expect(page.locator("select")).to_be_visible()
        for shown in ("h1", ".atlas-legend", ".atlas-foot", ".atlas-notes li", ".atlas-island"):
            expect(page.locator(shown).first).to_be_visible()
        for hidden in (".atlas-search", ".atlas-language", ".atlas-buttons", ".atlas-list"):
            for part in page.locator(hidden).all():
                expect(part).to_be_hidden()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_timeout(100)
        assert page.locator(".folium-map").bounding_box() == size


def test_without_script_a_sentence_stands_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    cluster_map(sample(), {}, SPEC).save(str(file))
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.locator("noscript p")).to_contain_text("JavaScript")


def test_same_input_gives_the_same_bytes() -> None:
    for draw in (
        lambda: cluster_map(sample(), systems(), SPEC),
        lambda: change_choropleth(systems(), SPEC),
    ):
        first, second = (draw().get_root().render() for _ in range(2))
        assert first == second


def test_a_thousand_clusters_make_a_small_file_quickly(show: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [
        {
            "name": f"Cụm công nghiệp số {i}",
            "key": f"tinh-{i % 63}/cum-{i}",
            "change": CHANGES[i % 7],
            "old_address": f"xã {i}, huyện {i % 700}, tỉnh {i % 63}",
            "new_address": f"xã {i % 500}, tỉnh {i % 34}",
            "point": tuple(np.round(rng.uniform((103, 9), (108, 22)), 4)),
            "decision_no": f"{i}/QĐ-UBND",
            "sources": [
                {
                    "title": f"Phương án phát triển cụm công nghiệp {j}",
                    "publisher": "Báo Công Thương",
                    "published": "2023-06-15",
                    "url": f"https://example.vn/bai-viet-so-{j}.html",
                    "place": f"đoạn {i % 9}",
                }
                for j in (i % 150, i % 70)
            ],
        }
        for i in range(1000)
    ]
    frame, base = clusters(rows), {"63": provinces(63, corners=300)}
    cluster_map(frame.iloc[:2], base, SPEC).get_root().render()
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        drawing = cluster_map(frame, base, SPEC)
        text = drawing.get_root().render()
        seconds.append(time.perf_counter() - began)
    assert min(seconds) <= 0.3
    assert len(text.encode()) <= 800_000
    packed = tmp_path / "map.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map.html", text)
    assert packed.stat().st_size <= 280_000
    page = show(drawing).page
    expect(page.locator(".atlas-status")).to_contain_text("/ 1.000 cụm")
