"""The layer of clusters as a file of any kind, by the ending of its name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from geo.captions import day
from geo.errors import Text
from geo.export import About
from geo.layers.features import write_geojson, write_kml, write_parquet
from geo.layers.geopackage import write_geopackage
from geo.layers.reading import Choice, Portion, clusters, provinces
from geo.layers.tables import write_csv, write_xlsx

if TYPE_CHECKING:
    import geopandas as gpd

GEOPACKAGE = ".gpkg"
_SYSTEMS = ("34", "63")
_REMARKS = [
    (
        Text("Địa chỉ", "Addresses"),
        Text(
            "tỉnh, huyện, xã trước 01/07/2025; tỉnh, xã hiện nay ở các cột “hiện nay”",
            "province, district, commune before 2025-07-01; those of today under “today”",
        ),
    ),
    (
        Text("Diện tích", "Areas"),
        Text(
            "ô trống: không nguồn nào nêu; 0: ngày ấy không có cụm (chỉ trong quy hoạch, đã sáp"
            " nhập, đã đưa ra)",
            "empty: no source states it; 0: nothing stands on that day (only planned, merged,"
            " removed)",
        ),
    ),
    (
        Text("Dấu nháy ở đầu ô", "Apostrophe at the beginning of a cell"),
        Text(
            "để bảng tính không chạy chữ như công thức; “geo import” đọc lại đúng chữ gốc",
            "keeps spreadsheets from running text as a formula; “geo import” takes it off again",
        ),
    ),
    (
        Text("Phạm vi", "Scope"),
        Text(
            "chỉ gồm các cụm có trong cơ sở dữ liệu, chưa phải mọi cụm",
            "the clusters on record only, which are not all there are",
        ),
    ),
]


def write(
    connection: Connection,
    choice: Choice,
    file: Path,
    lang: str,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the clusters chosen, and return how many there are.

    `progress` is told how many have been read.

    Raises:
        InputError: a text is longer than a cell of a workbook can be.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    counted = _Counted(clusters(connection, choice), progress)
    around = {}
    if file.suffix.lower() == GEOPACKAGE:
        systems = _SYSTEMS if choice.units is None else (choice.units,)
        around = {system: provinces(connection, choice, system) for system in systems}
    write_portions(counted, around, choice, file, lang)
    return counted.rows


def write_portions(
    portions: Iterable[Portion],
    provinces: Mapping[str, "gpd.GeoDataFrame"],
    choice: Choice,
    file: Path,
    lang: str,
) -> None:
    """Write clusters as the ending of the name says, a GeoPackage with the provinces given.

    Raises:
        InputError: a text is longer than a cell of a workbook can be.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    title = choice.title.said(lang)
    match file.suffix.lower():
        case ".csv":
            write_csv(portions, choice, file)
        case ".xlsx":
            write_xlsx(portions, choice, file, _about(choice, lang), lang)
        case ".geojson":
            write_geojson(portions, choice, file, title)
        case ".parquet":
            write_parquet(portions, choice, file, title)
        case ".kml":
            write_kml(portions, choice, file, title)
        case _:
            write_geopackage(portions, provinces, choice, file, lang)


class _Counted:
    """Portions, and how many rows have gone by."""

    def __init__(self, portions: Iterable[Portion], progress: Callable[[int], None]) -> None:
        self._portions, self._progress, self.rows = portions, progress, 0

    def __iter__(self) -> Iterator[Portion]:
        for portion in self._portions:
            yield portion
            self.rows += len(portion.rows)
            self._progress(self.rows)


def _about(choice: Choice, lang: str) -> About:
    """Return what a workbook says of its table."""
    seen = day(choice.known_on)
    lines = [(Text("Tại ngày", "As of"), day(choice.as_of))]
    if choice.known_on < choice.as_of:
        after = Text(
            f"{seen.vi}; sau ngày ấy theo quy hoạch và dự kiến hiện biết",
            f"{seen.en}; what comes later by the plans known then",
        )
        lines.append((Text("Nhìn từ", "Seen from"), after))
    lines += _REMARKS
    return About(choice.title, [(what, said.said(lang)) for what, said in lines])
