"""What a file of boundaries would bring, in words and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo.cli.door import LANG
from geo.errors import Text
from geo.text import number

if TYPE_CHECKING:
    from geo.ingest.mending import Flaw
    from geo.ingest.merge import Changes
    from geo.ingest.outlines import Proposal

UNRECOGNISED = {
    "shape": Text("hình", "shape"),
    "words": Text("trong tệp", "in the file"),
    "why": Text("vì sao", "why"),
    "nearest": Text("gần nhất", "nearest"),
}

_LISTED = 8
_COUNTED = {
    "joined": Text("đơn vị gồm nhiều hình ghép lại", "units joined from several shapes"),
    "repeated": Text("hình lặp lại, bỏ", "shapes that repeat another, left out"),
    "repaired": Text("hình có vòng sai, đã sửa", "invalid shapes, repaired"),
    "overlaps": Text("chỗ chồng lấn (km²)", "overlaps (km²)"),
    "gaps": Text("chỗ hở (km²)", "gaps (km²)"),
    "unrecognised": Text("hình không rõ của đơn vị nào", "shapes that show no unit"),
    "lacking": Text(
        "đơn vị không có trong tệp, giữ ranh giới đang có",
        "units not in the file, which keep the boundary they have",
    ),
    "symbols": Text(
        "đơn vị mà tệp thiếu đảo xa (Hoàng Sa, Trường Sa): giữ ký hiệu",
        "units whose far islands (Hoàng Sa, Trường Sa) the file lacks: they keep their symbol",
    ),
    "sites_outside": Text(
        "cụm có điểm nằm ngoài đơn vị ghi trong địa chỉ (km)",
        "clusters whose site lies outside the unit of their address (km)",
    ),
}


def told(found: "Proposal", strays: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a file would bring, for reading by programs.

    Args:
        found: the proposal.
        strays: clusters whose site lies outside, once it is written.
    """
    read = found.recognition
    paths = {key: claims[0].unit.path for key, claims in read.claims.items()}
    return {
        "file": str(found.asked.file),
        "sha256": found.sha256,
        "layer": found.layer,
        "level": found.asked.level.value,
        "on": found.asked.on.isoformat(),
        "columns": {role: list(names) for role, names in read.columns.items()},
        "shapes": found.shapes,
        "units": len(read.claims),
        "by": {
            word: sum(claims[0].evidence == word for claims in read.claims.values())
            for word in ("code", "name", "place")
        },
        "joined": [
            {"unit": paths[key], "shapes": [claim.shape for claim in claims]}
            for key, claims in read.claims.items()
            if len(claims) > 1
        ],
        "repeated": [{"shape": shape, "of": first} for shape, first in read.repeated],
        "unrecognised": [
            {
                "shape": one.shape,
                "words": one.words,
                "why": one.why.said(LANG),
                "nearest": list(one.nearest),
            }
            for one in read.unrecognised
        ],
        "lacking": [unit.path for unit in read.lacking],
        "repaired": [
            {"shape": one.shape, "changed_km2": round(one.changed_km2, 3)} for one in found.repairs
        ],
        "overlaps": _flaws(found.overlaps, paths),
        "gaps": _flaws(found.gaps, paths),
        "symbols": [unit.path for unit in found.symbols],
        "sites_outside": [dict(stray) for stray in strays],
        "notes": [note.said(LANG) for note in found.notes],
        "elsewhere": None if found.elsewhere is None else found.elsewhere.isoformat(),
    }


def lines(report: Mapping[str, Any]) -> Iterator[Text]:
    """Yield a report in words; of what is many the first few are named."""
    by = report["by"]
    columns = "; ".join(f"{role}: {', '.join(names)}" for role, names in report["columns"].items())
    yield Text(
        f"Lớp “{report['layer']}”: {report['shapes']} hình, {report['units']} đơn vị (theo mã"
        f" {by['code']}, tên {by['name']}, vị trí {by['place']}). Cột: {columns}",
        f'Layer "{report["layer"]}": {report["shapes"]} shapes, {report["units"]} units (by code'
        f" {by['code']}, name {by['name']}, place {by['place']}). Columns: {columns}",
    )
    for note in report["notes"]:
        yield Text(note, note)
    for name, words in _COUNTED.items():
        rows = report[name]
        if not rows:
            continue
        yield Text(f"{len(rows)} {words.vi}", f"{len(rows)} {words.en}")
        for row in rows[:_LISTED] if name != "unrecognised" else ():
            line = row if isinstance(row, str) else ": ".join(map(_said, row.values()))
            yield Text(f"  {line}", f"  {line}")
        if len(rows) > _LISTED and name != "unrecognised":
            more = len(rows) - _LISTED
            yield Text(f"  … và {more} nữa (--format json)", f"  … and {more} more (--format json)")
    if report["elsewhere"]:
        yield Text(
            f"Tệp có vẻ là của ngày {report['elsewhere']}: hãy thử --on {report['elsewhere']}.",
            f"The file seems to be of {report['elsewhere']}: try --on {report['elsewhere']}.",
        )


def done(found: "Proposal", changes: "Changes | None") -> Text:
    """Return what became of a file."""
    n = len(found.polygons)
    if changes is None:
        return Text(
            "Chưa ghi gì; thêm --commit --source “…” để ghi.",
            'Nothing was written; add --commit --source "…" to write it.',
        )
    if not changes:
        return Text("Tệp này đã nhập rồi; không có gì đổi.", "Imported before; nothing changed.")
    return Text(
        f"Đã ghi ranh giới của {n} đơn vị; bản đồ vẽ từ nay dùng ranh giới này.",
        f"Wrote the boundaries of {n} units; maps made from now on show them.",
    )


def _flaws(flaws: "Sequence[Flaw]", paths: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"km2": round(flaw.km2, 2), "units": [paths[key] for key in flaw.units]} for flaw in flaws
    ]


def _said(value: object) -> str:
    if isinstance(value, float):
        return number(value, LANG, 2)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
