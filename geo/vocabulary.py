"""The words of the trade: one term per idea, each with its Vietnamese and English label.

The values are what stands in the database and in `data/`; the labels are what people read.
"""

from enum import StrEnum

from geo.errors import Text


class Level(StrEnum):
    """Level of an administrative unit, coarse to fine. Districts ended on 2025-07-01."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Precision(StrEnum):
    """How exact a cluster's point is, fine to coarse."""

    SITE = "site"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


class ZoneType(StrEnum):
    """Kind of industrial site."""

    CCN = "CCN"
    KCN = "KCN"
    KKT = "KKT"


class EventKind(StrEnum):
    """What happened to a cluster, or is to happen."""

    PLANNED = "planned"
    ESTABLISHED = "established"
    CONSTRUCTION = "construction"
    OPERATING = "operating"
    EXPANDED = "expanded"
    ADJUSTED = "adjusted"
    MERGED = "merged"
    REMOVED = "removed"


class Modality(StrEnum):
    """How sure an event is."""

    DONE = "done"
    DECIDED = "decided"
    PLANNED = "planned"
    PROPOSED = "proposed"


class Qualifier(StrEnum):
    """How exactly a figure was stated; a figure without one is exact."""

    ABOUT = "about"
    MORE_THAN = "more_than"
    NEARLY = "nearly"


class Aggregation(StrEnum):
    """How an indicator's values of the parts make the value of the whole."""

    SUM = "sum"
    RATIO = "ratio"
    NONE = "none"


class Wastewater(StrEnum):
    """State of a cluster's central wastewater treatment plant."""

    NONE = "none"
    BUILDING = "building"
    BUILT = "built"
    RUNNING = "running"


class Role(StrEnum):
    """Part another cluster or zone plays in an event, besides its subject."""

    ABSORBED_INTO = "absorbed_into"
    SUCCESSOR = "successor"


class Stage(StrEnum):
    """Stage of a cluster's schedule; one milestone may cover several."""

    LEGAL_AND_DESIGN = "legal_and_design"
    INVESTMENT_CALL = "investment_call"
    LAND_CLEARANCE = "land_clearance"
    CONSTRUCTION = "construction"
    WASTEWATER = "wastewater"
    COMPLETION = "completion"
    FILLING = "filling"
    OPERATION = "operation"
    IMPLEMENTATION = "implementation"
    RELOCATION = "relocation"


class Status(StrEnum):
    """State of a cluster on a date, derived from its events and never stored.

    `unconfirmed` is a cluster known only from a plan whose period is over: nothing tells whether it
    was taken into the plan that followed.
    """

    PLANNED = "planned"
    ESTABLISHED = "established"
    CONSTRUCTION = "construction"
    OPERATING = "operating"
    MERGED = "merged"
    REMOVED = "removed"
    UNCONFIRMED = "unconfirmed"


class Change(StrEnum):
    """What becomes of a cluster between two dates.

    `planned` is a cluster that is only in the plan on both days, `gone` one that was merged or
    removed before the first.
    """

    NEW = "new"
    EXPANDED = "expanded"
    REDUCED = "reduced"
    MERGED = "merged"
    REMOVED = "removed"
    KEPT = "kept"
    PLANNED = "planned"
    GONE = "gone"


