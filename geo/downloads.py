"""Files fetched from known hosts into a cache, whatever the other side does.

pooch keeps the cache, checks SHA-256 and tries again with growing pauses. What it does not do is
here: a part already fetched is carried on, redirects lead to known hosts only, and a server that is
silent, slow, endless or sends a page in place of data is left. A file without a published checksum
keeps the one it had when it was first fetched; another one later is refused.
"""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pooch
import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as Broken
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from geo.errors import GeoError, InputError, Text
from geo.files import make_writable, unwritable, write_whole
from geo.vectors import require_readable

Tell = Callable[[int], None]

_CHUNK = 2**16
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
_REGISTRY = "checksums.json"


class Download(NamedTuple):
    """A file to fetch.

    Attributes:
        url: where it lies.
        file: its name in the cache.
        hosts: whose answers are taken, `name` or `name:port`; redirects lead nowhere else.
        sha256: as published; None where nobody publishes it.
    """

    url: str
    file: str
    hosts: frozenset[str]
    sha256: str | None = None


class Fetched(NamedTuple):
    """A file in the cache; `is_known` says that its checksum was known before."""

    file: Path
    size: int
    sha256: str
    is_known: bool


@dataclass(frozen=True)
class Limits:
    """How patient a download is: bytes, seconds, bytes a second, and how often it tries again."""

    size: int = 400_000_000
    answer_s: float = 30.0
    silence_s: float = 30.0
    slowest: float = 2_000.0
    whole_s: float = 3_600.0
    redirects: int = 5
    retries: int = 4


class _RefusedError(InputError):
    """What the server sends is not taken; trying again would not help."""


class Cache:
    """A folder of fetched files.

    Args:
        folder: where they lie; it is made when something is fetched.
        limits: how patient downloads are.
    """

    def __init__(self, folder: Path, limits: Limits = Limits()) -> None:
        self._folder, self._limits = folder, limits

    def has(self, download: Download) -> bool:
        """Tell whether a file is in the cache."""
        return (self._folder / download.file).is_file()

    def fetch(
        self, download: Download, tell: Tell, *, again: bool = False, accept: bool = False
    ) -> Fetched:
        """Return a file, fetched unless it is there and whole.

        Args:
            download: what to fetch.
            tell: called with the bytes that are there so far.
            again: fetch it although it is there, and hold it against the checksum on record.
            accept: take a file that has changed since it was first fetched.

        Raises:
            InputError: the server sends something else: a page, too much, another checksum, or
                leads to a host that is not known.
            GeoError: it cannot be reached, breaks off, or is too slow, each time it was tried.
            OutputError: the cache cannot be written to.
        """
        make_writable(self._folder)
        recorded = self._recorded()
        known = download.sha256 or (None if accept else recorded.get(download.file))
        file = self._folder / download.file
        if again or accept:
            fetched = self._folder / f"{download.file}.new"
            fetched.unlink(missing_ok=True)
        else:
            fetched = file
        keeper = pooch.create(
            path=self._folder,
            base_url="",
            registry={fetched.name: None if known is None else f"sha256:{known}"},
            urls={fetched.name: download.url},
            retry_if_failed=self._limits.retries,
        )
        pooch.get_logger().setLevel("ERROR")
        try:
            keeper.fetch(fetched.name, downloader=_Fetching(download, self._limits, tell))
            require_readable(fetched)
            fetched.replace(file)
        except InputError:
            fetched.unlink(missing_ok=True)
            raise
        except RequestException as fault:
            raise _broken(download, fault) from fault
        except ValueError as fault:  # what pooch says of another checksum
            raise _changed(download, known or "") from fault
        except OSError as fault:
            raise unwritable(self._folder, fault) from fault
        with file.open("rb") as opened:
            sha256 = file_digest(opened, "sha256").hexdigest()
        if recorded.get(download.file) != sha256:
            written = json.dumps(recorded | {download.file: sha256}, indent=1, sort_keys=True)
            write_whole({self._folder / _REGISTRY: written.encode()})
        return Fetched(file, file.stat().st_size, sha256, known is not None)

    def _recorded(self) -> dict[str, str]:
        """Return the checksums of what was fetched before, by file."""
        with suppress(OSError, ValueError):
            found = json.loads((self._folder / _REGISTRY).read_text("utf-8"))
            if isinstance(found, dict):
                return {str(name): str(sha256) for name, sha256 in found.items()}
        return {}


