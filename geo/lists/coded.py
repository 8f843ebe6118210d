"""Places told by the codes of their units and a day on which these stood, as exports tell them.

A code names a unit only with the day. The cells beside it are read by people, who may have changed
them: where they speak of another unit, the codes do not count.
"""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cached_property

from geo.gazetteer import Gazetteer, Unit
from geo.ingest.places import Address, Site, place
from geo.lists.stated import Where
from geo.locator import LAST_DAY
from geo.vocabulary import Level

_BETWEEN = re.compile(r"\s*;\s*")
_JOINED = re.compile(" - (?=(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh) )")
"""What is left of the dash between units of a level once a cell was cleaned."""


class Coder:
    """Finds units by their codes.

    Args:
        gazetteer: the units.
        today: the day that counts as now.
    """

    def __init__(self, gazetteer: Gazetteer, today: date) -> None:
        self._gazetteer, self._today = gazetteer, today

    def site(self, where: Where) -> tuple[Address, Site] | None:
        """Return the place that a row tells by codes; None where it does not, or says another."""
        if where.unit_codes is None or where.units_on is None or where.units_on.start is None:
            return None
        on = where.units_on.start
        units = [self._unit(code, on) for code in _BETWEEN.split(where.unit_codes)]
        finest = [unit for unit in units if unit is not None]
        if len(finest) < len(units) or len({unit.level for unit in finest}) > 1:
            return None
        address = self._address(finest)
        if address is None:
            return None
        site = replace(place(self._gazetteer, address), stated_on=on)
        if where.address is not None:
            site = replace(site, address=_JOINED.sub(" – ", where.address))
        is_said = self._is_said(site, finest, on) and self._is_meant(where, site, on)
        return (address, site) if is_said else None

    def _unit(self, code: str, on: date) -> Unit | None:
        return next((unit for unit in self._by_code.get(code, ()) if on in unit.valid), None)

    def _address(self, finest: list[Unit]) -> Address | None:
        lines = [(unit, *self._gazetteer.ancestors(unit)) for unit in finest]
        provinces = [unit for unit in lines[0] if unit.level is Level.PROVINCE]
        if not provinces:
            return None
        districts, communes = (
            tuple(dict.fromkeys(unit for line in lines for unit in line if unit.level is level))
            for level in (Level.DISTRICT, Level.COMMUNE)
        )
        return Address(provinces[0], districts, communes)

    def _is_said(self, site: Site, finest: list[Unit], on: date) -> bool:
        """Tell whether the address names the units."""
        said = set(site.address.partition(", ")[0].split(" – "))
        return all(said & self._names(unit, on) for unit in finest)

    def _is_meant(self, where: Where, site: Site, on: date) -> bool:
        """Tell whether the cells of the units name none but those of the place."""
        names = {name for unit in site.units for name in self._names(unit, on)}
        cells = (where.commune, where.district, where.province, where.commune_now)
        said = {
            name for cell in (*cells, where.province_now) if cell for name in _BETWEEN.split(cell)
        }
        return said <= names

    def _names(self, unit: Unit, on: date) -> set[str]:
        names = [self._gazetteer.official_name(unit, day) for day in (on, LAST_DAY, self._today)]
        return {name for kind, bare in names for name in (bare, f"{kind} {bare}")}

    @cached_property
    def _by_code(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._gazetteer:
            if unit.level is not Level.COUNTRY:
                found[unit.code].append(unit)
        return found