_LABELS: dict[tuple[type[StrEnum], str], Text] = {
    (type(word), word.value): text
    for word, text in (
        (Level.COUNTRY, Text("cả nước", "country")),
        (Level.PROVINCE, Text("tỉnh", "province")),
        (Level.DISTRICT, Text("huyện", "district")),
        (Level.COMMUNE, Text("xã", "commune")),
        (Precision.SITE, Text("vị trí khu đất", "site")),
        (Precision.COMMUNE, Text("tâm xã", "commune")),
        (Precision.DISTRICT, Text("tâm huyện", "district")),
        (Precision.PROVINCE, Text("tâm tỉnh", "province")),
        (ZoneType.CCN, Text("cụm công nghiệp", "industrial cluster")),
        (ZoneType.KCN, Text("khu công nghiệp", "industrial zone")),
        (ZoneType.KKT, Text("khu kinh tế", "economic zone")),
        (EventKind.PLANNED, Text("đưa vào quy hoạch", "planned")),
        (EventKind.ESTABLISHED, Text("thành lập", "established")),
        (EventKind.CONSTRUCTION, Text("xây dựng hạ tầng", "construction")),
        (EventKind.OPERATING, Text("hoạt động", "operating")),
        (EventKind.EXPANDED, Text("mở rộng", "expanded")),
        (EventKind.ADJUSTED, Text("điều chỉnh", "adjusted")),
        (EventKind.MERGED, Text("sáp nhập", "merged")),
        (EventKind.REMOVED, Text("đưa ra khỏi quy hoạch", "removed")),
        (Modality.DONE, Text("đã thực hiện", "done")),
        (Modality.DECIDED, Text("đã quyết định", "decided")),
        (Modality.PLANNED, Text("theo quy hoạch", "planned")),
        (Modality.PROPOSED, Text("dự kiến, đề xuất", "proposed")),
        (Qualifier.ABOUT, Text("khoảng", "about")),
        (Qualifier.MORE_THAN, Text("hơn", "more than")),
        (Qualifier.NEARLY, Text("gần", "nearly")),
        (Wastewater.NONE, Text("chưa có", "none")),
        (Wastewater.BUILDING, Text("đang xây dựng", "under construction")),
        (Wastewater.BUILT, Text("đã xây dựng", "built")),
        (Wastewater.RUNNING, Text("đang vận hành", "running")),
        (Role.ABSORBED_INTO, Text("sáp nhập vào", "absorbed into")),
        (Role.SUCCESSOR, Text("kế tiếp", "successor")),
        (Stage.LEGAL_AND_DESIGN, Text("thủ tục pháp lý, thiết kế", "legal steps and design")),
        (Stage.INVESTMENT_CALL, Text("kêu gọi đầu tư", "call for investment")),
        (Stage.LAND_CLEARANCE, Text("giải phóng mặt bằng", "land clearance")),
        (Stage.CONSTRUCTION, Text("xây dựng hạ tầng", "construction")),
        (Stage.WASTEWATER, Text("xử lý nước thải", "wastewater treatment")),
        (Stage.COMPLETION, Text("hoàn thiện hạ tầng", "completion")),
        (Stage.FILLING, Text("lấp đầy", "filling")),
        (Stage.OPERATION, Text("đưa vào hoạt động", "operation")),
        (Stage.IMPLEMENTATION, Text("thực hiện dự án", "implementation of the project")),
        (Stage.RELOCATION, Text("di dời cơ sở", "relocation of plants")),
        (Status.PLANNED, Text("trong quy hoạch", "in the plan")),
        (Status.ESTABLISHED, Text("đã thành lập", "established")),
        (Status.CONSTRUCTION, Text("đang xây dựng", "under construction")),
        (Status.OPERATING, Text("đang hoạt động", "operating")),
        (Status.MERGED, Text("đã sáp nhập", "merged")),
        (Status.REMOVED, Text("đã đưa ra khỏi quy hoạch", "removed")),
        (Status.UNCONFIRMED, Text("quy hoạch kỳ trước, chưa rõ", "earlier plan, unconfirmed")),
        (Change.NEW, Text("quy hoạch mới", "planned new")),
        (Change.EXPANDED, Text("mở rộng", "expanded")),
        (Change.REDUCED, Text("thu hẹp", "reduced")),
        (Change.MERGED, Text("sáp nhập", "merged")),
        (Change.REMOVED, Text("đưa ra khỏi quy hoạch", "removed")),
        (Change.KEPT, Text("giữ nguyên", "kept")),
        (Change.PLANNED, Text("trong quy hoạch, chưa thành lập", "only planned")),
        (Change.GONE, Text("đã sáp nhập, đưa ra từ trước", "merged or removed earlier")),
    )
}


def label(word: StrEnum) -> Text:
    """Return the label of a word; words of two vocabularies that are spelt alike have their own."""
    return _LABELS[type(word), word.value]
