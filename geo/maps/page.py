"""One HTML file that asks nobody for anything: the figure under every map.

`Page` takes the place of branca's `Figure`. What folium would fetch from elsewhere is written into
the file or left out where nothing uses it; what can be neither is refused by name. A content
security policy with the hash of each script makes the browser keep that promise.

branca compiles the text that its elements produce a second time as a template, so that a cluster
named `{{ 7*7 }}` would run. A page keeps everything added while it is rendered word for word; what
a user adds beforehand (`folium.Element("<h1>…")`) remains the template that branca documents.
"""

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Self

from branca.element import CssLink, Element, Figure, JavascriptLink

from geo.errors import OutputError, Text
from geo.maps import assets

# What folium's default stack is for: a link is left out when nothing in the page shows this mark.
_MARKS = {
    "jquery": r"\$[.(]|\bjQuery\b",
    "bootstrap": r"\bdata-bs-",
    "bootstrap_css": r"\bdata-bs-",
    "awesome_markers": r"\bAwesomeMarkers\b",
    "awesome_markers_css": r"\bAwesomeMarkers\b",
    "awesome_rotate_css": r"\bAwesomeMarkers\b",
    "awesome_markers_font_css": r"\bAwesomeMarkers\b|\bfa-[a-z]",
    "glyphicons_css": r"\bAwesomeMarkers\b|\bglyphicon",
}
_BEYOND_STAND_IN = re.compile(r"(?:\$|\bjQuery)\s*\.\s*\w|\$\(\s*['\"][^<]")
_SAFE_ADDRESS = re.compile(r"\s*(?:data:|#|$)", re.IGNORECASE)
_STYLE_FETCH = re.compile(r"""(?:\burl\(\s*|@import\s+)(?:\\?["'])?([^"')\\\s]+)""", re.IGNORECASE)
_SCRIPT_FETCH = re.compile(
    r"""(?:
        \b(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*\[?\s*
      | \b(?:src|srcset|poster|xlink:href)\s*=\s*\\?
      | \b(?:icon|iconRetina|shadow|shadowRetina)_?[uU]rl["']?\s*:\s*
      | \b(?:fetch|getJSON|ajax|import|importScripts|Worker|WebSocket|EventSource)\(\s*
    )["'`]([^"'`\s]+)""",
    re.VERBOSE,
)
_FETCHING = {
    "src": None,
    "srcset": None,
    "poster": None,
    "background": None,
    "data": {"object"},
    "href": {"link", "image", "use", "feimage", "base"},
    "xlink:href": None,
}
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_VIEWPORT = re.compile(r"<meta\s+name=[\"']viewport[\"'][^>]*>", re.IGNORECASE)
_RANDOM_ID = re.compile(r"[0-9a-f]{32}")


class RemoteContentError(OutputError):
    """The page would have to fetch something; `links` holds `name (address)` of each."""

    def __init__(self, links: tuple[str, ...]) -> None:
        named = ", ".join(links)
        super().__init__(
            Text(
                vi="Bản đồ là một tệp duy nhất, không tải gì từ mạng, nhưng có phần phải tải: "
                f"{named}. Hãy bỏ phần đó, hoặc đưa tệp của nó qua Page(files={{tên: đường dẫn}}).",
                en="A map is one file that fetches nothing, but this would have to be fetched: "
                f"{named}. Leave it out, or give its file with Page(files={{name: path}}).",
            )
        )
        self.links = links


class Verbatim(Element):
    """Text that stands in the page as it is and is never compiled as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Inlined(Verbatim):
    """Text of this program's own making, which is not searched for links."""


class _Part(Element):
    """Header, body or script of a page."""

    captures = False

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> Element:
        """Add an element; while the page is rendered its text is taken as it is."""
        if self.captures and type(child) is Element and child._template_str is not None:
            name, child = name or child.get_name(), Verbatim(child._template_str)
        return super().add_child(child, name=name, index=index)


