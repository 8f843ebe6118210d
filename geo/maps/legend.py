"""The legend of a picture: classes of shades, symbols of marks, and how many there are of each."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import geopandas as gpd

from geo.maps.choropleth import UNCLASSED
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS
from geo.maps.paper import DEEP, LEADING, POINT_MM, SOFT, Box, Paper, text_width, wrapped
from geo.maps.plate import DOTS, LAND, NO_DATA_FILL, NO_DATA_HATCH, dot_color
from geo.maps.scene import Scene
from geo.maps.symbols import coarse, draw_key, draw_plain, draw_sizes, draw_stacked
from geo.vocabulary import Modality

_TITLE, _SIZE = 7.6, 7.2
_ROW, _SWATCH, _COUNT, _BELOW_TITLE, _APART = 4.1, 8.0, 8.6, 0.6, 2.4
_NEXT = _SIZE * POINT_MM * 1.15
_SIZE_KEYS = (10.0, 75.0)
_LEVELS = ("34", "63", "district")

Draw = Callable[[Paper, float, float], None]


class Row(NamedTuple):
    """A line of a legend: a sign drawn around a place on paper, its meaning, and how many."""

    draw: Draw
    text: str
    counts: Sequence[str] = ()


class Section(NamedTuple):
    """A part of a legend: what it is about, what each of its counts counts, and its rows."""

    title: str
    counted: Sequence[str]
    rows: Sequence[Row]


def draw_sections(
    paper: Paper, sections: Sequence[Section], x: float, y: float, width: float
) -> None:
    """Draw parts of a legend below each other."""
    for section in sections:
        title, meanings = _laid_out(section, width)
        if title:
            _write_counts(paper, section.counted, x + width, y + 2.9)
            y = paper.write_lines(x, y, title, _TITLE, face="bold", color=DEEP) + _BELOW_TITLE
        for row, meaning in zip(section.rows, meanings, strict=True):
            row.draw(paper, x + _SWATCH / 2 - 1, y + _ROW / 2)
            base = y + _ROW / 2 + _SIZE * POINT_MM * 0.36
            _write_counts(paper, row.counts, x + width, base)
            for i, line in enumerate(meaning):
                paper.write(x + _SWATCH, base + i * _NEXT, line, _SIZE)
            y += _ROW + (len(meaning) - 1) * _NEXT
        y += _APART


def height_of(sections: Sequence[Section], width: float) -> float:
    """Return how high parts of a legend are below each other."""
    high = 0.0
    for section in sections:
        title, meanings = _laid_out(section, width)
        if title:
            high += len(title) * _TITLE * LEADING * POINT_MM + _BELOW_TITLE
        high += sum(_ROW + (len(meaning) - 1) * _NEXT for meaning in meanings) + _APART
    return max(high - _APART, 0.0)


def _laid_out(section: Section, width: float) -> tuple[list[str], list[list[str]]]:
    """Return the lines of a section's title and of the meaning of each of its signs."""
    more = max(len(section.counted) - 1, 0) * _COUNT
    last = text_width(section.counted[-1], _SIZE) + 2 if section.counted else 0
    title = _title(section.title, width - more - last)
    room = width - _SWATCH - (more + _COUNT if section.counted else 0)
    return title, [wrapped(_capital(row.text), room, _SIZE, most=3) for row in section.rows]


def _title(text: str, width: float) -> list[str]:
    """Return the lines of a title, in which a measure in brackets is not parted if that can be."""
    words, bracket, measure = text.partition(" (")
    lines = wrapped(text, width, _TITLE, face="bold", most=3)
    parted = bracket and not any(f"({measure}" in line for line in lines)
    if not parted or text_width(f"({measure}", _TITLE, "bold") > width:
        return lines
    return [*wrapped(words, width, _TITLE, face="bold", most=2), f"({measure}"]


def _write_counts(paper: Paper, counts: Sequence[str], right: float, base: float) -> None:
    for i, count in enumerate(reversed(counts)):
        paper.write(right - i * _COUNT, base, count, _SIZE, color=SOFT, across="right")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def draw_patch(
    paper: Paper, x: float, y: float, fill: str, hatch: str | None = None, pattern: str = "//////"
) -> None:
    """Draw the sign of a class: a box of its shade, with a pattern where `hatch` is its colour."""
    box = Box(x - 2.6, y - 1.45, 5.2, 2.9)
    drawn = paper.box(box, fill=fill, line=hatch or SOFT, width=0.0 if hatch else 0.3, z=8)
    if hatch:
        drawn.set_hatch(pattern)
        paper.box(box, line=SOFT, width=0.3, z=8)


