"""What is doubtful about a place, in words, with the names that may have been meant."""

from collections.abc import Sequence
from typing import NamedTuple

from geo.errors import Text
from geo.gazetteer import Unit
from geo.text import listed


class Doubt(NamedTuple):
    """What is wrong with a place: in which field, and whether it refuses the row."""

    field: str
    value: str
    text: Text
    nearest: tuple[str, ...] = ()
    refuses: bool = True


class Refused(Exception):  # noqa: N818 -- an answer of the rooms that read places, not an error
    """A row that states no place; carries why, and whether it may be one of several."""

    def __init__(self, doubt: Doubt, *, is_ambiguous: bool = False) -> None:
        super().__init__(doubt.text.en)
        self.doubt, self.is_ambiguous = doubt, is_ambiguous


def unknown(field: str, name: str, holder: Unit | None, near: tuple[str, ...]) -> Doubt:
    """Return the doubt about a name that no unit has."""
    inside = Text("", "") if holder is None else Text(f" trong {holder.path}", f" in {holder.path}")
    some = "; ".join(near)
    hint = Text(f"gần nhất: {some}", f"nearest: {some}")
    if not near:
        hint = Text("hãy xem lại cách viết", "check the spelling")
    text = Text(
        f"không có đơn vị hành chính này{inside.vi}; {hint.vi}",
        f"there is no such administrative unit{inside.en}; {hint.en}",
    )
    return Doubt(field, name, text, near)


def ambiguous(field: str, name: str, units: Sequence[Unit], *, refuses: bool = True) -> Doubt:
    """Return the doubt about a name that several units have."""
    paths = tuple(dict.fromkeys(unit.path for unit in units))
    text = Text(
        f"có thể là {len(paths)} nơi: {'; '.join(paths)}; hãy ghi thêm loại đơn vị, huyện hoặc"
        " tỉnh",
        f"may be any of {len(paths)} places: {'; '.join(paths)}; add the type of the unit, its"
        " district or its province",
    )
    return Doubt(field, name, text, paths, refuses)


def two_systems(field: str, name: str, paths: tuple[str, ...]) -> Doubt:
    """Return the doubt about a row that means one place before 2025-07-01 and another today."""
    text = Text(
        f"có thể là {listed(paths, 'vi')}; hãy ghi thêm huyện, hoặc ngày của danh sách bằng --on",
        f"may be {listed(paths, 'en')}; add the district, or give the day of the list with --on",
    )
    return Doubt(field, name, text, paths)


def elsewhere(field: str, name: str, where: Sequence[Unit], found: Sequence[Unit]) -> Doubt:
    """Return the doubt about a name that does not lie where the row says."""
    paths = tuple(dict.fromkeys(unit.path for unit in found))
    stated = "; ".join(unit.path for unit in where)
    text = Text(
        f"không thuộc {stated} mà là {'; '.join(paths)}; hãy xem lại huyện hoặc xã",
        f"is not in {stated} but is {'; '.join(paths)}; check district and commune",
    )
    return Doubt(field, name, text, paths)


def left_out(field: str, name: str, where: Sequence[Unit], near: tuple[str, ...]) -> Doubt:
    """Return the warning about a name that is not known where the row says."""
    stated = "; ".join(unit.path for unit in where)
    text = Text(
        f"không có trong {stated}; bỏ qua, cụm được đặt theo phần còn lại",
        f"is not in {stated}; left out, the rest places the cluster",
    )
    return Doubt(field, name, text, near, refuses=False)


def misspelt(name: str, district: Unit) -> Doubt:
    """Return the warning about a district that its commune tells."""
    text = Text(
        f"không có huyện này; xã của dòng này thuộc {district.path}",
        f"there is no such district; the commune of the row lies in {district.path}",
    )
    return Doubt("district", name, text, (district.path,), refuses=False)


def only_province() -> Doubt:
    """Return the warning about a row that names nothing finer than a province."""
    text = Text(
        "chỉ có tỉnh; cụm được đặt ở tâm tỉnh",
        "names only a province; the cluster is placed at the province's point",
    )
    return Doubt("province", "", text, refuses=False)


def no_province() -> Doubt:
    """Return the doubt about a row that names no province, nor does the list."""
    text = Text(
        "không có tỉnh; hãy thêm cột Tỉnh hoặc --province",
        "has no province; add a column of provinces or --province",
    )
    return Doubt("province", "", text)
