"""Which place a report is of, by the names that people give it."""

from __future__ import annotations

from vectorstore.records import Metadata


def is_named(place: str, metadata: Metadata) -> bool:
    """Whether a report is of a place, which may be named with what it lies in (东荻市新华区)."""
    own = metadata.region
    if not own or not place.endswith(own):
        return False
    around = (metadata.province, metadata.prefecture)
    names = {"", *around, "".join(around)}
    return place.removesuffix(own) in names


def is_inside_of(place: str, metadata: Metadata) -> bool:
    """Whether a report is of a place that lies in another."""
    return place in (metadata.province, metadata.prefecture) and metadata.region != place
