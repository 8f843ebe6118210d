"""What a browser would fetch for a piece of a page, and which of folium's own links it needs."""

import re
from html.parser import HTMLParser

# What folium's default stack is for: a link is left out when nothing in the page shows this mark.
_MARKS = {
    "jquery": r"(?<![\w$])(?:\$\(|\$\.[a-zA-Z]|jQuery\b)",
    "bootstrap": r"<[^<>]*\sdata-bs-",
    "bootstrap_css": r"<[^<>]*\sdata-bs-",
    "awesome_markers": r"\bAwesomeMarkers\b",
    "awesome_markers_css": r"\bAwesomeMarkers\b",
    "awesome_rotate_css": r"\bAwesomeMarkers\b",
    "awesome_markers_font_css": r"\bAwesomeMarkers\b|<[^<>]*\sclass=[^<>]*(?<![\w-])fa-[a-z]",
    "glyphicons_css": r"\bAwesomeMarkers\b|<[^<>]*\sclass=[^<>]*(?<![\w-])glyphicon",
}
_BEYOND_STAND_IN = re.compile(r"(?<![\w$])(?:(?:\$|jQuery)\s*\.\s*[a-zA-Z]|\$\(\s*['\"][^<])")
_STYLE_FETCH = re.compile(r"""(?:\burl\(\s*|@import\s+)(?:\\?["'])?([^"')\\\s]+)""", re.IGNORECASE)
_SCRIPT_FETCH = re.compile(
    r"""(?:
        \b(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*\[?\s*
      | \b(?:icon|iconRetina|shadow|shadowRetina)_?[uU]rl["']?\s*:\s*
      | \b(?:fetch|getJSON|ajax|import|importScripts|Worker|WebSocket|EventSource)\(\s*
    )["'`]([^"'`\s]+)
      | \.(?:src|srcset|href)\s*=\s*["'`]((?:https?:)?//[^"'`\s]+)""",
    re.VERBOSE,
)
_SAFE_ADDRESS = re.compile(r"\s*(?:data:|#|$)", re.IGNORECASE)
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_SPELT = (("\\u003c", "<"), ("\\u003e", ">"), ("\\u0026", "&"), ("\\u0027", "'"), ('\\"', '"'))
_FETCHING = {
    "src": None,
    "srcset": None,
    "poster": None,
    "background": None,
    "data": {"object"},
    "href": {"link", "image", "use", "feimage", "base", "script"},
    "xlink:href": None,
}


def of_markup(text: str) -> list[str]:
    """Return the addresses that a browser fetches for a piece of HTML, in order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.found


def of_script(text: str) -> list[str]:
    """Return the addresses that a script fetches by itself or through HTML in its strings."""
    found = ["".join(groups) for groups in _SCRIPT_FETCH.findall(text)]
    loose = [address for address in found if not _SAFE_ADDRESS.match(address)]
    return loose + of_markup(tags(text))


def tags(text: str) -> str:
    """Return the tags of the HTML that stands in a text or in the strings of a script."""
    for spelt, sign in _SPELT:
        text = text.replace(spelt, sign)
    return "".join(_TAG.findall(text))


def is_needed(link: str, used: str) -> bool:
    """Tell whether a page that shows `used` needs a link of folium's default stack, or any other.

    Args:
        link: folium's name of the link.
        used: scripts and tags of the page.
    """
    return link not in _MARKS or bool(re.search(_MARKS[link], used))


def beyond_stand_in(used: str) -> bool:
    """Tell whether scripts ask more of jQuery than our stand-in for it can do."""
    return bool(_BEYOND_STAND_IN.search(used))


class _Reader(HTMLParser):
    """Collects what a browser fetches by itself while it reads a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of a tag."""
        self._inside = tag if tag in {"script", "style"} else ""
        given = {name: value for name, value in attrs if value}
        if tag == "meta" and given.get("http-equiv", "").strip().lower() == "refresh":
            self.found.append(f"refresh {given.get('content', '')}".strip())
        for name, value in given.items():
            owners = _FETCHING.get(name, set())
            if name == "srcdoc":
                self.found += of_markup(value)
            elif name == "style":
                self._keep(_STYLE_FETCH.findall(value))
            elif name == "src" and tag in {"iframe", "frame", "embed"}:
                self.found.append(value)
            elif owners is None or tag in owners:
                self._keep([value])

    def handle_data(self, data: str) -> None:
        """Look into a style sheet or a script."""
        if self._inside == "style":
            self._keep(_STYLE_FETCH.findall(data))
        elif self._inside == "script":
            self.found += of_script(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a style sheet or a script."""
        self._inside = ""

    def _keep(self, addresses: list[str]) -> None:
        self.found += [address for address in addresses if not _SAFE_ADDRESS.match(address)]
