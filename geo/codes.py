"""The codes that columns of answers hold, and what people read in their place."""

from collections.abc import Mapping
from enum import StrEnum

from geo.errors import Text
from geo.vocabulary import (
    Change,
    EventKind,
    Level,
    Modality,
    Precision,
    Qualifier,
    Stage,
    Status,
    Wastewater,
    label,
)

Words = Mapping[str, Text]

NO_UNIT = Text("chưa rõ", "not known")
"""In the place of a unit: the clusters of which no source says in which unit they lie."""

STATES = {
    "done": Text("xong", "done"),
    "due": Text("đang trong hạn", "due"),
    "overdue": Text("quá hạn, chưa báo xong", "overdue"),
    "upcoming": Text("chưa đến hạn", "upcoming"),
    "undated": Text("không ghi thời hạn", "undated"),
}
"""What may have become of a milestone."""

TOPICS = {
    "area": Text("diện tích", "area"),
    "capital": Text("vốn", "capital"),
    "decision": Text("số quyết định", "decision"),
    "date": Text("ngày", "date"),
    "status": Text("tình trạng", "status"),
    "indicator": Text("số liệu", "figure"),
}
"""What sources may disagree about."""

_SIZES = {
    "over_75": Text("trên 75 ha", "over 75 ha"),
    "under_10": Text(
        "5–10 ha: chỉ được ở miền núi, làng nghề",
        "5–10 ha: only in mountain districts and craft villages",
    ),
    "under_5": Text("dưới 5 ha", "under 5 ha"),
}
_CURRENCIES = {
    "capital_vnd_billion": Text("tỷ đồng", "VND billion"),
    "capital_usd_million": Text("triệu USD", "USD million"),
}


_METHODS = {
    "centroid of its area": Text("trọng tâm của đơn vị", "centroid of its area"),
    "point on its surface": Text("một điểm trong đơn vị", "point on its surface"),
    "point published for the commune": Text(
        "điểm công bố của xã", "point published for the commune"
    ),
    "point of the commune that took it in": Text(
        "điểm của xã đã nhận đơn vị", "point of the commune that took it in"
    ),
    "point of the commune that took in its main part": Text(
        "điểm của xã đã nhận phần lớn đơn vị", "point of the commune that took in its main part"
    ),
    **{
        f"mean of {count} {level.value} points": Text(
            f"trung bình của {count} điểm {label(level).vi}",
            f"mean of {count} {level.value} points",
        )
        for level in (Level.COMMUNE, Level.DISTRICT)
        for count in range(2, 10)
    },
}


def _labels(words: type[StrEnum]) -> dict[str, Text]:
    return {word.value: label(word) for word in words}


CODES: Mapping[str, Words] = {
    "status": _labels(Status),
    "status_to": _labels(Status),
    "status_2030": _labels(Status),
    "change": {**_labels(Change), "unconfirmed": label(Status.UNCONFIRMED)},
    "certainty": _labels(Modality),
    "modality": _labels(Modality),
    "preferred_modality": _labels(Modality),
    "other_modality": _labels(Modality),
    "kind": _labels(EventKind),
    "preferred_value": _labels(EventKind),
    "other_value": _labels(EventKind),
    "subject": {**_labels(EventKind), **_CURRENCIES},
    "area_qualifier": _labels(Qualifier),
    "capital_qualifier": _labels(Qualifier),
    "qualifier": _labels(Qualifier),
    "wastewater": _labels(Wastewater),
    "precision": _labels(Precision),
    "level": _labels(Level),
    "method": _METHODS,
    "stages": _labels(Stage),
    "state": STATES,
    "topic": TOPICS,
    "size_warning": _SIZES,
    "size_warning_to": _SIZES,
    "reason": {
        "filled": Text("lấp đầy trên 50 %", "filled above 50 %"),
        "little_unleased": Text("chưa cho thuê không quá 100 ha", "at most 100 ha unleased"),
        "neither": Text(
            "lấp đầy không quá 50 %, chưa cho thuê trên 100 ha",
            "filled up to 50 %, over 100 ha unleased",
        ),
    },
    "free_basis": {
        "industrial_and_leased": Text("đất công nghiệp, đã cho thuê", "industrial land, leased"),
        "industrial_and_fill": Text("đất công nghiệp, lấp đầy", "industrial land, fill"),
        "area_and_fill": Text("diện tích cả cụm, lấp đầy", "area of the cluster, fill"),
    },
    "area_basis": {
        "statement": Text("cùng nguồn với vốn", "the same statement"),
        "plan": Text("quy hoạch", "the plan"),
        "cluster": Text("cụm", "the cluster"),
    },
    "verdict": {
        "agrees": Text("khớp", "agrees"),
        "more_on_record": Text("dữ liệu nhiều hơn", "more on record"),
        "less_on_record": Text("dữ liệu ít hơn", "less on record"),
    },
}
"""Columns that hold codes, with the wording of each."""
