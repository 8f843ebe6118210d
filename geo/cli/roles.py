"""`geo db grant`, `revoke`, `roles`: who may read, and who may change, the database."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.door import LANG, FormatOption, say, settings
from geo.cli.reading import record
from geo.errors import InputError, Text
from geo.printing import Format, message, print_rows

if TYPE_CHECKING:
    from geo.roles import Role

app = typer.Typer()

RoleArgument = Annotated[
    str,
    typer.Argument(
        metavar="reader|editor",
        help=say(
            "reader: chỉ đọc; editor: nạp và sửa dữ liệu.",
            "reader: only reads; editor: loads and corrects.",
        ),
    ),
]
NameArgument = Annotated[
    str,
    typer.Argument(
        metavar=say("TÊN", "NAME"), help=say("Tài khoản trên máy chủ.", "An account of the server.")
    ),
]

ROLES = {
    "owner": Text("chủ", "owner"),
    "superuser": Text("quản trị máy chủ", "superuser"),
    "editor": Text("biên tập", "editor"),
    "reader": Text("người đọc", "reader"),
}
"""What an account may do, in words."""


@app.command(
    help=say("Cho một tài khoản đọc, hoặc sửa, dữ liệu.", "Let an account read, or edit, the data.")
)
def grant(role: RoleArgument, name: NameArgument) -> None:
    """Give a role to an account that exists."""
    wanted = _role(role)
    from geo import roles

    with record() as connection:
        roles.grant(connection, wanted, name)
    said = ROLES[wanted]
    message(Text(f"{name}: {said.vi}.", f"{name}: {said.en}."), LANG)
    if settings().database_url is None:
        message(
            Text(
                "Máy chủ riêng chỉ cho chủ của nó kết nối; muốn nhiều người dùng chung, hãy đặt"
                " GEO_DATABASE_URL.",
                "The private server lets in its owner alone; to share a database, set"
                " GEO_DATABASE_URL.",
            ),
            LANG,
        )


@app.command(help=say("Thu lại vai trò của một tài khoản.", "Take a role from an account."))
def revoke(role: RoleArgument, name: NameArgument) -> None:
    """Take a role from an account; without it, nothing changes."""
    wanted = _role(role)
    from geo import roles

    with record() as connection:
        taken = roles.revoke(connection, wanted, name)
    said = ROLES[wanted]
    if taken:
        message(Text(f"{name}: thôi là {said.vi}.", f"{name}: no longer {said.en}."), LANG)
    else:
        message(
            Text(
                f"{name}: không được cấp riêng vai trò {said.vi}, không có gì thay đổi; xem"
                " “geo db roles”.",
                f'{name} was not given the role {said.en}; nothing changed. See "geo db roles".',
            ),
            LANG,
        )


@app.command(name="roles", help=say("Liệt kê ai được làm gì.", "List who may do what."))
def list_roles(style: FormatOption = Format.TABLE) -> None:
    """Print the accounts that may do anything in this database."""
    from geo.roles import holders

    with record() as connection:
        rows = [holder._asdict() for holder in holders(connection)]
    if style is Format.TABLE:
        rows = [row | {"role": ROLES[row["role"]].said(LANG)} for row in rows]
    headings = {
        "name": Text("tài khoản", "account"),
        "role": Text("vai trò", "role"),
        "login": Text("đăng nhập được", "can log in"),
    }
    print_rows(rows, headings, style, LANG)


def _role(value: str) -> "Role":
    from geo.roles import Role

    if value in list(Role):
        return Role(value)
    if value == "owner":
        problem = Text(
            "chủ là tài khoản đã chạy “geo build” lần đầu, không cấp được",
            'the owner is the account that ran "geo build" first, and cannot be given',
        )
    else:
        (nearest,) = get_close_matches(value, list(Role), 1, 0) or [Role.READER]
        problem = Text(f"gần nhất: {nearest}", f"the nearest is {nearest}")
    raise InputError(
        Text(
            f"“{value}”: vai trò phải là reader hoặc editor ({problem.vi}).",
            f'"{value}": the role must be reader or editor ({problem.en}).',
        )
    )
