"""One HTML file that asks nobody for anything: the figure under every map.

`Page` takes the place of branca's `Figure`. What folium would fetch from elsewhere is written into
the file or left out where nothing uses it; what can be neither is refused by name. A content
security policy with the hash of each script makes the browser keep that promise.

What elements write stands in the page word for word, and what popups and tooltips say is HTML and
never script. Only what a user adds as branca's `Element("<h1>…")` is the template that branca
documents.
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Self

from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from jinja2 import TemplateError

from geo.errors import OutputError, Text
from geo.maps import assets, fetches
from geo.maps.capture import Capture, Part, Verbatim, elements, framed

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_VIEWPORT = re.compile(r"<meta\s+name=[\"']viewport[\"'][^>]*>", re.IGNORECASE)
_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_SUBDOMAINS = "abc"
_LONGEST = 100

_MOVED = Text(
    vi="Bản đồ của trang này đã chuyển sang một hình khác; hãy dùng Page.adopt(bản đồ).",
    en="The map of this page was moved to another figure; use Page.adopt(map).",
)
_NO_NAME = "__proto__"
_UNNAMEABLE = Text(
    vi=f"Không lớp nào được mang tên {_NO_NAME}: JavaScript hiểu đó không phải là tên; hãy đặt tên"
    " khác.",
    en=f"No layer can be named {_NO_NAME}, which JavaScript does not read as a name; give it"
    " another one.",
)

Piece = tuple[str, Element, str]


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


class Inlined(Verbatim):
    """Text of this program's own making, which is not searched for links."""


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
        self._parts = (Part(), Part(), Part())
        self.header, self.html, self.script = self._parts
        for part in self._parts:
            part._parent = self

    @classmethod
    def adopt(
        cls,
        drawing: Element,
        *,
        title: str | None = None,
        lang: str | None = None,
        files: Mapping[str, Path] | None = None,
        allow: tuple[str, ...] | None = None,
    ) -> Self:
        """Return the page of a folium map, with all that already hangs on its figure.

        A map made elsewhere gets a page; one that stands on a page keeps it. What is given here
        takes the place of what the page says of itself.

        Raises:
            ValueError: the map stands on nothing that is a figure.
        """
        old = drawing.get_root()
        if not isinstance(old, Figure):
            raise ValueError("only what stands on a figure, such as a folium map, can be adopted")
        held = (child._parent for child in old._children.values())
        page = old if isinstance(old, cls) else next((p for p in held if isinstance(p, cls)), None)
        if page is None:
            page = cls(title=old.title or "")
            page._take(old)
        page.title = page.title if title is None else title
        page.lang = page.lang if lang is None else lang
        page.files = page.files if files is None else dict(files)
        page.allow = page.allow if allow is None else allow
        return page

    def _take(self, old: Figure) -> None:
        for name, part in (("header", self.header), ("html", self.html), ("script", self.script)):
            for key, child in getattr(old, name)._children.items():
                if key != "meta_http":
                    part.add_child(child, name=key)
        self.width, self.height, self.ratio = old.width, old.height, old.ratio
        for key, child in list(old._children.items()):
            self.add_child(child, name=key)

    def render(self, **kwargs: Any) -> str:
        """Return the document; the same content gives the same bytes.

        Raises:
            RemoteContentError: something in the page could only come from elsewhere.
            OutputError: what stood on the page was moved to another figure, an element wrote text
                that branca takes for a broken template, or a layer is named `__proto__`.
        """
        if any(child._parent is not self for child in self._children.values()):
            raise OutputError(_MOVED)
        for element in elements(self):
            if getattr(element, "layer_name", None) == _NO_NAME:
                raise OutputError(_UNNAMEABLE)
        capture = Capture()
        random = {element._id for element in elements(self)}
        try:
            with capture.of(self):
                for child in list(self._children.values()):
                    child.render(**kwargs)
                sections = [
                    [(name, one, one.render(**kwargs)) for name, one in part._children.items()]
                    for part in self._parts
                ]
                random |= {element._id for element in elements(self)}
        except TemplateError as fault:
            raise _not_a_template(fault) from fault
        return self._document(sections, capture, random)

    def _document(self, sections: list[list[Piece]], capture: Capture, random: set[str]) -> str:
        written = [[_written(piece, capture) for piece in section] for section in sections]
        loose = [text for section in written for _, child, text in section if _loose(child)]
        said = [text for _, text in capture.markup]
        used = "\n".join([*loose, *map(fetches.tags, loose), *map(fetches.tags, said)])
        refused = [
            f"{name} ({url})"
            for name, text in capture.markup
            for url in self._refused(fetches.of_markup(text))
        ]
        texts: list[str] = []
        for section in written:
            found_in = fetches.of_script if section is written[2] else fetches.of_markup
            lines = []
            for name, child, text in section:
                if isinstance(child, JavascriptLink | CssLink):
                    carried = self._carried(name, child, used)
                    if carried is None:
                        refused.append(f"{name} ({child.url})")
                    lines.append(carried or "")
                else:
                    if _loose(child):
                        refused += [f"{name} ({url})" for url in self._refused(found_in(text))]
                    lines.append(capture.quoted.restore(text))
            texts.append("\n".join(line for line in lines if line.strip()))
        if refused:
            raise RemoteContentError(tuple(dict.fromkeys(map(_nameless, refused))))
        head, body, script = texts
        title = f"<title>{html.escape(self.title)}</title>\n" if self.title else ""
        document = (
            f'{title}<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"{_VIEWPORT.sub('', head)}\n</head>\n<body>\n{body}\n"
            f"<script>\n{_closed(script)}\n</script>\n</body>\n</html>\n"
        )
        document = _numbered(_clean(document), random)
        return (
            f'<!DOCTYPE html>\n<html lang="{html.escape(self.lang)}">\n<head>\n'
            f'<meta charset="utf-8">\n{self._policy(document)}\n{document}'
        )

    def _carried(self, name: str, link: Element, used: str) -> str | None:
        """Return what stands in the file for a link, `""` when unneeded, None when impossible."""
        is_script = isinstance(link, JavascriptLink)
        if name in self.files:
            text = self.files[name].read_text(encoding="utf-8")
            if not is_script and self._refused(fetches.of_markup(f"<style>{text}</style>")):
                return None
        elif name == "leaflet":
            text = assets.leaflet_script()
        elif name == "leaflet_css":
            text = assets.leaflet_style()
        elif not fetches.is_needed(name, used):
            return ""
        elif name == "jquery" and not fetches.beyond_stand_in(used):
            text = assets.JQUERY_STAND_IN
        else:
            return None
        return f"<script>{_closed(text)}</script>" if is_script else f"<style>{text}</style>"

    def _refused(self, addresses: list[str]) -> list[str]:
        """Return those of the addresses that no allowed host serves."""
        return [address for address in addresses if not self._allows(address)]

    def _allows(self, address: str) -> bool:
        spelt = {address.replace("{s}", letter).lower() for letter in _SUBDOMAINS}
        return all(any(fnmatch(one, f"{host.lower()}/*") for host in self.allow) for one in spelt)

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


