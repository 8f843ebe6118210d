"""`geo schedule`, `history`, `conflicts`, `indicators`: time, as the sources tell it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.door import LANG, FormatOption, ProvinceOption, day, say, settings, today
from geo.errors import Text
from geo.printing import Format, message, print_rows
from geo.text import number
from geo.vocabulary import EventKind, Modality, Qualifier, Stage, Status, Wastewater, label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.timeline import Row
    from geo.units import Unit

app = typer.Typer()

SOURCE = {
    "title": Text("nguồn", "source"),
    "publisher": Text("nơi đăng", "publisher"),
    "published": Text("ngày đăng", "published"),
    "url": Text("địa chỉ nguồn", "address of the source"),
    "place": Text("chỗ trong nguồn", "place in the source"),
}

PROVINCES = {
    "province_before": Text("tỉnh trước 01/7/2025", "province before 2025-07-01"),
    "province_now": Text("tỉnh hiện nay", "province now"),
}

SCHEDULE = {
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
}

STATES = {
    "done": Text("xong", "done"),
    "due": Text("đang trong hạn", "due"),
    "overdue": Text("quá hạn, chưa báo xong", "overdue"),
    "upcoming": Text("chưa đến hạn", "upcoming"),
    "undated": Text("không ghi thời hạn", "undated"),
}
"""What may have become of a milestone."""

EVENTS = {
    "effective_on": Text("tính từ ngày", "counts from"),
    "kind": Text("việc", "event"),
    "modality": Text("mức chắc chắn", "certainty"),
    "period_text": Text("thời gian", "period"),
    "area": Text("diện tích (ha)", "area (ha)"),
    "decision_no": Text("quyết định", "decision"),
    "absorbed_into": Text("nhập vào", "merged into"),
    **SOURCE,
}

HEAD = {
    "cluster": Text("mã", "key"),
    "name": Text("tên", "name"),
    "zone_type": Text("loại", "type"),
    "aliases": Text("tên gọi khác", "other names"),
    "old_address": Text("địa chỉ trước 01/7/2025", "address before 2025-07-01"),
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
}

AXES = {
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
        "none": Text("chưa xây dựng", "none"),
        "under_way": Text("đang xây dựng", "under way"),
        "basically_done": Text("cơ bản hoàn thành", "basically done"),
        "operating": Text("đang hoạt động", "operating"),
    },
}
"""What the axes of a status may say."""

TOPICS = {
    "area": Text("diện tích", "area"),
    "decision": Text("số quyết định", "decision"),
    "date": Text("ngày", "date"),
    "status": Text("tình trạng", "status"),
    "indicator": Text("số liệu", "figure"),
}

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
            "modality": Text("mức chắc chắn", "certainty"),
            "period": Text("thời gian", "period"),
            **SOURCE,
        }.items()
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
    "on_date": Text("so tại ngày", "compared on"),
    "stated": Text("nguồn nêu", "stated"),
    "qualifier": Text("mức chính xác", "qualifier"),
    "modality": Text("mức chắc chắn", "certainty"),
    "on_record": Text("có trong dữ liệu", "on record"),
    "without_area": Text("cụm chưa có diện tích", "clusters without an area"),
    "difference": Text("chênh lệch", "difference"),
    "share_pct": Text("tỷ lệ có (%)", "share on record (%)"),
    **SOURCE,
}

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help=say("Tính đến ngày; mặc định là hôm nay.", "As of this day; today by default."),
    ),
]


@app.command(
    help=say(
        "Tiến độ: mốc nào đã xong, đang trong hạn, quá hạn bao nhiêu ngày.",
        "Schedules: which milestones are done, due or overdue, and by how many days.",
    )
)
def schedule(
    as_of: AsOfOption = None,
    province: ProvinceOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the milestones as they stand on a day, the most overdue first."""
    on_date = day("--as-of", as_of) or today()
    from geo import timeline

    with _database() as connection:
        where = _province(connection, province, on_date)
        rows = timeline.schedule(connection, as_of=on_date, province=where)
    _print_schedule(rows, style)


