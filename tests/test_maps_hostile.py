"""A hundred hostile texts in every place that data reach: each stands letter for letter, none acts.

The places are pages (as a file, in a notebook, beside a layer of the user's own), pictures and
mails.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from maps_scene import (
    at,
    clusters,
    districts,
    milestone,
    national,
    provinces,
    provincial,
    sample,
    statement,
)
from playwright.sync_api import Frame, Page, expect
from test_maps_static import words

from geo.errors import Text
from geo.mail import draft
from geo.maps import Page as MapPage
from geo.maps import atlas_map
from geo.maps.paper import legible
from geo.maps.spec import Sheet
from geo.maps.static import multiples, picture

PLAIN = {"UBND tỉnh", "01/03/2024"}
HIT = "window.hit = 1"
HOSTILE = (
    # elements that run, fetch, hide or lead away
    f"<script>{HIT}</script>",
    f"</script><script>{HIT}</script>",
    f"</SCRIPT ><ScRiPt>{HIT}//",
    "<!--<script>",
    "<!-- không đóng",
    "--> ]]>",
    "<![CDATA[ x ]]>",
    f"</textarea></title></style><script>{HIT}</script>",
    f'<img src=x onerror="{HIT}">',
    f'"><img src=x onerror="{HIT}">',
    "'><svg/onload=window.hit=1>",
    f"<svg><script>{HIT}</script></svg>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror=window.hit=1>",
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    '<iframe src="javascript:parent.hit=1">',
    f'<object data="data:text/html,<script>{HIT}</script>">',
    '<embed src="https://spy.example/a.swf">',
    '<link rel="stylesheet" href="https://spy.example/a.css">',
    '<meta http-equiv="refresh" content="0;url=https://spy.example/">',
    '<base href="https://spy.example/">',
    '<form action="https://spy.example/"><button>Đăng nhập</button></form>',
    "<style>* { display: none }</style>",
    "<details open ontoggle=window.hit=1>",
    "<body onload=window.hit=1>",
    f'<a href="javascript:{HIT}">bấm</a>',
    "<video><source onerror=window.hit=1>",
    "<input autofocus onfocus=window.hit=1>",
    f"<template><script>{HIT}</script></template>",
    f'<noscript><p title="</noscript><img src=x onerror={HIT}>">',
    f'" onmouseover="{HIT}',
    f"' onclick='{HIT}",
    '" style="position:fixed;inset:0;background:url(https://spy.example/a.png)',
    # templates and formats
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% raw %}",
    "{% endraw %}{{ 7*7 }}",
    "{% for i in range(9**9) %}x{% endfor %}",
    "{# ghi chú #}",
    "{%",
    "}} {{{{",
    f"${{{HIT}}}",
    f"`${{{HIT}}}`",
    "%s %d %(name)s %",
    "{0} {name} {n} {title}",
    "$& $1 $$ $` $'",
    # ends of strings in a script
    f"'); {HIT}; ('",
    f"\\'; {HIT}; //",
    f'"; {HIT}; "',
    "`+(window.hit=1)+`",
    f"\\u003cscript\\u003e{HIT}\\u003c/script\\u003e",
    "\\x3cscript\\x3e",
    "\\",
    '"',
    "'",
    "`",
    f"]}};{HIT};[{{",
    # entities
    "&lt;b&gt; &amp; &#60; &nbsp;",
    f"&#x3C;script&#x3E;{HIT}&#x3C;/script&#x3E;",
    # addresses
    f"javascript:{HIT}",
    "JaVaScRiPt:window.hit=1",
    "java\tscript:window.hit=1",
    " javascript:window.hit=1",
    "\x01javascript:window.hit=1",
    f"data:text/html,<script>{HIT}</script>",
    "vbscript:msgbox(1)",
    "//spy.example/a.png",
    "file:///etc/passwd",
    f'https://example.vn/"onmouseover="{HIT}',
    # style sheets
    "}</style><style>*{display:none}",
    "url(https://spy.example/a.png)",
    "@import 'https://spy.example/a.css';",
    # what objects already have
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    # signs that steer, break, stack or are none
    "a\0b",
    "\u202eđảo ngược\u202c",
    "\u2066cách\u2069 \u200fly",
    "a\u2028b\u2029c",
    "\ufeffđầu",
    "a\u200b\u200d\u00adb",
    "a\r\nb\tc",
    "nửa \ud83c",
    "\udfed nửa",
    "🏭 Cụm 🏗️ 👩🏽‍🏭",
    "Z" + "\u0337\u0322\u0315" * 20 + "algo",
    "Đa\u0323i La\u0302m",
    "\x1b[31mđỏ\x1b[0m",
    "中文 العربية ไทย",
    # formulas, queries, lists
    "$x$ và $\\frac{1}{2}$",
    "$\\nope{$ _a^b ~ #",
    "'; DROP TABLE clusters; --",
    '=HYPERLINK("https://spy.example","bấm")',
    "..\\..//etc/passwd",
    ", , x",
    # nothing, and far too much
    "null",
    " ",
    "x" * 10_000,
    "Cụm công nghiệp <b>rất</b> dài " * 300,
)
EVERY = " ".join(text for text in HOSTILE if len(text) < 1000)


def test_there_are_a_hundred_different_texts() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) == 100


def crowd() -> gpd.GeoDataFrame:
    """A cluster for each text, which stands in all that is told of it, ten by ten on the map."""
    return clusters(
        [
            {
                "key": text,
                "name": text,
                "old_address": text,
                "new_address": text,
                "decision_no": text,
                "merged_into": text,
                "history": [
                    statement(
                        "2020",
                        "merged",
                        decision_no=text,
                        absorbed_into=text,
                        title=text,
                        publisher=text,
                        published=text,
                        url=text,
                        place=text,
                    )
                ],
                "schedule": [milestone(["filling"], text, title=text, url=text, place=text)],
                "point": (102.5 + 0.6 * (i % 10), 10.5 + i // 10),
            }
            for i, text in enumerate(HOSTILE)
        ]
    )


def layers() -> dict[str, gpd.GeoDataFrame]:
    """Units of three layers, which bear all of the texts."""
    frames = {"34": provinces(34), "63": provinces(63), "district": districts()}
    start = 0
    for frame in frames.values():
        texts = [HOSTILE[i % 100] for i in range(start, start + len(frame))]
        keys = [f"{text}/{i}" for i, text in enumerate(texts)]
        # As objects: a column of strings may not hold half a character.
        frame["key"] = pd.Series(keys, frame.index, dtype=object)
        frame["name"] = pd.Series(texts, frame.index, dtype=object)
        frame["stated"] = [Text(text, text) for text in texts]
        start += len(frame)
    return frames


def sheet() -> Sheet:
    wordings = dict.fromkeys(("title", "subtitle", "units", "sources"), Text(EVERY, EVERY))
    return national(crowd(), layers(), notes=HOSTILE, **wordings)


def read(part: Page | Frame, script: str) -> Any:
    """What a script finds; halves of characters come through only as JSON."""
    return json.loads(part.evaluate(f"JSON.stringify({script})"))


def contents(part: Page | Frame, selector: str) -> list[str]:
    return read(part, f"[...document.querySelectorAll({selector!r})].map((e) => e.textContent)")


def assert_nothing_happened(part: Page | Frame) -> None:
    """The page is as it was made: no element came in with a text, and none of them ran."""
    made = "img, iframe, object, embed, style, link, script, meta, base, form, video, template"
    assert part.evaluate("window.hit") is None
    assert part.evaluate(f"document.querySelectorAll('.atlas :is({made})').length") == 0
    children = part.evaluate("[...document.body.children].map((e) => e.localName)")
    assert children == ["div", "noscript", "script", "script"]
    assert part.locator("h1").is_visible()
    links = "[...document.links].filter((link) => !/^https?:$/.test(link.protocol))"
    assert part.evaluate(f"{links}.length") == 0


@pytest.mark.parametrize("host", ["file", "notebook", "beside"])
def test_pages_say_each_text_and_nothing_happens(show: Any, tmp_path: Path, host: str) -> None:
    drawing = atlas_map(sheet())
    if host == "beside":
        own = folium.CircleMarker([9, 111], popup="Của tôi", tooltip="của tôi")
        own.add_to(drawing)
    page: Page = show(drawing).page
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    part: Page | Frame = page
    if host == "notebook":
        file = tmp_path / "notebook.html"
        file.write_text(f"<!DOCTYPE html><title>x</title>{drawing._repr_html_()}", "utf-8")
        page.goto(file.as_uri())
        page.frame_locator("iframe").locator("html[data-ready]").wait_for(state="attached")
        part = page.frames[-1]
    assert_heading_and_foot(part)
    assert_list(part)
    assert_cards_of_clusters(part)
    assert_units(part)
    page.wait_for_timeout(100)
    assert_nothing_happened(part)


def assert_heading_and_foot(part: Page | Frame) -> None:
    heading = "title, h1 bdi, .atlas-subtitle bdi, .atlas-facts bdi"
    for language in ("English", "Tiếng Việt"):
        assert contents(part, heading) == [EVERY] * 4
        assert contents(part, ".atlas-foot p bdi") == [EVERY]
        assert contents(part, ".atlas-notes li bdi")[: len(HOSTILE)] == list(HOSTILE)
        part.get_by_role("button", name=language).click()


def assert_list(part: Page | Frame) -> None:
    assert sorted(contents(part, ".atlas-list .atlas-name")) == sorted(HOSTILE)
    assert sorted(contents(part, ".atlas-list .atlas-where bdi")) == sorted(HOSTILE)


def test_each_text_is_found_by_what_it_says(show: Any) -> None:
    page = show(atlas_map(national(crowd(), {}))).page
    found = read(
        page,
        """ccnAtlas.clusters.names.map((name) => {
          const field = ccnAtlas.frame.search;
          field.value = name;
          field.dispatchEvent(new Event('input'));
          const found = document.querySelectorAll('.atlas-list .atlas-name');
          return [...found].map((e) => e.textContent);
        })""",
    )
    for text, listed in zip(read(page, "ccnAtlas.clusters.names"), found, strict=True):
        # A line break cannot be typed into a field.
        assert text in listed or "\n" in text
    assert_nothing_happened(page)


def assert_cards_of_clusters(part: Page | Frame) -> None:
    cards = read(
        part,
        """ccnAtlas.clusters.names.map((name, i) => {
          ccnAtlas.clusters.choose(i, {});
          const card = document.querySelector('.atlas-card');
          const texts = (part) => [...card.querySelectorAll(part)].map((e) => e.textContent);
          return {
            label: card.getAttribute('aria-label'), heads: texts('h2 bdi'), facts: texts('dd bdi'),
            addresses: texts('.atlas-units bdi'), story: texts('.atlas-story bdi'),
            when: texts('.atlas-story .atlas-when').at(-1), sources: texts('.atlas-sources bdi'),
            titles: [...card.querySelectorAll('.atlas-story [title]')].map((e) => e.title),
            links: [...card.querySelectorAll('a')].map((a) => a.protocol + a.host + a.rel),
          };
        })""",
    )
    assert sorted(card["label"] for card in cards) == sorted(HOSTILE)
    for card in cards:
        text = card["label"]
        assert card["heads"] == [text]
        assert card["facts"] == [text] * 2
        assert card["addresses"] == [text] * 2
        assert card["story"] == [text, text, "[1]", text, "[2]", text]
        assert card["when"] == text
        assert [one for one in card["sources"] if one not in PLAIN] == [text] * 4
        assert card["titles"] == [text] * 2
        safe = ["https:example.vnnoopener noreferrer"] * 4
        assert card["links"] == (safe if text.startswith("https:") else [])
    part.get_by_label("Đóng").click()


def assert_units(part: Page | Frame) -> None:
    """Table, card and the chip that limits the list, of the units of every layer."""
    for place, frame in enumerate(layers().values()):
        part.evaluate(f"ccnAtlas.units.exchange({place})")
        names = list(frame["name"])
        assert sorted(contents(part, ".atlas-table tbody bdi")) == sorted(names)
        cards = read(
            part,
            """ccnAtlas.units.names.map((name, i) => {
              ccnAtlas.units.choose(i);
              const root = document.querySelector('.atlas');
              const texts = (part) => [...root.querySelectorAll(part)].map((e) => e.textContent);
              const chip = root.querySelector('.atlas-chip');
              return [
                texts('.atlas-card h2 bdi'), texts('.atlas-card .atlas-stated bdi'),
                [root.querySelector('.atlas-card').getAttribute('aria-label')],
                texts('.atlas-chip bdi'), [chip.title.replace('Bỏ giới hạn ở ', '')],
              ];
            })""",
        )
        assert cards == [[[name]] * 5 for name in names]
        part.evaluate("ccnAtlas.units.release()")
        written = contents(part, ".atlas-names span:not([hidden]) bdi")
        assert written
        assert set(map(one_line, written)) <= set(map(one_line, names))


def one_line(text: str) -> str:
    return text.replace("\n", " ")


def test_pointing_at_marks_and_units(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.evaluate("ccnAtlas.clusters.themes.change.off.add('new'); ccnAtlas.clusters.filter()")
    for i in range(0, 34, 3):
        point_at(page, 10.3 + i // 6, 102.3 + i % 6)
        assert tips(page) == [HOSTILE[i]]
    page.evaluate("ccnAtlas.clusters.themes.change.off.clear(); ccnAtlas.clusters.filter()")
    for i, text in enumerate(HOSTILE):
        point_at(page, 10.5 + i // 10, 102.5 + 0.6 * (i % 10))
        assert tips(page) == [text]
    assert_nothing_happened(page)


def tips(page: Page) -> list[str]:
    """What the tips say, but for those that fade away."""
    return contents(page, ".leaflet-tooltip:not([style*='opacity: 0']) strong bdi")


def point_at(page: Page, lat: float, lon: float) -> None:
    page.mouse.move(*at(page, lat, lon))


@pytest.mark.parametrize("start", ["</script>", "__proto__", "a\0b"])
def test_links_lead_to_what_bears_the_text(show: Any, start: str) -> None:
    key = next(one for one in HOSTILE if one.startswith(start))
    page = show(atlas_map(sheet()), link=f"#cluster={quote(key, safe='')}").page
    assert contents(page, ".atlas-card h2") == [key]
    page.evaluate(f"location.hash = '#unit=34/{quote(layers()['34']['key'][2], safe='')}'")
    expect(page.locator(".atlas-card h2")).to_have_text(HOSTILE[2])
    assert_nothing_happened(page)


def test_names_that_begin_alike_are_kept_apart(show: Any) -> None:
    given = ["🏭🏭 A", "🏭🏭 B", "🏭\ud83c", "🏭\ud83c\udfd7", "🏭", "A", "AA", "AB"]
    page = show(atlas_map(national(clusters([{"name": name} for name in given]), {}))).page
    assert sorted(read(page, "ccnAtlas.clusters.names")) == sorted(
        name.replace("\ud83c\udfd7", "🏗") for name in given
    )


def test_a_title_without_end_leaves_room_for_the_map(show: Any) -> None:
    page = show(atlas_map(national(title=HOSTILE[-1], subtitle=HOSTILE[-2]))).page
    box = page.locator(".atlas-map").bounding_box()
    assert (box["y"], box["height"]) == (0, 800)
    assert page.get_by_role("searchbox").bounding_box()["y"] < 500
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


class Reader(HTMLParser):
    """What a reader of HTML sees: elements, and text by element."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts += [value or "" for name, value in attrs if name == "alt"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("text", HOSTILE, ids=range(100))
