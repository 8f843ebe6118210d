"""The words of QGIS's own format that styles are written in."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

Options = Mapping[str, "str | Options"]


def element(tag: str, attributes: Mapping[str, str] | None = None, *inside: Element) -> Element:
    """Return an element with its attributes and what stands inside it."""
    made = Element(tag, dict(attributes or {}))
    made.extend(inside)
    return made


def text(tag: str, said: str) -> Element:
    """Return an element that holds a text."""
    made = Element(tag)
    made.text = said
    return made


def options(values: Options, name: str | None = None) -> Element:
    """Return settings by name, which may hold settings themselves."""
    made = Element("Option", {"type": "Map"} if name is None else {"type": "Map", "name": name})
    for key, value in values.items():
        if isinstance(value, str):
            SubElement(made, "Option", {"type": "QString", "name": key, "value": value})
        else:
            made.append(options(value, key))
    return made


def computed(expressions: Mapping[str, str]) -> Element:
    """Return the properties of a symbol that an expression gives for each feature."""
    made = {
        name: {"active": "true", "expression": expression, "type": "3"}
        for name, expression in expressions.items()
    }
    settings: Options = {"name": "", "properties": made, "type": "collection"}
    return element("data_defined_properties", None, options(settings))


def crs() -> Element:
    """Return EPSG:4326, longitude first."""
    known = element("spatialrefsys", None, text("srid", "4326"), text("authid", "EPSG:4326"))
    known.append(text("description", "WGS 84"))
    return known
