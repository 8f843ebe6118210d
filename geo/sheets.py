"""Sheets of maps made from PostGIS: of the country, of one province, or of every province.

One `Survey` of the country is read for a span of time; each map is a part of it, so that many maps
cost little more than one, and all of them say the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from geo import captions, frames
from geo.changes import Span, require_recorded
from geo.dates import SWITCH, SYSTEMS
from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.maps.classes import bounds, classify
from geo.maps.metrics import METRICS, Metric, metric
from geo.maps.spec import MapSpec, Profile, Sheet, Style
from geo.questions import question
from geo.settings import LANGUAGES
from geo.timeline import find_province
from geo.units import Unit
from geo.vocabulary import Level, label

_FIRST_YEAR = 2021
_MOST_YEARS = 30
_BOUNDARIES = ["approximate", "boundary_source", "boundary_licence", "geometry"]
_OUTLINES = ["key", "name", "area_km2", *_BOUNDARIES]


@dataclass(frozen=True)
class Look:
    """How maps are drawn, whatever they show.

    Attributes:
        made_on: the day they are made.
        style: what is drawn.
        metric: the figure that units are shaded by first; None for the first one with data.
        breaks: class bounds of that figure, in its own unit; empty for computed ones.
        lang: language in which a map opens.
        profile: where pages go.

    Raises:
        InputError: there is no such figure, or the bounds are not positive and rising.
    """

    made_on: date
    style: Style = Style.BOTH
    metric: str | None = None
    breaks: tuple[float, ...] = ()
    lang: str = "vi"
    profile: Profile = Profile.FILE

    def __post_init__(self) -> None:
        if self.metric is not None:
            metric(self.metric)
        classify(np.empty(0), breaks=self.breaks)


@dataclass(frozen=True)
class Survey:
    """What the record holds of the country for one span of time.

    Attributes:
        span: the two days, and the units that maps show first.
        known_on: the day from which one looks.
        days: the days whose units are shown, by `34` and `63`.
        years: the years whose ends are told of each cluster.
        clusters: every cluster, as `frames.map_clusters` says.
        units: units by layer, as `frames.map_units` says with `stated`; those asked for first.
        strays: by layer a row, as of a unit, for the clusters that none holds; none without any.
    """

    span: Span
    known_on: date
    days: Mapping[str, date]
    years: tuple[int, ...]
    clusters: gpd.GeoDataFrame
    units: Mapping[str, gpd.GeoDataFrame]
    strays: Mapping[str, gpd.GeoDataFrame]

    @classmethod
    def read(
        cls, connection: Connection, span: Span, *, known_on: date, districts: bool = False
    ) -> Self:
        """Read the record for a span, districts too where maps of provinces are to be made.

        Days up to `known_on` are told by the record, later ones by the plans known on that day.

        Raises:
            InputError: nothing is on record, or nothing yet on the first day; or there are no
                outlines of such units on the day asked for.
        """
        _require_units(span)
        _require_record(connection, span.from_date)
        system = "34" if span.units_date >= SWITCH else "63"
        days = SYSTEMS | {system: span.units_date}
        layers = [(key, Level.PROVINCE) for key in sorted(days, key=system.__ne__)]
        if districts or span.level is Level.DISTRICT:
            layers.insert(0 if span.level is Level.DISTRICT else 2, ("district", Level.DISTRICT))
        period = {"from_date": span.from_date, "to_date": span.to_date, "known_on": known_on}
        first = max(min(_FIRST_YEAR, span.from_date.year), span.to_date.year - _MOST_YEARS + 1)
        years = tuple(range(first, span.to_date.year + 1))
        units = {
            key: _remarked(
                frames.map_units(
                    connection, **period, units_date=days.get(key, days["63"]), level=level
                )
            )
            for key, level in layers
        }
        clusters = frames.map_clusters(connection, **period, systems=days, years=years)
        held = {key: frame[frame["key"].notna()] for key, frame in units.items()}
        strays = {key: frame[frame["key"].isna()] for key, frame in units.items()}
        return cls(span, known_on, days, years, clusters, held, strays)

    def maps(self, system: str) -> gpd.GeoDataFrame:
        """Return a row for each map of a province, and one without key for that of the strays."""
        return pd.concat([self.units[system], self.strays[system]])

    def breaks(self) -> dict[str, list[float]]:
        """Return class bounds for each figure, so that maps of several provinces compare."""
        return {
            one.key: bounds(np.concatenate([one.values(frame) for frame in self.units.values()]))
            for one in METRICS
        }


def read_sheet(
    connection: Connection,
    span: Span,
    look: Look,
    *,
    known_on: date,
    province: str | None = None,
    on: date = SWITCH,
) -> Sheet:
    """Read the map of the country, or of the province of a name, as `Survey.read` reads it.

    Args:
        connection: to the record.
        span: the two days, and the units.
        look: how it is drawn.
        known_on: the day from which one looks.
        province: its old or new name; None for the country.
        on: the day whose provinces are tried first.

    Raises:
        InputError: no such province, or no data of the figure asked for.
    """
    if province is None:
        sheet = national(Survey.read(connection, span, known_on=known_on), look)
    else:
        gazetteer = Gazetteer.from_database(connection)
        unit = find_province(gazetteer, province, on=on)
        survey = Survey.read(connection, span, known_on=known_on, districts=True)
        sheet = provincial(survey, look, gazetteer, unit)
    require_data(sheet, look)
    return sheet


def read_answer(
    connection: Connection, answer: pd.DataFrame, span: Span, look: Look, *, known_on: date
) -> Sheet:
    """Read the map of the clusters in an answer of `geo.queries`, and say what was asked.

    Args:
        connection: to the record.
        answer: the answer, or what was made of it; keys stand in its column `cluster`.
        span: the two days.
        look: how it is drawn.
        known_on: the day from which one looks.

    Raises:
        InputError: the answer is not about clusters.
    """
    if "cluster" not in answer:
        raise InputError(
            Text(
                "Kết quả này không nói về từng cụm (không có cột “cluster”), không vẽ được.",
                'This answer is not about clusters (no column "cluster") and cannot be drawn.',
            )
        )
    survey = Survey.read(connection, span, known_on=known_on)
    keys = set(answer["cluster"].dropna())
    if "query" not in answer.attrs:
        return chosen(survey, look, keys, Text("Các cụm đã chọn", "Chosen clusters"))
    asked, given = question(answer.attrs["query"]), answer.attrs["asked"]
    vi, en = (
        "; ".join(f"{meaning.said(lang)}: {value}" for meaning, value in asked.told(given))
        for lang in LANGUAGES
    )
    sheet = chosen(survey, look, keys, Text(vi, en))
    return replace(sheet, spec=replace(sheet.spec, title=asked.purpose))


def national(survey: Survey, look: Look) -> Sheet:
    """Return the map of the country."""
    return _sheet(survey, look, survey.units, survey.clusters, captions.NATION, {})


def provincial(
    survey: Survey,
    look: Look,
    gazetteer: Gazetteer,
    province: Unit,
    breaks: Mapping[str, Sequence[float]] | None = None,
) -> Sheet:
    """Return the map of one province: its districts of before 2025-07-01, and itself.

    A province of today comes with the provinces and districts it was made of. Provinces around it
    are those of its own time.

    Args:
        survey: read with districts.
        look: how it is drawn.
        gazetteer: tells which provinces a new one was made of.
        province: of either system.
        breaks: class bounds by figure, where several maps are to be compared.
    """
    here = {key: frame["key"] == province.key for key, frame in survey.units.items()}
    system = "34" if here["34"].any() else "63"
    parts = gazetteer.predecessors(province, on=survey.days["63"]) if system == "34" else ()
    keys = {province.key, *(part.key for part in parts)}
    here["63"] = survey.units["63"]["key"].isin(keys)
    here["district"] = survey.units["district"]["province"].isin(keys)
    if system == "34" and keys == {province.key}:
        del here["63"]
    units = {key: survey.units[key][chosen] for key, chosen in here.items() if chosen.any()}
    counted = [places[system] == province.key for places in survey.clusters["units"]]
    caption = captions.of_province(province, both=system == "34" and "63" not in here)
    sheet = _sheet(survey, look, units, survey.clusters[counted], caption, breaks or {})
    around = survey.units[system][["key", "name", *_BOUNDARIES]]
    return Sheet(sheet.spec, sheet.units, sheet.clusters, around)


def chosen(survey: Survey, look: Look, keys: Collection[str], words: Text) -> Sheet:
    """Return the map of some clusters, over plain outlines.

    Args:
        survey: of the country.
        look: how it is drawn; units are not shaded.
        keys: of the clusters; what is no cluster on record is left out.
        words: what the clusters have in common.
    """
    look = replace(look, style=Style.MARKERS, metric=None, breaks=())
    clusters = survey.clusters[survey.clusters["key"].isin(keys)]
    outlines = {key: frame[_OUTLINES] for key, frame in survey.units.items()}
    return _sheet(survey, look, outlines, clusters, words, {})


def unplaced(survey: Survey, look: Look, system: str) -> Sheet:
    """Return the map of the clusters that no province of a system holds, over plain outlines."""
    outlines = survey.units[system][_OUTLINES]
    stray = survey.clusters["units"].map(lambda units: units[system] is None)
    look = replace(look, style=Style.MARKERS, metric=None, breaks=())
    clusters = survey.clusters[stray]
    return _sheet(survey, look, {system: outlines}, clusters, captions.UNPLACED, {})


def _sheet(
    survey: Survey,
    look: Look,
    units: Mapping[str, gpd.GeoDataFrame],
    clusters: gpd.GeoDataFrame,
    where: Text,
    breaks: Mapping[str, Sequence[float]],
) -> Sheet:
    span = survey.span
    shaded = look.metric or next(iter(_with_data(units)), METRICS[0].key)
    # The layer that opens has the figure, if any has.
    units = dict(sorted(units.items(), key=lambda layer: not _has(metric(shaded), layer[1])))
    notes = captions.notes(span, survey.known_on, look.made_on, look.style, units, clusters)
    if lacks_figure(units, look):
        notes = (captions.lacking(shaded), *notes)
    spec = MapSpec(
        title=captions.title(span, look.made_on, marks=look.style.marks),
        subtitle=where,
        as_of=span.from_date,
        target=span.to_date,
        units=captions.units(units, survey.days),
        sources=captions.sources(clusters, units),
        made_on=look.made_on,
        known_on=None if survey.known_on == span.from_date else survey.known_on,
        notes=notes,
        lang=look.lang,
        style=look.style,
        metric=shaded,
        breaks={**breaks, **({shaded: look.breaks} if look.breaks else {})},
        years=survey.years,
        profile=look.profile,
    )
    return Sheet(spec, units, clusters)


def require_data(sheet: Sheet, look: Look) -> None:
    """Refuse a map that would show nothing of the figure asked for.

    A map without any cluster is no mistake: its first note says so.

    Raises:
        InputError: the figure has no data in the span, and those that have are named.
    """
    if lacks_figure(sheet.units, look):
        has = ", ".join(_with_data(sheet.units))
        raise InputError(
            Text(
                f"Chỉ tiêu “{look.metric}” không có số liệu nào ở đây trong kỳ này; có: {has}.",
                f'The figure "{look.metric}" has no data here in this period; these have: {has}.',
            )
        )


def lacks_figure(units: Mapping[str, gpd.GeoDataFrame], look: Look) -> bool:
    """Tell whether a figure was asked for that no unit has, while some have others."""
    if look.metric is None or not look.style.shades:
        return False
    known = _with_data(units)
    return bool(known) and look.metric not in known


def _with_data(units: Mapping[str, gpd.GeoDataFrame]) -> list[str]:
    """Return the keys of the figures that any unit has."""
    return [one.key for one in METRICS if any(_has(one, frame) for frame in units.values())]


def _has(figure: Metric, units: gpd.GeoDataFrame) -> bool:
    return not np.isnan(figure.values(units)).all()


def _remarked(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    remarks = [captions.remark(row) for row in units.itertuples()]
    return units.assign(stated=pd.Series(remarks, index=units.index, dtype=object))


def _require_units(span: Span) -> None:
    """Refuse levels that have no outlines on the day of the units."""
    require_recorded(span.units_date)
    if span.level is Level.PROVINCE or (span.level is Level.DISTRICT and span.units_date < SWITCH):
        return
    level = label(span.level)
    raise InputError(
        Text(
            f"Không có ranh giới cấp {level.vi} của ngày {span.units_date:%d/%m/%Y}: bản đồ vẽ theo"
            " tỉnh, hoặc theo huyện trước 01/07/2025; hãy dùng --units 63, hoặc --level province.",
            f"There are no outlines of the level {level.en} on {span.units_date}: maps show"
            " provinces, or districts before 2025-07-01; use --units 63, or --level province.",
        )
    )


def _require_record(connection: Connection, day: date) -> None:
    """Refuse an empty record, and a day before anything is said."""
    first = connection.scalar(text("SELECT min(effective_on) FROM planning.statement"))
    if not connection.scalar(text("SELECT EXISTS (SELECT FROM planning.cluster)")):
        raise InputError(
            Text(
                "Cơ sở dữ liệu chưa có cụm nào; hãy chạy “geo build”.",
                'There is no cluster on record; run "geo build".',
            )
        )
    if first is not None and day < first:
        raise InputError(
            Text(
                f"Cơ sở dữ liệu chưa nói gì về ngày {day:%d/%m/%Y}; hãy chọn từ {first:%d/%m/%Y}"
                " trở đi.",
                f"Nothing is on record for {day}; choose a day from {first} on.",
            )
        )
