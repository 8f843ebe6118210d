"""The sentence that refuses a list file, with the place it speaks of, and how much is too much."""

from pathlib import Path

from geo.errors import InputError, Text

LONGEST_CELL = 2**17
"""Letters of the longest text that a cell may hold: four times what Excel allows."""

WIDEST = 1000
"""Columns of the widest list."""

_LETTERS = 26


def fault(
    file: Path,
    text: Text,
    *,
    sheet: str | None = None,
    line: int | None = None,
    column: int | None = None,
) -> InputError:
    """Return the refusal of a list file.

    Args:
        file: the file, as the user named it.
        text: what is wrong, what was expected and what to do next.
        sheet: name of the sheet or layer.
        line: row as the file shows it, counted from 1.
        column: column, counted from 0; told by its letters.
    """
    vi, en = f"“{file}”", f'"{file}"'
    if sheet is not None:
        vi, en = f"{vi}, trang “{sheet}”", f'{en}, sheet "{sheet}"'
    if line is not None:
        vi, en = f"{vi}, dòng {line}", f"{en}, line {line}"
    if column is not None:
        vi, en = f"{vi}, cột {letters(column)}", f"{en}, column {letters(column)}"
    return InputError(Text(f"{vi}: {text.vi}", f"{en}: {text.en}"))


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column counted from 0: A, B, … Z, AA."""
    name = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, _LETTERS)
        name = chr(ord("A") + place) + name
    return name


DAMAGED = Text(
    "tệp bị hỏng hoặc bị cắt; hãy mở bằng Excel hay LibreOffice rồi lưu lại dạng XLSX.",
    "the file is damaged or cut off; open it in Excel or LibreOffice and save it again as XLSX.",
)

LONG_CELL = Text(
    f"một ô dài hơn {LONGEST_CELL} chữ, không phải của danh sách; hãy bỏ nội dung ấy.",
    f"a cell is longer than {LONGEST_CELL} letters, which no list has; remove its content.",
)

TOO_WIDE = Text(
    f"có quá {WIDEST} cột, không phải một danh sách; hãy bỏ các cột thừa.",
    f"more than {WIDEST} columns, which no list has; remove those that are not needed.",
)
