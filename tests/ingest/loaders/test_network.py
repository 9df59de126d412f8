"""Where connections may lead: real servers on loopback, and resolvers that lie."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import RawSource
from ingest.loaders import Limits, expand, expand_all
from ingest.loaders.fetching import Fetcher
from ingest.loaders.network import GuardedTransport, is_public
from tests.ingest.loaders.sources import SENTENCE
from vectorstore.errors import FetchError, LoadError, TooLargeError, UnsupportedFormatError

PAGE = f"<html><body><p>{SENTENCE}</p></body></html>".encode()
LOCAL = Limits(allow_private_addresses=True, host_delay_seconds=0)
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[int]:
    """A server on loopback; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            answer(self)

        def log_message(self, *_: object) -> None:
            """Keeps the server quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(
    handler: BaseHTTPRequestHandler, body: bytes = PAGE, status: int = 200, **headers: str
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def fetched(
    address: str, limits: Limits, resolver: Callable[[str, int], Sequence[str]]
) -> RawSource:
    found = fetch(address, limits, resolver)
    assert isinstance(found, RawSource), found
    return found


def fetch(
    address: str, limits: Limits, resolver: Callable[[str, int], Sequence[str]]
) -> RawSource | LoadError:
    (found,) = expand(address, limits, transport=GuardedTransport(limits, resolver))
    return found


def nobody(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was resolved")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("127.255.0.9", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("100.100.100.200", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("192.0.0.8", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b:1::808:808", False),
        ("2002:7f00:1::", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_are_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_both_versions(address: object) -> None:
    assert is_public(f"::ffff:{address}") is is_public(str(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with serving(reply) as port:
        (error,) = expand(f"http://{host}:{port}/", Limits())
    assert isinstance(error, FetchError)
    assert "not a public address" in error.problem
    assert "YIJU_ALLOW_PRIVATE_ADDRESSES=true" in error.problem


def test_the_setting_allows_them() -> None:
    with serving(reply) as port:
        (raw,) = expand(f"http://127.0.0.1:{port}/a.html", LOCAL)
    assert isinstance(raw, RawSource)
    assert raw.data == PAGE


def test_a_public_name_of_a_private_address_is_refused() -> None:
    error = fetch("http://reports.example/", Limits(), lambda *_: ["10.1.2.3"])
    assert isinstance(error, FetchError)
    assert "reports.example, which is 10.1.2.3, is not a public address" in error.problem
    assert error.code == "private-address"


def test_of_several_addresses_only_public_ones_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(_: object, host: str, *__: object, **___: object) -> httpcore.NetworkStream:
        asked.append(host)
        raise httpcore.ConnectError("nobody answers")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    addresses = ["127.0.0.1", "192.0.0.8", "8.8.4.4", "fe80::1%lo", "8.8.8.8"]
    error = fetch("http://reports.example/", Limits(), lambda *_: addresses)
    assert isinstance(error, FetchError)
    assert "nobody answers" in error.problem
    assert asked == ["8.8.4.4", "8.8.8.8"]


def test_a_name_is_resolved_once_for_a_connection() -> None:
    asked: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    hosts: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        hosts.append(handler.headers["Host"])
        reply(handler)

    with serving(answer) as port:
        raw = fetched(f"http://reports.example:{port}/", LOCAL, rebinding)
    assert raw.data == PAGE
    assert asked == [("reports.example", port)]
    assert hosts == [f"reports.example:{port}"]


def test_a_redirect_is_checked_like_an_address() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, b"", 302, Location=f"http://inside.example:{handler.server.server_port}/x")  # type: ignore[attr-defined]

    allowed = {"outside.example": ["127.0.0.1"], "inside.example": ["169.254.169.254"]}
    limits = Limits(host_delay_seconds=0)
    with pytest.MonkeyPatch.context() as patch, serving(answer) as port:
        patch.setattr("ingest.loaders.network.is_public", lambda each: each == "127.0.0.1")
        error = fetch(f"http://outside.example:{port}/", limits, lambda host, _: allowed[host])
    assert isinstance(error, FetchError)
    assert "inside.example, which is 169.254.169.254," in error.problem


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("file:///etc/passwd", "not http or https"),
        ("gopher://a.example/", "not http or https"),
        ("http://name:word@a.example/", "name or password"),
        ("http://[", "cannot be reached"),
    ],
)
def test_where_a_redirect_may_not_lead(location: str, message: str) -> None:
    with serving(lambda handler: reply(handler, b"", 301, Location=location)) as port:
        error = fetch(f"http://127.0.0.1:{port}/", LOCAL, lambda *_: ["127.0.0.1"])
    assert isinstance(error, FetchError)
    assert message in error.problem


def test_a_password_is_neither_sent_nor_shown() -> None:
    error = fetch("http://name:secret@a.example/x", Limits(), nobody)
    assert isinstance(error, FetchError)
    assert "name or password" in error.problem
    assert "secret" not in str(error)


def test_a_name_that_is_unknown() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    error = fetch("http://a.example/", Limits(), unknown)
    assert isinstance(error, FetchError)
    assert "the name a.example is unknown" in error.problem
    assert error.code == "unknown-host"
    error = fetch(f"http://{'a' * 70}.example/", Limits(), socket.getaddrinfo)  # type: ignore[arg-type]
    assert isinstance(error, FetchError)
    error = fetch("http://a.example/", Limits(), lambda *_: [])
    assert "has no address" in str(error)


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(20)
        return []

    began = time.monotonic()
    error = fetch("http://a.example/", Limits(connect_seconds=0.1), hanging)
    release.set()
    assert isinstance(error, FetchError)
    assert "no answer in time" in error.problem
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_a_server_that_dribbles_is_left_at_the_deadline(head: bytes) -> None:
    stop = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not stop.wait(0.02):
            handler.wfile.write(b"x")

    limits = Limits(allow_private_addresses=True, fetch_seconds=0.4, connect_seconds=5)
    with serving(answer) as port:
        error = fetch(f"http://127.0.0.1:{port}/", limits, lambda *_: ["127.0.0.1"])
        stop.set()
    assert isinstance(error, FetchError)
    assert "0.4" in error.problem


def test_sizes_are_bounded_before_and_after_unpacking() -> None:
    bomb = gzip.compress(b"0" * 20_000_000)
    limits = Limits(allow_private_addresses=True, max_bytes=1_000_000)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/bomb":
            reply(handler, bomb, Content_Encoding="gzip")
        else:
            handler.send_response(200)
            handler.send_header("Content-Length", "900000000000")
            handler.end_headers()

    with serving(answer) as port:
        for path in ("bomb", "stated"):
            error = fetch(f"http://127.0.0.1:{port}/{path}", limits, lambda *_: ["127.0.0.1"])
            assert isinstance(error, TooLargeError)


def test_no_cookies_are_kept_and_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    seen: list[dict[str, str]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(dict(handler.headers.items()))
        reply(handler, Set_Cookie="name=value; Path=/")

    with serving(answer) as port, Fetcher(LOCAL) as fetcher:
        for path in ("a", "b"):
            assert isinstance(fetcher.fetch(f"http://127.0.0.1:{port}/{path}"), RawSource)
    assert len(seen) == 2
    for headers in seen:
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()
        assert headers["User-Agent"].startswith("Yiju/")
        assert "reports" in headers["User-Agent"]


def test_a_kept_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    seen: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.path)
        handler.close_connection = False
        if handler.path == "/b" and seen.count("/b") == 1:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        reply(handler)

    with serving(answer) as port, Fetcher(LOCAL) as fetcher:
        for path in ("a", "b"):
            assert isinstance(fetcher.fetch(f"http://127.0.0.1:{port}/{path}"), RawSource)
    assert seen == ["/a", "/b", "/b"]


def test_a_new_connection_that_is_closed_is_an_error() -> None:
    seen: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.path)
        handler.connection.shutdown(socket.SHUT_RDWR)

    with serving(answer) as port, Fetcher(LOCAL) as fetcher:
        error = fetcher.fetch(f"http://127.0.0.1:{port}/a")
    assert isinstance(error, FetchError)
    assert seen == ["/a"]


def test_the_certificate_must_be_the_names(tmp_path: object) -> None:
    """A server that does not speak TLS, or whose certificate is nobody's, is not believed."""
    with serving(reply) as port:
        error = fetch(f"https://reports.example:{port}/", LOCAL, lambda *_: ["127.0.0.1"])
    assert isinstance(error, FetchError)
    assert "cannot be reached" in error.problem


def test_tls_names_the_host_and_not_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str | None] = []

    def start_tls(
        self: httpcore.NetworkStream,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        names.append(server_hostname)
        assert ssl_context.check_hostname
        assert ssl_context.verify_mode is ssl.CERT_REQUIRED
        return self

    with serving(reply) as port:
        monkeypatch.setattr("httpcore._backends.sync.SyncStream.start_tls", start_tls)
        raw = fetched(f"https://reports.example:{port}/", LOCAL, lambda *_: ["127.0.0.1"])
    assert raw.data == PAGE
    assert names == ["reports.example"]


@pytest.mark.parametrize(
    "address", ["ftp://a.example/x", "file:///etc/passwd", "data://x", "javascript://a"]
)
def test_other_schemes_are_not_fetched(address: str) -> None:
    (error,) = expand_all([address], Limits())
    assert isinstance(error, UnsupportedFormatError)
