"""How an answer writes a place's name in the question's language."""

from __future__ import annotations

from ingest.lexicon.places import stem
from ingest.lexicon.readings import ENGLISH_NAMES, romanise

_LONGEST_ROMANISED = 4
"""Longer names (development zones, bodies) are unreadable in pinyin."""


def place_name(name: str, language: str) -> str:
    """A place's name; in English its romanised name, the Chinese one in brackets."""
    short = stem(name)
    if language == "zh" or not (len(short) <= _LONGEST_ROMANISED or short in ENGLISH_NAMES):
        return name
    return f"{romanise(name)} ({name})"


def place_names(names: str, language: str) -> str:
    """Names parted by ``、``, each as :func:`place_name` writes it."""
    separator = "、" if language == "zh" else ", "
    return separator.join(place_name(name, language) for name in names.split("、"))
