"""What a planner gives to a question, read and checked: days, numbers, places by name, geometries.

A value comes from a notebook as it is (a date, a number, a shapely geometry) or from the command
line as text; both are read here, and go into a query bound, never as a part of its text.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from geo.addresses import split_address
from geo.dates import PLAN_END, SYSTEMS
from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.locator import LAST_DAY, Locator
from geo.questions import NOTHING, Kind, Parameter, Question
from geo.timeline import find_cluster, find_province, name_parts
from geo.vectors import read_layers, shapes_within
from geo.vocabulary import Level, Precision

CRS = "EPSG:4326"
MOST = 1000
"""The largest whole number that is a number of years, months or clusters."""

_LARGEST = 1_000_000
"""The largest number of kilometres or hectares."""

_NO_DAY: object = pd.NaT
"""What pandas has for a missing day: by its type a day, too."""

_UNITS = {"34": Level.PROVINCE, "63": Level.PROVINCE, "district": Level.DISTRICT}

_EXPECTED = {
    Kind.DATE: Text("ngày dạng 2024-01-31", "a day such as 2024-01-31"),
    Kind.NUMBER: Text(
        f"số không âm, đến {_LARGEST}, như 12.5",
        f"a number of at least 0, up to {_LARGEST}, such as 12.5",
    ),
    Kind.INTEGER: Text(f"số nguyên từ 1 đến {MOST}", f"a whole number from 1 to {MOST}"),
    Kind.NAME: Text("tên một cụm hay khu", "the name of a cluster or zone"),
    Kind.PROVINCE: Text("tên một tỉnh, thành phố", "the name of a province"),
    Kind.DISTRICT: Text(
        "tên một huyện trước 01/07/2025", "the name of a district before 2025-07-01"
    ),
    Kind.COMMUNE: Text("tên một xã, phường hiện nay", "the name of a commune of today"),
    Kind.CLUSTER: Text("mã hoặc tên một cụm", "the key or name of a cluster"),
    Kind.UNITS: Text("34, 63 hoặc district", "34, 63 or district"),
    Kind.PRECISION: Text(
        "site, commune, district hoặc province", "site, commune, district or province"
    ),
    Kind.POINT: Text(
        "kinh độ,vĩ độ (độ), như 106.2,21.27", "longitude,latitude in degrees, such as 106.2,21.27"
    ),
    Kind.GEOMETRY: Text(
        "kinh độ,vĩ độ (độ), như 106.2,21.27, hoặc @tệp (GeoJSON, GPKG, KML)",
        "longitude,latitude in degrees, such as 106.2,21.27, or @file (GeoJSON, GPKG, KML)",
    ),
}


class Binder:
    """Reads what is given to questions; places are looked up in the record.

    Args:
        connection: to the record.
        today: the day that `today` is, and whose units are tried first.
    """

    def __init__(self, connection: Connection, today: date) -> None:
        self._connection = connection
        self._today = today
        self._readers: Mapping[Kind, Callable[[Any], Any]] = {
            Kind.DATE: self._date,
            Kind.NUMBER: _number,
            Kind.INTEGER: _integer,
            Kind.NAME: _name_key,
            Kind.PROVINCE: lambda name: find_province(self._gazetteer, _words(name), on=today).key,
            Kind.DISTRICT: lambda name: self._unit(_words(name), Level.DISTRICT, LAST_DAY),
            Kind.COMMUNE: lambda name: self._unit(_words(name), Level.COMMUNE, today),
            Kind.CLUSTER: lambda name: find_cluster(
                connection, lambda: self._gazetteer, _words(name), today=today
            ),
            Kind.UNITS: _units,
            Kind.PRECISION: lambda word: Precision(word).value,
            Kind.POINT: _point,
            Kind.GEOMETRY: _geometry,
        }

    def bound(self, question: Question, given: Mapping[str, object]) -> dict[str, Any]:
        """Return what the query of a question is bound with; None stands for the default.

        Once the plan has ended, what is asked until its end is answered as of the first day.

        Raises:
            InputError: no such parameter, one that is required is missing, or a value is not of its
                kind.
            UnknownPlace: a name that no unit bears; carries the nearest names.
            AmbiguousPlace: a name that several units bear.
        """
        for name in given:
            question.parameter(name)
        values = {
            parameter.name: self._value(parameter, given.get(parameter.name))
            for parameter in question.parameters
        }
        if values.get("to") == PLAN_END < values["as_of"]:
            values["to"] = values["as_of"]
        if "to" in values and values["to"] < values["as_of"]:
            first, last = values["as_of"], values["to"]
            raise InputError(
                Text(
                    f"Ngày cuối (to) {last:%d/%m/%Y} trước ngày đầu (as_of) {first:%d/%m/%Y}.",
                    f"The last day (to), {last}, comes before the first (as_of), {first}.",
                )
            )
        if "units" in values:
            values["units_date"], values["units_level"] = values.pop("units")
            self._require_province(values)
        return values

    def _value(self, parameter: Parameter, given: object) -> Any:
        if given is None:
            if parameter.default is None:
                raise InputError(_missing(parameter))
            given = parameter.default
            if given == NOTHING:
                return None
        try:
            return self._readers[parameter.kind](given)
        except (ValueError, TypeError, OverflowError, shapely.errors.ShapelyError) as fault:
            raise InputError(_wrong(parameter, told(given, self._today))) from fault

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.from_database(self._connection)

    def _date(self, given: object) -> date:
        if given is _NO_DAY:
            raise TypeError
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        return self._today if _is_today(given) else date.fromisoformat(_words(given))

    def _unit(self, words: str, level: Level, on: date) -> str:
        """Return the key of a unit named with or without what holds it."""
        _, parts = split_address(words)
        name, *holders = parts or [words]
        within = None
        if holders:
            locator = Locator(self._gazetteer, self._today)
            outcome = locator.read(holders, on if level is Level.DISTRICT else None)
            if len(outcome.units) != 1:
                raise locator.refusal(words, outcome)
            within = outcome.units[0]
        return self._gazetteer.resolve(name, on=on, within=within, level=level).key

    def _require_province(self, values: Mapping[str, Any]) -> None:
        """Refuse a province that had ended on the day whose units are asked for."""
        if values["province"] is None:
            return
        unit, day = self._gazetteer[values["province"]], values["units_date"]
        if unit.valid.end is not None and unit.valid.end <= day:
            heirs = ", ".join(heir.name for heir in self._gazetteer.successors(unit, on=day))
            raise InputError(
                Text(
                    f"{unit.name} không còn trong các đơn vị units=34 (nay thuộc {heirs}); hãy chọn"
                    f" units=63 hoặc units=district, hoặc hỏi {heirs}.",
                    f"{unit.name} is not among the units of units=34 (now in {heirs}); choose"
                    f" units=63 or units=district, or ask for {heirs}.",
                )
            )


def told(given: object, today: date) -> str:
    """Return what was given in few words, in one line."""
    if isinstance(given, BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame):
        return type(given).__name__
    return str(today) if _is_today(given) else " ".join(str(given).split())


def _is_today(given: object) -> bool:
    return isinstance(given, str) and given == "today"


def _words(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise TypeError
    return given.strip()


def _number(given: Any) -> float:
    if isinstance(given, bool):
        raise TypeError
    number = float(given.replace(",", ".") if isinstance(given, str) else given)
    if not 0 <= number <= _LARGEST:
        raise ValueError
    return number


def _integer(given: object) -> int:
    number = _number(given)
    if not number.is_integer() or not 1 <= number <= MOST:
        raise ValueError
    return int(number)


def _name_key(given: object) -> str:
    _, key, _ = name_parts(_words(given))
    if not key:
        raise ValueError
    return key


def _units(given: object) -> tuple[date, str]:
    word = str(given)
    if word not in _UNITS:
        raise ValueError
    return SYSTEMS.get(word, LAST_DAY), _UNITS[word].value


def _point(given: Any) -> bytes:
    if isinstance(given, shapely.Point):
        return _wkb(given)
    lon, lat = given.split(",") if isinstance(given, str) else given
    return _wkb(shapely.Point(float(lon), float(lat)))


def _geometry(given: Any) -> bytes:
    if isinstance(given, str) and given.startswith("@"):
        file = Path(given[1:])
        with shapes_within(file):
            return _wkb(_read(file).union_all())
    if isinstance(given, gpd.GeoSeries | gpd.GeoDataFrame):
        given = given.geometry.to_crs(CRS).union_all()
    return _wkb(given) if isinstance(given, BaseGeometry) else _point(given)


def _wkb(geometry: BaseGeometry) -> bytes:
    """Return a geometry in degrees, longitude first, as the database takes it."""
    flat = shapely.force_2d(geometry)
    west, south, east, north = flat.bounds  # NaN where it is empty
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError
    return flat.wkb


def _read(file: Path) -> gpd.GeoSeries:
    """Return the geometries of all layers of a file, in EPSG:4326."""
    layers = [layer.frame.geometry for layer in read_layers(file, areas=False)]
    found = [layer for layer in layers if not layer.array.isna().all()]
    if not found or any(layer.crs is None for layer in found):
        raise InputError(_unreadable(file))
    return gpd.GeoSeries(np.concatenate([layer.to_crs(CRS).array for layer in found]), crs=CRS)


def _unreadable(file: Path) -> Text:
    return Text(
        f"“{file}”: không đọc được hình nào có hệ tọa độ; cần GeoJSON, GPKG, KML, GPX, shapefile.",
        f'"{file}": no geometry with a coordinate system could be read; expected GeoJSON, GPKG,'
        " KML, GPX or a shapefile.",
    )


def _missing(parameter: Parameter) -> Text:
    expected = _EXPECTED[parameter.kind]
    return Text(
        f"Thiếu tham số {parameter.name} ({parameter.meaning.vi}): cần {expected.vi}.",
        f"The parameter {parameter.name} is missing ({parameter.meaning.en}): expected"
        f" {expected.en}.",
    )


def _wrong(parameter: Parameter, given: str) -> Text:
    expected = _EXPECTED[parameter.kind]
    return Text(
        f"{parameter.name} “{given}”: cần {expected.vi}.",
        f'{parameter.name} "{given}": expected {expected.en}.',
    )
