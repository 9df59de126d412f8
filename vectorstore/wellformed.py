"""Texts that can be written as UTF-8, which the native libraries below insist on."""

from __future__ import annotations


def well_formed(text: str) -> str:
    """The text with each lone surrogate (half of a UTF-16 pair, as JSON may hold) as ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")