def test_titles_before_any_script_has_run(text: str) -> None:
    document = MapPage(title=text).render()
    head = Reader(document[document.index("<title>") : document.index("</title>") + 8])
    assert head.tags == ["title"]
    for given, kept in (("\r\n", "\n"), ("\0", "\ufffd"), ("\ud83c", "?"), ("\udfed", "?")):
        text = text.replace(given, kept)
    assert "".join(head.texts) == text


def squeezed(lines: Iterable[str]) -> str:
    return "".join("".join(lines).split())


@pytest.mark.parametrize("start", range(0, 100, 13))
def test_pictures_write_each_text_as_far_as_there_is_room(start: int) -> None:
    title, subtitle, units, sources, *notes = HOSTILE[start : start + 13]
    names = [HOSTILE[(start + i) % 100] for i in range(13)]
    places = [(105.02 + i % 2 / 2, 19.05 + i // 2 / 7.5) for i in range(13)]
    marks = [{"name": name, "point": at} for name, at in zip(names, places, strict=True)]
    one = districts().iloc[:1].assign(name=names[0], geometry=[shapely.box(105, 19, 106, 20)])
    wordings = {"title": title, "subtitle": subtitle, "units": units, "sources": sources}
    given = replace(
        provincial(notes=notes, **wordings), clusters=clusters(marks), units={"district": one}
    )
    found = words(given)
    for text in (title, subtitle, units, sources, *notes):
        assert squeezed([legible(text)])[:60] in squeezed(found)
    assert {legible(name) for name in names if len(name) < 60} - {""} <= set(found)


@pytest.mark.parametrize(("make", "kind"), [(picture, "png"), (multiples, "pdf")])
def test_pictures_of_all_texts_are_made_without_a_warning(make: Any, kind: str) -> None:
    assert make(sheet(), kind)


@pytest.mark.parametrize("text", HOSTILE, ids=range(100))
def test_only_what_no_font_has_is_replaced_on_paper(text: str) -> None:
    letters = unicodedata.normalize("NFC", " ".join(text.split()))
    wanted = [letter for letter in letters if unicodedata.category(letter) != "Cf"]
    drawn = legible(text)
    assert len(drawn) == len(wanted)
    for letter, shown in zip(wanted, drawn, strict=True):
        usual = letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
        assert shown == letter or (shown == "\ufffd" and not (usual and letter.isprintable()))


@pytest.mark.parametrize("text", HOSTILE, ids=range(100))
def test_mails_say_each_text_and_nothing_else(text: str) -> None:
    given = national(sample(), {}, title=text, subtitle=text, sources=text)
    message = message_from_bytes(draft(given, b"page", png=b"picture"), policy=default)
    assert isinstance(message, EmailMessage)
    printable = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    assert set(message.keys()) == {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    assert squeezed([str(message["Subject"])]) == squeezed([f"{printable} – {printable}"])
    html, plain = (message.get_body((kind,)) for kind in ("html", "plain"))
    assert html
    assert plain
    assert plain.get_content().count(printable) >= 3
    body = Reader(html.get_content())
    assert set(body.tags) == {"html", "body", "p", "img"}
    assert body.tags.count("img") == 1
    assert [one for one in body.texts if one == printable]
    assert "".join(body.texts).count(printable) >= 4
