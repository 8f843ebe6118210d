"""The streams in a compound file, as Excel up to 2003 and everything locked by Office is."""

import struct
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_FREE = 0xFFFFFFFA
"""Numbers of sectors from here on mean that there is none."""

_SMALL_SECTOR = 64
_SMALL_STREAM = 4096
_STREAM, _ROOT = 2, 5


class Broken(Exception):  # noqa: N818 -- told within this room
    """A file that is not what it begins as."""


class _Entry(NamedTuple):
    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file.

    Args:
        data: all of its bytes.

    Raises:
        Broken: they are no compound file.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise Broken
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise Broken
        self._data, self._sector = data, 1 << shift
        self._first, self._small_first = struct.unpack_from("<I8xI", data, 48)

    @property
    def names(self) -> frozenset[str]:
        """Names of all that is in the file, streams and folders."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream whole.

        Raises:
            Broken: there is none of the name, or it is not whole.
        """
        for entry in self._entries:
            if entry.name == name and entry.kind == _STREAM:
                if entry.size >= _SMALL_STREAM:
                    return self._joined(entry.start, entry.size)
                return self._small(entry.start, entry.size)
        raise Broken(name)

    def _place(self, sector: int) -> bytes:
        place = (sector + 1) * self._sector
        return self._data[place : place + self._sector]

    @cached_property
    def _table(self) -> list[int]:
        """The sector that follows each."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        for _ in range(len(self._data) // self._sector):
            if more >= _FREE:
                break
            *sectors, more = self._numbers(self._place(more))
            listed += sectors
        return [
            number
            for sector in listed
            if sector < _FREE
            for number in self._numbers(self._place(sector))
        ]

    @staticmethod
    def _numbers(block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    @staticmethod
    def _chain(start: int, table: list[int]) -> Iterator[int]:
        """Yield the sectors of a stream in their order, however the table would go round."""
        sector = start
        for _ in table:
            if sector >= _FREE:
                return
            if sector >= len(table):
                raise Broken
            yield sector
            sector = table[sector]
        if sector < _FREE:
            raise Broken

    def _joined(self, start: int, size: int | None = None) -> bytes:
        data = b"".join(map(self._place, self._chain(start, self._table)))
        if size is not None and len(data) < size:
            raise Broken
        return data[:size]

    def _small(self, start: int, size: int) -> bytes:
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        if root is None:
            raise Broken
        table = list(self._numbers(self._joined(self._small_first)))
        pool = self._joined(root.start)
        places = (sector * _SMALL_SECTOR for sector in self._chain(start, table))
        return b"".join(pool[place : place + _SMALL_SECTOR] for place in places)[:size]

    @cached_property
    def _entries(self) -> list[_Entry]:
        found = []
        listed = self._joined(self._first)
        for place in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length, kind, start, size = struct.unpack_from("<64xHB49xII", listed, place)
            if kind:
                name = listed[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
                found.append(_Entry(name, kind, start, size))
        return found
