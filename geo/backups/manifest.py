"""What a backup says of itself: versions, and the number and checksum of the rows of each table."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

KIND = "ccn-atlas backup 1"
DUMP, MANIFEST = "record.dump", "manifest.json"
"""The two members of a backup."""

LARGEST = 2**20
"""Bytes of a manifest."""

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_VERSION = re.compile(r"[\w.+~ ()-]{0,60}", re.A)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Content(NamedTuple):
    """How many rows a table has, and the SHA-256 of them as COPY writes them."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds and what made it.

    Attributes:
        made_at: when, in UTC (`2026-11-22T18:00:00Z`).
        program: version of this program.
        revision: revision of the schema.
        rules: digest of the views and functions by which kept states were worked out.
        postgresql: full version of the server.
        pg_dump: full version of the program that wrote the dump; an older one cannot read it.
        extensions: versions of those in the database, PostGIS among them.
        sha256: of the dump.
        tables: what each table of the record holds, by its name.
    """

    made_at: str
    program: str
    revision: str
    rules: str
    postgresql: str
    pg_dump: str
    extensions: Mapping[str, str]
    sha256: str
    tables: Mapping[str, Content]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(content.rows for content in self.tables.values())

    @property
    def major(self) -> int:
        """Major version of the program that wrote the dump."""
        return int(self.pg_dump.partition(".")[0])

    def written(self) -> bytes:
        """Return it as JSON."""
        tables = {name: content._asdict() for name, content in self.tables.items()}
        told = {"kind": KIND, **asdict(self), "tables": tables}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Read one, from a file that anybody may have made.

        Raises:
            ValueError: it is not a manifest of this kind.
        """
        try:
            told = json.loads(written)
            if told.pop("kind") != KIND:
                raise ValueError(KIND)
            tables = told.pop("tables")
            found = cls(
                **told, tables={name: Content(**content) for name, content in tables.items()}
            )
        except (AttributeError, KeyError, RecursionError, TypeError) as fault:
            raise ValueError(KIND) from fault
        found._require_sense()
        return found

    def _require_sense(self) -> None:
        if not (
            isinstance(self.extensions, dict)
            and _all(_VERSION, self.program, self.postgresql, *self.extensions.values())
            and _all(_NAME, *self.extensions, *self.tables)
            and _all(_DIGEST, self.sha256, *(content.sha256 for content in self.tables.values()))
            and _all(_MOMENT, self.made_at)
            and _all(re.compile(r"\d{4}", re.A), self.revision)
            and _all(re.compile(r"\d{1,3}(\.\w{1,20})*", re.A), self.pg_dump)
            and isinstance(self.rules, str)
            and all(type(one.rows) is int and one.rows >= 0 for one in self.tables.values())
        ):
            raise ValueError(KIND)


def _all(form: re.Pattern[str], *told: Any) -> bool:
    return all(isinstance(one, str) and form.fullmatch(one) for one in told)
