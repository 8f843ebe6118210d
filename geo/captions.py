"""What stands on a map besides its data: title, place, units, sources, notes and remarks."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.changes import Span
from geo.dates import SWITCH, SYSTEMS
from geo.errors import Text
from geo.maps.spec import Style
from geo.maps.words import all_words
from geo.text import number
from geo.units import Unit

NATION = Text("Cả nước", "Viet Nam")
UNPLACED = Text("Cụm chưa rõ tỉnh", "Clusters whose province is not known")

_UNITS = {
    "34": Text("tỉnh, thành phố", "province"),
    "63": Text("tỉnh, thành phố", "province"),
    "district": Text("đơn vị cấp huyện", "district"),
}
_WHEN = {
    "34": Text("từ 01/07/2025", "since 1 July 2025"),
    "63": Text("trước 01/07/2025", "before 1 July 2025"),
}
_NOTES = (
    Text(
        "Chỉ gồm các cụm đã có trong cơ sở dữ liệu, chưa đủ danh mục của tỉnh.",
        "Only the clusters on record; not yet every cluster of a province.",
    ),
    Text(
        "Cụm đã sáp nhập hoặc đưa ra trước ngày đầu là một loại riêng; cụm chưa biết diện tích"
        " không được tính vào số ha.",
        "Clusters merged or removed before the first day are a kind of their own; clusters whose"
        " area is not known count in no ha figure.",
    ),
)
_POINTS = Text(
    "vị trí cụm phần lớn là tâm xã, huyện.",
    "most clusters stand at the point of their commune or district.",
)
_FIRST_TOLD = Text(
    "Cụm được nguồn nói đến lần đầu trong kỳ cũng tính là mới: nhiều nguồn không nói cụm có từ bao"
    " giờ.",
    "Clusters first spoken of within the span count as new too: many sources do not say since when"
    " a cluster is there.",
)
_YEARS = Text(
    "Trạng thái theo năm: năm đã qua theo các nguồn, năm chưa tới theo quy hoạch còn hiệu lực.",
    "Status by year: past years as the sources tell them, years to come by the plans in force.",
)
_FILL = Text(
    "Tỷ lệ lấp đầy: số bình quân mới nhất nguồn nêu cho đơn vị; nếu không có, bình quân theo diện"
    " tích khi biết ít nhất một nửa số cụm đã thành lập. Số không ghi ngày chỉ tính từ ngày của"
    " nguồn mới nhất.",
    "Fill: the latest average a source states for the unit; else the average by area where at"
    " least half of its established clusters are known. Undated figures count from the"
    " day of the latest source on.",
)


def of_province(province: Unit, *, both: bool) -> Text:
    """Return the name of a province, and when it stood unless it did in both systems."""
    name = Text(province.full_name[0].upper() + province.full_name[1:], province.name)
    if both:
        return name
    if SWITCH in province.valid:
        return Text(f"{name.vi} (từ 01/07/2025)", f"{name.en} (since 1 July 2025)")
    return Text(f"{name.vi} (trước 01/07/2025)", f"{name.en} (before 1 July 2025)")


def title(span: Span, made_on: date, *, marks: bool) -> Text:
    """Return what a map shows; the base stands in it unless it is the day the map is made."""
    first, last = span.from_date, span.to_date
    whole = (last.month, last.day) == (12, 31)
    until = Text(f"năm {last.year}", f"{last.year}") if whole else day(last)
    since = Text("", "") if first == made_on else day(first)
    period = Text(
        f" từ {since.vi} đến {until.vi}" if since.vi else f" đến {until.vi}",
        f", {since.en} to {until.en}" if since.en else f" to {until.en}",
    )
    if marks:
        return Text(
            f"Cụm công nghiệp quy hoạch mới, mở rộng, sáp nhập, đưa ra khỏi quy hoạch{period.vi}",
            f"Industrial clusters planned, expanded, merged, removed{period.en}",
        )
    return Text(
        f"Cụm công nghiệp theo đơn vị hành chính{period.vi}",
        f"Industrial clusters by administrative unit{period.en}",
    )


def units(layers: Mapping[str, gpd.GeoDataFrame], days: Mapping[str, date]) -> Text:
    """Return which administrative units a map shows, and of which day where it is unusual."""
    said = []
    for system, keys in groupby(layers, lambda key: "63" if key == "district" else key):
        counted = [_counted(key, len(layers[key])) for key in keys]
        words = Text(
            f"{' và '.join(one.vi for one in counted)} {_WHEN[system].vi}",
            f"{' and '.join(one.en for one in counted)} {_WHEN[system].en}",
        )
        if days[system] != SYSTEMS[system]:
            on = day(days[system])
            words = Text(f"{words.vi} (ngày {on.vi})", f"{words.en} (on {on.en})")
        said.append(words)
    return Text("; ".join(words.vi for words in said), "; ".join(words.en for words in said))


def _counted(layer: str, n: int) -> Text:
    """Return how many units a layer has, in words."""
    words, many = _UNITS[layer], "" if n == 1 else "s"
    return Text(f"{number(n, 'vi')} {words.vi}", f"{number(n, 'en')} {words.en}{many}")


def sources(clusters: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> Text:
    """Return how many sources the cards of the clusters name, and whose the boundaries are."""
    told = [said for name in ("history", "schedule") for rows in clusters[name] for said in rows]
    n = len({(said["title"], said["url"]) for said in told})
    said = [
        Text(
            f"{n} quyết định, báo cáo, bài báo; ghi ở từng cụm",
            f"{n} decisions, reports and articles; named with each cluster",
        )
    ]
    boundaries = dict.fromkeys(
        (str(one), None if pd.isna(licence) else str(licence))
        for frame in layers.values()
        for one, licence in zip(frame["boundary_source"], frame["boundary_licence"], strict=True)
        if not pd.isna(one)
    )
    if boundaries:
        named = ", ".join(f"{one} ({terms})" if terms else one for one, terms in boundaries)
        said.append(Text(f"ranh giới: {named}", f"boundaries: {named}"))
    return Text("; ".join(one.vi for one in said), "; ".join(one.en for one in said))


def notes(
    span: Span,
    known_on: date,
    made_on: date,
    style: Style,
    layers: Mapping[str, gpd.GeoDataFrame],
    clusters: gpd.GeoDataFrame,
) -> tuple[Text, ...]:
    """Return the remarks to be read with a map."""
    said = [*_NOTES, _boundaries(layers), *([_YEARS] if style.marks else [])]
    if style.shades and any(frame["fill_pct"].notna().any() for frame in layers.values()):
        said.append(_FILL)
    with_capital = 0
    if style.shades:
        with_capital = max(int(frame["capital_n"].sum()) for frame in layers.values())
    if with_capital:
        said.append(
            Text(
                f"Vốn đầu tư: tổng vốn và diện tích của {with_capital} cụm có nguồn nêu vốn.",
                f"Investment: capital over area of the {with_capital} clusters whose capital a"
                " source states.",
            )
        )
    if clusters.empty:
        said.insert(
            0,
            Text(
                "Cơ sở dữ liệu chưa có cụm nào ở đây.",
                "There is no cluster on record here.",
            ),
        )
    if span.from_date < known_on:
        said.append(_FIRST_TOLD)
    seen = day(known_on)
    if known_on < made_on:
        said.insert(
            0,
            Text(
                f"Nhìn từ {seen.vi}: sau ngày ấy tính theo quy hoạch và dự kiến, dù đến nay chưa"
                " nguồn nào báo đã làm.",
                f"Seen from {seen.en}: later days are told by plans and intentions, whether or not"
                " they were reported done since.",
            ),
        )
    elif known_on > made_on:
        said.insert(
            0,
            Text(
                f"Nhìn từ {seen.vi}, sau ngày lập bản đồ: chưa biết điều gì xảy ra từ nay đến đó.",
                f"Seen from {seen.en}, after the map was made: what happens until then is not"
                " known.",
            ),
        )
    return tuple(said)


def _boundaries(layers: Mapping[str, gpd.GeoDataFrame]) -> Text:
    """Return how exact the boundaries and the places of clusters are."""
    computed = sum(int(frame["approximate"].eq(True).sum()) for frame in layers.values())
    real = sum(int(frame["boundary_source"].notna().sum()) for frame in layers.values())
    vi, en = _POINTS
    if not computed:
        return Text(vi.capitalize(), en.capitalize())
    if not real:
        return Text(
            f"Ranh giới gần đúng, tính từ tâm các xã; {vi}",
            f"Boundaries are approximate, computed from the communes' points; {en}",
        )
    of = computed + real
    return Text(
        f"Ranh giới của {computed}/{of} đơn vị là gần đúng, tính từ tâm các xã; {vi}",
        f"Boundaries of {computed} of {of} units are approximate, computed from the communes'"
        f" points; {en}",
    )


def lacking(figure: str) -> Text:
    """Return that a figure, given by its key, was asked for and has no data."""
    named = Text(*all_words()[f"metric.{figure}"])
    return Text(
        f"Không có số liệu “{named.vi}” ở đây trong kỳ này.",
        f'There are no data of "{named.en}" here in this period.',
    )


def remark(unit: Any) -> Text | None:
    """Return what is to be held against a unit's figures: the plan's number, how fill is known.

    Args:
        unit: a row of `frames.map_units`, its columns as attributes.
    """
    said = []
    if not pd.isna(unit.stated_n):
        said.append(
            Text(
                f"quy hoạch nêu {number(unit.stated_n, 'vi')} cụm, cơ sở dữ liệu có"
                f" {unit.clusters_n}",
                f"the plan states {number(unit.stated_n, 'en')} clusters, {unit.clusters_n} on"
                " record",
            )
        )
    if not pd.isna(unit.fill_n):
        said.append(_share(Text("lấp đầy", "fill"), unit.fill_n, unit.clusters_n))
    elif not pd.isna(unit.fill_pct):
        year = Text("không rõ năm", "year not known")
        if not pd.isna(unit.fill_on):
            year = Text(str(unit.fill_on.year), str(unit.fill_on.year))
        said.append(Text(f"lấp đầy do nguồn nêu ({year.vi})", f"fill as stated ({year.en})"))
    if unit.capital_n:
        said.append(_share(Text("vốn đầu tư", "investment"), unit.capital_n, unit.clusters_n))
    if not said:
        return None
    return Text("; ".join(words.vi for words in said), "; ".join(words.en for words in said))


def _share(what: Text, n: float, of: int) -> Text:
    """Return on how many of a unit's clusters a figure rests."""
    return Text(
        f"{what.vi}: {int(n)}/{of} cụm có số liệu",
        f"{what.en}: of {int(n)} of {of} clusters",
    )


def day(one: date) -> Text:
    """Return a day as people write it."""
    return Text(f"{one:%d/%m/%Y}", one.isoformat())
