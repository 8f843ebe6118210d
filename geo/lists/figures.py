"""Numbers of a list, Vietnamese and English, with their qualifier and their unit.

Which of `.` and `,` is the decimal sign is one decision for a whole file (`DecimalSign`): `12,5`
and `1.234.567` tell, `1.234` alone does not, and is refused where nothing in the file tells.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from geo.books.grid import CellError, Value
from geo.errors import Text
from geo.lists.fields import UNITS, unit_in
from geo.lists.words import word_in
from geo.text import clean, writable

_ODD = re.compile(
    "[Ðð\u2010-\u2015\u2212\u2018\u2019\u02bc`´\u00a0\u200b\ufeff]"
    "|[\0-\x1f\x7f\ud800-\udfff\ufffe\uffff]|[^\\S ]|  |^ | $",
    re.MULTILINE,
)
_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
_NOTHING = {"x", "n/a", "na", "null", "none", "không có"}
_LONGEST_NOTHING = max(map(len, _NOTHING))
_LARGEST = Decimal(10) ** 9
_DECIMALS = 6
_SIMPLE = re.compile(r"[0-9]{1,9}(?:([.,])[0-9]{1,2})?")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_QUALIFIED = re.compile(r"(>=?|<=?|≥|≤|~|≈|[^\W\d]+(?:\s+[^\W\d]+)?\.?)\s*(?=[0-9.,+-])")
_RANGE = re.compile(r"[0-9]\s*(?:-|đến|to)\s*[0-9]", re.IGNORECASE)


class CellFault(ValueError):  # noqa: N818 -- told, never raised at a user
    """A cell that cannot be read; says why in both languages."""

    def __init__(self, vi: str, en: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(en)
        self.text = Text(vi, en)
        self.nearest = nearest


class Number(NamedTuple):
    """A number as a cell states it, with the qualifier before it and the unit after it, if any."""

    value: Decimal
    qualifier: str | None = None
    unit: str | None = None


def shown(value: Value) -> str:
    """Return what a spreadsheet shows for a cell, for a message."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return str(value.date())
    return str(value)


def text_of(value: Value) -> str | None:
    """Return the text of a cell, clean; None where it is empty.

    Raises:
        CellFault: the cell holds an error, a formula without a value, or a NUL character.
    """
    if value is None:
        return None
    if isinstance(value, CellError):
        raise _broken(value)
    is_whole = isinstance(value, str) and is_clean(value)
    text = str(value) if is_whole else clean(shown(value))
    if not is_whole and writable(text) != text:
        raise CellFault(
            "có ký tự điều khiển (như NUL); hãy xóa",
            "holds a control character (such as NUL); delete it",
        )
    if text in _ERRORS:
        raise _broken(CellError(text))
    return text or None


def is_clean(text: str) -> bool:
    """Tell whether `geo.text.clean` would leave a text as it is; rather no than yes."""
    return unicodedata.is_normalized("NFC", text) and not _ODD.search(text)


def is_nothing(text: str) -> bool:
    """Tell whether a text only says that there is nothing to say: `-`, `…`, `n/a`."""
    if text[0].isalnum() and len(text) > _LONGEST_NOTHING:
        return False
    return text.casefold() in _NOTHING or not any(letter.isalnum() for letter in text)


@dataclass
class DecimalSign:
    """What a file tells of its decimal sign.

    `is_english` is what its headings suggest; it counts only where no number tells.
    """

    is_english: bool = False
    seen: set[str] = field(default_factory=set)

    @property
    def sign(self) -> str | None:
        """The decimal sign of the file; None where it is unknown, or not the same everywhere."""
        if not self.seen:
            return "." if self.is_english else None
        return next(iter(self.seen)) if len(self.seen) == 1 else None

    def look(self, values: Iterable[Value]) -> bool:
        """Take in what cells of a number column tell; return whether some are unclear alone."""
        unclear = False
        for value in values:
            if isinstance(value, str) and ("." in value or "," in value):
                simple = _SIMPLE.fullmatch(value)
                if simple:
                    self.seen.add(simple[1])
                    continue
                for digits in _PLAIN.findall(_SPACED.sub("", clean(value))):
                    told = _told(digits)
                    if told:
                        self.seen.add(told)
                    unclear |= told is None
        return unclear

    def decimal(self, digits: str) -> Decimal:
        """Return the number that digits, dots and commas are.

        Raises:
            CellFault: they are none, or may be two.
        """
        sign = _told(digits)
        if sign is None:
            sign = self.sign
        if sign is None:
            whole, part = re.split(r"[.,]", digits)
            raise CellFault(
                f"có thể là {whole}{part} hoặc {whole} phẩy {part}: tệp không cho biết dấu nào là"
                f" dấu thập phân; hãy ghi {whole}{part} hoặc {whole},{part}0",
                f"may be {whole}{part} or {whole} point {part}: nothing in the file tells which"
                f" sign is the decimal one; write {whole}{part} or {whole}.{part}0",
            )
        whole, _, part = digits.partition(sign) if sign else (digits, "", "")
        thousands = "," if sign == "." else "."
        if "." in part or "," in part or not _is_grouped(whole.lstrip("+-").split(thousands)):
            raise no_number()
        written = whole.replace(thousands, "")
        return Decimal(f"{written}.{part}" if part else written)