class _Fetching:
    """Fetches one file as pooch asks for it: from an address into a file."""

    def __init__(self, download: Download, limits: Limits, tell: Tell) -> None:
        self._download, self._limits, self._tell = download, limits, tell

    def __call__(self, url: str, output: Any, _: Any) -> None:
        half = Path(output).with_name(f"{self._download.file}.part")
        self._until = time.monotonic() + self._limits.whole_s
        try:
            with requests.Session() as session:
                self._fetch(session, url, half)
        except HTTPError as fault:
            raise Broken(fault) from fault
        except _RefusedError:
            _forget(half)
            raise
        half.replace(output)
        _forget(half)

    def _fetch(self, session: requests.Session, url: str, half: Path) -> None:
        with self._answer(session, url, _carry_on(half, url)) as answer:
            there = _carried(answer, half)
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                _forget(half)
                raise Broken("416")
            answer.raise_for_status()
            if "html" in answer.headers.get("Content-Type", ""):
                raise _page(self._download)
            stated = _length(answer)
            if there + (stated or 0) > self._limits.size:
                raise _too_large(self._download, self._limits.size)
            mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
            _mark(half).write_text(json.dumps({"url": url, "mark": mark}), "utf-8")
            self._receive(answer, half, there)
            got = half.stat().st_size
            if stated is not None and got != there + stated:
                raise Broken(f"{got} / {there + stated} bytes")

    def _receive(self, answer: requests.Response, half: Path, there: int) -> None:
        """Append what comes to the part that is there."""
        began, window = time.monotonic(), 0
        with half.open("ab" if there else "wb") as written:
            while chunk := answer.raw.read1(_CHUNK, decode_content=False):
                if not there and chunk.lstrip()[:14].lower().startswith(_PAGE):
                    raise _page(self._download)
                written.write(chunk)
                there += len(chunk)
                window += len(chunk)
                self._tell(there)
                if there > self._limits.size:
                    raise _too_large(self._download, self._limits.size)
                now = time.monotonic()
                if now - began >= self._limits.silence_s:
                    if window < self._limits.slowest * (now - began) or now > self._until:
                        raise Broken("too slow")
                    began, window = now, 0

    @contextmanager
    def _answer(
        self, session: requests.Session, url: str, headers: dict[str, str]
    ) -> Iterator[requests.Response]:
        """Yield the answer at the end of all redirects."""
        seen = set[str]()
        while True:
            self._require_known(url, seen)
            seen.add(url)
            with closing(self._ask(session, url, headers)) as answer:
                if not answer.is_redirect:
                    yield answer
                    return
                url = urljoin(url, answer.headers["Location"])

    def _ask(
        self, session: requests.Session, url: str, headers: dict[str, str]
    ) -> requests.Response:
        """Ask once; a server that takes its time over the head of its answer is cut off."""
        line = _Line()
        session.mount("http://", line)
        session.mount("https://", line)
        limit = Timer(self._limits.answer_s, line.cut)
        limit.start()
        try:
            answer = session.get(
                url,
                headers={"Accept-Encoding": "identity", "User-Agent": "ccn-atlas", **headers},
                stream=True,
                allow_redirects=False,
                timeout=(self._limits.answer_s, self._limits.silence_s),
            )
        finally:
            limit.cancel()
        if line.is_cut:
            answer.close()
            raise Broken("no answer in time")
        return answer

    def _require_known(self, url: str, seen: set[str]) -> None:
        """Refuse what is no known host, no web address, or goes round in a circle."""
        parts, first = urlsplit(url), urlsplit(self._download.url)
        known = parts.netloc in self._download.hosts  # an account in the address is none, either
        schemes = {first.scheme, "https"} & {"http", "https"}
        if not known or parts.scheme not in schemes or url in seen:
            raise _RefusedError(
                Text(
                    f"{self._download.url} dẫn tới “{url}”, không phải nguồn đã biết; không tải.",
                    f'{self._download.url} leads to "{url}", which is no known source; not'
                    " fetched.",
                )
            )
        if len(seen) > self._limits.redirects:
            raise _RefusedError(
                Text(
                    f"{self._download.url} chuyển hướng quá nhiều lần; không tải.",
                    f"{self._download.url} redirects too often; not fetched.",
                )
            )