class Page(Figure):
    """A figure that renders to one self-contained HTML file.

    Args:
        title: title of the window; empty for none.
        lang: language of the document when it opens.
        files: files to write into the page for links that it does not carry, by folium's name of
            the link (`{"d3": Path("d3.min.js")}`).
        allow: hosts that images may come from when the map is open, in the notation of a content
            security policy (`https://*.tile.openstreetmap.org`). Empty: none; the file is complete.
    """

    def __init__(
        self,
        *,
        title: str = "",
        lang: str = "vi",
        files: Mapping[str, Path] | None = None,
        allow: tuple[str, ...] = (),
    ) -> None:
        super().__init__(title=title)
        self.lang, self.files, self.allow = lang, dict(files or {}), allow
        self._parts = (_Part(), _Part(), _Part())
        self.header, self.html, self.script = self._parts
        for part in self._parts:
            part._parent = self

    @classmethod
    def adopt(cls, drawing: Element, **options: Any) -> Self:
        """Make a page of a folium map made elsewhere, with all that already hangs on its figure."""
        old, page = drawing.get_root(), cls(**options)
        if not isinstance(old, Figure):
            raise ValueError("only what stands on a figure, such as a folium map, can be adopted")
        for name, part in (("header", page.header), ("html", page.html), ("script", page.script)):
            for key, child in getattr(old, name)._children.items():
                if key != "meta_http":
                    part.add_child(child, name=key)
        page.title = page.title or old.title or ""
        page.width, page.height, page.ratio = old.width, old.height, old.ratio
        for key, child in list(old._children.items()):
            page.add_child(child, name=key)
        return page

    def render(self, **kwargs: Any) -> str:
        """Return the document; the same content gives the same bytes.

        Raises:
            RemoteContentError: something in the page could only come from elsewhere.
        """
        kept = [part._children.copy() for part in self._parts]
        for part in self._parts:
            part.captures = True
        try:
            for child in list(self._children.values()):
                child.render(**kwargs)
            head, body, script = (
                [(name, child, child.render(**kwargs)) for name, child in part._children.items()]
                for part in self._parts
            )
        finally:
            for part, children in zip(self._parts, kept, strict=True):
                part.captures, part._children = False, children
        return self._document(head, body, script)

    def _document(self, *sections: list[tuple[str, Element, str]]) -> str:
        pieces = [piece for section in sections for piece in section]
        used = "\n".join(text for _, child, text in pieces if _loose(child))
        refused: list[str] = []
        texts: list[str] = []
        for section in sections:
            lines = []
            for name, child, text in section:
                if isinstance(child, JavascriptLink | CssLink):
                    carried = self._carried(name, child, used)
                    if carried is None:
                        refused.append(f"{name} ({child.url})")
                    text = carried or ""
                elif _loose(child):
                    in_script = section is sections[2]
                    refused += [f"{name} ({url})" for url in self._fetches(text, in_script)]
                if text.strip():
                    lines.append(text)
            texts.append("\n".join(lines))
        if refused:
            raise RemoteContentError(tuple(dict.fromkeys(refused)))
        head, body, script = texts
        title = f"<title>{html.escape(self.title)}</title>\n" if self.title else ""
        document = (
            f'{title}<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"{_VIEWPORT.sub('', head)}\n</head>\n<body>\n{body}\n"
            f"<script>\n{_closed(script)}\n</script>\n</body>\n</html>\n"
        )
        document = _plain_names(self, _clean(document))
        return (
            f'<!DOCTYPE html>\n<html lang="{html.escape(self.lang)}">\n<head>\n'
            f'<meta charset="utf-8">\n{self._policy(document)}\n{document}'
        )

    def _carried(self, name: str, link: Element, used: str) -> str | None:
        """Return what stands in the file for a link, `""` when unneeded, None when impossible."""
        is_script = isinstance(link, JavascriptLink)
        if name in self.files:
            text = self.files[name].read_text(encoding="utf-8")
            if not is_script and list(self._fetches(f"<style>{text}</style>", in_script=False)):
                return None
        elif name == "leaflet":
            text = assets.leaflet_script()
        elif name == "leaflet_css":
            text = assets.leaflet_style()
        elif name in _MARKS and not re.search(_MARKS[name], used):
            return ""
        elif name == "jquery" and not _BEYOND_STAND_IN.search(used):
            text = assets.JQUERY_STAND_IN
        else:
            return None
        return f"<script>{_closed(text)}</script>" if is_script else f"<style>{text}</style>"

    def _fetches(self, text: str, in_script: bool) -> Iterator[str]:
        """Yield the addresses that a browser would fetch for this piece of the page."""
        if in_script:
            found = [*_SCRIPT_FETCH.findall(text), *_STYLE_FETCH.findall(text)]
        else:
            reader = _Fetches()
            reader.feed(text)
            reader.close()
            found = reader.found
        for address in found:
            spelt = address.replace("{s}", "any")
            allowed = any(fnmatch(spelt, f"{host}/*") for host in self.allow)
            if not allowed and not _SAFE_ADDRESS.match(address):
                yield address

    def _policy(self, document: str) -> str:
        hashes = {
            base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            for attributes, body in _SCRIPT.findall(document)
            if "application/json" not in attributes
        }
        scripts = " ".join(f"'sha256-{digest}'" for digest in sorted(hashes))
        images = " ".join(("data:", *self.allow))
        return (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f"script-src {scripts}; style-src 'unsafe-inline'; img-src {html.escape(images)}; "
            "font-src data:; base-uri 'none'; form-action 'none'\">"
        )


class _Fetches(HTMLParser):
    """Collects the addresses that a browser fetches by itself while it reads a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of a tag."""
        self._inside = tag if tag in {"script", "style"} else ""
        for name, value in attrs:
            tags = _FETCHING.get(name, set())
            if value and (tags is None or tag in tags):
                self.found.append(value)
            elif value and name == "style":
                self.found += _STYLE_FETCH.findall(value)

    def handle_data(self, data: str) -> None:
        """Look into a style sheet or a script."""
        if self._inside == "style":
            self.found += _STYLE_FETCH.findall(data)
        elif self._inside == "script":
            self.found += _SCRIPT_FETCH.findall(data)
        self._inside = ""


def _loose(child: Element) -> bool:
    """Tell whether an element's text came from folium or a user."""
    return not isinstance(child, Inlined | JavascriptLink | CssLink)


def _closed(script: str) -> str:
    """Return a script in which no text can end the element that holds it."""
    return re.sub(r"<(/script|!--)", r"<\\\1", script, flags=re.IGNORECASE)


def _clean(text: str) -> str:
    """Return text that a browser reads, and so hashes, as it is written."""
    for given, kept in (("\r\n", "\n"), ("\r", "\n"), ("\0", "\ufffd")):
        text = text.replace(given, kept)
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain_names(root: Element, text: str) -> str:
    """Replace branca's random identifiers by numbers in order of appearance."""
    random = {element._id for element in _elements(root)}
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] not in random:
            return found[0]
        return numbers.setdefault(found[0], f"{len(numbers) + 1:04d}")

    return _RANDOM_ID.sub(numbered, text)


def _elements(root: Element) -> Iterator[Element]:
    """Yield every element that can be reached from another through its attributes."""
    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, Element):
            yield thing
            waiting += vars(thing).values()
        elif isinstance(thing, dict):
            waiting += [value for value in thing.values() if isinstance(value, Element)]
        elif isinstance(thing, list | tuple):
            waiting += [value for value in thing if isinstance(value, Element)]
