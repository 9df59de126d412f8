"""Bounds on what is read, so that no single source can exhaust memory, disk or patience."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
CLOCK_FACTOR = 3
"""How much longer than its processor time a source may take on the clock."""
_MAY_BE_NONE = frozenset(
    {
        "max_redirects",
        "host_delay_seconds",
        "max_host_delay_seconds",
        "allow_private_addresses",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one source is read before it is refused.

    Attributes:
        max_bytes: Of one file, archive member or answer of a server (after decompression).
        max_archive_bytes: Of a zip archive as it lies on disk.
        max_unpacked_bytes: Of all members of an archive together.
        max_docx_bytes: Of all parts of a DOCX together, pictures included; each part is held to
            ``max_bytes``.
        max_members: Files in one archive.
        max_ratio: Unpacked to packed size of one member; checked once a mebibyte is unpacked.
        max_pages: Of a PDF.
        max_characters: Of the text that a source gives.
        max_memory_bytes: Address space of the process that reads it.
        prepare_seconds: Processor time for one source, from its bytes to its facts. On the clock
            it may take :data:`CLOCK_FACTOR` times as long: a busy machine is no fault of the file.
        max_addresses: In one list of addresses.
        fetch_seconds: From the request to the last byte of one address, redirects included.
        connect_seconds: For a connection, and for each wait for more bytes.
        max_redirects: Followed for one address.
        host_delay_seconds: Between two requests to one host, where several addresses are fetched.
        max_host_delay_seconds: Most that a site's ``Crawl-delay`` is waited for.
        allow_private_addresses: Whether addresses may lead to private, loopback and other places
            that are not on the public Internet.
    """

    max_bytes: int = 64 * MEBIBYTE
    max_archive_bytes: int = 1024 * MEBIBYTE
    max_unpacked_bytes: int = 2048 * MEBIBYTE
    max_docx_bytes: int = 256 * MEBIBYTE
    max_members: int = 20_000
    max_ratio: int = 200
    max_pages: int = 3_000
    max_characters: int = 3_000_000
    max_memory_bytes: int = 2048 * MEBIBYTE
    prepare_seconds: float = 60.0
    max_addresses: int = 20_000
    fetch_seconds: float = 60.0
    connect_seconds: float = 15.0
    max_redirects: int = 5
    host_delay_seconds: float = 1.0
    max_host_delay_seconds: float = 30.0
    allow_private_addresses: bool = False

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < (0 if name in _MAY_BE_NONE else 1e-3):
                raise ValueError(f"{name} must be positive")
