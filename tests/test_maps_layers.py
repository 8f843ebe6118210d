"""Layers of a user's own on a page: their words letter for letter, nothing run, nothing fetched."""

import html
import json
from typing import Any

import folium
import pytest
from branca.element import Element, IFrame, MacroElement
from folium.template import Template
from maps_scene import national
from playwright.sync_api import expect
from test_maps_hostile import HOSTILE

from geo.errors import OutputError
from geo.maps import Page, RemoteContentError, atlas_map

PLACE = (16.0, 112.0)
TEMPLATES = (
    "{%",
    "{#",
    "{{",
    "{{ 7*7 }}",
    "{% raw %}",
    "}}{{ x",
    "${window.hit = 1}",
    "`\\${x}`\\",
)
FALSE_ALARMS = (
    "US$.50",
    "giá $.50",
    'set src="abc"',
    "so-fa-bed",
    "glyphicon",
    "data-bs-x",
    "url(abc)",
)


def point(**properties: str) -> dict[str, Any]:
    """A collection of one feature."""
    place = {"type": "Point", "coordinates": PLACE[::-1]}
    feature = {"type": "Feature", "properties": properties, "geometry": place}
    return {"type": "FeatureCollection", "features": [feature]}


def bearers(text: str) -> dict[str, Element]:
    """Elements that bear a text, as text."""
    said = html.escape(text)
    return {
        "popup": folium.Marker(PLACE, popup=folium.Popup(text, parse_html=True)),
        "lazy popup": folium.Marker(PLACE, popup=folium.Popup(text, parse_html=True, lazy=True)),
        "tooltip": folium.CircleMarker(PLACE, tooltip=said),
        "layer name": folium.FeatureGroup(name=said),
        "properties": folium.GeoJson(point(name=text)),
        "field": folium.GeoJson(point(name=text), tooltip=folium.GeoJsonTooltip(["name"])),
        "sign": folium.Marker(PLACE, icon=folium.DivIcon(html=said)),
    }


def page_of(*layers: Element) -> Page:
    drawing = folium.Map(location=PLACE, zoom_start=6, tiles=None)
    for layer in layers:
        layer.add_to(drawing)
    folium.LayerControl().add_to(drawing)
    return Page.adopt(drawing)


@pytest.mark.parametrize("bearer", bearers(""))
@pytest.mark.parametrize("text", [*TEMPLATES, *FALSE_ALARMS])
def test_no_words_are_taken_for_a_template_or_an_address(bearer: str, text: str) -> None:
    page = page_of(bearers(text)[bearer])
    assert page.render() == page.render()


def shown(text: str) -> str:
    """What a browser makes of a text in a file."""
    for given, kept in (("\r\n", "\n"), ("\0", "\ufffd")):
        text = text.replace(given, kept)
    return text.encode("utf-8", "replace").decode("utf-8")


def test_popups_tooltips_and_names_say_each_text_letter_for_letter(show: Any) -> None:
    drawing = atlas_map(national())
    texts = [*HOSTILE, *TEMPLATES, *FALSE_ALARMS, "a\\b\\\\c\\", "`", "\\\\`x"]
    # As the key of an object in a script this one is no name.
    texts.remove("__proto__")
    for text in texts:
        for bearer in ("popup", "tooltip", "layer name"):
            bearers(text)[bearer].add_to(drawing)
    folium.LayerControl().add_to(drawing)
    page = show(drawing).page
    popups, tooltips, names = json.loads(
        page.evaluate(
            """() => {
              const layers = Object.values(ccnAtlas.frame.map._layers);
              const plain = (markup) => {
                const holder = document.createElement('template');
                holder.innerHTML = markup;
                return holder.content.textContent;
              };
              const of = (kind) => layers.filter((layer) => layer[kind]).map((l) => l[kind]());
              return JSON.stringify([
                of('getPopup').filter(Boolean).map((popup) => popup.getContent().textContent),
                of('getTooltip').filter(Boolean).map((tip) => plain(tip.getContent())),
                [...document.querySelectorAll('.leaflet-control-layers-overlays label')]
                  .map((label) => label.textContent),
              ]);
            }"""
        )
    )
    wanted = [shown(text) for text in texts]
    assert popups == wanted
    assert [" ".join(said.split()) for said in tooltips] == [" ".join(w.split()) for w in wanted]
    whole = {" ".join(text.split()) for text in texts if text == shown(text)}
    assert len(names) == len(set(texts))
    assert whole <= {" ".join(said.split()) for said in names}
    assert page.evaluate("window.hit") is None


