"""Columns of a list to values, each distinct cell read once; what is wrong stands beside them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from geo.books.grid import Value
from geo.errors import Text
from geo.ingest.dataset import VIET_NAM
from geo.ingest.tables import LONGEST
from geo.lists.days import period
from geo.lists.fields import Field
from geo.lists.figures import (
    CellFault,
    DecimalSign,
    Number,
    in_unit,
    is_nothing,
    number,
    text_of,
)
from geo.lists.words import nearest_words, standings, word_in
from geo.vocabulary import Modality

_REMEMBERED = 50_000
_LARGEST_HA = 10_000
_USUAL_HA = (5, 75)
_NOTES = ("note", "source", "list")
_DEGREES = re.compile(
    r"([0-9]{1,3})\s*[°ºo]\s*([0-9]{1,2})\s*['’′]\s*([0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"”″]|'')\s*[NEBĐ]?"
)
_MAY_BE_NONE = ("leased_ha", "industrial_ha", "area_now_ha", "area_2030_ha")
"""Areas of which none is a statement: nothing let, nothing that stands, nothing left by 2030."""

_MONEY = ("tỷ đồng", "triệu USD")


class Warned(NamedTuple):
    """A value that is taken, with what is odd about it."""

    value: Any
    text: Text
    nearest: tuple[str, ...] = ()


@dataclass
class Reader:
    """Reads the cells of one field; remembers what each distinct one came to.

    `read` returns a value or a `Warned`, or raises a `CellFault`.
    """

    read: Callable[[Value], Any]
    figure: Callable[[Value], Decimal | None] = lambda cell: None
    faults: dict[Value, CellFault] = field(default_factory=dict)
    warnings: dict[Value, Warned] = field(default_factory=dict)
    _known: dict[Value, Any] = field(default_factory=dict)

    def column(self, cells: Sequence[Value]) -> list[Any]:
        """Return the values of cells; None where one has none or a fault."""
        known = self._known
        if len(known) > _REMEMBERED:
            for memory in (known, self.faults, self.warnings):
                memory.clear()
        for cell in set(cells).difference(known):
            known[cell] = self._value(cell)
        return [known[cell] for cell in cells]

    def sum(self, cell: Value) -> Decimal | None:
        """Return the figure in a cell that holds a sum; None where it is none."""
        try:
            return self.figure(cell)
        except CellFault:
            return None

    def _value(self, cell: Value) -> Any:
        try:
            value = self.read(cell)
        except CellFault as fault:
            self.faults[cell] = fault
            return None
        if isinstance(value, Warned):
            self.warnings[cell] = value
            return value.value
        return value


def reader(of: Field, unit: str | None, sign: DecimalSign) -> Reader:
    """Return what reads the cells of a field.

    Args:
        of: the field.
        unit: the unit that the heading gives, if any.
        sign: what the file tells of its decimal sign.
    """
    if of.unit == "degree":
        return Reader(_degrees)
    if of.kind == "number":
        return Reader(
            lambda cell: _figure(cell, of, unit, sign),
            lambda cell: _in_unit(number(cell, sign), of.unit, unit),
        )
    if of.kind == "period":
        return Reader(period)
    if of.name == "status":
        return Reader(_status)
    if of.kind == "word":
        return Reader(lambda cell: _word(cell, of.name))
    return Reader(lambda cell: text(cell, of.name))


def text(cell: Value, of: str) -> str | None:
    """Return the text of a cell; None where it says nothing.

    Raises:
        CellFault: it is too long, or cannot be read.
    """
    found = text_of(cell)
    if found is None or (of not in _NOTES and is_nothing(found)):
        return None
    if len(found) > LONGEST and of not in _NOTES:
        raise CellFault(
            f"tối đa {LONGEST} ký tự, đang có {len(found)}; hãy rút gọn",
            f"at most {LONGEST} characters, has {len(found)}; shorten it",
        )
    return found


def qualifier(cell: Value, sign: DecimalSign) -> str | None:
    """Return how exactly a cell states its figure; None where it is exact or no figure."""
    try:
        found = number(cell, sign)
    except CellFault:
        return None
    return found.qualifier if found else None


def _in_unit(stated: Number | None, unit: str, heading_unit: str | None) -> Decimal | None:
    return None if stated is None else in_unit(stated, unit, heading_unit)


def _figure(cell: Value, of: Field, unit: str | None, sign: DecimalSign) -> Decimal | Warned | None:
    stated = number(cell, sign)
    if stated is None:
        return None
    if of.unit in _MONEY and unit is None and stated.unit is None:
        return Warned(
            None,
            Text(
                "không rõ đơn vị (triệu hay tỷ đồng), để trống; hãy ghi đơn vị ở tiêu đề cột",
                "has no unit (million or billion), left empty; write the unit in the heading",
            ),
        )
    value = in_unit(stated, of.unit, unit)
    if of.unit == "ha":
        return _area(value, of.name)
    if of.unit == "%":
        if not 0 <= value <= 100:
            raise CellFault("phải từ 0 đến 100", "must lie between 0 and 100")
        if 0 < value < 1:
            return Warned(
                value,
                Text(
                    "nhỏ hơn 1 %; nếu là phần của 1 (0,85), hãy nhân với 100",
                    "is less than 1 %; if it is a share of 1 (0.85), multiply it by 100",
                ),
            )
    elif value < 0:
        raise CellFault("phải từ 0 trở lên", "must be zero or more")
    elif value == 0:
        return None
    return value


def _area(value: Decimal, of: str) -> Decimal | Warned | None:
    if value == 0 and of not in ("area_ha", "planned_area_ha"):
        return value if of in _MAY_BE_NONE else None
    if value <= 0 and of != "area_delta_ha":
        raise CellFault("diện tích phải lớn hơn 0", "the area must be above zero")
    if abs(value) > _LARGEST_HA:
        raise CellFault(
            f"quá lớn cho một cụm (trên {_LARGEST_HA} ha); hãy xem lại đơn vị (ha hay m²)",
            f"is too large for a cluster (over {_LARGEST_HA} ha); check the unit (ha or m²)",
        )
    return value


def is_unusual(area: Decimal) -> bool:
    """Tell whether the law would not have a cluster of that area (ha); older ones may be so."""
    least, most = _USUAL_HA
    return area != 0 and not least <= area <= most


UNUSUAL = Text(
    f"ngoài khoảng {_USUAL_HA[0]}–{_USUAL_HA[1]} ha thường gặp; hãy xem lại",
    f"is outside the usual {_USUAL_HA[0]}–{_USUAL_HA[1]} ha; check it",
)


def _degrees(cell: Value) -> float | None:
    """Return degrees; a comma is always decimal here, thousands of degrees there are none."""
    if isinstance(cell, float) and isfinite(cell):
        return cell
    if isinstance(cell, str):
        dms = _DEGREES.fullmatch(text_of(cell) or "")
        if dms:
            seconds = float(dms[3].replace(",", "."))
            return int(dms[1]) + int(dms[2]) / 60 + seconds / 3600
        if cell.count(",") + cell.count(".") == 1:
            cell = cell.replace(",", ".").strip()
            try:
                return float(cell)
            except ValueError:
                pass
    found = number(cell, DecimalSign(is_english=True))
    return None if found is None else float(found.value)


def _status(cell: Value) -> Any:
    said = text(cell, "status")
    if said is None:
        return None
    found = standings(said)
    if len(found) == 1:
        return found[0]
    nearest = nearest_words("status", said)
    if found:
        return Warned(
            None,
            Text(
                "nói nhiều trạng thái; không lấy trạng thái nào, chữ được giữ làm ghi chú",
                "tells of several states; none is taken, the words are kept as a note",
            ),
            nearest,
        )
    return Warned(
        None,
        Text(
            "không rõ trạng thái; chữ được giữ làm ghi chú",
            "is no status that is known; the words are kept as a note",
        ),
        nearest,
    )


def _word(cell: Value, of: str) -> Any:
    stated = text_of(cell)
    found = None if stated is None else word_in(of, stated)
    if found is not None:
        return Modality(found.value) if of == "certainty" else found.value
    said = text(cell, of)
    if said is None:
        return None
    nearest = nearest_words(of, said)
    vi, en = "; ".join(nearest), "; ".join(nearest)
    problem = Text(f"không hiểu từ này; gần nhất: {vi}", f"is no word known here; nearest: {en}")
    if of in ("wastewater", "precision", "status_2030"):
        return Warned(None, problem, nearest)
    raise CellFault(*problem, nearest)


def point_fault(lon: float | None, lat: float | None) -> CellFault | None:
    """Return what is wrong with a longitude and latitude; None where they are a place."""
    if lon is None or lat is None:
        return CellFault(
            "thiếu kinh độ hoặc vĩ độ; cần cả hai",
            "longitude and latitude are needed together; one is missing",
        )
    if _inside(lon, lat):
        return None
    if _inside(lat, lon):
        return CellFault(
            "kinh độ và vĩ độ bị đảo; hãy đổi chỗ hai cột",
            "longitude and latitude are swapped; exchange the two columns",
        )
    if abs(lon) > 1000 or abs(lat) > 1000:
        return CellFault(
            "là mét (VN-2000 hoặc UTM), không phải độ; hãy đổi sang kinh độ, vĩ độ WGS 84",
            "is in metres (VN-2000 or UTM), not degrees; convert it to longitude and latitude",
        )
    return CellFault(
        "nằm ngoài Việt Nam (kinh độ 102–118, vĩ độ 6–24)",
        "lies outside Viet Nam (longitude 102–118, latitude 6–24)",
    )


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = VIET_NAM
    return west <= lon <= east and south <= lat <= north
