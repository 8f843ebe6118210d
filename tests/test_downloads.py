"""Fetching from servers that break off, dawdle, lie and lead astray: a real one on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from geo.downloads import Cache, Download, Limits
from geo.errors import GeoError, InputError, OutputError
from geo.ingest.boundary_sources import find_source, read_sources

DATA = json.dumps({"type": "FeatureCollection", "features": [], "pad": "x" * 300_000}).encode()
SHA256 = sha256(DATA).hexdigest()
LIMITS = Limits(
    size=1_000_000, answer_s=0.7, silence_s=0.5, slowest=100_000.0, whole_s=20.0, retries=1
)

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers with what the test has laid down for a path."""

    answers: dict[str, list[Answer]]
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Range")))
        answers = self.answers[self.path]
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_: object) -> None:
        pass

    def head(self, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


def whole(handler: Handler) -> None:
    handler.head(Content_Length=len(DATA), ETag='"one"')
    handler.wfile.write(DATA)


def broken_off(handler: Handler) -> None:
    handler.head(Content_Length=len(DATA), ETag='"one"')
    handler.wfile.write(DATA[:100_000])


def the_rest(handler: Handler) -> None:
    asked = handler.headers.get("Range", "")
    assert handler.headers.get("If-Range") == '"one"'
    start = int(asked.removeprefix("bytes=").rstrip("-"))
    handler.head(
        206,
        Content_Length=len(DATA) - start,
        Content_Range=f"bytes {start}-{len(DATA) - 1}/{len(DATA)}",
        ETag='"one"',
    )
    handler.wfile.write(DATA[start:])


def another_part(handler: Handler) -> None:
    handler.head(206, Content_Length=10, Content_Range="bytes 5-14/15")
    handler.wfile.write(b"0123456789")


def sending(body: bytes, **headers: object) -> Answer:
    def answer(handler: Handler) -> None:
        handler.head(**{"Content_Length": len(body), **headers})
        handler.wfile.write(body)

    return answer


def endless(handler: Handler) -> None:
    handler.head()
    handler.wfile.write(b'{"type": ')
    while True:
        handler.wfile.write(b" " * 65_536)


def dripping(handler: Handler) -> None:
    handler.head(Content_Length=len(DATA))
    for place in range(200):
        handler.wfile.write(DATA[place : place + 1])
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for place in range(200):
        handler.wfile.write(b"X-%d: x\r\n" % place)
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: Handler) -> None:
    handler.head(Content_Length=len(DATA))
    handler.wfile.write(DATA[:1000])
    handler.wfile.flush()
    time.sleep(2)


def leading_to(where: str) -> Answer:
    return lambda handler: handler.head(302, Location=where, Content_Length=0)


def refusing(status: int) -> Answer:
    return lambda handler: handler.head(status, Content_Length=0)


def zipped(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


class Server:
    """A server that does what it is told."""

    def __init__(self) -> None:
        self.handler = type("Told", (Handler,), {"answers": {}, "asked": []})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self.http.daemon_threads = True
        self.http.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.host = f"127.0.0.1:{self.http.server_port}"

    def answers(self, *answers: Answer, path: str = "/data.geojson") -> Download:
        self.handler.answers[path] = list(answers)
        return Download(f"http://{self.host}{path}", "data.geojson", frozenset({self.host}))

    @property
    def asked(self) -> list[tuple[str, str | None]]:
        found: list[tuple[str, str | None]] = self.handler.asked  # type: ignore[attr-defined]
        return found


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "downloads", LIMITS)


def left(tmp_path: Path) -> set[str]:
    return {file.name for file in (tmp_path / "downloads").iterdir()}


def test_a_file_is_fetched_once_and_its_checksum_recorded(
    server: Server, cache: Cache, tmp_path: Path
) -> None:
    download, told = server.answers(whole), list[int]()
    assert not cache.has(download)
    fetched = cache.fetch(download, told.append)
    assert (fetched.size, fetched.sha256, fetched.is_known) == (len(DATA), SHA256, False)
    assert fetched.file.read_bytes() == DATA
    assert told == sorted(told)
    assert told[-1] == len(DATA)
    assert cache.fetch(download, told.append).is_known
    assert len(server.asked) == 1
    assert left(tmp_path) == {"data.geojson", "checksums.json"}


def test_what_broke_off_is_carried_on(server: Server, cache: Cache, tmp_path: Path) -> None:
    fetched = cache.fetch(server.answers(broken_off, the_rest), lambda _: None)
    assert fetched.sha256 == SHA256
    assert [part for _, part in server.asked] == [None, "bytes=100000-"]
    assert left(tmp_path) == {"data.geojson", "checksums.json"}


def test_what_a_former_run_fetched_is_carried_on(
    server: Server, cache: Cache, tmp_path: Path
) -> None:
    with pytest.raises(GeoError, match="is kept"):
        cache.fetch(server.answers(broken_off), lambda _: None)
    assert "data.geojson.part" in left(tmp_path)
    assert cache.fetch(server.answers(the_rest), lambda _: None).sha256 == SHA256


def test_a_new_version_is_not_joined_to_the_part_of_an_old_one(
    server: Server, cache: Cache
) -> None:
    """The server sends all of it where the part is of another version."""
    assert cache.fetch(server.answers(broken_off, whole), lambda _: None).sha256 == SHA256


def test_a_part_that_was_not_asked_for_is_not_taken(server: Server, cache: Cache) -> None:
    download = server.answers(another_part, whole)
    assert cache.fetch(download, lambda _: None).sha256 == SHA256


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refusal_is_tried_again_and_then_told(
    server: Server, cache: Cache, tmp_path: Path, status: int
) -> None:
    with pytest.raises(GeoError, match=str(status)):
        cache.fetch(server.answers(refusing(status)), lambda _: None)
    assert len(server.asked) == 1 + LIMITS.retries
    assert left(tmp_path) == set()


