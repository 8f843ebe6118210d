"""Communes before and after 2025-07-01 as the package `vietnamadminunits` lists them.

Its files are read where they lie, without importing it (an import takes over a second). Names,
codes, the old-to-new mapping, and the points and areas of the *new* communes are used; its old
coordinates and boxes are not, since their origin forbids it.

The mapping confuses communes of one name: the old Long Phú of Hậu Giang and of Sóc Trăng each lead
to the successors of both. Provinces were merged whole, so a new commune lies in one old province:
that of most of its parts, and links from another one are dropped. A link is dropped too when the
old commune was divided and another one of its name went whole to the same new commune.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from geo.errors import GeoError, Text
from geo.text import clean

PACKAGE = "vietnamadminunits"
MISPLACED = frozenset(
    ("29983", "06757", "28615", "30130", "08296", "04924", "06967", "04714", "20333", "06172")
)
"""Codes of new communes whose published point is tens of kilometres off."""

SCATTERED = frozenset({"22736"})
"""Codes of new communes whose published point is open sea between islands: Trường Sa."""

_TYPES = ("đặc khu", "phường", "thị trấn", "xã")

_OLD = """
SELECT provinceKey || '_' || districtKey || '_' || coalesce(wardKey, ''),
       wardCode, ward, districtCode, provinceCode
FROM admin_units_legacy
"""
_NEW = """
SELECT provinceKey || '_' || wardKey, wardCode, ward, provinceCode, wardLon, wardLat, wardAreaKm2
FROM admin_units
"""


class OldCommune(NamedTuple):
    """A commune of 2025-06-30; `code` is None for a district without communes, an island."""

    code: str | None
    name: str
    unit_type: str
    district_code: str
    province_code: str


class NewCommune(NamedTuple):
    """A commune of 2025-07-01; the point is as published, `area_km2` as stated (often wrong)."""

    code: str
    name: str
    unit_type: str
    province_code: str
    lon: float
    lat: float
    area_km2: float | None


class Communes(NamedTuple):
    """Both lists, and for each old commune (by position) the codes of the new ones it went to.

    The first code is the one that took the main part.
    """

    old: list[OldCommune]
    new: list[NewCommune]
    successors: list[tuple[str, ...]]


@cache
def read_communes() -> Communes:
    """Read the installed package's lists.

    Raises:
        GeoError: the package or one of its files is missing.
    """
    folder = _package_folder()
    with sqlite3.connect(
        f"{(folder / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True
    ) as database:
        old_rows = database.execute(_OLD).fetchall()
        new_rows = database.execute(_NEW).fetchall()
    database.close()
    old = {
        slug: OldCommune(code, *_named(full_name), district_code, province_code)
        for slug, code, full_name, district_code, province_code in old_rows
    }
    new = {
        slug: NewCommune(code, *_named(full_name), province_code, lon, lat, area)
        for slug, code, full_name, province_code, lon, lat, area in new_rows
    }
    mapping = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    links: dict[str, list[str]] = {slug: [] for slug in old}
    for province, communes in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for slug, parts in communes.items():
            for part in parts:
                links[part].append(f"{province}_{slug}")
    for province, communes in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, targets in communes.items():
            by_size = sorted(targets, key=lambda target: not target["isDefaultNewWard"])
            links[part].extend(f"{province}_{target['newWardKey']}" for target in by_size)
    _drop_confused(links)
    successors = [tuple(new[target].code for target in targets) for targets in links.values()]
    return Communes(list(old.values()), list(new.values()), successors)


def _package_folder() -> Path:
    spec = find_spec(PACKAGE)
    folder = Path(spec.origin or "").parent / "data" if spec else Path()
    if not all((folder / name).is_file() for name in ("dataset.db", "converter_2025.json")):
        raise GeoError(
            Text(
                vi=f"Thiếu gói {PACKAGE} hoặc dữ liệu của gói. Cài lại: "
                "pip install --force-reinstall ccn-atlas.",
                en=f"The package {PACKAGE} or its data is missing. Install again: "
                "pip install --force-reinstall ccn-atlas.",
            )
        )
    return folder


def _named(full_name: str | None) -> tuple[str, str]:
    """Split `Thị Trấn Prao` into its name and its type in lower case."""
    text = clean(full_name or "")
    for word in _TYPES:
        if text.casefold().startswith(f"{word} "):
            return text[len(word) + 1 :], word
    return text, ""


def _drop_confused(links: dict[str, list[str]]) -> None:
    """Remove from `links` (old to new) what the mapping says only because two names are alike."""
    for target, slugs in _parts(links).items():
        provinces = Counter(slug.split("_")[0] for slug in slugs)
        home = provinces.most_common(1)[0][0]
        for slug in slugs:
            if not slug.startswith(f"{home}_"):
                links[slug].remove(target)
    for target, slugs in _parts(links).items():
        whole = {slug.rsplit("_", 1)[1] for slug in slugs if len(links[slug]) == 1}
        for slug in slugs:
            if len(links[slug]) > 1 and slug.rsplit("_", 1)[1] in whole:
                links[slug].remove(target)


def _parts(links: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return for each new commune the old ones that lead to it."""
    parts = defaultdict(list)
    for part, targets in links.items():
        for target in targets:
            parts[target].append(part)
    return parts
