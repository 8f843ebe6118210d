"""Answers to the planners' questions as people read them: worded rows, and files of them.

A frame is one that `geo.queries` gave, or what was made of it: columns that the question does not
have keep their names as headings.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo.codes import CODES, NO_UNIT
from geo.errors import InputError, Text
from geo.export import About, write_table
from geo.files import require_file, write_whole
from geo.notes import COLUMNS, noted
from geo.printing import cell
from geo.questions import Question, names, question
from geo.text import unmarked

_ENDINGS = (".csv", ".xlsx", ".md", ".geojson")
_OTHER_TONGUE = {"vi": "_en", "en": "_vi"}


def headings(frame: pd.DataFrame, lang: str | None = None) -> dict[str, Text]:
    """Return the columns of an answer with their wording; the place is not among them.

    With a language, columns of the question that hold words in the other one are left out.
    """
    asked = _question(frame)
    known = {} if asked is None else asked.headings
    other = None if lang is None else _OTHER_TONGUE[lang]
    return {
        name: known.get(name, Text(name, name))
        for name in map(str, frame.columns)
        if name != "geometry" and not (other and name in known and name.endswith(other))
    }


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of an answer with its codes, None for what is not known."""
    plain = frame.drop(columns="geometry", errors="ignore").astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def worded(frame: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the rows of an answer with its codes in words; lists are one text each."""
    return [{name: _said(name, value, lang) for name, value in row.items()} for row in rows(frame)]


def markdown(frame: pd.DataFrame, lang: str) -> str:
    """Return an answer as a table in Markdown, in words; nothing in it is taken for markup."""
    columns = headings(frame, lang)
    lines = [
        [heading.said(lang) for heading in columns.values()],
        ["---"] * len(columns),
        *([cell(row[name], lang) for name in columns] for row in worded(frame, lang)),
    ]
    return "\n".join(f"| {' | '.join(map(unmarked, line))} |" for line in lines)


def geojson(frame: pd.DataFrame) -> str:
    """Return an answer as GeoJSON (RFC 7946): codes as they are, no place is null.

    Raises:
        InputError: the question has no place.
    """
    asked = _question(frame)
    if "geometry" not in frame:
        placed = "; ".join(name for name in names() if question(name).is_placed)
        what = "" if asked is None else asked.name
        raise InputError(
            Text(
                f"Kết quả của {what} không có vị trí, không ghi GeoJSON được; hãy chọn csv, xlsx,"
                f" md, hoặc truy vấn khác: {placed}.",
                f"The answer to {what} has no place and cannot be GeoJSON; choose csv, xlsx, md, or"
                f" another query: {placed}.",
            )
        )
    features = [
        {"type": "Feature", "properties": row, "geometry": place and place.__geo_interface__}
        for row, place in zip(rows(frame), frame["geometry"], strict=True)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, default=str
    )


def require_writable(file: Path) -> None:
    """Refuse a file that `write` could not write, before any work is done for it.

    Raises:
        InputError: the name does not end in .csv, .xlsx, .md or .geojson.
        OutputError: the folder is missing or cannot be written to, or no file can have the name.
    """
    if file.suffix.lower() not in _ENDINGS:
        raise InputError(
            Text(
                f"“{file}”: tên tệp phải có đuôi .csv, .xlsx, .md hoặc .geojson.",
                f'"{file}": the name must end in .csv, .xlsx, .md or .geojson.',
            )
        )
    require_file(file)


def write(frame: pd.DataFrame, file: Path, lang: str) -> None:
    """Write an answer as the ending of the name says: CSV, XLSX and Markdown in words, or GeoJSON.

    Raises:
        InputError: another ending, or GeoJSON of an answer without a place.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    require_writable(file)
    if file.suffix.lower() == ".md":
        write_whole({file: (markdown(frame, lang) + "\n").encode()})
    elif file.suffix.lower() == ".geojson":
        write_whole({file: (geojson(frame) + "\n").encode()})
    else:
        write_table(worded(frame, lang), headings(frame, lang), file, lang, _about(frame, lang))


def _question(frame: pd.DataFrame) -> Question | None:
    name = frame.attrs.get("query")
    return None if name is None else question(name)


def _said(name: str, value: Any, lang: str) -> Any:
    if isinstance(value, bool):
        return cell(value, lang)
    if isinstance(value, list):
        return "; ".join(str(_said(name, one, lang)) for one in value)
    if name == "unit" and value is None:
        return NO_UNIT.said(lang)
    if not isinstance(value, str):
        return value
    word = CODES.get(name, {}).get(value)
    if word is not None:
        return word.said(lang)
    return noted(value, lang) if name in COLUMNS else value


def _about(frame: pd.DataFrame, lang: str) -> About | None:
    asked = _question(frame)
    if asked is None:
        return None
    given: Mapping[str, str] = frame.attrs.get("asked", {})
    return About(
        asked.purpose,
        [
            (Text("Truy vấn", "Query"), asked.name),
            *asked.told(given),
            (
                Text("Phạm vi", "Scope"),
                Text(
                    "chỉ gồm các cụm có trong cơ sở dữ liệu, chưa phải mọi cụm",
                    "the clusters on record only, which are not all there are",
                ).said(lang),
            ),
        ],
    )
