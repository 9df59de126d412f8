"""Fetching addresses within limits of place, time, size and redirects."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpcore
import httpx

from ingest.documents import RawSource
from ingest.loaders.addresses import without_credentials
from ingest.loaders.limits import Limits
from ingest.loaders.network import (
    DEADLINE,
    GuardedTransport,
    RefusedAddressError,
    UnknownHostError,
)
from ingest.loaders.robots import MAX_BYTES, PRODUCT, Manners
from vectorstore.errors import FetchError, LoadError, TooLargeError

_CHUNK = 64 * 1024
_TRANSPORT_ERRORS = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"{PRODUCT}/{version('yiju')} (reads published government reports to cite)",
        "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,*/*;q=0.5",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": "gzip, deflate",  # what can be unpacked with a bound on its size
    }


class Fetcher:
    """Fetches addresses over one client, one after the other.

    Args:
        limits: Bounds of every fetch.
        transport: Replaces the network, for tests.
        sleep: Waits between requests to one host.
    """

    def __init__(
        self,
        limits: Limits,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits
        self._client = httpx.Client(
            transport=transport or GuardedTransport(limits),
            headers=_headers(),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none are kept
            timeout=min(limits.connect_seconds, limits.fetch_seconds),
            trust_env=False,  # neither proxies nor passwords of the environment
        )
        self._manners = Manners(
            self._robots, limits.host_delay_seconds, limits.max_host_delay_seconds, sleep=sleep
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, address: str, *, listed: bool = False) -> RawSource | LoadError:
        """The bytes of an address, or why there are none.

        Args:
            address: The address.
            listed: It is one of several: then its site's ``robots.txt`` counts, and there is time
                between two requests to one host.
        """
        shown = without_credentials(address)
        try:
            with _errors_as_fetch_errors(shown, self._limits):
                return self._fetch(address, shown, listed)
        except LoadError as error:
            return error

    def _fetch(self, address: str, shown: str, listed: bool) -> RawSource:
        spent = 0.0
        url = httpx.URL(address)
        for _ in range(self._limits.max_redirects + 1):
            _require_plain(url, shown)
            if listed:
                refusal = self._manners.refusal(url)
                if refusal:
                    raise FetchError(shown, refusal, "fetch-forbidden")
                self._manners.wait(url)
            began = time.monotonic()
            with self._answer(url, began + self._limits.fetch_seconds - spent) as response:
                following = response.next_request
                if following is None:
                    return self._source(response, address, shown)
            spent += time.monotonic() - began
            url = following.url
        raise FetchError(shown, f"it redirects more than {self._limits.max_redirects} times")

    @contextmanager
    def _answer(self, url: httpx.URL, deadline: float) -> Iterator[httpx.Response]:
        request = self._client.build_request("GET", url, extensions={DEADLINE: deadline})
        response = self._client.send(request, stream=True)
        try:
            yield response
        finally:
            response.close()

    def _source(self, response: httpx.Response, address: str, shown: str) -> RawSource:
        if not response.is_success:
            reason = response.reason_phrase
            said = f"the server answered {response.status_code} {reason}".rstrip()
            raise FetchError(shown, said, "fetch-status")
        deadline = response.request.extensions[DEADLINE]
        return RawSource(
            source=str(response.url),
            given=address,
            filename=PurePosixPath(unquote(response.url.path)).name,
            data=b"".join(_body(response, shown, self._limits, deadline)),
            declared_type=response.headers.get("content-type", ""),
            fetched_at=datetime.now(UTC),
        )

    def _robots(self, url: httpx.URL) -> tuple[int, bytes]:
        """Status and beginning of a ``robots.txt``."""
        deadline = time.monotonic() + self._limits.connect_seconds
        with _errors_as_fetch_errors(str(url), self._limits):
            for _ in range(self._limits.max_redirects + 1):
                _require_plain(url, str(url))
                with self._answer(url, deadline) as response:
                    following = response.next_request
                    if following is None:
                        return response.status_code, self._beginning(response, deadline)
                url = following.url
        raise FetchError(str(url), "it redirects too often")

    def _beginning(self, response: httpx.Response, deadline: float) -> bytes:
        read = b""
        for part in _body(response, str(response.url), self._limits, deadline):
            read += part
            if len(read) >= MAX_BYTES:
                break
        return read[:MAX_BYTES]


def _require_plain(url: httpx.URL, shown: str) -> None:
    """Refuses what a redirect, too, must not lead to."""
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(shown, "it leads to an address that is not http or https")
    if url.userinfo:
        raise FetchError(shown, "an address with a name or password in it is not fetched")


def _body(response: httpx.Response, shown: str, limits: Limits, deadline: float) -> Iterator[bytes]:
    """The parts of an answer, unpacked and counted."""
    if response.is_stream_consumed:  # a transport that read ahead, and unpacked
        _check_size(len(response.content), shown, limits)
        yield response.content
        return
    unpack = _Unpacker(response.headers.get("content-encoding", ""), shown)
    declared = response.headers.get("content-length", "")
    _check_size(int(declared) if declared.isdecimal() else 0, shown, limits)
    size = 0
    for chunk in response.iter_raw():
        if time.monotonic() > deadline:
            late = f"not complete after {limits.fetch_seconds:g} seconds"
            raise FetchError(shown, late, "fetch-timeout")
        for part in unpack.feed(chunk):
            size += len(part)
            _check_size(size, shown, limits)
            yield part
    unpack.finish()


def _check_size(size: int, shown: str, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise TooLargeError(shown, f"it delivers more than {limits.max_bytes} bytes")


class _Unpacker:
    """Undoes a content coding in bounded steps, so that a bomb is noticed before it bursts."""

    def __init__(self, coding: str, address: str) -> None:
        self._coding = coding.strip().lower()
        self._address = address
        if self._coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError(
                address, f"it uses the content coding {self._coding!r}, which was not asked for"
            )
        packed = self._coding not in ("", "identity")
        self._stream = zlib.decompressobj(wbits=47) if packed else None  # gzip or zlib
        self._fresh = True

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._stream is None:
            yield chunk
            return
        try:
            while chunk:
                if self._stream.eof:
                    chunk = self._begin_next(chunk)
                else:
                    yield self._step(chunk)
                    chunk = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error as error:
            raise FetchError(
                self._address, f"its compressed answer is damaged ({error})"
            ) from error

    def _begin_next(self, rest: bytes) -> bytes:
        """What of the bytes after a whole stream is still to be unpacked.

        A gzip answer may have several members, one after the other, and zeros around them.
        """
        if self._coding == "deflate":
            raise FetchError(self._address, "its compressed answer goes on after its end")
        member = rest.lstrip(b"\0")
        if member:
            self._stream = zlib.decompressobj(wbits=31)
        return member

    def _step(self, chunk: bytes) -> bytes:
        assert self._stream is not None
        try:
            part = self._stream.decompress(chunk, _CHUNK)
        except zlib.error:
            if not self._fresh or self._coding != "deflate":
                raise
            self._stream = zlib.decompressobj(wbits=-15)  # servers that send it without header
            part = self._stream.decompress(chunk, _CHUNK)
        self._fresh = False
        return part

    def finish(self) -> None:
        if self._stream is not None and not self._fresh and not self._stream.eof:
            raise FetchError(self._address, "its compressed answer breaks off")


@contextmanager
def _errors_as_fetch_errors(address: str, limits: Limits) -> Iterator[None]:
    try:
        yield
    except RefusedAddressError as error:
        raise FetchError(address, str(error), "private-address") from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(
            address,
            f"no answer in time ({limits.connect_seconds:g} seconds for each step, "
            f"{limits.fetch_seconds:g} in all)",
            "fetch-timeout",
        ) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(address, f"not a valid address ({error})", "invalid-address") from error
    except (httpx.HTTPError, httpx.StreamError, *_TRANSPORT_ERRORS) as error:
        code = "unknown-host" if isinstance(error, UnknownHostError) else "unreachable"
        raise FetchError(address, f"it cannot be reached ({error})", code) from error
