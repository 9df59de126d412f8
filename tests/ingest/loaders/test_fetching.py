"""Addresses and lists of them, over a transport that plays the network and over a real socket."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from ingest.documents import RawSource
from ingest.loaders import Limits, expand, parse
from ingest.loaders.addresses import is_address, listed_addresses
from tests.ingest.loaders.sources import SENTENCE, zipped
from vectorstore.errors import FetchError, LoadError, TooLargeError

LIMITS = Limits(host_delay_seconds=0)
LOCAL = Limits(allow_private_addresses=True, host_delay_seconds=0)
SITE = "http://yunxi.example"
PAGE = f"<html><head><title>报告</title></head><body><p>{SENTENCE}</p></body></html>".encode()

# The second member spans several reads of a thousand bytes; the third is empty.
MEMBERS = b"".join(
    gzip.compress(part, 0) for part in (PAGE[:50], PAGE[50:] + b" " * 2500, b"", b" ")
)


class _Stream(httpx.SyncByteStream):
    """A body that is still to be read, as a real connection gives it."""

    size = 1000

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self._data), self.size):
            yield self._data[at : at + self.size]


def _answer(data: bytes, declared: str = "", coding: str = "") -> httpx.Response:
    headers = {"content-type": declared, "content-encoding": coding}
    return httpx.Response(200, headers=headers, stream=_Stream(data))


class _Dribble(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        for _ in range(1000):
            threading.Event().wait(0.01)
            yield b"x"


def _site(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    html = "text/html; charset=utf-8"
    moved = {"/moved": "/report.html", "/loop": "/loop", "/file": "file:///etc/passwd"}
    if path in moved:
        return httpx.Response(302, headers={"location": moved[path]})
    answers = {
        "/report.html": lambda: _answer(PAGE, html),
        "/large": lambda: _answer(b"x" * 2000),
        "/gzip": lambda: _answer(gzip.compress(PAGE), html, "gzip"),
        "/zlib": lambda: _answer(zlib.compress(PAGE), html, "deflate"),
        "/deflate": lambda: _answer(zlib.compress(PAGE)[2:-4], html, "deflate"),
        "/members": lambda: _answer(MEMBERS, html, "gzip"),
        "/padded": lambda: _answer(gzip.compress(PAGE) + b"\0" * 1500, html, "gzip"),
        "/bombs": lambda: _answer(gzip.compress(b"0" * 60_000) * 20, html, "gzip"),
        "/cut-later": lambda: _answer(MEMBERS[:-20], html, "gzip"),
        "/begun": lambda: _answer(gzip.compress(PAGE) + b"\x1f", html, "gzip"),
        "/more": lambda: _answer(gzip.compress(PAGE) + b"more", html, "gzip"),
        "/zlib-more": lambda: _answer(zlib.compress(PAGE) * 2, html, "deflate"),
        "/deflate-more": lambda: _answer(zlib.compress(PAGE)[2:-4] + b"more", html, "deflate"),
        "/bomb": lambda: _answer(gzip.compress(b"0" * 10_000_000), html, "gzip"),
        "/cut": lambda: _answer(gzip.compress(PAGE)[:-20], html, "gzip"),
        "/noise": lambda: _answer(b"no gzip", html, "gzip"),
        "/brotli": lambda: _answer(b"x", html, "br"),
        "/slow": lambda: httpx.Response(200, stream=_Dribble()),
        "/ahead": lambda: httpx.Response(200, content=PAGE),
        "/reports.zip": lambda: _answer(zipped({"a.html": PAGE}), "application/zip"),
        "/gbk": lambda: _answer(PAGE.decode().encode("gb18030"), "text/html"),
        "/agent": lambda: _answer(request.headers["user-agent"].encode()),
    }
    if path == "/unreachable":
        raise httpx.ConnectError("no route to host")
    if path == "/timeout":
        raise httpx.ReadTimeout("nothing came")
    return answers.get(path, lambda: httpx.Response(404))()


def expanded(target: str | Path, limits: Limits = LIMITS) -> list[RawSource | LoadError]:
    return list(expand(str(target), limits, transport=httpx.MockTransport(_site)))


def fetched(path: str, limits: Limits = LIMITS) -> RawSource:
    (raw,) = expanded(SITE + path, limits)
    assert isinstance(raw, RawSource), raw
    return raw


def failure(path: str, limits: Limits = LIMITS) -> LoadError:
    (error,) = expanded(SITE + path, limits)
    assert isinstance(error, LoadError), error
    assert error.source == SITE + path
    return error


def test_an_address_is_a_source() -> None:
    raw = fetched("/report.html")
    assert (raw.source, raw.given) == (f"{SITE}/report.html", f"{SITE}/report.html")
    assert (raw.filename, raw.data) == ("report.html", PAGE)
    assert raw.declared_type == "text/html; charset=utf-8"
    assert parse(raw, LIMITS).text == SENTENCE


def test_a_redirect_is_followed_and_both_addresses_are_kept() -> None:
    raw = fetched("/moved")
    assert (raw.source, raw.given) == (f"{SITE}/report.html", f"{SITE}/moved")


@pytest.mark.parametrize("path", ["/gzip", "/zlib", "/deflate", "/ahead", "/padded"])
def test_answers_in_every_coding_asked_for(path: str) -> None:
    assert fetched(path).data == PAGE


@pytest.mark.parametrize("size", [1, 7, 73, 1000, 10_000])
def test_all_members_of_a_gzip_answer_are_read(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(_Stream, "size", size)
    assert fetched("/members").data == PAGE + b" " * 2501


def test_the_client_says_who_it_is() -> None:
    assert fetched("/agent").data.startswith(b"Yiju/")


def test_a_page_in_gbk_without_any_declaration() -> None:
    assert parse(fetched("/gbk"), LIMITS).text == SENTENCE


def test_an_archive_behind_an_address() -> None:
    raw = fetched("/reports.zip")
    assert raw.source == f"{SITE}/reports.zip!/a.html"
    assert parse(raw, LIMITS).text == SENTENCE


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "the server answered 404 Not Found"),
        ("/loop", "it redirects more than 5 times"),
        ("/file", "not http or https"),
        ("/unreachable", "it cannot be reached (no route to host)"),
        ("/timeout", "no answer in time"),
        ("/cut", "breaks off"),
        ("/noise", "damaged"),
        ("/cut-later", "breaks off"),
        ("/begun", "breaks off"),
        ("/more", "damaged"),
        ("/zlib-more", "goes on after its end"),
        ("/deflate-more", "goes on after its end"),
        ("/brotli", "content coding 'br'"),
    ],
)
def test_an_address_that_does_not_deliver(path: str, message: str) -> None:
    error = failure(path)
    assert isinstance(error, FetchError)
    assert message in error.problem


def test_a_server_that_dribbles_is_left() -> None:
    error = failure("/slow", Limits(fetch_seconds=0.05))
    assert isinstance(error, FetchError)
    assert "not complete after 0.05 seconds" in error.problem


def test_sizes_are_counted_as_they_come() -> None:
    assert isinstance(failure("/large", Limits(max_bytes=1999)), TooLargeError)
    assert isinstance(failure("/bomb", Limits(max_bytes=100_000)), TooLargeError)
    assert isinstance(failure("/bombs", Limits(max_bytes=100_000)), TooLargeError)
    assert len(fetched("/large", Limits(max_bytes=2000)).data) == 2000


@pytest.mark.parametrize("address", ["http://[bad", "http://a b/", "http://", "https:///x"])
def test_what_is_no_address_is_never_fetched(address: str) -> None:
    (error,) = expanded(address)
    assert isinstance(error, LoadError)


def test_a_list_of_addresses_goes_on_after_failures(tmp_path: Path) -> None:
    listing = tmp_path / "list.txt"
    listing.write_text(
        f"# 县级报告\n{SITE}/report.html\r\n\n  {SITE}/missing \n{SITE}/gzip\n{SITE}/gzip\n",
        encoding="utf-8",
    )
    first, second, third = expanded(listing)
    assert isinstance(first, RawSource)
    assert isinstance(second, FetchError)
    assert isinstance(third, RawSource)
    assert third.given == f"{SITE}/gzip"


def test_a_table_of_addresses(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_bytes(f"地区,网址\n云溪县,{SITE}/report.html\n青岚市,{SITE}/x\n".encode("gb18030"))
    first, second = expanded(table)
    assert isinstance(first, RawSource)
    assert isinstance(second, FetchError)


def test_a_list_that_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    listing = tmp_path / "list.txt"
    listing.write_text("".join(f"{SITE}/report.html?{n}\n" for n in range(4)))
    error, *found = expanded(listing, Limits(max_addresses=2, host_delay_seconds=0))
    assert isinstance(error, TooLargeError)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "suffix", "count"),
    [
        ("http://a.example/1\n", ".txt", 1),
        ("http://a.example/1\n一、主要工作\n", ".txt", 0),
        ("# 只有注释\n", ".txt", 0),
        ("", ".txt", 0),
        ("http://a.example/1,甲\nhttps://a.example/2,乙\n", ".csv", 2),
        ("名称\t地址\n甲\thttp://a.example/1\n", ".csv", 1),
        ('名称,地址\n"甲,乙","http://a.example/1?a=1,2"\n', ".csv", 1),
        ("来源,地址\nhttp://b.example/,http://a.example/1\n无,http://a.example/2\n", ".csv", 2),
        ("甲,35\n", ".csv", 0),
    ],
)
def test_which_files_are_lists(text: str, suffix: str, count: int) -> None:
    assert len(listed_addresses(text.encode(), suffix, "list")) == count


def test_an_undecodable_list_is_left_to_parsing() -> None:
    assert listed_addresses(b"\xff\xff\x00", ".txt", "list") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://a.example", True),
        ("HTTPS://云溪.example/报告", True),
        ("ftp://a.example", False),
        ("a.example/x", False),
        ("http://", False),
        ("http://[", False),
        ("见 http://a.example", False),
    ],
)
def test_what_an_address_is(text: str, expected: bool) -> None:
    assert is_address(text) is expected


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=gbk")
        self.end_headers()
        self.wfile.write(PAGE.decode().encode("gb18030"))

    def log_message(self, *_: object) -> None:
        """Keeps the server quiet."""


@contextmanager
def _server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_over_a_real_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with _server() as address:
        (raw,) = expand(f"{address}/云溪县/报告.html", LOCAL)
    assert isinstance(raw, RawSource)
    assert raw.filename == "报告.html"
    assert parse(raw, LIMITS).text == SENTENCE
    (error,) = expand(f"{address}/报告.html", LOCAL)
    assert isinstance(error, FetchError)
    assert "cannot be reached" in error.problem
