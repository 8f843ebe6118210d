"""What stands on paper beside data and legend: heading and foot, scale, north arrow, islands."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Polygon

from geo.maps.islands import ISLANDS
from geo.maps.paper import DEEP, INK, LEADING, LINE, POINT_MM, SOFT, Box, Paper, text_width, wrapped
from geo.maps.plate import SEA, Plate, metres_at
from geo.maps.spec import MapSpec
from geo.maps.speech import Speech

MARGIN = 12.0
_ISLAND_INK, _ISLET = "#21425f", "#b09a5b"
_NICE = (1, 2, 5)
_NOTES = 9


def draw_scale(plate: Plate, speech: Speech) -> None:
    """Draw the north arrow and a scale bar of a round length in the lower left corner."""
    paper, box = plate.paper, plate.box
    metres = _nice(0.19 * min(box.width, 150) / plate.mm)
    length = metres * plate.mm
    x, y = box.x + 13.5, box.bottom - 4.6
    arrow = box.x + 6.5
    around = Box(box.x + 2.5, y - 9.6, length + 20, 12)
    paper.box(around, fill="white", opacity=0.78, z=6)
    plate.taken.append(around)
    for half, fill in ((-1.9, INK), (1.9, "white")):
        corners = [(arrow, y - 5.6), (arrow + half, y + 0.9), (arrow, y - 0.7)]
        sign = Polygon(corners, closed=True, facecolor=fill, edgecolor=INK, linewidth=0.5, zorder=8)
        paper.plane.add_patch(sign)
    north = speech.say("picture.north")
    paper.write(arrow, y - 6.4, north, 7.5, face="bold", across="center")
    for i in range(4):
        part = Box(x + i * length / 4, y - 0.7, length / 4, 1.3)
        paper.box(part, fill=INK if i % 2 == 0 else "white", line=INK, width=0.5, z=8)
    unit, per = ("km", 1000.0) if metres >= 2000 else ("m", 1.0)
    for share in (0.0, 0.5, 1.0):
        text = speech.number(metres * share / per, 1)
        paper.write(x + share * length, y - 1.8, text, 6.4, across="center")
    end = x + length + text_width(speech.number(metres / per), 6.4) / 2
    paper.write(end + 0.9, y - 1.8, unit, 6.4)


def draw_islands(plate: Plate, speech: Speech, size: float, *, small: bool = False) -> None:
    """Draw the islands that the window shows, with their names; no name will cover these."""
    for group in ISLANDS:
        dots = plate.place(metres_at(group.dots))
        for x, y in dots[plate.sees(dots)]:
            side = 0.32 + size * 0.055
            islet = Box(x - side / 2, y - side / 2, side, side)
            plate.paper.box(islet, fill=_ISLET, line="white", width=0.25, z=7.5)
        if not plate.sees(dots).any():
            continue
        lines = speech.say(f"{group.name}.small" if small else group.name).split("\n")
        wide = max(text_width(line, size, "italic") for line in lines)
        high = len(lines) * size * 1.25 * POINT_MM
        x = min(float(dots[:, 0].mean()), plate.box.right - wide / 2 - 1)
        y = float(dots[:, 1].min()) - high - 0.8
        plate.taken.append(Box(x - wide / 2, y, wide, high))
        for i, line in enumerate(lines):
            base = y + (i + 0.8) * size * 1.25 * POINT_MM
            plate.paper.write(
                x, base, line, size, face="italic", color=_ISLAND_INK, across="center", halo=SEA
            )


def draw_heading(paper: Paper, spec: MapSpec, speech: Speech) -> float:
    """Write title, subtitle, dates and units at the head of a page; return where they end."""
    width = paper.width - 2 * MARGIN
    title = wrapped(speech.pick(spec.title), width, 15, face="bold", most=3)
    y = paper.write_lines(MARGIN, MARGIN - 1.5, title, 15, face="bold", color=DEEP) + 0.8
    subtitle = wrapped(speech.pick(spec.subtitle), width, 11, most=2)
    y = paper.write_lines(MARGIN, y, subtitle, 11) + 1.2
    days = speech.days(spec)
    units = speech.pick(spec.units)
    facts = wrapped(days, width, 8, most=1)
    facts += wrapped(f"{speech.say('units')}: {units}", width, 8, most=2) if units else []
    return paper.write_lines(MARGIN, y, facts, 8, color=SOFT)


def foot_lines(paper: Paper, spec: MapSpec, speech: Speech, more: Sequence[str]) -> list[str]:
    """Return what is to stand at the foot of a page: sources, remarks, notes, how it was made."""
    width = paper.width - 2 * MARGIN
    lines = wrapped(f"{speech.say('sources')}: {speech.pick(spec.sources)}", width, 7, most=3)
    notes = [*more, *(speech.pick(note) for note in spec.notes)]
    for note in notes[:_NOTES]:
        lines += wrapped(f"• {note}", width, 7, most=3)
    lines += [f"• … (+{len(notes) - _NOTES})"] if len(notes) > _NOTES else []
    made = speech.say("made_on", date=speech.date(spec.made_on))
    return [*lines, f"{made}. {speech.say('picture.projection')}."]


def draw_foot(paper: Paper, lines: list[str]) -> float:
    """Write the foot of a page and return where it begins."""
    top = paper.height - MARGIN + 2 - len(lines) * 7 * LEADING * POINT_MM
    rule = Box(MARGIN, top - 1.4, paper.width - 2 * MARGIN, 0)
    paper.box(rule, line=LINE, width=0.5)
    paper.write_lines(MARGIN, top, lines, 7, color=SOFT)
    return top - 1.4


def draw_remark(plate: Plate, text: str) -> None:
    """Write a remark on what the window shows in its lower right corner."""
    wide, box = text_width(text, 6.6), plate.box
    around = Box(box.right - wide - 3, box.bottom - 4, wide + 3, 4)
    plate.paper.box(around, fill="white", opacity=0.78, z=6)
    plate.taken.append(around)
    plate.paper.write(box.right - 1.5, box.bottom - 1.3, text, 6.6, color=SOFT, across="right")


def _nice(metres: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20, … that is not larger."""
    power = 10.0 ** np.floor(np.log10(metres))
    return float(max(step * power for step in _NICE if step * power <= metres))
