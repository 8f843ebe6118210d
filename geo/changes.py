"""The table of changes between two days, by the units of any day: counts and hectares that add up.

Totals are summed exactly (decimals, not floats), and a rate is recomputed from its parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from geo.database import named_query
from geo.dates import SWITCH
from geo.errors import InputError, Text, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.timeline import find_province
from geo.vocabulary import Change, Level, label

UNITS_SINCE = date(2008, 8, 1)
"""The 63 provinces began when Hà Tây joined Hà Nội; units of days before are not on record."""

COMMUNES_SINCE = date(2025, 1, 1)
"""The communes on record are those of the months before 2025-07-01, and those since."""

COUNTS = (
    *("clusters", "standing_from", "new", "expanded", "reduced", "merged", "removed"),
    *("standing_to", "kept", "merged_before", "removed_before", "dropped"),
    *("planned", "unconfirmed", "without_area"),
)
HECTARES = (
    *("area_from_ha", "new_ha", "expanded_ha", "reduced_ha", "merged_ha", "removed_ha"),
    *("area_to_ha", "kept_ha", "change_ha"),
)

BY_UNIT = {
    "key": Text("mã", "key"),
    "name": Text("đơn vị", "unit"),
    "standing_from": Text("cụm đầu kỳ", "clusters before"),
    "new": label(Change.NEW),
    "expanded": label(Change.EXPANDED),
    "reduced": label(Change.REDUCED),
    "merged": label(Change.MERGED),
    "removed": Text("đưa ra", "removed"),
    "standing_to": Text("cụm cuối kỳ", "clusters after"),
    "area_from_ha": Text("ha đầu kỳ", "ha before"),
    "new_ha": Text("ha mới (+)", "ha new (+)"),
    "expanded_ha": Text("ha mở rộng (+)", "ha expanded (+)"),
    "reduced_ha": Text("ha thu hẹp (−)", "ha reduced (−)"),
    "merged_ha": Text("ha sáp nhập (−)", "ha merged (−)"),
    "removed_ha": Text("ha đưa ra (−)", "ha removed (−)"),
    "area_to_ha": Text("ha cuối kỳ", "ha after"),
    "without_area": Text("chưa rõ diện tích", "area not known"),
    "change_ha": Text("tăng, giảm (ha)", "change (ha)"),
    "kept": label(Change.KEPT),
    "kept_ha": Text("ha giữ nguyên", "ha kept"),
    "area_km2": Text("diện tích đất (km²)", "land area (km²)"),
    "change_ha_per_1000_km2": Text("tăng, giảm (ha/1.000 km²)", "change (ha per 1,000 km²)"),
    "merged_before": Text("đã sáp nhập từ trước", "merged earlier"),
    "removed_before": Text("đã đưa ra từ trước", "removed earlier"),
    "dropped": Text("bỏ khi chưa thành lập", "dropped before established"),
    "planned": label(Change.PLANNED),
    "unconfirmed": Text("chưa rõ", "unconfirmed"),
    "clusters": Text("cụm có trong cơ sở dữ liệu", "clusters on record"),
}
"""Columns of the table by unit."""

ON_SCREEN = tuple(BY_UNIT)[1 : tuple(BY_UNIT).index("change_ha")]
"""Columns that a terminal shows: those of the two sums, and what they leave out."""

BY_CLUSTER = {
    "key": Text("mã", "key"),
    "name": Text("cụm", "cluster"),
    "unit": Text("đơn vị", "unit"),
    "change": Text("thay đổi", "change"),
    "area_from_ha": Text("ha đầu kỳ", "ha before"),
    "area_to_ha": Text("ha cuối kỳ", "ha after"),
    "change_ha": Text("tăng, giảm (ha)", "change (ha)"),
    "status_from": Text("tình trạng đầu kỳ", "status before"),
    "status_to": Text("tình trạng cuối kỳ", "status after"),
    "stood": Text("có đầu kỳ", "there before"),
    "certainty": Text("mức chắc chắn", "certainty"),
    "merged_into": Text("sáp nhập vào", "merged into"),
    "old_address": Text("địa chỉ trước 01/07/2025", "address before 2025-07-01"),
    "new_address": Text("địa chỉ hiện nay", "address today"),
    "decision_no": Text("quyết định", "decision"),
}
"""Columns of the table cluster by cluster."""

TOTAL = Text("Tổng", "Total")
UNPLACED = Text("Chưa rõ đơn vị", "Unit not known")

Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """What is asked: two days, the units of a day and level, and a province to stay within."""

    from_date: date
    to_date: date
    units_date: date
    level: Level = Level.PROVINCE
    province: str | None = None

    def __post_init__(self) -> None:
        if self.from_date >= self.to_date:
            raise InputError(
                Text(
                    f"Ngày đầu {self.from_date:%d/%m/%Y} phải trước ngày cuối"
                    f" {self.to_date:%d/%m/%Y}; hãy sửa --from hoặc --to.",
                    f"The first day, {self.from_date}, must come before the last, {self.to_date};"
                    " change --from or --to.",
                )
            )


def by_unit(
    connection: Connection, gazetteer: Gazetteer, span: Span, lang: str, *, known_on: date
) -> list[Row]:
    """Return a row for each unit, one for the clusters no unit holds, and the total.

    What lies after `known_on` is taken from the plans known on that day.

    Raises:
        InputError: no units of that level on that day, or no such province.
    """
    found = _read(connection, gazetteer, span, known_on, "changes_by_unit")
    for row in found:
        if row["key"] is None:
            row["name"] = UNPLACED.said(lang)
    total = added_up(found) | {"key": None, "name": TOTAL.said(lang)}
    return [_plain(row | {"change_ha_per_1000_km2": rate(row)}) for row in (*found, total)]


def by_cluster(
    connection: Connection, gazetteer: Gazetteer, span: Span, *, known_on: date
) -> list[Row]:
    """Return a row for each cluster, in the order of the units; `known_on` as in `by_unit`.

    Raises:
        InputError: no units of that level on that day, or no such province.
    """
    found = _read(connection, gazetteer, span, known_on, "changes_by_cluster")
    return [_plain(row) for row in found]


def added_up(rows: Sequence[Mapping[str, Any]]) -> Row:
    """Return the sums of the rows; land area only where every unit has one."""
    units = [row["area_km2"] for row in rows if row["key"] is not None]
    return (
        {name: sum(row[name] for row in rows) for name in COUNTS}
        | {name: _sum(row[name] for row in rows) for name in HECTARES}
        | {"area_km2": None if None in units else _sum(units)}
    )


def rate(row: Mapping[str, Any]) -> Decimal | None:
    """Return the change in ha per 1,000 km², from its two parts; None where one is not known."""
    if row["change_ha"] is None or not row["area_km2"]:
        return None
    change, area = Decimal(row["change_ha"]), Decimal(row["area_km2"])
    return round(change / area * 1000, 4)


_UNIT = text("SELECT unit_id FROM planning.unit WHERE key = :key")


def _of_other_system(gazetteer: Gazetteer, province: str, on: date) -> UnknownPlace:
    """Return the refusal of a province that the units asked for do not have, and what to ask."""
    unknown = gazetteer.unknown(province, on, level=Level.PROVINCE)
    units = "63" if on >= SWITCH else "34"
    return UnknownPlace(
        province,
        Text(
            f"{unknown.text.vi} Để xem theo đơn vị ấy, thêm --units {units}.",
            f"{unknown.text.en} For the units that have it, add --units {units}.",
        ),
        unknown.nearest,
    )


def _read(
    connection: Connection, gazetteer: Gazetteer, span: Span, known_on: date, name: str
) -> list[Row]:
    _require_units(gazetteer, span)
    within = None
    if span.province is not None:
        unit = find_province(gazetteer, span.province, on=span.units_date)
        if span.units_date not in unit.valid:
            raise _of_other_system(gazetteer, span.province, span.units_date)
        within = connection.scalar(_UNIT, {"key": unit.key})
    query = named_query(name)
    asked = {
        "from_date": span.from_date,
        "to_date": span.to_date,
        "known_on": known_on,
        "units_date": span.units_date,
        "level": span.level.value,
        "within": within,
    }
    return [dict(row) for row in connection.execute(query, asked).mappings()]


def require_recorded(day: date) -> None:
    """Refuse a day whose administrative units are not on record.

    Raises:
        InputError: it lies before `UNITS_SINCE`.
    """
    if day < UNITS_SINCE:
        raise InputError(
            Text(
                f"Cơ sở dữ liệu chỉ có các đơn vị hành chính từ {UNITS_SINCE:%d/%m/%Y}, không có"
                f" của {day:%d/%m/%Y}; hãy dùng --units 63 hoặc --units 34.",
                f"Administrative units are on record since {UNITS_SINCE} only, not of {day}; use"
                " --units 63 or --units 34.",
            )
        )


def _require_units(gazetteer: Gazetteer, span: Span) -> None:
    """Refuse a level that no unit of that day has."""
    level, day = label(span.level), span.units_date
    require_recorded(day)
    if span.level is Level.COMMUNE and day < COMMUNES_SINCE:
        raise InputError(
            Text(
                f"Cơ sở dữ liệu chỉ có các xã từ {COMMUNES_SINCE:%d/%m/%Y}, không có của"
                f" {day:%d/%m/%Y}; hãy dùng --units 63 hoặc --units 34.",
                f"Communes are on record since {COMMUNES_SINCE} only, not of {day}; use"
                " --units 63 or --units 34.",
            )
        )
    if not gazetteer.at(span.level, on=day):
        raise InputError(
            Text(
                f"Ngày {day:%d/%m/%Y} không có đơn vị cấp {level.vi}; hãy dùng --units 63, hoặc cấp"
                " khác bằng --level.",
                f"There is no unit of the level {level.en} on {day}; use --units 63, or another"
                " --level.",
            )
        )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _plain(row: Row) -> Row:
    return {
        name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }
