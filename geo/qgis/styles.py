"""How layers are drawn: marks by kind, units by class, and names beside them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from geo.errors import Text
from geo.maps.classes import Class, Symbol, Values, bounds, classify
from geo.maps.symbols import LEAST_HA, MOST_HA
from geo.qgis.elements import computed, element, options
from geo.text import number

NO_DATA = Text("không có số liệu", "no data")
_ANYTHING = 1e9
"""An amount beyond all others: the last class on either side has no end."""

_WHITE = "#ffffff"
_SHAPES = {
    "circle": ("circle", "0"),
    "up": ("triangle", "0"),
    "down": ("triangle", "180"),
    "diamond": ("diamond", "0"),
    "cross": ("cross_fill", "45"),
    "square": ("square", "0"),
    "hexagon": ("hexagon", "0"),
    "bar": ("line", "90"),
    "plus": ("cross_fill", "0"),
}
"""QGIS's name of each shape, and how far it is turned."""


class Kind(NamedTuple):
    """A value that rows of a layer have, its mark and its wording; shown at first or not.

    `hollow` is the condition for the mark of a row to be an outline only.
    """

    value: str
    symbol: Symbol
    label: str
    hollow: str
    shown: bool = True


def marks_by_kind(column: str, kinds: Sequence[Kind], area_ha: str) -> Element:
    """Return a renderer with a mark for each kind, larger where the expression `area_ha` is.

    Marks that share one point stand around it.
    """
    categories = [
        element(
            "category",
            {
                "value": kind.value,
                "symbol": str(place),
                "label": kind.label,
                "render": "true" if kind.shown else "false",
            },
        )
        for place, kind in enumerate(kinds)
    ]
    symbols = [_mark(str(place), kind, area_ha) for place, kind in enumerate(kinds)]
    inner = element(
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": column},
        element("categories", None, *categories),
        element("symbols", None, *symbols),
    )
    return _displaced(inner)


def dots(color: str, size: str) -> Element:
    """Return a renderer of small squares, of which an expression gives the size."""
    symbol = _symbol("marker", "0", _layer("SimpleMarker", _marker("square", "0", color)))
    symbol[0].append(computed({"size": size}))
    return element("renderer-v2", {"type": "singleSymbol"}, element("symbols", None, symbol))


def units_by_class(expression: str, heading: str, values: Values, lang: str) -> Element:
    """Return a renderer that shades units by a figure; those without it are hatched.

    The classes are made of the values there are, and have no end on either side, so that no value
    is ever without a class. The legend has `heading` above them.
    """
    classes = classify(np.array([-_ANYTHING, 0.0, _ANYTHING]), breaks=bounds(values))
    looks = [
        (_condition(expression, one), _range(one, lang), _fill(one.color))
        for one in reversed(classes)
    ]
    looks.append((f"({expression}) IS NULL", NO_DATA.said(lang), _fill("#b9c0c6", "f_diagonal")))
    rules = [
        element(
            "rule",
            {"key": f"class-{place}", "symbol": str(place), "filter": condition, "label": said},
        )
        for place, (condition, said, _) in enumerate(looks)
    ]
    symbols = [_symbol("fill", str(place), layer) for place, (*_, layer) in enumerate(looks)]
    return element(
        "renderer-v2",
        {"type": "RuleRenderer"},
        element(
            "rules", {"key": "root"}, element("rule", {"key": "classes", "label": heading}, *rules)
        ),
        element("symbols", None, *symbols),
    )


def names(expression: str, *, size: float, color: str, largest: int = 0) -> Element:
    """Return labels; `largest` is the denominator of the scale from which on they are shown."""
    written = {
        "fieldName": expression,
        "isExpression": "1",
        "fontSize": f"{size:g}",
        "fontSizeUnit": "Point",
        "fontWeight": "50",
        "textColor": _rgba(color),
        "textOpacity": "1",
        "multilineHeight": "1",
    }
    halo = {
        "bufferDraw": "1",
        "bufferSize": "0.8",
        "bufferSizeUnits": "MM",
        "bufferColor": _rgba(_WHITE),
        "bufferOpacity": "0.85",
    }
    seen = {"drawLabels": "1", "obstacle": "0", "scaleVisibility": "1" if largest else "0"}
    if largest:
        seen |= {"scaleMin": "1", "scaleMax": str(largest)}
    return element(
        "labeling",
        {"type": "simple"},
        element(
            "settings",
            None,
            element("text-style", written, element("text-buffer", halo)),
            element("text-format", {"multilineAlign": "1"}),
            element("placement", {"placement": "0", "dist": "1.2", "distUnits": "MM"}),
            element("rendering", seen),
        ),
    )


