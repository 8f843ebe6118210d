"""The layers of the project: what each one reads, how it is drawn, and what it is called."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from psycopg.sql import SQL, Literal

from geo.codes import CODES, Words
from geo.errors import Text
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS, Symbol, Values
from geo.maps.islands import ISLANDS
from geo.maps.speech import Speech
from geo.qgis.source import Table
from geo.qgis.styles import Kind, dots, marks_by_kind, names, units_by_class
from geo.vocabulary import Change, ZoneType, label

RATE = '"change_ha" / "area_km2" * 1000'
"""What units are shaded by: change of area in ha per 1,000 km² (as in `geo.maps.metrics`)."""

_RATE = Text("Thay đổi đến 2030, ha/1.000 km²", "Change to 2030, ha per 1,000 km²")
_CLUSTERS = "\"zone_type\" = 'CCN'"
_COARSE = "\"precision\" IN ('district', 'province')"
_INK, _SEA_INK, _ISLET = "#1f2933", "#21425f", "#b09a5b"

_POINTS = Text(
    "Điểm là tâm xã, huyện hoặc tỉnh, nơi không biết rõ hơn; tâm huyện, tâm tỉnh: ký hiệu rỗng. Các"
    " cụm cùng một điểm xếp quanh điểm ấy.",
    "A point is the centre of the commune, district or province where nothing finer is known; of a"
    " district or province: hollow. Clusters of one point stand around it.",
)
_APPROXIMATE = Text(
    "Ranh giới gần đúng, tính từ điểm và diện tích các xã: dùng cho bản đồ cả nước, không dùng để"
    " xác định một nơi thuộc đơn vị nào. ",
    "Approximate boundaries, computed from the points and areas of the communes: for a map of the"
    " country, not for saying in which unit a place lies. ",
)
_MIXED = Text(
    "Một phần ranh giới gần đúng, tính từ điểm và diện tích các xã (cột approximate). ",
    "Boundaries approximate in part, computed from the points and areas of the communes (column"
    " approximate). ",
)
_SHADED = Text(
    "Màu: thay đổi diện tích cụm công nghiệp từ hôm nay đến hết 2030, ha/1.000 km²; gạch chéo:"
    " không có số liệu.",
    "Shade: change of the area of clusters from today to the end of 2030, ha per 1,000 km²;"
    " hatched: no data.",
)
_EXACT = Text("", "")
_STATES = {
    "done": Text("đã xong", "done"),
    "to_come": Text("sắp tới, đến 2030", "to come, by 2030"),
}
_DELAY = (
    "CASE WHEN \"slip_days\" > 365 THEN 'long' WHEN \"slip_days\" > 182 THEN 'year' ELSE 'half' END"
)
_DELAYS = {
    "half": (Symbol("#e69f00", "up"), Text("chậm đến nửa năm", "late by up to half a year")),
    "year": (Symbol("#d55e00", "circle"), Text("chậm đến một năm", "late by up to a year")),
    "long": (Symbol("#000000", "square"), Text("chậm hơn một năm", "late by more than a year")),
}
_CODES: Mapping[str, Words] = {
    **{
        name: CODES[name]
        for name in ("status", "change", "certainty", "precision", "wastewater", "area_qualifier")
    },
    "status_now": CODES["status"],
    "status_2030": CODES["status"],
    "state": _STATES,
    "zone_type": {zone.value: label(zone) for zone in ZoneType},
}
"""Columns of the views that hold codes."""


class Layer(NamedTuple):
    """A layer: its key, name and note, what it reads, how it is drawn, shown at first or not."""

    key: str
    name: str
    note: str
    table: Table
    renderer: Element
    labels: Element
    shown: bool

    @property
    def id(self) -> str:
        """Return its identity in the project; QGIS puts another in place of a short one."""
        return f"ccn_atlas_{self.key}"


class Group(NamedTuple):
    """Layers under one heading; of an `exclusive` group one at a time is shown."""

    name: str
    layers: Sequence[Layer]
    exclusive: bool


def exactness(approximate: bool, mixed: bool) -> Text:
    """Return what is to be said of boundaries: some are computed, others perhaps not."""
    return (_MIXED if mixed else _APPROXIMATE) if approximate else _EXACT


def groups(rates: Mapping[str, Values], exact: Mapping[str, Text], lang: str) -> tuple[Group, ...]:
    """Return the layers in the order of drawing, the first on top.

    Args:
        rates: by view of units, the figures that its classes are made of.
        exact: by view of units, `exactness` of its boundaries.
        lang: `vi` or `en`.
    """
    return (
        Group(Text("Biển đảo", "Islands").said(lang), [_islands(lang)], exclusive=False),
        Group(
            Text("Cụm công nghiệp", "Industrial clusters").said(lang),
            [_to_2030(lang), _now(lang)],
            exclusive=True,
        ),
        Group(
            Text("Cần theo dõi", "To be watched").said(lang),
            [_departures("merger", lang), _departures("removal", lang), _overdue(lang)],
            exclusive=False,
        ),
        Group(
            _units_name(exact).said(lang),
            [
                _units(
                    "province_now",
                    Text("34 tỉnh, thành phố hiện nay", "34 provinces of today"),
                    rates,
                    exact["province_now"],
                    lang,
                ),
                _units(
                    "province_before",
                    Text("63 tỉnh, thành phố trước 01/07/2025", "63 provinces before 2025-07-01"),
                    rates,
                    exact["province_before"],
                    lang,
                ),
                _units(
                    "district_before",
                    Text("Huyện trước 01/07/2025", "Districts before 2025-07-01"),
                    rates,
                    exact["district_before"],
                    lang,
                ),
            ],
            exclusive=True,
        ),
    )


def wordings(column: str, lang: str) -> dict[str, str]:
    """Return the wording of each code that a column may hold; none where it holds no codes."""
    return {code: word.said(lang) for code, word in _CODES.get(column, {}).items()}


def _kinds(column: str, symbols: Mapping[str, Symbol], lang: str) -> list[Kind]:
    """Return the kinds that symbols stand for; what has long been gone is not shown at first."""
    words = wordings(column, lang)
    return [
        Kind(code, symbol, words[code], _COARSE, shown=code != Change.GONE)
        for code, symbol in symbols.items()
    ]


def _to_2030(lang: str) -> Layer:
    area = 'max(coalesce("area_now_ha", 9), coalesce("area_2030_ha", 9))'
    return Layer(
        "cluster_to_2030",
        Text("Thay đổi đến 2030", "Changes to 2030").said(lang),
        _POINTS.said(lang),
        Table("cluster_to_2030", "cluster_id", "Point", _CLUSTERS),
        marks_by_kind('"change"', _kinds("change", SYMBOLS, lang), area),
        _cluster_names(),
        shown=True,
    )


def _now(lang: str) -> Layer:
    area = 'coalesce(nullif("area_ha", 0), "planned_area_ha")'
    return Layer(
        "cluster_now",
        Text("Tình trạng hiện nay", "Status today").said(lang),
        _POINTS.said(lang),
        Table("cluster_now", "cluster_id", "Point", _CLUSTERS),
        marks_by_kind('"status"', _kinds("status", STATUS_SYMBOLS, lang), area),
        _cluster_names(),
        shown=False,
    )


def _departures(view: str, lang: str) -> Layer:
    change = {"merger": Change.MERGED, "removal": Change.REMOVED}[view]
    words = wordings("state", lang)
    kinds = [
        Kind("done", SYMBOLS[change], words["done"], "false"),
        Kind("to_come", SYMBOLS[change], words["to_come"], "true"),
    ]
    heading = {
        "merger": Text("Sáp nhập vào khu công nghiệp", "Merged into industrial zones"),
        "removal": Text("Đưa ra khỏi quy hoạch", "Removed from the plan"),
    }
    return Layer(
        view,
        heading[view].said(lang),
        Text("Ký hiệu rỗng: sắp tới.", "Hollow: to come.").said(lang),
        Table(view, "cluster_id", "Point"),
        marks_by_kind('"state"', kinds, '"area_ha"'),
        _cluster_names(),
        shown=False,
    )


def _overdue(lang: str) -> Layer:
    kinds = [
        Kind(code, symbol, word.said(lang), "false") for code, (symbol, word) in _DELAYS.items()
    ]
    return Layer(
        "overdue",
        Text("Mốc tiến độ quá hạn, chưa báo xong", "Milestones overdue").said(lang),
        Text(
            "Các mốc đã qua ngày cuối mà chưa nguồn nào báo xong.",
            "Milestones past their last day that no source reports as done.",
        ).said(lang),
        Table("overdue", "milestone_id", "Point"),
        marks_by_kind(_DELAY, kinds, "20"),
        _cluster_names(),
        shown=False,
    )


def _units_name(exact: Mapping[str, Text]) -> Text:
    """Return the heading of the layers of units."""
    if all(said is _APPROXIMATE for said in exact.values()):
        return Text(
            "Đơn vị hành chính (ranh giới gần đúng)",
            "Administrative units (approximate boundaries)",
        )
    if all(said is _EXACT for said in exact.values()):
        return Text("Đơn vị hành chính", "Administrative units")
    return Text(
        "Đơn vị hành chính (một phần ranh giới gần đúng)",
        "Administrative units (boundaries approximate in part)",
    )


def _units(view: str, name: Text, rates: Mapping[str, Values], exact: Text, lang: str) -> Layer:
    is_district = view == "district_before"
    return Layer(
        view,
        name.said(lang),
        exact.said(lang) + _SHADED.said(lang),
        Table(view, "unit_id", "MultiPolygon"),
        units_by_class(RATE, _RATE.said(lang), rates[view], lang),
        names('"name"', size=8, color="#3c4650", largest=1_000_000 if is_district else 0),
        shown=view == "province_now",
    )


def island_places(lang: str) -> list[tuple[str | None, float, float]]:
    """Return the islands of every map of the country: name, lat, lon; a name has no dot."""
    speech = Speech(lang)
    named = [(speech.say(group.name), *group.at) for group in ISLANDS]
    return [*named, *((None, *dot) for group in ISLANDS for dot in group.dots)]


def island_style(column: str) -> tuple[Element, Element]:
    """Return how the islands are drawn and named, the names being in a column."""
    return (
        dots(_ISLET, f'if("{column}" IS NULL, 1.2, 0)'),
        names(f'"{column}"', size=8, color=_SEA_INK),
    )


def _islands(lang: str) -> Layer:
    rows = [
        SQL("({}::integer, {}::text, ST_SetSRID(ST_MakePoint({}, {}), 4326))").format(
            Literal(number), Literal(name), Literal(lon), Literal(lat)
        )
        for number, (name, lat, lon) in enumerate(island_places(lang), 1)
    ]
    query = SQL(
        "(SELECT id, name, geometry::geometry(Point, 4326) FROM (VALUES {}) AS i"
        " (id, name, geometry))"
    ).format(SQL(", ").join(rows))
    return Layer(
        "islands",
        Text("Hoàng Sa, Trường Sa", "Hoàng Sa, Trường Sa").said(lang),
        "",
        Table(query.as_string(None), "id", "Point"),
        *island_style("name"),
        shown=True,
    )


def _cluster_names() -> Element:
    return names('"name"', size=7.5, color=_INK, largest=300_000)
