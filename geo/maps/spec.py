"""What one map shows and says, whether it becomes a web page, a picture or a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import geopandas as gpd

from geo.errors import Text

Words = Text | str


class Style(StrEnum):
    """What is drawn: shaded units, marks of clusters, or marks on shaded units."""

    CHOROPLETH = "choropleth"
    MARKERS = "markers"
    BOTH = "both"

    @property
    def shades(self) -> bool:
        """Tell whether units are shaded."""
        return self is not Style.MARKERS

    @property
    def marks(self) -> bool:
        """Tell whether clusters are marked."""
        return self is not Style.CHOROPLETH


class Profile(StrEnum):
    """Where a page goes: a file, or the attachment of a mail, which gateways look into."""

    FILE = "file"
    MAIL = "mail"


@dataclass(frozen=True)
class MapSpec:
    """Title, dates, units, sources and ways of drawing of one map.

    Wordings are given in both languages (`Text`); a plain string stands for both.

    Attributes:
        title: what the map shows.
        subtitle: where, or for whom.
        as_of: the day the present figures speak of.
        target: the day they are compared with.
        units: administrative units used, such as "34 tỉnh, từ 01/07/2025".
        sources: where the figures come from, in one line.
        made_on: the day the map was made.
        notes: remarks to be read with the map.
        lang: language in which the map opens, `vi` or `en`; the reader can switch.
        style: what is drawn.
        metric: key of the figure that units are shaded by first (`geo.maps.metrics`).
        breaks: class bounds by metric (`rate`, `change`, …), positive and rising, instead of
            computed ones; they hold for gains and, mirrored, for losses.
        years: the years whose ends the reader can step through, rising; empty for none.
        profile: where the page goes.
        known_on: the day from which one looks, where it is not `as_of`.
    """

    title: Words
    subtitle: Words
    as_of: date
    target: date
    units: Words
    sources: Words
    made_on: date
    notes: Sequence[Words] = ()
    lang: str = "vi"
    style: Style = Style.BOTH
    metric: str = "rate"
    breaks: Mapping[str, Sequence[float]] = field(default_factory=dict)
    years: Sequence[int] = ()
    profile: Profile = Profile.FILE
    known_on: date | None = None


@dataclass(frozen=True)
class Sheet:
    """One map before it is drawn: the same for a page, a picture and a mail.

    Coordinates of all frames are longitude and latitude in EPSG:4326, or carry their own CRS.

    Attributes:
        spec: what stands on it besides the data.
        units: layers of administrative units by `34`, `63`, `district` or another key; the first is
            shown, a page lets its reader switch. Columns: key, name, area_km2, approximate,
            boundary_source, the figures that `geo.maps.metrics` reads, stated (a remark or none)
            and outlines.
        clusters: one row a cluster, or None where none is known; marked only where the style says
            so. Columns as `geo.frames.map_clusters` says.
        context: provinces around those of `units` on a map of a part of the country (name,
            outlines), drawn pale and in an inset; None on a map of the country.
    """

    spec: MapSpec
    units: Mapping[str, gpd.GeoDataFrame]
    clusters: gpd.GeoDataFrame | None = None
    context: gpd.GeoDataFrame | None = None


def both(words: Words) -> list[str]:
    """Return a wording as `[Vietnamese, English]`."""
    return [words, words] if isinstance(words, str) else [words.vi, words.en]
