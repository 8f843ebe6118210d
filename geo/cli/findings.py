"""What an import of a list found, printed: for reading, or every row as JSON or CSV."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from geo.books.grid import FORMULA
from geo.cli.door import LANG, say
from geo.codes import CODES
from geo.dates import SWITCH
from geo.errors import Text
from geo.printing import Format, message, print_json, print_line, print_rows
from geo.text import number
from geo.vocabulary import Level

if TYPE_CHECKING:
    from geo.ingest.places import Site
    from geo.lists.plan import Absent, Item
    from geo.lists.problems import Problem
    from geo.lists.reading import Layout

_FIGURE = re.compile(r"-?\d+(\.\d+)?")

SHOWN = 20
"""Rows of each table that are printed for reading."""

ACTIONS = {
    "added": Text("thêm mới", "added"),
    "changed": Text("thay đổi", "changed"),
    "confirmed": Text("xác nhận", "confirmed"),
    "left": Text("đã có, giữ nguyên", "on record already, left"),
    "skipped": Text("bỏ qua theo quyết định", "left out by decision"),
    "doubtful": Text("cần quyết định", "to be decided"),
    "refused": Text("từ chối", "refused"),
}
"""What becomes of a row; the words are those of `geo.lists.plan.Action`."""

SKIPPED = {
    "title": Text("tiêu đề", "titles"),
    "heading": Text("tên cột", "headings"),
    "numbering": Text("đánh số cột", "column numbers"),
    "group": Text("tên nhóm", "groups"),
    "total": Text("dòng tổng", "totals"),
    "footer": Text("cuối bảng", "below the table"),
    "hidden": Text("bị ẩn", "hidden"),
}
"""Rows of a list that are no clusters."""

ROWS = {
    "sheet": Text("trang", "sheet"),
    "line": Text("dòng", "row"),
    "name": Text("tên", "name"),
    "action": Text("việc", "action"),
    "cluster": Text("mã", "key"),
    "path": Text("cụm đã có", "known cluster"),
    "province": Text("tỉnh trước 01/07/2025", "province before 2025-07-01"),
    "district": Text("huyện trước 01/07/2025", "district before 2025-07-01"),
    "commune": Text("xã trước 01/07/2025", "commune before 2025-07-01"),
    "province_now": Text("tỉnh hiện nay", "province now"),
    "commune_now": Text("xã hiện nay", "commune now"),
    "precision": Text("độ chính xác", "precision"),
    "candidates": Text("cụm gần giống", "similar clusters"),
    "differences": Text("khác", "differences"),
    "problems": Text("vấn đề", "problems"),
}
"""Columns of a row in CSV, members of a row in JSON."""


@dataclass(frozen=True)
class Found:
    """What an import found, kept when the database is left.

    Attributes:
        file: name of the original file.
        layout: where the table lies in it.
        headings: heading by field.
        skipped: rows that are no clusters, by what they are.
        counts: rows by what becomes of them.
        items: the rows, in the order of the file; not all where only reading is wanted.
        problems: everything that is wrong, in that order.
        missing: known clusters of the provinces of the list that it does not name.
        places: where the rows lie, by line; empty where nobody asks.
    """

    file: str
    layout: "Layout"
    headings: Mapping[str, str]
    skipped: Mapping[str, int]
    counts: Mapping[str, int]
    items: "Sequence[Item]"
    problems: "Sequence[Problem]"
    missing: "Sequence[Absent]"
    places: "Mapping[int, Site]"


def print_found(found: Found, style: Format, field_label: Callable[[str], str]) -> None:
    """Print what was found; `field_label` words a field of the list."""
    if style is Format.JSON:
        print_json(list(_rows(found)))
    elif style is Format.CSV:
        print_rows([_flat(row) for row in _rows(found)], ROWS, style, LANG)
    else:
        _print_summary(found, field_label)
        _print_problems(found.problems)
        _print_items(found, field_label)
        _print_missing(found.missing)


def told_similar(name: str, path: str, score: float) -> str:
    """Word a known cluster that a row may mean, and how alike it is (0 to 100)."""
    return f"{name}, {path} ({number(score, LANG)} %)"


def told_problem(problem: "Problem") -> Text:
    """Word a problem with the names that may have been meant."""
    nearest = "; ".join(problem.nearest)
    if not nearest or nearest in problem.text.vi:
        return problem.text
    vi, en = (text.rstrip(".") for text in problem.text)
    return Text(f"{vi}; gần giống: {nearest}", f"{en}; similar: {nearest}")


def _print_summary(found: Found, field_label: Callable[[str], str]) -> None:
    where = found.file + (
        f", {say('trang tính', 'sheet')} “{found.layout.sheet}”" if found.layout.sheet else ""
    )
    left_out = ", ".join(
        f"{rows} {SKIPPED[why].said(LANG) if why in SKIPPED else why}"
        for why, rows in found.skipped.items()
        if rows
    )
    rows = number(sum(found.counts.values()), LANG)
    print_line(
        say(f"{where}: {rows} dòng cụm", f"{where}: {rows} rows of clusters")
        + (say(f"; không đọc: {left_out}.", f"; not read: {left_out}.") if left_out else ".")
    )
    read = "; ".join(
        f"“{heading}” = {field_label(field)}" for field, heading in found.headings.items()
    )
    print_line(say(f"Cột: {read}.", f"Columns: {read}."))
    known = set(found.headings.values())
    unread = "; ".join(f"“{one}”" for one in found.layout.headings if one and one not in known)
    if unread:
        print_line(
            say(
                f'Cột không đọc: {unread}; thêm --map "CỘT=TRƯỜNG" nếu cần.',
                f'Columns not read: {unread}; add --map "COLUMN=FIELD" if they matter.',
            )
        )
    print_line("")
    counts = [
        {"action": text.said(LANG), "rows": found.counts.get(action, 0)}
        for action, text in ACTIONS.items()
    ]
    headings = {"action": ROWS["action"], "rows": Text("số dòng", "rows")}
    print_rows(counts, headings, Format.TABLE, LANG)


def _print_problems(problems: "Sequence[Problem]") -> None:
    if not problems:
        return
    _print_part(
        Text("Vấn đề", "Problems"),
        [
            {
                "place": place,
                "line": problem.line,
                "column": problem.column,
                "value": told_value(problem).said(LANG),
                "problem": told_problem(problem).said(LANG),
                "refuses": problem.refuses,
            }
            for place, problem in enumerate(problems[:SHOWN], 1)
        ],
        {
            "place": Text("số", "no."),
            "line": ROWS["line"],
            "column": Text("cột", "column"),
            "value": Text("giá trị", "value"),
            "problem": Text("vấn đề", "problem"),
            "refuses": Text("từ chối dòng", "row refused"),
        },
        len(problems),
    )


def _print_items(found: Found, field_label: Callable[[str], str]) -> None:
    by_action: dict[str, list[Item]] = {action: [] for action in ACTIONS}
    for item in found.items:
        by_action[item.action.value].append(item)
    columns = {"line": ROWS["line"], "name": Text("tên trong danh sách", "name in the list")}
    known = columns | {"cluster": ROWS["cluster"]}
    told: dict[str, tuple[dict[str, Text], Callable[[Item], Iterable[dict[str, Any]]]]] = {
        "doubtful": (columns | {"similar": ROWS["candidates"]}, _alike),
        "changed": (
            known
            | {
                "field": Text("nội dung", "what"),
                "old": Text("cũ", "old"),
                "new": Text("mới", "new"),
            },
            lambda item: [
                {
                    "field": field_label(one.field),
                    "old": _said(one.field, one.old),
                    "new": _said(one.field, one.new),
                }
                for one in item.differences
            ],
        ),
        "added": (
            known | {"path": Text("địa chỉ", "address")},
            lambda item: [{"path": item.path}],
        ),
    }
    for action in ("doubtful", "changed", "added", "confirmed", "left", "skipped"):
        items, total = by_action[action][:SHOWN], found.counts.get(action, 0)
        if items:
            headings, details = told.get(action, (known, lambda _: [{}]))
            rows = [row for item in items for row in _told(item, details(item), headings)]
            _print_part(ACTIONS[action], rows, headings, total, len(items))


def _told(
    item: "Item", details: Iterable[dict[str, Any]], headings: Mapping[str, Text]
) -> Iterator[dict[str, Any]]:
    """Yield a line for each detail of a row; what the row is stands in the first."""
    first = {"line": item.line, "name": item.name, "cluster": item.key}
    for place, detail in enumerate(list(details) or [{}]):
        yield dict.fromkeys(headings, "") | {"line": None} | ({} if place else first) | detail


def _alike(item: "Item") -> list[dict[str, Any]]:
    return [
        {"similar": f"{one.key}: {told_similar(one.name, one.path, one.score)}"}
        for one in item.alike
    ]


def _said(field: str, value: str | None) -> str | None:
    """Word what a field says: its code in words, its number as people write it."""
    if value is None:
        return None
    word = CODES.get(field.removesuffix("_2030"), {}).get(value)
    if word is not None:
        return word.said(LANG)
    if not _FIGURE.fullmatch(value):
        return value
    _, _, decimals = value.partition(".")
    return number(float(value), LANG, len(decimals))


def _print_missing(missing: "Sequence[Absent]") -> None:
    if missing:
        _print_part(
            Text("Cụm đã có của tỉnh mà danh sách không nêu", "Known clusters not in the list"),
            [{"key": one.key, "name": one.name, "path": one.path} for one in missing[:SHOWN]],
            {"key": ROWS["cluster"], "name": ROWS["name"], "path": Text("địa chỉ", "address")},
            len(missing),
        )


def _print_part(
    title: Text,
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Text],
    total: int,
    shown: int | None = None,
) -> None:
    """Print a table under its title, and how many rows of it are not shown."""
    print_line(f"\n{title.said(LANG).capitalize()} ({number(total, LANG)}):")
    print_rows(rows, headings, Format.TABLE, LANG)
    more = total - (len(rows) if shown is None else shown)
    if more > 0:
        print_line(
            say(
                f"… và {number(more, LANG)} dòng nữa; --fix và --format json có tất cả.",
                f"… and {number(more, LANG)} more; --fix and --format json have all of them.",
            )
        )


def _rows(found: Found) -> Iterator[dict[str, Any]]:
    """Yield every row of the file of which there is anything to say, in its order."""
    problems: dict[int, list[Problem]] = {}
    for problem in found.problems:
        problems.setdefault(problem.line, []).append(problem)
    rows = [
        _row(item, found.places.get(item.line), problems.pop(item.line, [])) for item in found.items
    ]
    for line, others in problems.items():
        nothing = dict.fromkeys(ROWS)
        rows.append(
            nothing
            | {"sheet": others[0].sheet, "line": line, "candidates": [], "differences": []}
            | {"problems": [_problem(one) for one in others]}
        )
    yield from sorted(rows, key=lambda row: row["line"])


def _row(item: "Item", site: "Site | None", problems: "Sequence[Problem]") -> dict[str, Any]:
    before = SWITCH - timedelta(days=1)
    return {
        "sheet": item.sheet,
        "line": item.line,
        "name": item.name,
        "action": str(item.action),
        "cluster": item.key,
        "path": item.path,
        "province": _units(site, Level.PROVINCE, before),
        "district": _units(site, Level.DISTRICT, before),
        "commune": _units(site, Level.COMMUNE, before),
        "province_now": _units(site, Level.PROVINCE, SWITCH),
        "commune_now": _units(site, Level.COMMUNE, SWITCH),
        "precision": None if site is None else site.precision.value,
        "candidates": [
            {"key": one.key, "name": one.name, "path": one.path, "score": one.score}
            for one in item.alike
        ],
        "differences": [
            {"field": one.field, "old": one.old, "new": one.new} for one in item.differences
        ],
        "problems": [_problem(one) for one in problems],
    }


def _units(site: "Site | None", level: Level, on: date) -> str | None:
    """Return the units of a level that a place lay in on a day."""
    if site is None:
        return None
    names = (unit.full_name for unit in site.units if unit.level is level and on in unit.valid)
    return "; ".join(names) or None


def told_value(problem: "Problem") -> Text:
    """Return what stands in the cell of a problem, for reading; a number as the language has it."""
    if problem.is_number:
        return Text(problem.value.replace(".", ","), problem.value)
    return _told_text(problem.value)


def _told_text(value: str) -> Text:
    """Return the text of a cell, for reading; a formula nobody has reckoned has no value."""
    if value == FORMULA:
        return Text("công thức chưa tính", "formula not reckoned")
    return Text(value, value) if value else Text("trống", "empty")


def _problem(problem: "Problem") -> dict[str, Any]:
    return {
        "column": problem.column,
        "field": problem.field,
        "value": problem.value,
        "text": problem.text.said(LANG),
        "nearest": list(problem.nearest),
        "refuses": problem.refuses,
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its lists worded, for one cell each."""
    return row | {
        "candidates": [f"{one['key']} ({one['score']:.0f})" for one in row["candidates"]],
        "differences": [
            f"{one['field']}: {one['old'] or '∅'} → {one['new'] or '∅'}"
            for one in row["differences"]
        ],
        "problems": [
            f"{one['column']} “{_told_text(one['value']).said(LANG)}”: {one['text']}"
            if one["column"]
            else one["text"]
            for one in row["problems"]
        ],
    }


def say_next(text: Text, command: str) -> None:
    """Say what to run next, on a line of its own that can be copied."""
    message(Text(f"\n{text.vi}\n  {command}", f"\n{text.en}\n  {command}"), LANG)
