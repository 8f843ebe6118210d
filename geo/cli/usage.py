"""What the command line itself says, in the language of the run: help, and mistakes of usage.

Typer speaks English only. Its own words are put into Vietnamese in what it has made ready to print;
a sentence of it that is not known here stays as it is, behind the words that say where.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from geo.cli.door import say, settings
from geo.errors import Text
from geo.printing import print_line

_MIGRATIONS = Path(__file__).parents[1] / "migrations" / "versions"


_HELP = (
    (r"^Usage: ", "Cách dùng: "),
    (r"\[OPTIONS\]", "[TÙY CHỌN]"),
    (r"COMMAND \[ARGS\]\.\.\.", "LỆNH …"),
    (r"^Options:$", "Tùy chọn:"),
    (r"^Arguments:$", "Đối số:"),
    (r"^Commands:$", "Các lệnh:"),
    (r"Show\s+this\s+message\s+and\s+exit\.", "In phần giúp này."),
    (
        r"Install\s+completion\s+for\s+the\s+(?:current|specified)\s+shell\.",
        "Cài phím Tab điền nốt cho shell này.",
    ),
    (
        r"Show\s+completion\s+for\s+the\s+(?:current|specified)\s+shell,\s+to\s+copy\s+it\s+or"
        r"\s+customize\s+the\s+installation\.",
        "In đoạn mã điền nốt của shell này, để tự chép.",
    ),
    (r"\[default:(?=\s)", "[mặc định:"),
    (r"<str>", "<chữ>"),
    (r"<path>", "<tệp> "),
    (r"<int>", "<số> "),
    (r"<list\[str\]>", "<chữ>…     "),
    (r"<list\[int\]>", "<số>…      "),
    (r"\[required\]", "[bắt buộc]"),
    (r"; required\]", "; bắt buộc]"),
)
"""Words of Typer's help, by pattern."""

_MISTAKES = (
    (r"No such command '(.*)'\. Did you mean (.*)\?", "không có lệnh “{0}”; gần nhất: {1}"),
    (r"No such command '(.*)'\.", "không có lệnh “{0}”"),
    (r"Missing command\.", "thiếu tên lệnh"),
    (r"No such option: (\S+) \(Possible options: (.*)\)", "không có tùy chọn {0}; gần nhất: {1}"),
    (r"No such option: (\S+)", "không có tùy chọn {0}"),
    (r"Option '(.*)' requires an argument\.", "sau {0} phải có giá trị"),
    (r"Option '(.*)' does not take a value\.", "{0} không nhận giá trị"),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)",
        "thừa “{0}”; tên có dấu cách thì để trong nháy",
    ),
    (r"Missing argument '(.*)'\.(?: .*)?", "thiếu đối số {0}"),
    (r"Missing option '(.*)'\.(?: .*)?", "thiếu tùy chọn {0}"),
    (
        r"Invalid value for '(.*?)': (?:Value error, )?'(.*)' is not one of (.*)\.",
        "{0} “{1}”: phải là một trong {2}",
    ),
    (r"Invalid value for '(.*?)': .*valid integer.*", "{0}: phải là số nguyên, như 20"),
    (r"Invalid value for '(.*?)': .*valid (?:number|float).*", "{0}: phải là số, như 2.5"),
    (r"Invalid value for '(.*?)': (.*)", "giá trị của {0} không dùng được ({1})"),
)
"""What Typer says of a mistake, by pattern; the first that fits counts."""


