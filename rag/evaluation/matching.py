"""Whether expected words and numbers appear in an answer.

Quotes are compared after folding width and removing white space (:class:`Squeezed`). Values are
compared in :func:`canonical` form, where every number is fenced, so that containment of strings
means whole numbers: ``79`` is in ``79件`` and in neither ``179`` nor ``79.5``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.digits import read, read_pair
from ingest.folding import fold
from vectorstore.records import Span

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: they occur in no text
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
# A lone 一 is more often a word (统一) than a number: it counts only before one of these.
_CLASSIFIERS = (
    "个件项名人辆部份次起支户家条所处场期批位种类倍年月日天宗桩例篇本张台套座间亩吨元组队轮届级成%"
)

_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_CHINESE = r"[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
_PER_CENT = re.compile(rf"百分之(\d+(?:\.\d+)?|百|{_CHINESE})")
_ENGLISH_PER_CENT = re.compile(r"\s*\bper\s?cent\b")
_NUMBER = re.compile(
    rf"(?P<digits>\d+(?:\.\d+)?)(?:\s*(?P<scale>万亿|[万亿]))?|(?P<chinese>{_CHINESE})"
)
_PLAIN_NUMBER = re.compile(r"(?P<digits>\d+(?:\.\d+)?)|[零〇一二两三四五六七八九十百千万亿]{2,}")
_MARKUP = re.compile(r"[\s|*`]+")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text without white space and width, and where its characters stood.

    Attributes:
        text: What is compared.
        positions: Offset in the original of each character of ``text``.
    """

    text: str
    positions: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Squeezed:
        """Squeezes a text, keeping track of offsets."""
        folded = fold(original)
        positions = tuple(at for at, char in enumerate(folded) if not char.isspace())
        return cls("".join(folded[at] for at in positions), positions)

    def find_all(self, quote: str) -> list[tuple[int, ...]]:
        """Every occurrence of a quote, as the original offsets of its characters."""
        wanted = squeeze(quote)
        found: list[tuple[int, ...]] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            found.append(self.positions[at : at + len(wanted)])
            at = self.text.find(wanted, at + 1)
        return found


def squeeze(text: str) -> str:
    """The text with width folded and all white space removed."""
    return "".join(fold(text).split())


def share_within(positions: tuple[int, ...], spans: Iterable[Span]) -> float:
    """Share of the (ascending) positions that lie in any of the spans, 0 to 1."""
    covered: set[int] = set()
    for span in spans:
        covered.update(range(bisect_left(positions, span.start), bisect_left(positions, span.end)))
    return len(covered) / len(positions) if positions else 0.0


class Haystack:
    """The pieces of an answer, prepared for looking up values."""

    def __init__(self, pieces: Iterable[str]) -> None:
        texts = [piece for piece in pieces if piece]
        self._views = [canonical(text) for text in texts] + [plain(text) for text in texts]

    def holds(self, renderings: Iterable[str]) -> bool:
        """Whether any of the renderings of a value appears, numbers whole."""
        wanted = {view(value) for value in renderings for view in (canonical, plain)} - {""}
        return any(value in view for value in wanted for view in self._views)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Folded, lower case, without white space and table bars; numbers fenced as they are written.

    Thousands separators and trailing zeros go (``1,234.50`` is ``1234.5``).
    """
    return _MARKUP.sub("", _PLAIN_NUMBER.sub(_fence_as_written, _prepare(text)))


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """As :func:`plain`, with Chinese numerals and 万/亿 as digits (``两辆`` is ``2辆``)."""
    prepared = _PER_CENT.sub(_per_cent, _prepare(text))
    return _MARKUP.sub("", _NUMBER.sub(_fence_number, prepared))


def _prepare(text: str) -> str:
    # Only the ASCII comma separates thousands; a full-width one separates clauses.
    joined = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    return _ENGLISH_PER_CENT.sub("%", fold(joined).lower())


def _fence(number: str, scale: int = 1) -> str:
    value = Decimal(number) * scale
    return f"{_OPEN}{value.normalize():f}{_CLOSE}"


def _fence_as_written(found: re.Match[str]) -> str:
    return _fence(found["digits"]) if found["digits"] else f"{_OPEN}{found[0]}{_CLOSE}"


def _fence_number(found: re.Match[str]) -> str:
    if found["digits"]:
        return _fence(found["digits"], _SCALES.get(found["scale"] or "", 1))
    numeral = found["chinese"]
    follower = found.string[found.end() : found.end() + 1]
    whole = len(numeral) == len(found.string)
    if len(numeral) == 1 and not whole and (not follower or follower not in _CLASSIFIERS):
        return numeral
    value = _read(numeral)
    return numeral if value is None else _fence(value)


def _per_cent(found: re.Match[str]) -> str:
    value = _read(found[1])
    return found[0] if value is None else f"{value}%"


def _read(numeral: str) -> str | None:
    """The number in digits; None for an estimate (``两三``) or no number."""
    value = None if read_pair(numeral) else read(numeral)
    return None if value is None else str(round(value, 6))