def _told(digits: str) -> str | None:
    """Return the decimal sign that digits give away; empty for no need of one, None if unclear."""
    digits = digits.lstrip("+-")
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    mark, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:
        return other
    whole, part = digits.split(mark)
    return None if len(part) == 3 and len(whole) <= 3 and whole[0] != "0" else mark


def _is_grouped(groups: list[str]) -> bool:
    first, *others = groups
    return not others or (len(first) <= 3 and all(len(group) == 3 for group in others))


def number(value: Value, sign: DecimalSign) -> Number | None:
    """Read a number: `1.234,5`, `75ha`, `khoảng 50`, `> 70`, `1 200 tỷ đồng`; None for none.

    Raises:
        CellFault: it is no number, or may be two; or as `text_of`.
    """
    if isinstance(value, str) and _SIMPLE.fullmatch(value):
        return Number(Decimal(value.replace(",", ".")))
    if isinstance(value, bool | date):
        raise no_number()
    if isinstance(value, int):
        return Number(bounded(Decimal(value)))
    if isinstance(value, float):
        if not isfinite(value):
            raise CellFault("không phải là số hữu hạn", "is not a finite number")
        return Number(bounded(Decimal(repr(value))))
    text = text_of(value)
    return None if text is None or is_nothing(text) else _number_in(text, sign)


def _number_in(text: str, sign: DecimalSign) -> Number:
    rest = text.rstrip("*").strip()
    qualifier = None
    before = _QUALIFIED.match(rest)
    if before:
        word = word_in("area_qualifier", before[1].rstrip("."))
        if word is None:
            raise no_number()
        qualifier, rest = word.value, rest[before.end() :]
    rest = _SPACED.sub("", rest)
    found = _PLAIN.match(rest)
    if found is None:
        raise no_number()
    after = rest[found.end() :].strip()
    unit = unit_in(after) if after else None
    if after and unit is None:
        if _RANGE.search(rest):
            raise CellFault(
                "là một khoảng; hãy ghi một số, và khoảng vào cột ghi chú",
                "is a range; write one number, and the range in the note",
            )
        raise no_number()
    return Number(bounded(sign.decimal(found[0])), qualifier, unit)


def in_unit(stated: Number, unit: str, heading_unit: str | None) -> Decimal:
    """Return a number in the unit of its field, from that of its cell, else of its heading.

    Raises:
        CellFault: the cell's unit measures something else.
    """
    given = stated.unit or heading_unit
    if given is None:
        return stated.value
    dimension, factor = UNITS[given]
    if dimension != unit:
        raise CellFault(
            f"đơn vị “{given}” không hợp với cột này ({unit})",
            f'the unit "{given}" does not fit this column ({unit})',
        )
    return bounded(stated.value * Decimal(factor))


def no_number() -> CellFault:
    """Return the fault of what is no number."""
    return CellFault(
        "không phải là số (ví dụ đúng: 12,5 hoặc 1.234,5)", "is no number (such as 12.5)"
    )


def bounded(value: Decimal) -> Decimal:
    """Return a number with at most six decimals.

    Raises:
        CellFault: no column of the record holds it.
    """
    if not abs(value) < _LARGEST:
        raise CellFault("quá lớn (tối đa 9 chữ số)", "is too large (at most 9 digits)")
    return round(value, _DECIMALS) if value != round(value, _DECIMALS) else value


def _broken(error: CellError) -> CellFault:
    if error.code == "formula":
        return CellFault(
            "là công thức chưa có giá trị; hãy mở tệp bằng Excel rồi lưu lại, hoặc dán giá trị",
            "is a formula without a value; save the file in a spreadsheet again, or paste values",
        )
    return CellFault(
        f"là lỗi {error.code} của bảng tính; hãy sửa công thức hoặc ghi giá trị",
        f"is the error {error.code} of the spreadsheet; mend the formula or write the value",
    )