EXAMPLES: dict[str, tuple[str, ...]] = {
    "build": ("", "--out ban-do"),
    "locate": ('"Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang" --on 2023-01-01',),
    "import": (
        'danh-sach.xlsx --province "Bắc Giang"',
        "danh-sach.xlsx --fix danh-sach-sua.xlsx",
        'danh-sach-sua.xlsx --source "Danh mục cụm công nghiệp" --date 2024-03-15 --commit',
    ),
    "extract": ("quyet-dinh.pdf", "quyet-dinh.pdf --out de-xuat.xlsx"),
    "review": ("de-xuat.xlsx", 'de-xuat.xlsx --editor "Nguyễn Văn An" --commit'),
    "schedule": ('--province "Bắc Giang" --as-of 2026-12-31',),
    "history": ('"Yên Lư, Bắc Giang"',),
    "conflicts": ('--province "Bắc Giang"',),
    "indicators": ('--province "Bắc Ninh" --indicator "vốn"',),
    "changes": (
        '--province "Bắc Giang" --level district --units 63',
        "--from 2021-01-01 --to 2025-12-31 --clusters --out thay-doi.xlsx",
    ),
    "map": (
        '--province "Bắc Giang" --png',
        "--from 2021-01-01 --to 2025-12-31 --units 63",
        "--metric fill --style choropleth --out lap-day.html",
    ),
    "mail": ('--province "Bắc Ninh" --out thu.eml',),
    "oddities": ('--province "Bắc Giang"',),
    "query": ("--list", 'mergers --param province="Ninh Bình" --out sap-nhap.xlsx'),
    "qgis": ("cum-cong-nghiep.qgz",),
    "export": ("ccn.gpkg", 'ccn.xlsx --as-of 2024-12-31 --province "Bắc Giang"'),
    "template": ('mau.xlsx --province "Bắc Giang"',),
    "report": ('--period 2026H2 --province "Bắc Giang" --out bao-cao.xlsx',),
    "sql": ('"SELECT name, area_ha FROM planning.cluster_now" --limit 20',),
    "db backup": ("sao-luu.zip",),
    "db restore": ("sao-luu.zip",),
    "db grant": ("reader phong_ke_hoach",),
    "boundaries import": ("tinh.geojson --level province --on 2025-07-01",),
    "boundaries download": ("hdx",),
    "boundaries drop": ("3", "--all"),
}
"""Lines to copy, by command."""


def print_version(asked: bool) -> None:
    """Print the versions of the program, of its schema and of PostgreSQL, and end the run."""
    if not asked:
        return
    from importlib.metadata import version

    from geo.server import PrivateServer

    chosen = settings()
    schema = max(file.name for file in _MIGRATIONS.glob("[0-9]*.py")).partition("_")[0]
    words = [f"ccn-atlas {version('ccn-atlas')}", say(f"lược đồ {schema}", f"schema {schema}")]
    if chosen.database_url is None:
        found = PrivateServer(chosen.home).status()
        running = say("đang chạy", "running") if found.running else say("đang tắt", "stopped")
        words.append(f"PostgreSQL {found.version or '?'} ({running})")
    print_line("; ".join(words))
    raise typer.Exit


def mistake(error: typer.TyperException) -> Text:
    """Return the sentence for a line that no command understands: where, what, and what helps.

    Of a group without a command it is the group's help.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        return Text(error.format_message(), error.format_message())
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "geo"
    said = error.format_message().rstrip(".")
    hint = _as_parameter(command, getattr(error, "option_name", ""))
    return Text(
        vi=f"{command}: {_vietnamese(error.format_message())}{hint.vi}. Xem cách dùng:"
        f" {command} --help",
        en=f"{command}: {said}{hint.en}. See how it is used: {command} --help",
    )


def _as_parameter(command: str, option: str) -> Text:
    """Return how to give a parameter of a question that was given as an option."""
    name = option.removeprefix("--")
    if command != "geo query" or not name:
        return Text("", "")
    from geo.questions import names, question

    if not any(name == one.name for asked in names() for one in question(asked).parameters):
        return Text("", "")
    return Text(
        f"; đó là tham số của truy vấn, ghi là --param {name}=GIÁ-TRỊ",
        f"; it is a parameter of the query, to be given as --param {name}=VALUE",
    )


def _vietnamese(said: str) -> str:
    for pattern, wording in _MISTAKES:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return wording.format(*(part.replace("'", "") for part in found.groups()))
    return said.rstrip(".")


def word_help(command: Any, lang: str) -> None:
    """Let a command, and all below it, give its help in a language and with its examples."""
    command.get_help = _worded(command.get_help, lang)
    for below in getattr(command, "commands", {}).values():
        word_help(below, lang)


def _worded(get_help: Callable[[Any], str], lang: str) -> Callable[[Any], str]:
    def worded(context: Any) -> str:
        text = get_help(context)
        if lang == "vi":
            for pattern, wording in _HELP:
                text = re.sub(pattern, wording, text, flags=re.MULTILINE)
        examples = EXAMPLES.get(context.command_path.partition(" ")[2], ())
        lines = (f"  {context.command_path} {example}".rstrip() for example in examples)
        return "\n".join([text, say("\nVí dụ:", "\nExamples:"), *lines] if examples else [text])

    return worded
