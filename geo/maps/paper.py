"""A sheet of paper measured in millimetres from its upper left corner, and the lettering on it.

Letters are DejaVu Sans, which matplotlib carries and which has every letter of Vietnamese. What is
written is never read as a formula, and a sign that the font lacks is shown as `�`.
"""

import io
import unicodedata
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal, NamedTuple

import matplotlib
import numpy as np
from matplotlib import patheffects, style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from geo.maps.raster import png

Kind = Literal["png", "pdf", "svg"]
Face = Literal["plain", "bold", "italic"]

INK, SOFT, DEEP, LINE = "#1d2733", "#55626f", "#12406b", "#c3cad1"
POINT_MM = 25.4 / 72
A4 = (210.0, 297.0)
DPI = 200
LEADING = 1.32
"""From one line of writing to the next, in sizes of its letters."""

_FILES = {"plain": "DejaVuSans", "bold": "DejaVuSans-Bold", "italic": "DejaVuSans-Oblique"}
_ABSENT = "\N{REPLACEMENT CHARACTER}"
_ELLIPSIS = "…"
_LONGEST_LINE = 400
# Whatever the user has set for pictures of his own, these look the same.
_STYLE = {
    "text.parse_math": False,
    "text.hinting": "none",
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "geo",
    "hatch.linewidth": 0.5,
}


class Box(NamedTuple):
    """A rectangle on paper, in millimetres; `y` grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height

    def inside(self, margin: float) -> "Box":
        """Return the box without a margin on every side; a negative margin widens it."""
        return Box(
            self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin
        )


def legible(text: str, face: Face = "plain") -> str:
    """Return text that can be drawn: one line, composed letters, nothing that the font lacks.

    Signs that only steer (such as those that turn the direction of writing) are left out.
    """
    known = _letters(face)
    drawn = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        if unicodedata.category(letter) == "Cf":
            continue
        absent = ord(letter) not in known or unicodedata.category(letter) in {"Cc", "Cs"}
        drawn.append(_ABSENT if absent else letter)
    return "".join(drawn)


def text_width(text: str, size: float, face: Face = "plain") -> float:
    """Return the width in millimetres of one legible line at a size in points."""
    return _unit_width(text, face) * size * POINT_MM


def wrapped(text: str, width: float, size: float, *, face: Face = "plain", most: int) -> list[str]:
    """Return at most so many lines of legible text that fit a width; `…` stands for what does not.

    Lines break between words, and within one only where it alone is too wide.
    """
    text = legible(text[: _LONGEST_LINE * most + 1], face)
    lines: list[str] = []
    while text and len(lines) < most:
        words = text.split(" ")
        fitting = 0
        while fitting < len(words) and _fits(" ".join(words[: fitting + 1]), width, size, face):
            fitting += 1
        line = " ".join(words[:fitting]) or _fitting(words[0], width, size, face)
        text = text[len(line) :].lstrip(" ")
        lines.append(line)
    if text:
        lines[-1] = _fitting(lines[-1] + " " + text, width, size, face, _ELLIPSIS) + _ELLIPSIS
    return lines


class Paper:
    """A page in the making.

    Use it as a context, within which matplotlib's settings are those of this page.

    Attributes:
        plane: the axes that everything is drawn on, in millimetres.
    """

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self.width, self.height = size
        self._context = style.context(["default", _STYLE])

    def __enter__(self) -> "Paper":
        self._context.__enter__()
        self._figure = Figure(figsize=(self.width / 25.4, self.height / 25.4), facecolor="white")
        self.plane = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.plane.set_xlim(0, self.width)
        self.plane.set_ylim(self.height, 0)
        self.plane.set_axis_off()
        return self

    def __exit__(self, *fault: object) -> None:
        self._context.__exit__(None, None, None)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        face: Face = "plain",
        color: str = INK,
        across: Literal["left", "center", "right"] = "left",
        halo: str | None = None,
        z: float = 8,
    ) -> None:
        """Write one line whose letters stand on `y`; a halo parts it from what it crosses."""
        fixed: dict[str, Any] = {
            "fontproperties": _font(face, size),
            "ha": across,
            "va": "baseline",
            "zorder": z,
        }
        text = legible(text, face)
        if halo is not None:
            ring = patheffects.Stroke(linewidth=size * 0.3, foreground=halo, joinstyle="round")
            self.plane.text(x, y, text, color=halo, path_effects=[ring], **fixed)
        self.plane.text(x, y, text, color=color, **fixed)

    def write_lines(
        self,
        x: float,
        y: float,
        lines: list[str],
        size: float,
        *,
        face: Face = "plain",
        color: str = INK,
    ) -> float:
        """Write lines below `y` and return where the last one ends."""
        step = size * LEADING * POINT_MM
        for line in lines:
            self.write(x, y + step * 0.76, line, size, face=face, color=color)
            y += step
        return y

    def box(
        self,
        box: Box,
        *,
        fill: str = "none",
        line: str = "none",
        width: float = 0.6,
        opacity: float | None = None,
        z: float = 1,
    ) -> Rectangle:
        """Draw a rectangle; `width` of its line in points."""
        drawn = Rectangle((box.x, box.y), box.width, box.height)
        drawn.set(facecolor=fill, edgecolor=line, linewidth=width, alpha=opacity, zorder=z)
        self.plane.add_patch(drawn)
        return drawn

    def document(self, kind: Kind, title: str) -> bytes:
        """Return the page as a file; the same page gives the same bytes."""
        title = legible(title)
        if kind == "png":
            self._figure.set_dpi(DPI)
            canvas = FigureCanvasAgg(self._figure)
            canvas.draw()  # type: ignore[no-untyped-call]
            pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
            return png(pixels[..., :3], DPI, title)
        out = io.BytesIO()
        undated: dict[str, str | None] = {"Title": title, "Creator": "CCN Atlas"}
        undated |= {"Date": None} if kind == "svg" else {"CreationDate": None, "Producer": None}
        self._figure.savefig(out, format=kind, metadata=undated)
        return out.getvalue()


def _fits(text: str, width: float, size: float, face: Face) -> bool:
    return text_width(text, size, face) <= width


def _fitting(text: str, width: float, size: float, face: Face, tail: str = "") -> str:
    """Return as many letters, at least one, as fit with a tail."""
    fits = takewhile(lambda n: _fits(text[:n] + tail, width, size, face), range(2, len(text) + 1))
    return text[: max(fits, default=1)].rstrip()


@cache
def _font(face: Face, size: float) -> FontProperties:
    return FontProperties(fname=str(_file(face)), size=size)


def _file(face: Face) -> Path:
    return Path(matplotlib.get_data_path(), "fonts", "ttf", f"{_FILES[face]}.ttf")


@cache
def _letters(face: Face) -> frozenset[int]:
    return frozenset(get_font(str(_file(face))).get_charmap())


@cache
def _unit_width(text: str, face: Face) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(face, 1), ismath=False)
    return float(width)