def shade_section(scene: Scene) -> Section:
    """Return the classes of the figure that units are shaded by, the largest gain first."""
    speech, shade = scene.speech, scene.shade
    level = speech.say(f"level.{scene.key if scene.key in _LEVELS else 'other'}")
    counted = [speech.say("picture.counted.units", level=level)]
    hatched = partial(draw_patch, fill=NO_DATA_FILL, hatch=NO_DATA_HATCH)
    unknown = scene.fills.count("")
    missing = Row(hatched, speech.say("nodata"), [speech.number(unknown)])
    if shade is None:
        return Section(speech.say(f"metric.{scene.sheet.spec.metric}"), counted, [missing])
    places = shade.ranks[scene.key].tolist()
    if places == [UNCLASSED]:
        said = speech.figure(shade.metric, float(shade.values[scene.key][0]))
        return Section(
            speech.say(f"metric.{shade.metric.key}"),
            (),
            [Row(partial(draw_patch, fill=LAND), said)],
        )
    rows = [
        Row(
            partial(draw_patch, fill=one.color),
            speech.bounds(shade, place),
            [speech.number(places.count(place))],
        )
        for place, one in enumerate(shade.classes)
        if place in places
    ]
    dots = partial(draw_patch, fill="white", hatch=dot_color("#ffffff"), pattern=DOTS)
    dotted = int(scene.dotted.sum())
    proposed = Row(dots, speech.say("legend.proposed.half"), [speech.number(dotted)])
    rest = [row for row, n in ((missing, unknown), (proposed, dotted)) if n]
    title = speech.say(f"metric.{shade.metric.key}")
    return Section(title, counted, [*reversed(rows), *rest])


def change_section(scene: Scene, clusters: gpd.GeoDataFrame) -> Section:
    """Return what becomes of the clusters, as far as it becomes of any, and what is proposed."""
    speech, changes = scene.speech, clusters["change"].astype(str)
    found = Counter(changes)
    proposed = Counter(changes[clusters["certainty"] == Modality.PROPOSED])
    rows = []
    for kind, symbol in SYMBOLS.items():
        if found[kind]:
            said = speech.say(f"Change.{kind}")
            if kind in scene.left_out:
                said = speech.say("picture.left_out", kind=said)
            elif proposed[kind]:
                said += f" ({speech.say('proposed', n=speech.number(proposed[kind]))})"
            rows.append(Row(partial(draw_key, symbol=symbol), said, [speech.number(found[kind])]))
    title = speech.say("legend.change", year=scene.sheet.spec.target.year)
    return Section(title, [speech.say("picture.counted")], rows)


def status_section(scene: Scene, clusters: gpd.GeoDataFrame, places: Sequence[int]) -> Section:
    """Return the statuses of clusters with how many have each at the end of some years.

    Args:
        scene: what is drawn.
        clusters: its clusters.
        places: which of the years of its specification.
    """
    speech = scene.speech
    found = [Counter(str(years[place][0]) for years in clusters["years"]) for place in places]
    rows = [
        Row(
            partial(draw_key, symbol=symbol),
            speech.say(f"Status.{kind}"),
            [speech.number(year[kind]) for year in found],
        )
        for kind, symbol in STATUS_SYMBOLS.items()
        if any(year[kind] for year in found)
    ]
    years = [str(scene.sheet.spec.years[place]) for place in places]
    return Section(speech.say("picture.statuses"), years, rows)


def key_section(scene: Scene, clusters: gpd.GeoDataFrame, scale: float) -> Section:
    """Return what size, filling and rings of the marks mean, as far as there are such marks."""
    speech = scene.speech
    small, large = (speech.number(size) for size in _SIZE_KEYS)
    sizes = speech.say("picture.sizes", small=small, large=large)
    rows = [Row(partial(draw_sizes, hectares=_SIZE_KEYS, scale=scale), sizes)]
    hollow = coarse(clusters)
    if not hollow.all():
        rows.append(Row(draw_plain, speech.say("legend.exact")))
    if hollow.any():
        rows.append(Row(partial(draw_plain, hollow=True), speech.say("legend.coarse")))
    if len(clusters) > 1:
        rows.append(Row(draw_stacked, speech.say("picture.stacked")))
    return Section("", (), rows)
