"""What is said of a list beside the file: its source, and how it is to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

from geo.cli.door import day
from geo.errors import InputError, Text

if TYPE_CHECKING:
    from geo.dates import Period
    from geo.lists.words import Standing


@dataclass(frozen=True)
class Asked:
    """What is said of a list beside the file; a mended one carries it on its last sheet."""

    source: str | None
    decision: str | None
    date: str | None
    url: str | None
    editor: str | None
    province: str | None
    on: str | None
    status: str | None
    map: tuple[str, ...]

    def or_kept(self, kept: Mapping[str, str]) -> "Asked":
        """Return what was asked for, and what a mended list says where nothing was."""
        left = {one.name: kept[one.name] for one in fields(self) if kept.get(one.name)}
        mapping = tuple(left.pop("map", "").splitlines())
        mine = {name: value for name, value in vars(self).items() if value}
        return replace(self, **{"map": mapping, **left, **mine})

    @property
    def words(self) -> list[str]:
        """Return the options as they are typed."""
        given = [(name, value) for name, value in vars(self).items() if value and name != "map"]
        given += [("map", one) for one in self.map]
        return [word for name, value in given for word in (f"--{name}", value)]


@dataclass(frozen=True)
class Understood:
    """What was asked for, as the program uses it."""

    on: date | None
    published: "Period | None"
    status: "Standing | None"
    mapping: Mapping[str, str]


def understood(asked: Asked) -> Understood:
    """Read what was asked for.

    Raises:
        InputError: a day, a status or a mapping of columns that cannot be used.
    """
    return Understood(
        day("--on", asked.on),
        _period(asked.date),
        _standing(asked.status),
        _columns_read(asked.map),
    )


LABELS = {
    "source": Text("Nguồn: tên văn bản", "Source: title of the document"),
    "decision": Text("Số quyết định, công văn", "Number of the decision"),
    "date": Text("Ngày ban hành", "Date of the document"),
    "url": Text("Địa chỉ trên mạng", "Address on the web"),
    "editor": Text("Người nhập", "Editor"),
    "province": Text("Tỉnh của những dòng không ghi tỉnh", "Province of rows that name none"),
    "on": Text("Địa chỉ theo đơn vị của ngày", "Addresses are in the units of"),
    "status": Text("Tình trạng của những dòng không ghi", "Status of rows that state none"),
    "map": Text("Cột đọc là", "Columns read as"),
}
"""Lines of the sheet on the source, by option."""


def _columns_read(given: Sequence[str]) -> dict[str, str]:
    """Read `--map "Column=field"`; a column may have = in its name."""
    read: dict[str, str] = {}
    for text in given:
        column, equals, name = text.rpartition("=")
        if not equals or not column.strip() or column.strip() in read:
            raise InputError(
                Text(
                    f"--map “{text}”: cần dạng “Tên cột=trường”, mỗi cột một lần.",
                    f'--map "{text}": expected "Column=field", each column once.',
                )
            )
        read[column.strip()] = name.strip()
    return read


def _standing(given: str | None) -> "Standing | None":
    """Read `--status`, in the words that a list may use."""
    if given is None:
        return None
    from geo.lists.words import nearest_words, standings

    found = standings(given)
    if len(found) == 1:
        return found[0]
    nearest = "; ".join(nearest_words("status", given)) or "đang hoạt động; đã thành lập; quy hoạch"
    raise InputError(
        Text(
            f"--status “{given}”: không hiểu; ví dụ: {nearest}.",
            f'--status "{given}" is not understood; such as: {nearest}.',
        )
    )


def _period(given: str | None) -> "Period | None":
    """Read `--date`, as dates of a list are read."""
    if given is None:
        return None
    from geo.lists.days import period
    from geo.lists.figures import CellFault

    try:
        return period(given)
    except CellFault as fault:
        raise InputError(
            Text(f"--date “{given}”: {fault.text.vi}.", f'--date "{given}": {fault.text.en}.')
        ) from fault


def no_source() -> InputError:
    """Return the sentence for a list that is to be written and has no source."""
    return InputError(
        Text(
            "--commit cần --source: tên văn bản có danh sách này (thêm --decision và --date nếu"
            " có); mỗi số liệu đều phải có nguồn.",
            "--commit needs --source, the title of the document that has this list (and --decision"
            " and --date if it has them): every figure must have a source.",
        )
    )
