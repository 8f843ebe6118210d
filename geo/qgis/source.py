"""Where QGIS finds the layers: the address of a database, and views and queries in it."""

from typing import NamedTuple

from psycopg import ConnectionInfo

from geo.errors import InputError, Text


class Table(NamedTuple):
    """A view of the schema `planning` as a layer reads it, or a query in parentheses.

    Attributes:
        name: of the view, or the query.
        key: a column of whole numbers, each only once and never null.
        geometry: type of the one column `geometry`, EPSG:4326.
        where: a condition on the rows; empty for all of them.
    """

    name: str
    key: str
    geometry: str
    where: str = ""

    @property
    def is_query(self) -> bool:
        """Tell whether this is a query and not a view."""
        return self.name.startswith("(")


def address(info: ConnectionInfo, user: str | None = None) -> str:
    """Return the address of the database that a connection leads to, without its password.

    `user` is the account to read as, that of the connection unless another is given.

    Raises:
        InputError: the path of the socket holds what QGIS ends a path at.
    """
    if set(info.host) & set(" ,\\"):
        raise InputError(
            Text(
                f"QGIS không kết nối được qua thư mục socket “{info.host}”; hãy dùng đường dẫn"
                " không có dấu cách, dấu phẩy, dấu gạch chéo ngược.",
                f'QGIS cannot connect through the socket folder "{info.host}"; use a path without'
                " blanks, commas and backslashes.",
            )
        )
    asked = info.get_parameters()
    parts = {
        "dbname": info.dbname,
        "host": info.host,
        "port": str(info.port),
        "user": user or info.user,
        # Nothing is encrypted on a socket of the same machine.
        "sslmode": "disable" if info.host.startswith("/") else asked.get("sslmode", "prefer"),
    }
    return " ".join(f"{name}={_quoted(value)}" for name, value in parts.items())


def datasource(where: str, table: Table) -> str:
    """Return what QGIS is told of a layer: the address, key, type, EPSG:4326 and the view.

    The rows are not counted and the key is not checked when the layer is opened: of a view that
    would mean to compute it.
    """
    parts = [
        where,
        f"key={_quoted(table.key)}",
        "estimatedmetadata=true",
        "srid=4326",
        f"type={table.geometry}",
        "checkPrimaryKeyUnicity='0'",
        f"table={_table(table)} (geometry)",
    ]
    return " ".join([*parts, f"sql={table.where}"] if table.where else parts)


def _table(table: Table) -> str:
    if table.is_query:
        escaped = table.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f'"planning"."{table.name}"'


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
