"""What folium's elements write, taken word for word.

branca compiles the text of each element a second time as a template, and folium puts the words of
popups and tooltips into strings of JavaScript as they are: `{{ 7*7 }}` would run in Python, `${…}`
in the browser. While a page is rendered its elements therefore write marks that stand for texts.
"""

import base64
import html
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

from branca.element import Div, Element, MacroElement
from folium.features import GeoJsonDetail
from folium.map import Popup, Tooltip
from jinja2 import Template

_MACROS = ("header", "html", "script")
_FRAME = re.compile(r'src="data:text/html;charset=utf-8;base64,([\w+/=]*)"')
_LINKS_ONLY = "allow-popups allow-popups-to-escape-sandbox"
_ESCAPED_BACKTICK = re.compile(r"(\\*)`")


class Verbatim(Element):
    """Text that stands in the page as it is and is never compiled as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Part(Element):
    """Header, body or script of a page."""

    captures = False

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> Element:
        """Add an element; while the page is rendered its text is taken as it is."""
        if self.captures and type(child) is Element and child._template_str is not None:
            name, child = name or child.get_name(), Verbatim(child._template_str)
        return super().add_child(child, name=name, index=index)


class Texts:
    """Texts by the marks that stand for them; no text can hold a mark that it was not given."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(16)
        self._texts: list[str] = []
        self._mark = re.compile(rf"text_{self._secret}_(\d+)_")

    def keep(self, text: str) -> str:
        """Return the mark of a text."""
        self._texts.append(text)
        return f"text_{self._secret}_{len(self._texts) - 1}_"

    def restore(self, written: str) -> str:
        """Return what was written with texts in the place of their marks."""
        return self._mark.sub(lambda found: self.restore(self._texts[int(found[1])]), written)


class Capture:
    """What the elements of a page write while they are rendered.

    Attributes:
        written: what elements write.
        quoted: what stands in strings of JavaScript, which elements write around it.
        markup: the HTML of popups and tooltips, by the name of the element.
    """

    def __init__(self) -> None:
        self.written, self.quoted = Texts(), Texts()
        self.markup: list[tuple[str, str]] = []

    @contextmanager
    def of(self, root: Element) -> Iterator[None]:
        """Take what the elements under `root` write; they are afterwards as they were before."""
        found = list(elements(root))
        with ExitStack() as afterwards:

            def lend(element: Element, name: str, value: Any) -> None:
                if name in vars(element):
                    afterwards.callback(setattr, element, name, getattr(element, name))
                else:
                    afterwards.callback(delattr, element, name)
                setattr(element, name, value)

            for element in found:
                lend(element, "_children", element._children.copy())
            for element in found:
                self._quote(element, lend)
            for element in found:
                if isinstance(element, MacroElement | Div):
                    lend(element, "_template", _Kept(element._template, self.written.keep))
                elif isinstance(element, Part):
                    lend(element, "captures", True)
            yield

    def _quote(self, element: Element, lend: Callable[[Element, str, Any], None]) -> None:
        """Lend a popup or tooltip marks of what it says."""
        if isinstance(element, Popup):
            for name, child in element.html._children.items():
                text = self._quoted(element, framed(child.render()), _literal_of_popup)
                element.html._children[name] = Verbatim(text)
        elif isinstance(element, Tooltip):
            lend(element, "text", self._quoted(element, element.text, _literal))
            if "style" in vars(element):
                style = html.escape(element.style)
                self.markup.append((element.get_name(), f'<div style="{style}">'))
                lend(element, "style", self.quoted.keep(_literal(style)))
        elif isinstance(element, GeoJsonDetail) and "style" in vars(element):
            lend(element, "style", self.written.keep(element.style))

    def _quoted(self, element: Element, text: str, literal: Callable[[str], str]) -> str:
        self.markup.append((element.get_name(), text))
        return self.quoted.keep(literal(text))


class _Kept:
    """A template in the place of another: what it makes is kept, and the mark of that returned."""

    def __init__(self, template: Template, keep: Callable[[str], str]) -> None:
        self._template, self._keep = template, keep

    @property
    def module(self) -> SimpleNamespace:
        """The macros of the template."""
        macros = vars(self._template.module)
        return SimpleNamespace(
            **{name: self._keeping(macros[name]) for name in _MACROS if name in macros}
        )

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render the template."""
        return self._keep(self._template.render(*args, **kwargs))

    def _keeping(self, macro: Callable[..., str]) -> Callable[..., str]:
        return lambda *args, **kwargs: self._keep(macro(*args, **kwargs))


def elements(root: Element) -> Iterator[Element]:
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


def framed(markup: str) -> str:
    """Return HTML in which the frames of branca hold their document themselves, without scripts.

    A frame of a `data:` address would be a page of its own, which no policy of ours reaches.
    """

    def inlined(found: re.Match[str]) -> str:
        document = base64.b64decode(found[1]).decode("utf-8")
        return f'sandbox="{_LINKS_ONLY}" srcdoc="{html.escape(document)}"'

    return _FRAME.sub(inlined, markup)


def _literal(text: str) -> str:
    """Return what a template literal of JavaScript has to hold to say a text."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")


def _literal_of_popup(text: str) -> str:
    """Return the same of a text in which folium has put one backslash before each backtick."""
    return _literal(_ESCAPED_BACKTICK.sub(_without_first, text))


def _without_first(found: re.Match[str]) -> str:
    return "`" if found[1] == "\\" else found[0]
