"""How an import of a list ended: refused in one sentence, written, or what to run next."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.door import LANG, say
from geo.cli.findings import Found, say_next, told_problem, told_value
from geo.cli.origin import Asked
from geo.errors import InputError, Text
from geo.printing import message
from geo.text import number

if TYPE_CHECKING:
    from geo.ingest.merge import Changes


def undecided(found: Found) -> InputError:
    """Return the sentence for a list that cannot be written as it is, with its first problem."""
    refused, doubtful = (found.counts.get(action, 0) for action in ("refused", "doubtful"))
    first = next((problem for problem in found.problems if problem.refuses), None)
    where = Text("", "")
    if first is not None:
        value = told_value(first)
        place = Text(
            f"dòng {first.line}"
            + (f", cột {first.column}, giá trị “{value.vi}”" if first.column else ""),
            f"row {first.line}"
            + (f', column {first.column}, value "{value.en}"' if first.column else ""),
        )
        where = Text(
            f" Trước hết: {place.vi}: {told_problem(first).vi.rstrip('.')}.",
            f" The first: {place.en}: {told_problem(first).en.rstrip('.')}.",
        )
    return InputError(
        Text(
            f"Chưa ghi gì: {refused} dòng bị từ chối, {doubtful} dòng cần quyết định.{where.vi} Hãy"
            " sửa bằng --fix TỆP.xlsx, hoặc thêm --skip-bad-rows để bỏ những dòng đó.",
            f"Nothing was written: {refused} rows are refused, {doubtful} are to be decided."
            f"{where.en} Mend them with --fix FILE.xlsx, or add --skip-bad-rows to leave them out.",
        )
    )


def skipped_and_replaced() -> InputError:
    """Return the sentence for a list whose bad rows would be taken for what it no longer says."""
    return InputError(
        Text(
            "Chưa ghi gì: còn dòng sai hoặc chưa quyết định; --skip-bad-rows bỏ chúng thì --replace"
            " sẽ xóa cả những cụm ấy. Hãy sửa bằng --fix TỆP.xlsx, hoặc bỏ một trong hai.",
            "Nothing was written: rows are bad or undecided; where --skip-bad-rows leaves them out,"
            " --replace would delete their clusters. Mend them with --fix FILE.xlsx, or use one of"
            " the two.",
        )
    )


def say_deleted(changes: "Changes") -> None:
    """Say in a trial what `--replace` would delete."""
    if changes.deleted:
        message(
            Text(
                f"--replace sẽ xóa {changes.deleted} dòng trong các bảng mà nguồn này từng nói và"
                " danh sách không còn nói.",
                f"--replace would delete {changes.deleted} rows of the tables that this source said"
                " and the list no longer says.",
            ),
            LANG,
        )


def say_unstated(rows: int) -> None:
    """Say what is taken for the status of rows that state none."""
    if rows:
        message(
            Text(
                f"{number(rows, 'vi')} dòng không ghi tình trạng: coi là cụm có trong quy hoạch;"
                " nếu không phải, thêm --status, như --status “đang hoạt động”.",
                f"{number(rows, 'en')} rows state no status: taken for clusters in the plan; if"
                ' they are not, add --status, such as --status "operating".',
            ),
            LANG,
        )


def say_written(changes: "Changes") -> None:
    """Say what was written, and how to look at it."""
    message(
        Text(
            f"Đã ghi vào các bảng: {changes.inserted} dòng mới, {changes.updated} dòng đổi,"
            f" {changes.deleted} dòng xóa; xem từng cụm: geo history MÃ."
            if changes
            else "Đã ghi từ trước; không có gì thay đổi.",
            f"Written to the tables: {changes.inserted} rows new, {changes.updated} changed,"
            f" {changes.deleted} deleted; a cluster's life: geo history KEY."
            if changes
            else "On record already; nothing changed.",
        ),
        LANG,
    )


def say_what_is_next(
    file: Path, asked: Asked, fix: Path | None, also: list[str], *, blocked: bool, mended: bool
) -> None:
    """Say what to run next, with the options that were given (`also`: those not in `asked`)."""
    source = [] if asked.source else ["--source", say("TÊN VĂN BẢN", "TITLE")]
    if not asked.source and not asked.date:
        source += ["--date", say("NGÀY-BAN-HÀNH", "DAY")]
    words = ["geo", "import", str(file), *([] if mended else asked.words), *also]
    if fix is not None:
        message(Text(f"Đã ghi {fix}", f"Written: {fix}"), LANG)
        say_next(
            Text(
                "Mở tệp ấy, sửa, chọn quyết định, điền nguồn ở trang cuối, lưu lại, rồi chạy:",
                "Open it, mend it, decide, fill in the source on the last sheet, save, then run:",
            ),
            shlex.join(["geo", "import", str(fix), "--commit"]),
        )
    elif blocked:
        marked = file if mended else file.with_name(f"{file.stem}-sua.xlsx")
        say_next(
            Text(
                "Chưa ghi gì. Để sửa các dòng này trong Excel, chạy:",
                "Nothing was written. To mend these rows in a spreadsheet, run:",
            ),
            shlex.join([*words, "--fix", str(marked)]),
        )
    else:
        say_next(
            Text("Chưa ghi gì. Để ghi, chạy:", "Nothing was written. To write it, run:"),
            shlex.join([*words, *source, "--commit"]),
        )