def test_markup_of_a_popup_is_shown_and_its_expressions_are_words(show: Any) -> None:
    drawing = atlas_map(national())
    popup = folium.Popup("<b>Giá</b> ${window.hit = 1} `x` C:\\new", show=True)
    folium.Marker(PLACE, popup=popup, tooltip="${window.hit = 1}").add_to(drawing)
    page = show(drawing).page
    content = page.locator(".leaflet-popup-content")
    expect(content).to_have_text("Giá ${window.hit = 1} `x` C:\\new")
    expect(content.locator("b")).to_have_text("Giá")
    assert page.evaluate("window.hit") is None


def test_a_frame_in_a_popup_holds_its_document_and_runs_nothing(show: Any) -> None:
    drawing = atlas_map(national())
    inside = "<h4 onclick='parent.hit = 1'>Bảng “đầu tư”</h4><p>${1} `x`<img src='data:,' alt=''>"
    popup = folium.Popup(folium.IFrame(inside, width="240px", height="120px"), show=True)
    folium.Marker(PLACE, popup=popup).add_to(drawing)
    one = show(drawing)
    frame = one.page.frame_locator(".leaflet-popup-content iframe")
    expect(frame.locator("p")).to_have_text("${1} `x`")
    frame.locator("h4", has_text="Bảng “đầu tư”").click()
    assert one.page.evaluate("window.hit") is None
    assert all("sandboxed" in error for error in one.errors)
    one.errors.clear()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('<meta http-equiv="Refresh" content="0;url=https://x.example/">', "x.example"),
        ("<meta content='5' http-equiv=refresh>", "refresh 5"),
        ('<iframe srcdoc="<img src=https://x.example/a.png>"></iframe>', "x.example"),
        ('<iframe src="data:text/html,x"></iframe>', "data:text/html,x"),
        ("<img src=https://x.example/a.png>", "x.example"),
    ],
    ids=["refresh", "reload", "frame", "data", "image"],
)
def test_what_leads_away_or_fetches_is_refused_wherever_it_stands(text: str, named: str) -> None:
    holders = {
        "header": page_of(),
        "html": page_of(),
        "popup": page_of(folium.Marker(PLACE, popup=text)),
        "tooltip": page_of(folium.CircleMarker(PLACE, tooltip=text)),
        "div_icon": page_of(folium.Marker(PLACE, icon=folium.DivIcon(html=text))),
        "i_frame": page_of(folium.Marker(PLACE, popup=folium.Popup(IFrame(text)))),
    }
    holders["header"].header.add_child(Element(text))
    holders["html"].html.add_child(Element(text))
    for page in holders.values():
        with pytest.raises(RemoteContentError) as caught:
            page.render()
        assert named in str(caught.value)


def test_a_style_of_a_tooltip_neither_fetches_nor_runs(show: Any) -> None:
    fetching = folium.Tooltip("x", style="background: url(https://x.example/a.png)")
    with pytest.raises(RemoteContentError, match=r"tooltip \(https://x\.example/a\.png\)"):
        page_of(folium.CircleMarker(PLACE, tooltip=fetching)).render()
    drawing = atlas_map(national())
    odd = folium.Tooltip("lời", style='color: red; font-family: "${window.hit = 1}`{%"')
    folium.CircleMarker(PLACE, tooltip=odd).add_to(drawing)
    page = show(drawing).page
    assert page.evaluate("window.hit") is None


def test_a_refusal_names_the_element_without_its_random_number() -> None:
    picture = "<img src='https://x.example/" + "a" * 300 + ".png'>"
    with pytest.raises(RemoteContentError) as caught:
        page_of(folium.Marker(PLACE, popup=picture)).render()
    (link,) = caught.value.links
    assert link.startswith("popup (https://x.example/aaa")
    assert len(link) <= 101


