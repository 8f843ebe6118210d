"""The columns of the layer of clusters: which there are, what they hold, what heads them.

They are fields of planners' lists, and headed by the same words: what was written can be read
again as a list.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from geo.captions import day
from geo.codes import CODES, Words
from geo.errors import InputError, Text
from geo.lists.fields import fields


class Headings(StrEnum):
    """What heads the columns: words of a language, or the names of the fields.

    Codes are worded in the same language; under the names of fields they stay codes.
    """

    VI = "vi"
    EN = "en"
    FIELD = "field"


class Column(NamedTuple):
    """A column: its field, whether it holds numbers, its width in a workbook, its codes."""

    name: str
    is_number: bool
    width: int

    @property
    def words(self) -> Words:
        """The wording of its codes; empty where it holds none."""
        return CODES.get(self.name, {})

    def heading(self, headings: Headings) -> str:
        """Return what heads the column."""
        if headings is Headings.FIELD:
            return self.name
        return headed(self.name, headings)

    def said(self, value: Any, headings: Headings) -> Any:
        """Return a value in words where it is a code, a day as people write it."""
        if isinstance(value, date):
            return str(value) if headings is Headings.FIELD else day(value).said(headings)
        word = None if headings is Headings.FIELD else self.words.get(value)
        return value if word is None else word.said(headings)


def headed(field: str, lang: str) -> str:
    """Return the heading of a field of lists, with its unit: `Diện tích hiện trạng (ha)`."""
    known = fields()[field]
    heading = known.label.said(lang)
    is_told = known.unit in ("", _DEGREE) or "(" in heading
    return heading if is_told else f"{heading} ({known.unit})"


_DEGREE = "degree"
_BEFORE = ("commune", "district", "province")
_NOW = ("commune_now", "province_now")
_LEFT_OUT = {"63": _NOW, "34": _BEFORE, None: ()}

COLUMNS = (
    Column("code", False, 30),
    Column("name", False, 30),
    Column("zone_type", False, 8),
    Column("address", False, 34),
    Column("commune", False, 20),
    Column("district", False, 20),
    Column("province", False, 18),
    Column("commune_now", False, 20),
    Column("province_now", False, 18),
    Column("unit_codes", False, 16),
    Column("units_on", False, 12),
    Column("lon", True, 11),
    Column("lat", True, 11),
    Column("precision", False, 14),
    Column("status", False, 22),
    Column("certainty", False, 16),
    Column("status_2030", False, 22),
    Column("area_now_ha", True, 13),
    Column("area_qualifier", False, 12),
    Column("planned_area_ha", True, 13),
    Column("area_2030_ha", True, 13),
    Column("industrial_ha", True, 13),
    Column("leased_ha", True, 13),
    Column("fill_pct", True, 11),
    Column("wastewater", False, 16),
    Column("capital_vnd_billion", True, 13),
    Column("capital_usd_million", True, 13),
    Column("decision_no", False, 22),
    Column("absorbed_into", False, 30),
    Column("source", False, 48),
)


def chosen(names: Sequence[str] | None = None, units: str | None = None) -> tuple[Column, ...]:
    """Return the columns asked for, in that order; all of them where none are.

    Args:
        names: of fields; None: all.
        units: `63` or `34` for the addresses of one system only; None: both.

    Raises:
        InputError: there is no such column, one is named twice, or it is of the other system.
    """
    offered = {column.name: column for column in COLUMNS if column.name not in _LEFT_OUT[units]}
    if names is None:
        return tuple(offered.values())
    wanted = [name.strip() for name in names]
    for place, name in enumerate(wanted):
        if name not in offered or name in wanted[:place]:
            known = ", ".join(offered)
            raise InputError(
                Text(
                    f"--columns “{name}”: mỗi cột một lần, trong số: {known}.",
                    f'--columns "{name}": expected each column once, of: {known}.',
                )
            )
    return tuple(offered[name] for name in wanted)
