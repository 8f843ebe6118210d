"""What a planner chooses of a map, on the command line: the same for `geo map` and `geo mail`."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.door import LANG, day, level_of, say, today, units_day
from geo.dates import PLAN_END, SWITCH, SYSTEMS, looking_from
from geo.errors import InputError, Text
from geo.text import slug
from geo.vocabulary import Level

if TYPE_CHECKING:
    from geo.changes import Span
    from geo.sheets import Look

_LEVELS = (Level.PROVINCE, Level.DISTRICT)
_STYLES = ("choropleth", "markers", "both")
_PROFILES = ("file", "mail")

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help=say(
            "Nhìn từ ngày này đến 2030-12-31 (hoặc --to); mặc định là hôm nay.",
            "Seen from this day, until 2030-12-31 (or --to); today by default.",
        ),
    ),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        help=say(
            "Bản đồ thay đổi, nhìn từ hôm nay: ngày đầu.",
            "Map of changes, seen from today: first day.",
        ),
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="YYYY-MM-DD",
        help=say("Bản đồ thay đổi: ngày cuối.", "Map of changes: last day."),
    ),
]
UnitsOption = Annotated[
    str | None,
    typer.Option(
        metavar="63|34|YYYY-MM-DD",
        help=say(
            "Hiện đơn vị của hệ thống nào trước; bản đồ có cả hai.",
            "Units shown first; the map holds both systems.",
        ),
    ),
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        metavar="province|district",
        help=say(
            "Tô màu theo tỉnh, hay huyện trước 01/07/2025 (mặc định khi vẽ một tỉnh).",
            "Shade provinces, or districts before 2025-07-01 (default for one province).",
        ),
    ),
]
MetricOption = Annotated[
    str | None,
    typer.Option(
        metavar=say("MÃ", "KEY"),
        help=say(
            "Chỉ tiêu tô màu trước: rate, density (ha/1.000 km²), fill (%), capital (tỷ đồng/ha),"
            " change, new_ha, expanded_ha, merged_ha, removed_ha, new, expanded, merged, removed"
            " (số cụm).",
            "Shaded by first: rate, density (ha per 1,000 km²), fill (%), capital (VND billion per"
            " ha), change, new_ha, expanded_ha, merged_ha, removed_ha, new, expanded, merged,"
            " removed (numbers).",
        ),
    ),
]
BreaksOption = Annotated[
    str | None,
    typer.Option(
        metavar="10,50,100",
        help=say(
            "Ngưỡng các lớp màu của chỉ tiêu ấy, nhiều nhất bốn.",
            "Bounds of the classes of that figure, at most four.",
        ),
    ),
]
StyleOption = Annotated[
    str,
    typer.Option(
        metavar="choropleth|markers|both",
        help=say(
            "Tô màu đơn vị, đánh dấu cụm, hay cả hai.", "Shade units, mark clusters, or both."
        ),
    ),
]


@dataclass(frozen=True)
class Choices:
    """What is to be drawn, and what its file is called.

    `known_on` is the day from which one looks, `on` the day whose provinces are meant first where a
    name stands in both systems.
    """

    span: "Span"
    known_on: date
    look: "Look"
    province: str | None
    on: date
    stem: str


def choices(
    *,
    as_of: str | None,
    from_day: str | None,
    to_day: str | None,
    units: str | None,
    level: str | None,
    province: str | None,
    metric: str | None,
    breaks: str | None,
    style: str,
    profile: str = "file",
    each: bool = False,
) -> Choices:
    """Read what was chosen; `each` says that every province gets a map of its own.

    Raises:
        InputError: something that cannot be used, or that speaks against something else.
    """
    if as_of is not None and from_day is not None:
        raise InputError(
            Text(
                "--as-of và --from cùng nói ngày đầu; hãy chỉ dùng một.",
                "--as-of and --from both say the first day; use one of them.",
            )
        )
    last = day("--to", to_day) or PLAN_END
    first = day("--as-of", as_of) or day("--from", from_day) or looking_from(today(), last)
    _require_order(first, last, "--as-of" if as_of else "--from" if from_day else None, to_day)
    known_on = today() if as_of is None else first
    on = None if units is None else units_day(units)
    if level is not None:
        shown = level_of(level, _LEVELS)
    elif (each or province is not None) and (on is None or on < SWITCH):
        shown = Level.DISTRICT
    else:
        shown = Level.PROVINCE
    _require_one("--style", style, _STYLES)
    _require_one("--profile", profile, _PROFILES)
    bounds = _bounds(breaks, metric)
    from geo.changes import Span
    from geo.maps import Profile, Style
    from geo.sheets import Look

    units_date = on or SYSTEMS["63" if shown is Level.DISTRICT else "34"]
    look = Look(today(), Style(style), metric, bounds, LANG, Profile(profile))
    period = f"{last.year}" if (last.month, last.day) == (12, 31) else last.isoformat()
    parts = (
        "cum-cong-nghiep",
        from_day,
        period,
        None if as_of is None else f"nhin-tu-{as_of}",
        slug(province or ""),
        metric,
        None if look.style is Style.BOTH else style,
    )
    stem = "-".join(part for part in parts if part)
    span = Span(first, last, units_date, shown)
    return Choices(span, known_on, look, province, on or SWITCH, stem)


def _require_order(first: date, last: date, begin: str | None, to_day: str | None) -> None:
    """Refuse a last day that does not come after the first, in the words of what was given."""
    if first < last:
        return
    given = [option for option in (begin, to_day and "--to") if option]
    missing = [] if len(given) == 2 else ["--to" if begin else "--from"]
    vi = " hoặc ".join([*(f"sửa {one}" for one in given), *(f"thêm {one}" for one in missing)])
    en = " or ".join([*(f"change {one}" for one in given), *(f"add {one}" for one in missing)])
    raise InputError(
        Text(
            f"Ngày đầu {first:%d/%m/%Y} phải trước ngày cuối {last:%d/%m/%Y}; hãy {vi}.",
            f"The first day, {first}, must come before the last, {last}; {en}.",
        )
    )


def _require_one(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        names = ", ".join(known)
        raise InputError(
            Text(
                f"{option} “{value}”: phải là một trong {names}.",
                f'{option} "{value}": expected one of {names}.',
            )
        )


def _bounds(value: str | None, metric: str | None) -> tuple[float, ...]:
    """Read `--breaks`."""
    if value is None:
        return ()
    if metric is None:
        raise InputError(
            Text(
                "--breaks là ngưỡng của một chỉ tiêu; hãy thêm --metric.",
                "--breaks are bounds of one figure; add --metric.",
            )
        )
    try:
        return tuple(float(part) for part in value.split(","))
    except ValueError as fault:
        raise InputError(
            Text(
                f"--breaks “{value}”: cần các số cách nhau bằng dấu phẩy, như 10,50,100.",
                f'--breaks "{value}": expected numbers with commas between, such as 10,50,100.',
            )
        ) from fault
