"""`geo map` and `geo mail`: every choice on the command line, and what is refused in a sentence."""

import email
import re
from collections.abc import Callable, Iterator
from datetime import date
from email import policy
from pathlib import Path
from subprocess import CompletedProcess

import geopandas as gpd
import pytest
from maps_scene import provincial
from playwright.sync_api import Browser
from program import run_geo

from geo.build import Built
from geo.documents import index, page
from geo.maps import MapSpec
from geo.settings import Settings
from geo.text import slug

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def geo(built: Built, settings: Settings, tmp_path: Path) -> Run:
    def run(*words: str) -> CompletedProcess[str]:
        return run_geo(settings, *words, cwd=tmp_path)

    return run


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[[Path], str]]:
    """Open a file, assert that it asks for nothing and complains of nothing, return its text."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})

    def open_file(file: Path) -> str:
        tab, faults = context.new_page(), []
        tab.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        tab.on("pageerror", lambda fault: faults.append(str(fault)))
        tab.on(
            "request", lambda asked: faults.append(asked.url) if asked.url[:4] == "http" else None
        )
        tab.goto(file.as_uri())
        tab.wait_for_load_state("networkidle")
        text = tab.locator("body").inner_text()
        tab.close()
        assert faults == []
        return text

    yield open_file
    context.close()


def test_a_map_of_the_country_needs_no_option(
    geo: Run, opened: Callable[[Path], str], tmp_path: Path
) -> None:
    found = geo("map")
    assert found.returncode == 0, found.stderr
    assert found.stdout == ""
    (file,) = tmp_path.iterdir()
    assert file.name == "cum-cong-nghiep-2030.html"
    assert f"Đã ghi {file.name} (" in found.stderr
    assert "Cả nước" in opened(file)


def test_a_map_of_an_old_province_between_two_days_with_pictures(
    geo: Run, opened: Callable[[Path], str], tmp_path: Path
) -> None:
    asked = ("--province", "bac giang", "--from", "2021-01-01", "--to", "2025-12-31")
    found = geo(
        "map", *asked, "--metric", "new", "--breaks", "1,3", "--png", "--svg", "--lang", "en"
    )
    assert found.returncode == 0, found.stderr
    stem = "cum-cong-nghiep-2021-01-01-2025-bac-giang-new"
    assert {file.name for file in tmp_path.iterdir()} == {
        f"{stem}.{kind}" for kind in ("html", "png", "svg")
    }
    text = opened(tmp_path / f"{stem}.html")
    assert "Bắc Giang (before 1 July 2025)" in text
    assert "2021-01-01 to 2025" in text
    assert (tmp_path / f"{stem}.png").read_bytes().startswith(b"\x89PNG")


def test_the_name_of_the_file_says_what_is_written(geo: Run, tmp_path: Path) -> None:
    found = geo(
        "map", "--out", str(tmp_path / "x.PDF"), "--style", "choropleth", "--level", "district"
    )
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "x.PDF").read_bytes().startswith(b"%PDF")
    assert len(list(tmp_path.iterdir())) == 1


def test_small_maps_by_year_come_beside_the_map(geo: Run, tmp_path: Path) -> None:
    found = geo("map", "--province", "Huế", "--multiples", "--out", str(tmp_path / "new" / "maps"))
    assert found.returncode == 0, found.stderr
    assert {file.name for file in (tmp_path / "new" / "maps").iterdir()} == {
        "cum-cong-nghiep-2030-hue.html",
        "cum-cong-nghiep-2030-hue-theo-nam.png",
    }


def test_every_province_gets_a_map_and_the_index_leads_to_it(
    geo: Run, opened: Callable[[Path], str], tmp_path: Path
) -> None:
    found = geo("map", "--each-province", "--units", "63", "--style", "markers", "--lang", "vi")
    assert found.returncode == 0, found.stderr
    assert "Đã ghi 65 tệp vào" in found.stderr
    folder = tmp_path / "ban-do-63-tinh"
    listed = (folder / "index.html").read_text("utf-8")
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', listed)
    assert len(links) == 64
    assert links[-1] == ("cum-chua-ro-tinh.html", "Chưa rõ tỉnh")
    assert all(file == f"{slug(name)}.html" for file, name in links[:-1])
    assert {file.name for file in folder.iterdir()} == {"index.html", *dict(links)}
    table = opened(folder / "index.html")
    assert "Thu hẹp" in table
    *counts, total = re.findall(r"^[^\t\n]+\t(\d+)\t", table, re.MULTILINE)
    assert sum(map(int, counts)) == int(total)
    assert f"Hiển thị {counts[-1]} / {counts[-1]} cụm" in opened(folder / links[-1][0])
    assert "Tỉnh Cao Bằng" in opened(folder / "cao-bang.html")


def test_a_province_without_a_cluster_is_drawn_and_said_to_have_none(
    geo: Run, opened: Callable[[Path], str], tmp_path: Path
) -> None:
    found = geo("map", "--province", "Cao Bằng", "--metric", "fill", "--png", "--lang", "en")
    assert found.returncode == 0, found.stderr
    assert "Cao Bằng: no cluster on record;" in found.stderr
    (file,) = tmp_path.glob("*.html")
    assert "No cluster here is on record." in opened(file)
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_base_tiles_are_fetched_only_where_they_were_asked_for() -> None:
    with_tiles = page(provincial(), "https://tiles.example.vn/{z}/{x}/{y}.png").decode()
    assert "img-src data: https://tiles.example.vn;" in with_tiles
    assert "https://tiles.example.vn/{z}/{x}/{y}.png" in with_tiles
    assert "tiles.example.vn" not in page(provincial()).decode()


def test_a_mail_carries_the_picture_and_the_page(geo: Run, tmp_path: Path) -> None:
    found = geo("mail", "--province", "Bắc Ninh", "--pdf")
    assert found.returncode == 0, found.stderr
    (file,) = tmp_path.iterdir()
    assert file.name == "cum-cong-nghiep-2030-bac-ninh.eml"
    draft = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert draft["X-Unsent"] == "1"
    assert "Bắc Ninh" in draft["Subject"]
    kinds = {part.get_content_type() for part in draft.walk()}
    assert {"text/plain", "text/html", "image/png", "application/pdf", "application/zip"} <= kinds


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "hôm qua"), '--as-of "hôm qua" is no day'),
        (("--as-of", "2020-01-01", "--from", "2020-01-01"), "both say the first day"),
        (("--as-of", "2031-01-01"), "before the last, 2030-12-31; change --as-of or add --to."),
        (("--from", "2031-01-01"), "before the last, 2030-12-31; change --from or add --to."),
        (("--to", "2020-01-01"), "before the last, 2020-01-01; change --to or add --from."),
        (
            ("--from", "2025-01-01", "--to", "2021-01-01"),
            "The first day, 2025-01-01, must come before the last, 2021-01-01; change --from or"
            " change --to.",
        ),
        (("--as-of", "1990-01-01"), "Nothing is on record for 1990-01-01; choose a day from"),
        (("--units", "35"), '--units "35": expected 63, 34 or a day'),
        (("--level", "commune"), '--level "commune": expected province or district'),
        (
            ("--level", "district", "--units", "34"),
            "no outlines of the level district on 2025-07-01",
        ),
        (("--style", "dots"), '--style "dots": expected one of choropleth, markers, both'),
        (("--profile", "fax"), '--profile "fax": expected one of file, mail'),
        (("--metric", "area"), 'There is no figure "area"; choose one of: rate, density'),
        (("--metric", "fill", "--province", "Sơn La"), '"fill" has no data here in this period'),
        (("--metric", "rate", "--breaks", "5,2"), "must be positive and rising"),
        (("--metric", "rate", "--breaks", "5;2"), "expected numbers with commas between"),
        (("--breaks", "5"), "add --metric"),
        (("--province", "Bắc Gian"), "Nearest: "),
        (("--each-province", "--province", "Huế"), "leave out --province"),
        (("--tiles", "http://tiles.example.vn/{z}"), "expected an address such as https://"),
        (("--out", "map.doc"), "must end in .html, .png, .pdf or .svg"),
        (("--out", "-"), '--out "-": a map is not printed; give the name of a file or folder'),
        (("--out", "-", "--each-province"), "give the name of a file or folder"),
        (("--out", "f.HTML", "--each-province"), "writes many files; give the name of a folder"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    geo: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    found = geo("map", *words, "--lang", "en")
    assert found.returncode == 3, found.stderr
    assert said in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [("map", "--out", "nowhere/a.html"), ("mail", "--out", "nowhere/a.eml")]
)
def test_a_folder_that_is_not_there_is_said_first(geo: Run, words: tuple[str, ...]) -> None:
    found = geo(*words, "--lang", "en")
    assert found.returncode == 5
    assert "choose another place" in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_mail_is_an_eml_file(geo: Run) -> None:
    found = geo("mail", "--out", "a.html", "--lang", "en")
    assert found.returncode == 3
    assert '"a.html": a mail is an .eml file' in found.stderr


def test_an_index_shows_hostile_names_letter_for_letter(
    opened: Callable[[Path], str], tmp_path: Path
) -> None:
    name = "<script>window.hit = 1</script> {{ 7*7 }} \"'&amp;"
    figures = dict.fromkeys(
        ("new_n", "expanded_n", "reduced_n", "merged_n", "removed_n", "without_area_n"), 0
    )
    rows = gpd.GeoDataFrame([{"name": name, "clusters_n": 3, "change_ha": -1234.5, **figures}])
    spec = MapSpec(name, "", date(2026, 1, 1), date(2030, 12, 31), "", "", date(2026, 1, 1), [name])
    (tmp_path / "index.html").write_bytes(index(rows, ['"><b>.html'], spec))
    text = opened(tmp_path / "index.html")
    assert text.count(name) == 3
    assert "−1.234,5" in text


def test_an_index_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    figures = dict.fromkeys(
        ("new_n", "expanded_n", "reduced_n", "merged_n", "removed_n", "without_area_n"), 188
    )
    name = "Bà Rịa - Vũng Tàu"
    rows = gpd.GeoDataFrame([{"name": name, "clusters_n": 733, "change_ha": -1234.56, **figures}])
    spec = MapSpec("", "", date(2026, 1, 1), date(2030, 12, 31), "", "", date(2026, 1, 1), [""])
    (tmp_path / "index.html").write_bytes(index(rows, ["ha-noi.html"], spec))
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((tmp_path / "index.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    link = tab.locator("tbody td").first
    table = tab.locator(".wide")
    assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
    tab.set_viewport_size({"width": 200, "height": 844})
    table.evaluate("(one) => { one.scrollLeft = 400; }")
    assert link.bounding_box()["x"] >= 0
    tab.close()