@pytest.mark.parametrize("answer", [dripping, dripping_head, silent])
def test_a_slow_server_is_left(server: Server, cache: Cache, answer: Answer) -> None:
    with pytest.raises(GeoError, match="Cannot fetch"):
        cache.fetch(server.answers(answer), lambda _: None)


@pytest.mark.parametrize("answer", [endless, sending(b"{}", Content_Length=5_000_000_000)])
def test_too_much_is_not_taken(
    server: Server, cache: Cache, tmp_path: Path, answer: Answer
) -> None:
    with pytest.raises(InputError, match="more than 1 MB"):
        cache.fetch(server.answers(answer), lambda _: None)
    assert left(tmp_path) == set()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sending(b"<!DOCTYPE html><html>Sign in</html>"), "web page"),
        (sending(b"{}", Content_Type="text/html; charset=utf-8"), "web page"),
        (sending(b"version https://git-lfs.github.com/spec/v1\n"), "no layer"),
        (sending(b"\x1f\x8b" + DATA, Content_Encoding="gzip"), "no layer"),
        (sending(b""), "no layer"),
        (lambda handler: (handler.head(), handler.wfile.write(DATA[:-9]))[0], "no layer"),
        (sending(zipped("a.geojson", b"0" * 70_000_000)), "unpacks to too much"),
        (sending(zipped("a.exe", b"MZ")), "no layer"),
        (sending(zipped("a.geojson", DATA)[:-30]), "damaged"),
    ],
)
def test_what_is_no_data_is_not_kept(
    server: Server, cache: Cache, tmp_path: Path, answer: Answer, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        cache.fetch(server.answers(answer), lambda _: None)
    assert "data.geojson" not in left(tmp_path)


@pytest.mark.parametrize(
    "where",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/data",
        "http://127.0.0.1:1/data",
        "http://localhost:{port}/data.geojson",
        "http://user@127.0.0.1:{port}/data.geojson",
        "//169.254.169.254/latest",
        "/data.geojson",
    ],
)
def test_no_redirect_leads_away_or_in_a_circle(
    server: Server, cache: Cache, tmp_path: Path, where: str
) -> None:
    to = where.replace("{port}", str(server.http.server_port))
    with pytest.raises(InputError, match="no known source"):
        cache.fetch(server.answers(leading_to(to)), lambda _: None)
    assert len(server.asked) == 1
    assert left(tmp_path) == set()


def test_redirects_end(server: Server, cache: Cache) -> None:
    for step in range(10):
        server.answers(leading_to(f"/{step + 1}"), path=f"/{step}")
    download = server.answers(leading_to("/0"))
    with pytest.raises(InputError, match="too often"):
        cache.fetch(download, lambda _: None)


def test_a_redirect_to_a_known_host_is_followed(server: Server, cache: Cache) -> None:
    server.answers(whole, path="/elsewhere")
    download = server.answers(leading_to("/elsewhere"))
    assert cache.fetch(download, lambda _: None).sha256 == SHA256


def test_a_published_checksum_is_held_to(server: Server, cache: Cache, tmp_path: Path) -> None:
    download = server.answers(whole)
    with pytest.raises(InputError, match="checksum"):
        cache.fetch(download._replace(sha256="0" * 64), lambda _: None)
    assert left(tmp_path) == set()
    assert cache.fetch(download._replace(sha256=SHA256), lambda _: None).is_known


def test_a_file_that_changes_later_is_refused_until_it_is_accepted(
    server: Server, cache: Cache
) -> None:
    download = server.answers(whole)
    first = cache.fetch(download, lambda _: None)
    changed = server.answers(sending(b'{"type": "FeatureCollection"}'))
    with pytest.raises(InputError, match="--accept"):
        cache.fetch(changed, lambda _: None, again=True)
    assert first.file.read_bytes() == DATA
    assert cache.fetch(changed, lambda _: None, accept=True).sha256 != SHA256
    assert cache.fetch(changed, lambda _: None, again=True).is_known


def test_a_file_damaged_in_the_cache_is_fetched_anew(server: Server, cache: Cache) -> None:
    download = server.answers(whole)
    cache.fetch(download, lambda _: None).file.write_bytes(b"{")
    assert cache.fetch(download, lambda _: None).sha256 == SHA256
    assert len(server.asked) == 2


def test_a_cache_that_cannot_be_made_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError):
        Cache(tmp_path / "file", LIMITS).fetch(server.answers(whole), lambda _: None)


def test_nobody_answers(tmp_path: Path, server: Server) -> None:
    download = server.answers(whole)
    nowhere = download._replace(
        url="http://127.0.0.1:1/data.geojson", hosts=frozenset({"127.0.0.1:1"})
    )
    with pytest.raises(GeoError, match="Cannot fetch"):
        Cache(tmp_path, replace(LIMITS, retries=0)).fetch(nowhere, lambda _: None)


def test_the_sources_name_whose_they_are_and_on_which_terms() -> None:
    sources = read_sources()
    assert {source.key for source in sources} >= {"hdx", "geoboundaries-district"}
    for source in sources:
        assert source.licence
        assert source.download.url.startswith("https://")
        assert source.download.url.split("/")[2] in source.download.hosts
        assert Path(source.download.file).name == source.download.file
    words = find_source(sources, "hdx").command(Path("/a b/x.zip"))
    assert words.startswith("geo boundaries import '/a b/x.zip' --level province --on 2025-07-01")
    with pytest.raises(InputError, match="No source"):
        find_source(sources, "gadm")