def _displaced(inner: Element) -> Element:
    """Let marks of one and the same point stand around it; neighbours stay where they are."""
    settings = {
        "type": "pointDisplacement",
        "tolerance": "0.00001",
        "toleranceUnit": "MapUnit",
        "placement": "1",
        "circleWidth": "0.1",
        "circleColor": _rgba("#56626f", 90),
        "circleRadiusAddition": "0",
        "labelAttributeName": "",
        "labelFont": "Sans Serif,8,-1,5,50,0,0,0,0,0",
    }
    dot = _marker("circle", "0", "#56626f") | {"size": "0.7", "outline_style": "no"}
    center = _symbol("marker", "centerSymbol", _layer("SimpleMarker", dot))
    return element("renderer-v2", settings, inner, center)


def _mark(name: str, kind: Kind, area_ha: str) -> Element:
    shape, angle = _SHAPES[kind.symbol.shape]
    color = kind.symbol.color
    layer = _layer("SimpleMarker", _marker(shape, angle, color, hollow=kind.hollow == "true"))
    area = f"clamp({LEAST_HA:g}, coalesce({area_ha}, 9), {MOST_HA:g})"
    # Smaller where the whole country is in view.
    drawn = {"size": f"(1.0 + 0.27 * sqrt({area})) * if(@map_scale > 2500000, 0.65, 1)"}
    if shape == "line":
        drawn["outlineWidth"] = f"if({kind.hollow}, 0.5, 0.9)"
    else:
        drawn |= {
            "fillColor": f"if({kind.hollow}, '{_WHITE}', '{color}')",
            "outlineColor": f"if({kind.hollow}, '{color}', '{_WHITE}')",
            "outlineWidth": f"if({kind.hollow}, 0.4, 0.15)",
        }
    layer.append(computed(drawn))
    return _symbol("marker", name, layer)


def _marker(shape: str, angle: str, color: str, *, hollow: bool = False) -> dict[str, str]:
    is_line = shape == "line"
    return {
        "name": shape,
        "angle": angle,
        "color": _rgba(_WHITE if hollow else color),
        "outline_color": _rgba(color if hollow or is_line else _WHITE),
        "outline_style": "solid",
        "outline_width": "0.9" if is_line else "0.4" if hollow else "0.15",
        "outline_width_unit": "MM",
        "size": "2.4",
        "size_unit": "MM",
    }


def _fill(color: str, style: str = "solid") -> Element:
    return _layer(
        "SimpleFill",
        {
            "color": _rgba(color),
            "style": style,
            "outline_color": _rgba("#7d8790"),
            "outline_style": "solid",
            "outline_width": "0.15",
            "outline_width_unit": "MM",
        },
    )


def _layer(kind: str, settings: Mapping[str, str]) -> Element:
    drawn = {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    return element("layer", drawn, options(settings))


def _symbol(kind: str, name: str, layer: Element) -> Element:
    return element("symbol", {"type": kind, "name": name, "alpha": "1"}, layer)


def _condition(expression: str, one: Class) -> str:
    """Return the condition for a value of the class, as `Class.holds` has it."""
    if one.low == one.high:
        return f"({expression}) = 0"
    low, high = (">=", "<") if one.high <= 0 else (">", "<=")
    ends = ((low, one.low), (high, one.high))
    parts = [f"({expression}) {sign} {end!r}" for sign, end in ends if abs(end) < _ANYTHING]
    return " AND ".join(parts)


def _range(one: Class, lang: str) -> str:
    def said(end: float) -> str:
        _, _, decimals = f"{abs(end):.6f}".rstrip("0").partition(".")
        return number(end, lang, len(decimals)).replace("-", "−")

    if one.low == one.high:
        return "0"
    if abs(one.low) >= _ANYTHING:
        return f"< {said(one.high)}"
    if abs(one.high) >= _ANYTHING:
        return f"> {said(one.low)}"
    return f"{said(one.low)} … {said(one.high)}"


def _rgba(color: str, alpha: int = 255) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