def test_a_text_that_only_branca_compiles_is_refused_by_its_element() -> None:
    class Odd(MacroElement):
        def render(self, **kwargs: Any) -> None:
            self.get_root().script.add_child(Element("{% tên"))

    odd = Odd()
    odd._name = "Odd"
    with pytest.raises(OutputError, match=r"element Odd cannot be drawn"):
        page_of(odd).render()


def test_a_template_of_the_users_own_is_compiled_once() -> None:
    own = MacroElement()
    own._template = Template(
        "{% macro script(this, kwargs) %}own({{ this.words|tojson }});{% endmacro %}"
    )
    own.words = "{{ 7*7 }}"
    page = page_of(own)
    assert 'own("{{ 7*7 }}");' in page.render()
    assert isinstance(own._template, Template)


def test_elements_are_afterwards_as_they_were_before() -> None:
    tooltip = folium.Tooltip("`lời`", style="color: red")
    popup = folium.Popup("`lời`")
    sign = folium.DivIcon(html="<b>1</b>")
    marker = folium.Marker(PLACE, popup=popup, tooltip=tooltip, icon=sign)
    page = page_of(marker)
    before = [
        (dict(vars(one)), one._children.copy()) for one in (marker, popup, popup.html, tooltip)
    ]
    first = page.render()
    after = [
        (dict(vars(one)), one._children.copy()) for one in (marker, popup, popup.html, tooltip)
    ]
    assert after == before
    assert page.render() == first
    assert first.count(".setIcon(") == 1


def test_a_map_on_another_figure_says_so(show: Any) -> None:
    drawing = atlas_map(national(lang="en"))
    page = drawing.get_root()
    figure = folium.Figure().add_child(drawing)
    with pytest.raises(OutputError, match=r"Page\.adopt"):
        figure.render()
    with pytest.raises(OutputError, match=r"Page\.adopt"):
        page.render()
    adopted = Page.adopt(figure, lang="en")
    assert adopted.render().startswith('<!DOCTYPE html>\n<html lang="en">')
    expect(show(drawing).page.locator("h1")).to_be_visible()


def test_a_layer_with_a_name_that_scripts_do_not_read_as_one_is_refused() -> None:
    drawing = atlas_map(national())
    folium.FeatureGroup(name="__proto__").add_to(drawing)
    folium.LayerControl().add_to(drawing)
    with pytest.raises(OutputError, match="No layer can be named __proto__"):
        drawing.get_root().render()


def test_a_page_keeps_what_it_says_of_itself_when_its_map_is_adopted_again() -> None:
    drawing = folium.Map(location=PLACE, tiles=None)
    page = Page.adopt(drawing, title="Tên", lang="en", allow=("https://tiles.example",))
    assert Page.adopt(drawing) is page
    assert (page.title, page.lang, page.allow) == ("Tên", "en", ("https://tiles.example",))
    assert Page.adopt(drawing, lang="vi", allow=()) is page
    assert (page.title, page.lang, page.allow) == ("Tên", "vi", ())
    assert "L.map(" in page.render()
    figure = folium.Figure().add_child(folium.Map(location=PLACE, tiles=None))
    assert Page.adopt(figure) is Page.adopt(figure)


def test_two_maps_on_one_page_do_not_share_their_choices(show: Any) -> None:
    drawing, other = atlas_map(national()), atlas_map(national())
    page = drawing.get_root()
    page.add_child(other)
    shown_page = show(drawing).page
    groups = shown_page.evaluate(
        """[...document.querySelectorAll('.atlas')].map((map) => (
          [...map.querySelectorAll('input[type=radio]:checked')].map((one) => one.name)
        ))"""
    )
    assert len(groups) == 2
    assert len(groups[0]) == len(groups[1]) == len(set(groups[0])) > 1
    assert not set(groups[0]) & set(groups[1])
    ids = shown_page.evaluate("[...document.querySelectorAll('.atlas [id]')].map((e) => e.id)")
    tabs = [one for one in ids if one.startswith("atlas-tab")]
    assert len(tabs) == len(set(tabs)) == 8