@app.command(
    help=say(
        "Lịch sử một cụm: từng phát biểu và mốc tiến độ, kèm nguồn.",
        "The life of one cluster: each statement and milestone, with its source.",
    )
)
def history(
    cluster: Annotated[
        str,
        typer.Argument(
            help=say(
                "Mã hoặc tên cụm, có thể thêm tỉnh: “Yên Lư, Bắc Giang”.",
                'Key or name of the cluster, also with its province: "Yên Lư, Bắc Giang".',
            )
        ),
    ],
    style: FormatOption = Format.TABLE,
) -> None:
    """Print what one cluster is, and what was said of it; as CSV the statements only."""
    from geo import timeline
    from geo.gazetteer import Gazetteer

    on_date = today()
    with _database() as connection:
        key = timeline.find_cluster(
            connection, lambda: Gazetteer.from_database(connection), cluster, today=on_date
        )
        life = timeline.history(connection, cluster=key, as_of=on_date)
    if style is Format.JSON:
        found = {"cluster": life.head, "events": life.events, "milestones": life.milestones}
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
    elif style is Format.CSV:
        print_rows(life.events, _EVENT_COLUMNS, style, LANG)
    else:
        fields = {"field": Text("mục", "field"), "value": Text("giá trị", "value")}
        print_rows(_head(life.head), fields, style, LANG)
        sys.stdout.write("\n")
        print_rows([_event(row) for row in life.events], EVENTS, style, LANG)
        if life.milestones:
            sys.stdout.write("\n")
            _print_schedule(life.milestones, style, without=("cluster", "name", *PROVINCES))


@app.command(
    help=say(
        "Các nguồn nói khác nhau, kèm bên được ưu tiên.",
        "Sources that contradict each other, and the side preferred.",
    )
)
def conflicts(province: ProvinceOption = None, style: FormatOption = Format.TABLE) -> None:
    """Print contradicting statements side by side, with their sources."""
    from geo import timeline

    with _database() as connection:
        rows = timeline.conflicts(connection, province=_province(connection, province, today()))
    if style is not Format.TABLE:
        print_rows(rows, CONFLICTS, style, LANG)
        return
    shown = ["topic", "name", "province_before", "province_now", "subject"]
    for side in ("preferred", "other"):
        shown += [f"{side}_{name}" for name in ("value", "modality", "title", "published", "url")]
    print_rows(
        [_conflict(row) for row in rows], {name: CONFLICTS[name] for name in shown}, style, LANG
    )
    _when_empty(rows)


