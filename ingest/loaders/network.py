"""Connections that only lead where they may, to the very address that was checked.

A name is resolved once for each connection, its addresses are checked, and the connection goes to
one of those: no second resolution could lead elsewhere in between. Redirects, too, end up here.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import httpcore
import httpx

from ingest.loaders.limits import Limits

Resolver = Callable[[str, int], Sequence[str]]
"""Gives the IP addresses of a host name and port; raises OSError where there are none."""

DEADLINE = "deadline"
"""Extension of a request: the :func:`time.monotonic` by which its answer must be complete."""

ALLOWING_SETTING = "YIJU_ALLOW_PRIVATE_ADDRESSES"

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_REFUSED = tuple(
    map(
        ipaddress.ip_network,
        (
            "168.63.129.16/32",  # a cloud's metadata on a public address
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # relays of 6to4
            "2001::/23",  # protocol assignments, Teredo among them
            "2002::/16",  # 6to4: any IPv4 address may hide in it
            "3fff::/20",  # documentation
        ),
    )
)


class RefusedAddressError(httpcore.ConnectError):
    """A name stands for an address that may not be asked."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public Internet.

    Private, loopback, link-local, shared, multicast, documentation and reserved addresses do not,
    nor do those of cloud metadata services. An IPv6 address that stands for an IPv4 one is judged
    by that.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
        if ip not in _GLOBAL_UNICAST:
            return False
    return (
        ip.is_global
        and not (ip.is_multicast or ip.is_reserved)
        and not any(ip in network for network in _REFUSED if network.version == ip.version)
    )


def resolve(host: str, port: int) -> list[str]:
    """The system's answer, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class UnknownHostError(httpcore.ConnectError):
    """The system's resolver does not know a name."""


class GuardedTransport(httpx.BaseTransport):
    """Speaks HTTP over connections that were checked; a request may carry a :data:`DEADLINE`.

    It uses no proxy, since a proxy would resolve names by itself.

    Args:
        limits: Say whether private addresses are allowed.
        resolver: Finds the addresses of a name.
    """

    def __init__(self, limits: Limits, resolver: Resolver = resolve) -> None:
        self._backend = _Backend(limits.allow_private_addresses, resolver)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=1,
            keepalive_expiry=15.0,
            network_backend=self._backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request; errors are those of httpcore.

        A server may close a connection that was kept at any moment: what was sent over such a one and
        never answered is sent once more (RFC 9110, 9.2.2: only requests that change nothing are made).
        """
        self._backend.deadline = request.extensions.get(DEADLINE)
        assert isinstance(request.stream, httpx.SyncByteStream)
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        opened = self._backend.opened
        try:
            response = self._pool.handle_request(sent)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
            if self._backend.opened > opened:
                raise
            response = self._pool.handle_request(sent)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections to checked addresses, and lets no step outlast the deadline."""

    def __init__(self, allow_private: bool, resolver: Resolver) -> None:
        self._allow_private = allow_private
        self._resolver = resolver
        self._network = httpcore.SyncBackend()
        self.deadline: float | None = None
        self.opened = 0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.opened += 1
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._checked(host, port, timeout):
            try:
                stream = self._network.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def left(self, timeout: float | None) -> float | None:
        """What a step may take: its own timeout, or what is left until the deadline."""
        if self.deadline is None:
            return timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(left, timeout)

    def _checked(self, host: str, port: int, timeout: float | None) -> list[str]:
        found = self._resolved(host, port, timeout)
        allowed = [each for each in found if self._allow_private or is_public(each)]
        if found and not allowed:
            name = found[0] if host == found[0] else f"{host}, which is {found[0]},"
            raise RefusedAddressError(
                f"{name} is not a public address; set {ALLOWING_SETTING}=true to allow such ones"
            )
        return allowed

    def _resolved(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """Asks in a thread of its own, since the system's resolver knows no time limit."""
        answers: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:  # UnicodeError: a name of impossible length
                answers.put(error)

        threading.Thread(target=ask, name="yiju-resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=self.left(timeout))
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
        if isinstance(answer, OSError | UnicodeError):
            raise UnknownHostError(f"the name {host} is unknown ({answer})") from answer
        return answer


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, backend: _Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout))
        return _Stream(secured, self._backend)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
