"""How rows about time are worded: headings for files, and what a reader sees in a table."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from geo.cli.door import LANG, say
from geo.codes import STATES, TOPICS
from geo.errors import Text
from geo.notes import noted
from geo.text import number
from geo.vocabulary import EventKind, Modality, Qualifier, Stage, Status, Wastewater, label

Row = dict[str, Any]
Headings = dict[str, Text]

SOURCE = {
    "title": Text("nguồn", "source"),
    "publisher": Text("nơi đăng", "publisher"),
    "published": Text("ngày đăng", "published"),
    "url": Text("địa chỉ nguồn", "address of the source"),
    "place": Text("chỗ trong nguồn", "place in the source"),
}

PROVINCES = {
    "province_before": Text("tỉnh trước 01/07/2025", "province before 2025-07-01"),
    "province_now": Text("tỉnh hiện nay", "province now"),
}

_TOLD = {
    "note": Text("ghi chú", "note"),
    "corrections": Text("đính chính", "corrections"),
}

_REMARKS = Text("ghi chú, đính chính", "notes, corrections")

SCHEDULE = {
    "milestone": Text("mốc", "milestone"),
    "cluster": Text("mã", "key"),
    "name": Text("cụm", "cluster"),
    **PROVINCES,
    "stages": Text("công việc", "stages"),
    "period_text": Text("thời hạn", "period"),
    "from_on": Text("từ ngày", "from"),
    "to_on": Text("đến ngày", "to"),
    "fill_target_pct": Text("lấp đầy (%)", "fill (%)"),
    "actual_on": Text("xong ngày", "done on"),
    "state": Text("tình trạng", "state"),
    "slip_days": Text("chậm (ngày)", "slip (days)"),
    **SOURCE,
    **_TOLD,
}
"""Columns of a milestone."""

_SCHEDULE_TABLE = {
    "name": SCHEDULE["name"],
    "province": Text("tỉnh cũ → nay", "province old → now"),
    "stages": SCHEDULE["stages"],
    "when": SCHEDULE["period_text"],
    "state": SCHEDULE["state"],
    "slip_days": SCHEDULE["slip_days"],
    "remarks": _REMARKS,
    "title": SOURCE["title"],
    "url": SOURCE["url"],
}

EVENTS = {
    "event": Text("phát biểu", "statement"),
    "kind": Text("việc", "event"),
    "modality": Text("mức chắc chắn", "certainty"),
    "effective_on": Text("tính từ ngày", "counts from"),
    "stated_on": Text("ngày nguồn nêu", "stated on"),
    "period_text": Text("thời gian", "period"),
    "area_ha": Text("diện tích (ha)", "area (ha)"),
    "area_from_ha": Text("từ (ha)", "from (ha)"),
    "area_delta_ha": Text("thêm (ha)", "added (ha)"),
    "area_qualifier": Text("mức chính xác", "qualifier"),
    "industrial_ha": Text("đất công nghiệp (ha)", "industrial land (ha)"),
    "leased_ha": Text("đã cho thuê (ha)", "leased (ha)"),
    "fill_pct": Text("lấp đầy (%)", "fill (%)"),
    "wastewater": Text("xử lý nước thải", "wastewater"),
    "capital_vnd_billion": Text("vốn (tỷ đồng)", "capital (VND billion)"),
    "capital_usd_million": Text("vốn (triệu USD)", "capital (USD million)"),
    "capital_qualifier": Text("mức chính xác của vốn", "qualifier of the capital"),
    "decision_no": Text("quyết định", "decision"),
    "absorbed_into": Text("nhập vào", "merged into"),
    **SOURCE,
    **_TOLD,
}
"""Columns of a statement on a cluster."""

_EVENTS_TABLE = {
    "effective_on": EVENTS["effective_on"],
    "kind": EVENTS["kind"],
    "modality": EVENTS["modality"],
    "period_text": EVENTS["period_text"],
    "area": EVENTS["area_ha"],
    "decision_no": EVENTS["decision_no"],
    "details": Text("chi tiết", "details"),
    "remarks": _REMARKS,
    **SOURCE,
}

_DETAILS = (
    *("industrial_ha", "leased_ha", "fill_pct", "capital_vnd_billion", "capital_usd_million"),
    *("wastewater", "absorbed_into"),
)
"""What few statements tell: in a table it shares a column."""

HEAD = {
    "cluster": Text("mã", "key"),
    "name": Text("tên", "name"),
    "zone_type": Text("loại", "type"),
    "aliases": Text("tên gọi khác", "other names"),
    "old_address": Text("địa chỉ trước 01/07/2025", "address before 2025-07-01"),
    "new_address": Text("địa chỉ hiện nay", "address now"),
    "status": Text("tình trạng", "status"),
    "certainty": Text("mức chắc chắn", "certainty"),
    "plan": Text("quy hoạch", "plan"),
    "legal": Text("pháp lý", "legal"),
    "build": Text("hạ tầng", "infrastructure"),
    "wastewater": Text("xử lý nước thải", "wastewater"),
    "area_ha": Text("diện tích (ha)", "area (ha)"),
    "planned_area_ha": Text("diện tích quy hoạch (ha)", "area in the plan (ha)"),
    "industrial_ha": Text("đất công nghiệp (ha)", "industrial land (ha)"),
    "leased_ha": Text("đã cho thuê (ha)", "leased (ha)"),
    "fill_pct": Text("lấp đầy (%)", "fill (%)"),
    "merged_into": Text("nhập vào", "merged into"),
    "decision_no": Text("quyết định gần nhất", "last decision"),
    "corrections": _TOLD["corrections"],
}

_AXES = {
    "plan": {
        "in": Text("trong quy hoạch", "in"),
        "out": Text("ngoài quy hoạch", "out"),
    },
    "legal": {
        "not_established": Text("chưa thành lập", "not established"),
        "established": Text("đã thành lập", "established"),
        "revoked": Text("đã chấm dứt", "revoked"),
    },
    "build": {
        "none": Text("chưa rõ", "not known"),
        "under_way": Text("đang xây dựng", "under way"),
        "basically_done": Text("cơ bản hoàn thành", "basically done"),
        "operating": Text("đang hoạt động", "operating"),
    },
}
"""What the axes of a status may say."""

CONFLICTS = {
    "topic": Text("về", "about"),
    "cluster": Text("mã", "key"),
    "name": Text("cụm, đơn vị", "cluster, unit"),
    **PROVINCES,
    "subject": Text("nội dung", "subject"),
    **{
        f"{side}_{name}": Text(f"{vi}: {heading.vi}", f"{en}: {heading.en}")
        for side, vi, en in (("preferred", "ưu tiên", "preferred"), ("other", "khác", "other"))
        for name, heading in {
            "key": Text("mã", "key"),
            "value": Text("giá trị", "value"),
            "qualifier": Text("mức chính xác", "qualifier"),
            "modality": Text("mức chắc chắn", "certainty"),
            "period": Text("thời gian", "period"),
            **SOURCE,
        }.items()
    },
}
"""Columns of a contradiction."""

_CONFLICTS_TABLE = {
    "name": CONFLICTS["name"],
    "province": _SCHEDULE_TABLE["province"],
    "topic": CONFLICTS["topic"],
    "subject": CONFLICTS["subject"],
    **{
        f"{side}_{name}": CONFLICTS[f"{side}_{name}"]
        for names in (("value", "modality"), ("title", "published", "url"))
        for side in ("preferred", "other")
        for name in names
    },
}

INDICATORS = {
    "key": Text("mã", "key"),
    "unit": Text("đơn vị", "unit"),
    "level": Text("cấp", "level"),
    "indicator": Text("chỉ tiêu", "indicator"),
    "label_vi": Text("tên chỉ tiêu", "name in Vietnamese"),
    "label_en": Text("tên tiếng Anh", "name in English"),
    "unit_of_measure": Text("đơn vị tính", "measured in"),
    "period_text": Text("thời gian", "period"),
    "on_date": Text("số liệu của ngày", "figure of the day"),
    "stated": Text("nguồn nêu", "stated"),
    "qualifier": Text("mức chính xác", "qualifier"),
    "modality": Text("mức chắc chắn", "certainty"),
    "compared_on": Text("so tại ngày", "compared on"),
    "on_record": Text("có trong dữ liệu", "on record"),
    "without_area": Text("cụm chưa có diện tích", "clusters without an area"),
    "difference": Text("chênh lệch", "difference"),
    "share_pct": Text("tỷ lệ có (%)", "share on record (%)"),
    **SOURCE,
    **_TOLD,
}
"""Columns of a figure."""

_INDICATORS_TABLE = {
    "unit": INDICATORS["unit"],
    "indicator": INDICATORS["indicator"],
    "when": INDICATORS["on_date"],
    "stated": INDICATORS["stated"],
    "on_record": INDICATORS["on_record"],
    "share_pct": INDICATORS["share_pct"],
    "remarks": _REMARKS,
    "title": SOURCE["title"],
    "url": SOURCE["url"],
}


def schedule_table(rows: Iterable[Row], *, one_cluster: bool = False) -> tuple[list[Row], Headings]:
    """Word milestones for a table; those of one cluster do without its name and province."""
    headings = dict(_SCHEDULE_TABLE)
    if one_cluster:
        del headings["name"], headings["province"]
    return [_milestone(row) for row in rows], headings


def events_table(rows: Iterable[Row]) -> tuple[list[Row], Headings]:
    """Word the statements on a cluster for a table."""
    return [_event(row) for row in rows], _EVENTS_TABLE


def conflicts_table(rows: Iterable[Row]) -> tuple[list[Row], Headings]:
    """Word contradictions for a table."""
    return [_conflict(row) for row in rows], _CONFLICTS_TABLE


def indicators_table(rows: Iterable[Row]) -> tuple[list[Row], Headings]:
    """Word figures for a table."""
    return [_indicator(row) for row in rows], _INDICATORS_TABLE


def head_table(head: Row) -> tuple[list[Row], Headings]:
    """Word what a cluster is, one line for each thing that is known."""
    said = head | {
        "status": _label(Status, head["status"]),
        "certainty": _label(Modality, head["certainty"]),
        "wastewater": _label(Wastewater, head["wastewater"]),
        **{
            name: _figure(head[name])
            for name in ("planned_area_ha", "industrial_ha", "leased_ha", "fill_pct")
        },
        "area_ha": _figure(head["area_ha"], head["area_qualifier"]),
    }
    for axis, words in _AXES.items():
        if head[axis] is not None:
            said[axis] = words[head[axis]].said(LANG)
    rows = [
        {"field": heading.said(LANG), "value": said[name]}
        for name, heading in HEAD.items()
        if said[name] not in (None, "")
    ]
    return rows, {"field": Text("mục", "field"), "value": Text("giá trị", "value")}


def _milestone(row: Row) -> Row:
    target = row["fill_target_pct"]
    stages = [
        f"{_label(Stage, stage)} {_figure(target)} %"
        if stage == Stage.FILLING and target is not None
        else _label(Stage, stage)
        for stage in row["stages"]
    ]
    first, last = (row[name] or "…" for name in ("from_on", "to_on"))
    known = row["from_on"] or row["to_on"]
    done_on = f" {row['actual_on']}" if row["actual_on"] else ""
    return row | {
        "province": _province(row),
        "stages": stages,
        "when": f"{first} – {last}" if known else noted(row["period_text"], LANG),
        "state": STATES[row["state"]].said(LANG) + done_on,
        "remarks": _remarks(row),
    }


def _event(row: Row) -> Row:
    worded = row | {
        "wastewater": _label(Wastewater, row["wastewater"]),
        **{name: _figure(row[name]) for name in ("industrial_ha", "leased_ha", "fill_pct")},
        **{
            name: _figure(row[name], row["capital_qualifier"])
            for name in ("capital_vnd_billion", "capital_usd_million")
        },
    }
    return row | {
        "kind": _label(EventKind, row["kind"]),
        "modality": _label(Modality, row["modality"]),
        "period_text": noted(row["period_text"], LANG),
        "area": _area(row),
        "details": [
            f"{EVENTS[name].said(LANG)}: {worded[name]}" for name in _DETAILS if worded[name]
        ],
        "remarks": _remarks(row),
        "place": noted(row["place"], LANG),
    }


def _area(row: Row) -> str:
    """Word an area with what it was before and what was added: `50 → 75 (+25)`."""
    before, total = row["area_from_ha"], _figure(row["area_ha"], row["area_qualifier"])
    if before is not None:
        total = f"{_figure(before)} → {total}" if total else _figure(before)
    delta = row["area_delta_ha"]
    added = "" if delta is None else f"({'+' if delta > 0 else '−'}{_figure(abs(delta))})"
    return f"{total} {added}".strip()


def _conflict(row: Row) -> Row:
    topic, subject = row["topic"], row["subject"]
    said = row | {"topic": TOPICS[topic].said(LANG), "province": _province(row)}
    if topic == "indicator":
        said["subject"] = row[say("label_vi", "label_en")]
    elif topic == "capital":
        said["subject"] = EVENTS[subject].said(LANG)
    else:
        said["subject"] = _label(EventKind, subject)
    for side in ("preferred", "other"):
        said[f"{side}_modality"] = _label(Modality, row[f"{side}_modality"])
        value = row[f"{side}_value"]
        if topic in ("area", "capital", "indicator"):
            said[f"{side}_value"] = _figure(float(value), row[f"{side}_qualifier"])
        elif topic == "status":
            said[f"{side}_value"] = _label(EventKind, value)
        elif topic == "date":
            said[f"{side}_value"] = noted(value, LANG)
    return said


def _indicator(row: Row) -> Row:
    done = row["modality"] == Modality.DONE
    stated = [_figure(row["stated"], row["qualifier"])]
    return row | {
        "indicator": f"{row[say('label_vi', 'label_en')]} ({row['unit_of_measure']})",
        "when": _figure_day(row),
        "stated": stated if done else [*stated, _label(Modality, row["modality"])],
        "on_record": _figure(row["on_record"]),
        "share_pct": _figure(row["share_pct"]),
        "remarks": _remarks(row),
    }


def _figure_day(row: Row) -> str:
    """Word the day of a figure, and on which other day it was compared, if it was."""
    day, compared = row["on_date"], row["compared_on"]
    dated = say("không rõ", "not known") if day is None else str(day)
    if compared in (None, day):
        return dated
    return f"{dated} ({say('so tại', 'compared on')} {compared})"


def _province(row: Row) -> str:
    """Word the province before and now; once where nothing changed."""
    names = (row["province_before"], row["province_now"])
    return " → ".join(dict.fromkeys(name for name in names if name))


def _remarks(row: Row) -> list[str]:
    made = [f"{say('đính chính', 'corrected')}: {line}" for line in row["corrections"] or ()]
    return ([noted(row["note"], LANG)] if row["note"] else []) + made


def _label(words: type[StrEnum], value: str | None) -> str:
    return "" if value is None else label(words(value)).said(LANG)


def _figure(value: float | None, qualifier: str | None = None) -> str:
    """Word a number with as many decimals as it has, after its qualifier."""
    if value is None:
        return ""
    _, _, decimals = f"{value:.4f}".rstrip("0").partition(".")
    return f"{_label(Qualifier, qualifier)} {number(value, LANG, len(decimals))}".strip()