def _written(piece: Piece, capture: Capture) -> Piece:
    """Return a piece as its element wrote it, but for what stands in strings of its script."""
    name, child, text = piece
    return (name, child, framed(capture.written.restore(text)) if _loose(child) else text)


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


def _numbered(text: str, random: set[str]) -> str:
    """Replace branca's random identifiers by numbers in order of appearance."""
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] not in random:
            return found[0]
        return numbers.setdefault(found[0], f"{len(numbers) + 1:04d}")

    return _RANDOM_ID.sub(numbered, text)


def _nameless(named: str) -> str:
    """Return what is refused without branca's random identifier, and no longer than a line."""
    plain = re.sub(rf"_{_RANDOM_ID.pattern}\b", "", named)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _not_a_template(fault: TemplateError) -> OutputError:
    """Return the refusal of a text that is no template, with the element that wrote it."""
    writer = "folium"
    trace = fault.__traceback__
    while trace is not None:
        owner = trace.tb_frame.f_locals.get("self")
        writer = owner._name if isinstance(owner, MacroElement) else writer
        trace = trace.tb_next
    return OutputError(
        Text(
            vi=f"Không vẽ được thành phần {writer}: folium đọc chữ của nó như một khuôn mẫu "
            f"({fault}). Hãy bỏ các dấu {{{{, {{% và {{# trong chữ đó.",
            en=f"The element {writer} cannot be drawn: folium reads its text as a template "
            f"({fault}). Leave the signs {{{{, {{% and {{# out of that text.",
        )
    )