class _Line(HTTPAdapter):
    """Connections that can be cut from outside while they wait."""

    def __init__(self) -> None:
        super().__init__()
        self._connections: list[Any] = []
        self.is_cut = False

    def get_connection_with_tls_context(self, *words: Any, **named: Any) -> Any:
        """Return the pool of connections for a request, each of which is remembered."""
        pool = super().get_connection_with_tls_context(*words, **named)
        connections, kind = self._connections, pool.ConnectionCls

        class Remembered(kind):  # type: ignore[misc,valid-type]
            def connect(self) -> None:
                connections.append(self)
                super().connect()

        pool.ConnectionCls = Remembered
        return pool

    def cut(self) -> None:
        """End all connections: whoever waits for one gets an error, or the end of what came."""
        self.is_cut = True
        for connection in self._connections:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def _mark(half: Path) -> Path:
    """Return the file that says of which version of which address a part is."""
    return half.with_name(f"{half.name}.json")


def _forget(half: Path) -> None:
    half.unlink(missing_ok=True)
    _mark(half).unlink(missing_ok=True)


def _carry_on(half: Path, url: str) -> dict[str, str]:
    """Return the headers that ask for the rest of a part, if the same version still stands."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        about = json.loads(_mark(half).read_text("utf-8"))
        size = half.stat().st_size
        if about["url"] == url and about["mark"] and size:
            return {"Range": f"bytes={size}-", "If-Range": str(about["mark"])}
    return {}


def _carried(answer: requests.Response, half: Path) -> int:
    """Return how many bytes of the part stand, the answer being the rest of it."""
    if answer.status_code != requests.codes.partial_content:
        return 0
    size = half.stat().st_size if half.is_file() else 0
    if not answer.headers.get("Content-Range", "").startswith(f"bytes {size}-"):
        _forget(half)
        raise Broken("another part than was asked for")
    return size


def _length(answer: requests.Response) -> int | None:
    stated = answer.headers.get("Content-Length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else None


def _broken(download: Download, fault: RequestException) -> GeoError:
    refused = getattr(fault.args[0], "reason", None) if fault.args else None
    why = str(fault) if refused is None else str(refused).rpartition(": ")[2]
    return GeoError(
        Text(
            f"Không tải được {download.url} ({why}); phần đã tải được giữ lại, hãy chạy lại sau.",
            f"Cannot fetch {download.url} ({why}); what has come is kept, run again later.",
        )
    )


def _changed(download: Download, known: str) -> InputError:
    return InputError(
        Text(
            f"{download.url}: tệp khác mã kiểm tra đã biết (SHA-256 {known}); không dùng. Nếu nguồn"
            " đã cập nhật, hãy chạy lại với --accept.",
            f"{download.url} does not have the checksum on record (SHA-256 {known}); not used. If"
            " the source was updated, run again with --accept.",
        )
    )


def _page(download: Download) -> _RefusedError:
    return _RefusedError(
        Text(
            f"{download.url} trả về một trang web, không phải dữ liệu; hãy xem lại địa chỉ trong"
            " boundary_sources.csv.",
            f"{download.url} sent a web page and no data; check the address in"
            " boundary_sources.csv.",
        )
    )


def _too_large(download: Download, most: int) -> _RefusedError:
    return _RefusedError(
        Text(
            f"{download.url} gửi quá {most // 1_000_000} MB; không tải tiếp.",
            f"{download.url} sends more than {most // 1_000_000} MB; given up.",
        )
    )
