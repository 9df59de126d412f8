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

from ingest.folding import fold
from vectorstore.records import Span

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: they occur in no text
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
# A lone 一 is more often a word (统一) than a number: it counts only before one of these.
_CLASSIFIERS = (
    "个件项名人辆部份次起支户家条所处场期批位种类倍年月日天宗桩例篇本张台套座间亩吨元组队轮届级成%"
)

_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_PER_CENT = re.compile(r"百分之(\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百点]+)")
_ENGLISH_PER_CENT = re.compile(r"\s*\bper\s?cent\b")
_NUMBER = re.compile(
    r"(?P<digits>\d+(?:\.\d+)?)(?:\s*(?P<scale>万亿|[万亿]))?"
    r"|(?P<chinese>[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*)"
)
_DIGIT_NUMBER = re.compile(r"\d+(?:\.\d+)?")
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
    """Folded, lower case, without white space and table bars; numbers in digits fenced.

    Thousands separators and trailing zeros go (``1,234.50`` is ``1234.5``).
    """
    return _MARKUP.sub("", _DIGIT_NUMBER.sub(lambda found: _fence(found[0]), _prepare(text)))


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """As :func:`plain`, with Chinese numerals and 万/亿 as digits (``两辆`` is ``2辆``)."""
    prepared = _PER_CENT.sub(_per_cent, _prepare(text))
    return _MARKUP.sub("", _NUMBER.sub(_fence_number, prepared))


def _prepare(text: str) -> str:
    # Only the ASCII comma separates thousands; a full-width one separates clauses.
    joined = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    return _ENGLISH_PER_CENT.sub("%", fold(joined).lower())


def _fence(digits: str, scale: int = 1) -> str:
    value = Decimal(digits) * scale
    return f"{_OPEN}{value.normalize():f}{_CLOSE}"


def _fence_number(found: re.Match[str]) -> str:
    if found["digits"]:
        return _fence(found["digits"], _SCALES.get(found["scale"] or "", 1))
    numeral = found["chinese"]
    follower = found.string[found.end() : found.end() + 1]
    whole = len(numeral) == len(found.string)
    if len(numeral) == 1 and not whole and (not follower or follower not in _CLASSIFIERS):
        return numeral
    value = chinese_integer(numeral)
    return numeral if value is None else _fence(str(value))


def _per_cent(found: re.Match[str]) -> str:
    amount = found[1]
    if amount[0].isdigit():
        return f"{amount}%"
    head, _, tail = amount.partition("点")
    # 百 alone is 100 here (百分之百).
    whole = chinese_integer("一百" if head == "百" else head)
    if whole is None:
        return found[0]
    fraction = "".join(str(_DIGITS[char]) for char in tail if char in _DIGITS)
    return f"{whole}.{fraction}%" if fraction else f"{whole}%"


def chinese_integer(numeral: str) -> int | None:
    """The number that Chinese numerals write (``二十三``, ``三万五千``, ``二〇二一``).

    Returns:
        None where the characters form no number (``两三``, ``百``).
    """
    for name in ("亿", "万"):
        if name in numeral:
            head, _, tail = numeral.rpartition(name)
            high = chinese_integer(head)
            low = chinese_integer(tail) if tail else 0
            if len(tail) == 1:  # 两万三 is 23000 in speech; too unsure to compare
                return None
            return None if high is None or low is None else high * _SCALES[name] + low
    if len(numeral) > 1 and all(char in _DIGITS for char in numeral):
        spoken = numeral.lstrip("零〇")
        if len(spoken) == 1:
            return _DIGITS[spoken]
        return None if "两" in numeral else int("".join(str(_DIGITS[char]) for char in numeral))
    return _below_ten_thousand(numeral)


def _below_ten_thousand(numeral: str) -> int | None:
    total, digit, last_unit = 0, None, 10**4
    for char in numeral:
        if char in _DIGITS:
            if digit:  # two digits in a row are an estimate (两三百) or no number
                return None
            digit = _DIGITS[char]
            continue
        unit = _TENS.get(char, 0)
        bare_ten = unit == 10 and digit is None and not total  # 十三
        if not unit or unit >= last_unit or not (digit or bare_ten):
            return None
        total, digit, last_unit = total + (digit or 1) * unit, None, unit
    if not numeral or (digit and last_unit in (100, 1000) and numeral[-2] not in "零〇"):
        return None  # 一百五 is 150 in speech, not 105
    return total + (digit or 0)