@app.command(
    help=say(
        "Số liệu các nguồn nêu, so với tổng các cụm đang có trong dữ liệu.",
        "Figures the sources state, beside what the clusters on record add up to.",
    )
)
def indicators(
    as_of: AsOfOption = None,
    province: ProvinceOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print how many clusters and how many ha are stated, and how many of them are on record."""
    on_date = day("--as-of", as_of) or today()
    from geo import timeline

    with _database() as connection:
        where = _province(connection, province, on_date)
        rows = timeline.indicators(connection, as_of=on_date, province=where)
    if style is not Format.TABLE:
        print_rows(rows, INDICATORS, style, LANG)
        return
    name = say("label_vi", "label_en")
    shown = ("unit", name, "unit_of_measure", "period_text", "on_date", "stated", "on_record")
    headings = {name: INDICATORS[name] for name in (*shown, "share_pct", "title", "url")}
    headings[name] = INDICATORS["indicator"]
    print_rows([_indicator(row) for row in rows], headings, style, LANG)
    _when_empty(rows)


_EVENT_COLUMNS = {
    name: EVENTS.get(name, Text(name, name))
    for name in (
        *("cluster", "event", "kind", "modality", "effective_on", "stated_on", "period_text"),
        *("area_ha", "area_from_ha", "area_delta_ha", "area_qualifier", "industrial_ha"),
        *("leased_ha", "fill_pct", "wastewater", "capital_vnd_billion", "capital_usd_million"),
        *("capital_qualifier", "decision_no", "absorbed_into", "note", *SOURCE),
    )
}


@contextmanager
def _database() -> "Iterator[Connection]":
    from geo.database import open_database, require_current, transaction

    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        yield connection


def _province(connection: "Connection", name: str | None, on: date) -> "Unit | None":
    if name is None:
        return None
    from geo.gazetteer import Gazetteer
    from geo.timeline import find_province

    return find_province(Gazetteer.from_database(connection), name, on=on)


def _print_schedule(rows: "list[Row]", style: Format, without: tuple[str, ...] = ()) -> None:
    if style is not Format.TABLE:
        joined = [row | {"stages": "; ".join(row["stages"])} for row in rows]
        print_rows(rows if style is Format.JSON else joined, SCHEDULE, style, LANG)
        return
    hidden = {"cluster", "from_on", "publisher", "published", "place", *without}
    headings = {name: heading for name, heading in SCHEDULE.items() if name not in hidden}
    worded = [
        row
        | {
            "stages": "; ".join(_label(Stage, stage) for stage in row["stages"]),
            "state": STATES[row["state"]].said(LANG),
        }
        for row in rows
    ]
    print_rows(worded, headings, style, LANG)
    _when_empty(rows)


def _when_empty(rows: "list[Row]") -> None:
    if not rows:
        message(Text("Không có dòng nào.", "There are no rows."), LANG)


def _head(head: "Row") -> "list[Row]":
    said = head | {
        "status": _label(Status, head["status"]),
        "certainty": _label(Modality, head["certainty"]),
        "wastewater": _label(Wastewater, head["wastewater"]),
        "area_ha": _figure(head["area_ha"], head["area_qualifier"]),
    }
    for axis, words in AXES.items():
        if head[axis] is not None:
            said[axis] = words[head[axis]].said(LANG)
    return [
        {"field": heading.said(LANG), "value": said[name]}
        for name, heading in HEAD.items()
        if said[name] not in (None, "")
    ]


def _event(row: "Row") -> "Row":
    total = _figure(row["area_ha"], row["area_qualifier"])
    if row["area_from_ha"] is not None:
        total = f"{_figure(row['area_from_ha'], None)} → {total}"
    if row["area_delta_ha"] is not None:
        sign = "+" if row["area_delta_ha"] > 0 else "−"
        total = f"{total} ({sign}{_figure(abs(row['area_delta_ha']), None)})".strip()
    return row | {
        "kind": _label(EventKind, row["kind"]),
        "modality": _label(Modality, row["modality"]),
        "area": total,
    }


def _conflict(row: "Row") -> "Row":
    said = row | {"topic": TOPICS[row["topic"]].said(LANG)}
    if row["topic"] == "indicator":
        said["subject"] = row[say("label_vi", "label_en")]
    else:
        said["subject"] = _label(EventKind, row["subject"])
    for side in ("preferred", "other"):
        said[f"{side}_modality"] = _label(Modality, row[f"{side}_modality"])
        value = row[f"{side}_value"]
        if row["topic"] in ("area", "indicator"):
            said[f"{side}_value"] = _figure(float(value), None)
        elif row["topic"] == "status":
            said[f"{side}_value"] = _label(EventKind, value)
    return said


def _indicator(row: "Row") -> "Row":
    return row | {
        "stated": _figure(row["stated"], row["qualifier"]),
        "on_record": _figure(row["on_record"], None),
        "share_pct": _figure(row["share_pct"], None),
    }


def _label(words: type[StrEnum], value: str | None) -> str:
    return "" if value is None else label(words(value)).said(LANG)


def _figure(value: Any, qualifier: str | None) -> str:
    """Word a number with as many decimals as it has, after its qualifier."""
    if value is None:
        return ""
    _, _, decimals = f"{value:.4f}".rstrip("0").partition(".")
    return f"{_label(Qualifier, qualifier)} {number(value, LANG, len(decimals))}".strip()
