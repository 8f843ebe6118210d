"""Maps for everybody: axe-core finds no fault on any map, in any state, at any width."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from maps_scene import many, national, provincial, sample
from playwright.sync_api import Browser, Page

from geo.maps import Style, atlas_map
from geo.maps.spec import Sheet

SIZES = [(1280, 800), (390, 844)]
SHEETS: dict[str, Callable[[], Sheet]] = {
    "both": lambda: national(many(25)),
    "choropleth": lambda: national(style=Style.CHOROPLETH),
    "markers": lambda: national(style=Style.MARKERS),
    "province": provincial,
    "nothing": lambda: national(sample().iloc[:0], {}),
}


@pytest.fixture(params=SIZES, ids=["desk", "phone"])
def examined(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window in which axe-core may run beside a page whose policy lets in no script."""
    width, height = request.param
    with browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, offline=True
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("kind", SHEETS)
def test_axe_finds_no_fault(examined: Page, tmp_path: Path, kind: str) -> None:
    page, file = examined, tmp_path / "map.html"
    atlas_map(SHEETS[kind]()).save(str(file))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(AXE_SCRIPT)
    for language, contrast in (("English", False), ("Tiếng Việt", True)):
        page.get_by_role("button", name=language).click()
        assert faults(page, contrast=contrast) == []
        if page.locator(".atlas-handle").is_visible():
            page.locator(".atlas-handle").click()
            assert faults(page, contrast=contrast) == []
        for part in ("units", "clusters"):
            if page.evaluate(f"ccnAtlas.{part}?.names.length > 0"):
                page.evaluate(f"ccnAtlas.{part}.choose(0, {{}})")
                assert faults(page, contrast=contrast) == []
                page.locator(".atlas-close").click()


def test_axe_finds_no_fault_where_all_is_open(examined: Page, tmp_path: Path) -> None:
    page, file = examined, tmp_path / "map.html"
    atlas_map(national(sample())).save(str(file))
    page.goto(file.as_uri() + "#unit=34%2Fp4")
    page.wait_for_selector(".atlas-card:visible")
    page.evaluate(AXE_SCRIPT)
    page.locator(".atlas-close").click()
    page.evaluate("ccnAtlas.frame.unfold(true); ccnAtlas.units.choose(4)")
    page.evaluate("ccnAtlas.clusters.tab.show()")
    page.get_by_text("Trạng thái theo năm").click()
    page.locator(".atlas-notes summary").click()
    page.get_by_role("searchbox").fill("khong")
    assert faults(page) == []
    page.evaluate("ccnAtlas.table.tab.show()")
    assert faults(page) == []


def faults(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe-core finds, with the first element of each kind.

    Contrast takes longest to find and is the same in each language.
    """
    rules = {"color-contrast": {"enabled": contrast}}
    found = page.evaluate(
        "(rules) => axe.run({ resultTypes: ['violations'], preload: false, rules })", rules
    )["violations"]
    return [
        f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:200]}: "
        f"{one['nodes'][0]['failureSummary']}"
        for one in found
    ]
