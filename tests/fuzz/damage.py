"""Files spoilt in ways that reach behind the first check: bytes, numbers, tags, packed members."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]*>")
_EXTREMES = (b"0", b"-1", b"65536", b"2147483648", b"1e309", b"99999999999999999999", b"nan")
_INTEGERS = tuple(
    value.to_bytes(size, "little")
    for size in (1, 2, 4, 8)
    for value in (0, 1, 2 ** (8 * size - 1) - 1, 2 ** (8 * size - 1), 2 ** (8 * size) - 1)
)
_SCRAPS = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"'", b"\r", b"\n" * 9, b"=1+1", b"{" * 99),
    *(b"<table>" * 50, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<xi:include href='/etc/x'/>"),
    *("ệ".encode(), "Ư\u0301".encode(), b"[" * 99, b"/../", b"PK\x03\x04", b" " * 5000),
)
_PAST = 1 << 20
"""Bytes beyond which a file is no longer made longer."""

Change = Callable[[bytearray, int, Random], None]


def spoilt(data: bytes, dice: Random) -> bytes:
    """Return a file with something wrong in it; in an archive mostly within its members."""
    if data.startswith(b"PK\x03\x04") and dice.random() < 0.8:
        packed = _repacked(data, lambda part: _changed(part, dice), dice)
        if packed is not None:
            return packed
    return _changed(data, dice)


def _changed(data: bytes, dice: Random) -> bytes:
    made = bytearray(data) or bytearray(b"x")
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        dice.choice(_CHANGES)(made, dice.randrange(len(made)), dice)
        if not made:
            return b"x"
    return bytes(made)


def _overwrite(made: bytearray, place: int, dice: Random) -> None:
    scrap = dice.choice((*_INTEGERS, dice.randbytes(dice.choice((1, 2, 8, 64)))))
    made[place : place + len(scrap)] = scrap


def _cut(made: bytearray, place: int, dice: Random) -> None:
    del made[place : place + dice.choice((1, 2, 8, 64, 4096, len(made)))]


def _double(made: bytearray, place: int, dice: Random) -> None:
    if len(made) < _PAST:
        piece = made[place : place + dice.choice((1, 8, 64, 512))]
        made[place:place] = piece * dice.choice((1, 2, 50))


def _insert(made: bytearray, place: int, dice: Random) -> None:
    made[place:place] = dice.choice(_SCRAPS)


def _number(made: bytearray, place: int, dice: Random) -> None:
    found = _NUMBER.search(made, place)
    if found:
        made[slice(*found.span())] = dice.choice(_EXTREMES)


def _tag(made: bytearray, place: int, dice: Random) -> None:
    found = [match.span() for match in _TAG.finditer(bytes(made[place : place + 2**14]))]
    if found:
        first, last = dice.choice(found)
        piece = made[place + first : place + last]
        made[place + first : place + last] = dice.choice((b"", piece * 2, piece * 200))


_CHANGES: Sequence[Change] = (_overwrite, _cut, _double, _insert, _number, _number, _tag)


def _repacked(data: bytes, change: Callable[[bytes], bytes], dice: Random) -> bytes | None:
    """Return an archive with one or more members changed; None if it cannot be opened."""
    written = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            names = old.namelist()
            wanted = set(dice.sample(names, min(len(names), dice.choice((1, 1, 2)))))
            for name in names:
                part = old.read(name)
                new.writestr(name, change(part) if name in wanted else part)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
        return None
    return written.getvalue()
