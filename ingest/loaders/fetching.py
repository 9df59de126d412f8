"""Fetching one address within limits of time, size and redirects."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx

from ingest.documents import RawSource
from ingest.loaders.limits import Limits
from vectorstore.errors import FetchError, LoadError, TooLargeError

_HEADERS = {
    "User-Agent": "Yiju/0.1 (report reader; one request at a time)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # what can be unpacked with a bound on its size
}
_CHUNK = 64 * 1024


class Fetcher:
    """Fetches addresses over one client, one after the other.

    Args:
        limits: Bounds of every fetch.
        transport: Replaces the network, for tests.
    """

    def __init__(self, limits: Limits, transport: httpx.BaseTransport | None = None) -> None:
        self._limits = limits
        self._client = httpx.Client(
            transport=transport,
            headers=_HEADERS,
            follow_redirects=True,
            max_redirects=limits.max_redirects,
            timeout=min(limits.connect_seconds, limits.fetch_seconds),
            event_hooks={"request": [_refuse_other_schemes]},
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, address: str) -> RawSource | LoadError:
        """The bytes of an address, or why there are none."""
        try:
            with _errors_as_fetch_errors(address, self._limits):
                return self._fetch(address)
        except LoadError as error:
            return error

    def _fetch(self, address: str) -> RawSource:
        deadline = time.monotonic() + self._limits.fetch_seconds
        with self._client.stream("GET", address) as response:
            if not response.is_success:
                reason = response.reason_phrase
                raise FetchError(
                    address, f"the server answered {response.status_code} {reason}".rstrip()
                )
            data = self._read(response, address, deadline)
        return RawSource(
            source=str(response.url),
            given=address,
            filename=PurePosixPath(unquote(response.url.path)).name,
            data=data,
            declared_type=response.headers.get("content-type", ""),
            fetched_at=datetime.now(UTC),
        )

    def _read(self, response: httpx.Response, address: str, deadline: float) -> bytes:
        if response.is_stream_consumed:  # a transport that read ahead, and unpacked
            self._check_size(len(response.content), address)
            return response.content
        unpack = _Unpacker(response.headers.get("content-encoding", ""), address)
        parts: list[bytes] = []
        size = 0
        for chunk in response.iter_raw():
            if time.monotonic() > deadline:
                raise FetchError(
                    address, f"not complete after {self._limits.fetch_seconds:g} seconds"
                )
            for part in unpack.feed(chunk):
                size += len(part)
                self._check_size(size, address)
                parts.append(part)
        unpack.finish()
        return b"".join(parts)

    def _check_size(self, size: int, address: str) -> None:
        if size > self._limits.max_bytes:
            raise TooLargeError(address, f"it delivers more than {self._limits.max_bytes} bytes")


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
            yield self._step(chunk)
            while self._stream.unconsumed_tail:
                yield self._step(self._stream.unconsumed_tail)
        except zlib.error as error:
            raise FetchError(
                self._address, f"its compressed answer is damaged ({error})"
            ) from error

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


def _refuse_other_schemes(request: httpx.Request) -> None:
    """A redirect must not lead out of the web."""
    if request.url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol(f"{request.url.scheme} is not fetched", request=request)


@contextmanager
def _errors_as_fetch_errors(address: str, limits: Limits) -> Iterator[None]:
    try:
        yield
    except httpx.TooManyRedirects as error:
        raise FetchError(address, f"it redirects more than {limits.max_redirects} times") from error
    except httpx.TimeoutException as error:
        raise FetchError(
            address, f"no answer in time ({limits.connect_seconds:g} seconds for each step)"
        ) from error
    except httpx.UnsupportedProtocol as error:
        raise FetchError(address, "it leads to an address that is not http or https") from error
    except httpx.InvalidURL as error:
        raise FetchError(address, f"not a valid address ({error})") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FetchError(address, f"it cannot be reached ({error})") from error
