"""Which sheet of a file is the list, and what the rows above its heading say."""

from collections.abc import Mapping, Sequence
from itertools import islice

from geo.books.grid import Book, Grid, Line
from geo.errors import InputError, Text
from geo.lists.figures import shown
from geo.lists.headings import Table, check_mapping, find_table
from geo.lists.whereabouts import Whereabouts
from geo.text import clean, fold

_LOOKED_AT = 5
_LONGEST_NAME = 5
_UNIT_WORDS = {("tinh",), ("thanh", "pho"), ("tp",), ("province",)}


def choose_table(book: Book, sheet: str | None, mapping: Mapping[str, str]) -> Table:
    """Return the table of the sheet that is asked for, else of the only sheet that is a list.

    Raises:
        InputError: there is no such sheet, no sheet is a list, or several are; or the mapping names
            a heading or a field that is not there.
    """
    name = book.file.name
    grids = [grid for grid in book.grids if sheet is None or fold(grid.name or "") == fold(sheet)]
    if not grids:
        listed = "; ".join(f"“{grid.name}”" for grid in book.grids if grid.name)
        there = Text(f"Có: {listed}", f"There are: {listed}")
        if not listed:
            there = Text("Tệp chỉ có một; hãy bỏ --sheet", "It holds but one; leave out --sheet")
        raise InputError(
            Text(
                f"{name}: không có trang tính “{sheet}”. {there.vi}.",
                f'{name}: there is no sheet "{sheet}". {there.en}.',
            )
        )
    check_mapping(mapping, ())
    tables = [table for table in (find_table(grid, mapping) for grid in grids) if table]
    if not tables:
        raise _no_heading(name, grids)
    check_mapping(mapping, tables)
    if len(tables) > 1:
        listed = "; ".join(f"“{table.grid.name}”" for table in tables)
        raise InputError(
            Text(
                f"{name}: có {len(tables)} trang tính là danh sách: {listed}. Hãy chọn một bằng"
                " --sheet.",
                f"{name}: {len(tables)} sheets are lists: {listed}. Choose one with --sheet.",
            )
        )
    return tables[0]


def _no_heading(name: str, grids: Sequence[Grid]) -> InputError:
    first = [line for grid in grids for line in islice(grid.lines(), _LOOKED_AT)]
    if not first:
        return InputError(
            Text(f"{name}: không có dòng nào.", f"{name}: holds no rows."),
        )
    cells = [clean(shown(value)) for line in first for value in line.cells if value is not None]
    seen = "; ".join(f"“{text[:40]}”" for text in cells[:12])
    return InputError(
        Text(
            f"{name}: không thấy dòng tiêu đề có cột tên cụm và một cột khác. Các ô đầu: {seen}."
            " Hãy ghi rõ cột, ví dụ --map “Tên dự án=name”.",
            f"{name}: no heading with a column of cluster names and another one. First cells:"
            f' {seen}. Say which column is the name, such as --map "Tên dự án=name".',
        )
    )


def province_in(titles: Sequence[Line], whereabouts: Whereabouts) -> tuple[int, str] | None:
    """Return the one province that the rows above a heading name, with its row; else None."""
    found: dict[str, tuple[int, str]] = {}
    for line in titles:
        for value in line.cells:
            words = clean(shown(value)).split(" ")
            keys = [fold(word) for word in words]
            for start in range(1, len(words)):
                before = {tuple(keys[start - 1 : start]), tuple(keys[max(start - 2, 0) : start])}
                if not before & _UNIT_WORDS:
                    continue
                for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
                    name = " ".join(words[start:end]).strip(" .,;:()").title()
                    if whereabouts.is_only_province(name):
                        found.setdefault(fold(name), (line.number, name))
                        break
    return next(iter(found.values())) if len(found) == 1 else None
