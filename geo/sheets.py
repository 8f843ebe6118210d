"""Sheets of maps made from PostGIS: of the country, of one province, or of every province.

One `Survey` of the country is read for a span of time; each map is a part of it, so that many maps
cost little more than one, and all of them say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from geo import captions, frames
from geo.changes import Span, require_recorded
from geo.dates import SWITCH, SYSTEMS
from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.maps.classes import bounds, classify
from geo.maps.metrics import METRICS, Metric, metric
from geo.maps.spec import MapSpec, Profile, Sheet, Style, both
from geo.model import Cluster, Event
from geo.units import Unit
from geo.vocabulary import Level, label

_FIRST_YEAR = 2021
_MOST_YEARS = 30


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
    """

    span: Span
    known_on: date
    days: Mapping[str, date]
    years: tuple[int, ...]
    clusters: gpd.GeoDataFrame
    units: Mapping[str, gpd.GeoDataFrame]

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
        return cls(span, known_on, days, years, clusters, units)

    def breaks(self) -> dict[str, list[float]]:
        """Return class bounds for each figure, so that maps of several provinces compare."""
        return {
            one.key: bounds(np.concatenate([one.values(frame) for frame in self.units.values()]))
            for one in METRICS
        }


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
    around = survey.units[system][["key", "name", "approximate", "geometry"]]
    return Sheet(sheet.spec, sheet.units, sheet.clusters, around)


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
    spec = MapSpec(
        title=captions.title(span, look.made_on, marks=look.style.marks),
        subtitle=where,
        as_of=span.from_date,
        target=span.to_date,
        units=captions.units(units, survey.days),
        sources=captions.sources(clusters),
        made_on=look.made_on,
        known_on=None if survey.known_on == span.from_date else survey.known_on,
        notes=captions.notes(span, survey.known_on, look.made_on, look.style, units, clusters),
        lang=look.lang,
        style=look.style,
        metric=shaded,
        breaks={**breaks, **({shaded: look.breaks} if look.breaks else {})},
        years=survey.years,
        profile=look.profile,
    )
    return Sheet(spec, units, clusters if look.style.marks else None)


def require_data(sheet: Sheet, look: Look) -> None:
    """Refuse a map that would show nothing of what was asked for.

    Raises:
        InputError: no cluster on record there; or the figure asked for has no data in the span, and
            those that have are named.
    """
    if not any(frame["clusters_n"].any() for frame in sheet.units.values()):
        where = both(sheet.spec.subtitle)
        raise InputError(
            Text(
                f"{where[0]}: cơ sở dữ liệu chưa có cụm nào, không có gì để vẽ; “geo indicators” in"
                " số liệu chung của tỉnh.",
                f'{where[1]}: no cluster on record, nothing to draw; "geo indicators" prints the'
                " figures of the province.",
            )
        )
    known = _with_data(sheet.units)
    if look.style.shades and look.metric is not None and look.metric not in known:
        has = ", ".join(known)
        raise InputError(
            Text(
                f"Chỉ tiêu “{look.metric}” không có số liệu nào ở đây trong kỳ này; có: {has}.",
                f'The figure "{look.metric}" has no data here in this period; these have: {has}.',
            )
        )


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
            f"Không có ranh giới cấp {level.vi} của ngày {span.units_date}: bản đồ vẽ theo tỉnh,"
            " hoặc theo huyện trước 01/7/2025; hãy dùng --units 63, hoặc --level province.",
            f"There are no outlines of the level {level.en} on {span.units_date}: maps show"
            " provinces, or districts before 2025-07-01; use --units 63, or --level province.",
        )
    )


def _require_record(connection: Connection, day: date) -> None:
    """Refuse an empty record, and a day before anything is said."""
    first = connection.scalar(select(func.min(Event.effective_on)))
    if connection.scalar(select(Cluster.cluster_id).limit(1)) is None:
        raise InputError(
            Text(
                "Cơ sở dữ liệu chưa có cụm nào; hãy chạy “geo build”.",
                'There is no cluster on record; run "geo build".',
            )
        )
    if first is not None and day < first:
        raise InputError(
            Text(
                f"Cơ sở dữ liệu chưa nói gì về ngày {day}; hãy chọn từ {first} trở đi.",
                f"Nothing is on record for {day}; choose a day from {first} on.",
            )
        )
