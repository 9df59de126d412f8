"""Numbers as Chinese texts write them: digits of any width, Chinese numerals, scales, fractions."""

from __future__ import annotations

import re

from ingest.folding import fold
from ingest.measures import SCALES

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

ARABIC = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]{1,12})?|[0-9]{1,18}(?![0-9])(?:\.[0-9]{1,12})?"
CHINESE = "[〇零一二两三四五六七八九十百千万亿]{1,24}(?:点[〇零一二三四五六七八九]{1,8})?"
TENTH = (
    "[一二两三四五六七八九]成(?:半|[一二三四五六七八九])?(?![果立为员效功本就绩长套型交熟分年人份])"
)

_ARABIC = re.compile(ARABIC)
_TENTH = re.compile(TENTH)
_WHOLE = re.compile(
    rf"(?:(?P<base>百|千|万|{CHINESE})分之)?(?P<number>{ARABIC}|{CHINESE})"
    r"(?P<scale>万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?(?P<percent>%)?"
)
_PAIR = re.compile(
    "(?P<head>十?)(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<tail>[十百千万]*)"
)


def parse_number(text: str) -> float | None:
    """Reads a text that is one number and nothing else.

    ``百分之百`` and ``100%`` are 100, ``九成`` is 90, ``三分之二`` is 2/3, ``3.5万`` is 35000.

    Returns:
        The number, or None where the text is no number.
    """
    folded = fold(text).strip()
    value: float | None
    if _TENTH.fullmatch(folded):
        return _tenths(folded)
    match = _WHOLE.fullmatch(folded)
    if match is None:
        return None
    value = read(match["number"])
    if value is None or (match["scale"] and match["number"][-1] in "十百千万亿"):
        return None
    value = scaled(value, SCALES.get(match["scale"], 1.0))
    base = match["base"]
    if not base or base == "百":
        return value
    over = read(base)
    return value / over if over else None


def is_code(number: str) -> bool:
    """Whether a number is a code, not a quantity: a dialling code (``0571``), a document's number."""
    return number[0] == "0" and number[1:2].isdigit()


def scaled(number: float, factor: float) -> float:
    """The product without binary noise: a scale leaves at most four decimals in any report."""
    return round(number * factor, 4) if factor != 1 else number


def percentage(base: str, number: str) -> float | None:
    """A fraction as per cent: ``("百", "九十五")`` is 95, ``("三", "二")`` is 66.67."""
    over, value = read(base), read(number)
    return None if value is None or not over else value * 100 / over


def read(numeral: str) -> float | None:
    """Reads digits (thousands separators allowed) or a Chinese numeral; None where it is neither."""
    if numeral[:1].isascii():
        return float(numeral.replace(",", "")) if _ARABIC.fullmatch(numeral) else None
    if numeral.endswith("成") or "成" in numeral:
        return _tenths(numeral)
    whole, _, decimals = numeral.partition("点")
    value = _chinese(whole)
    if value is None or not decimals:
        return value
    return value + sum(_DIGITS[char] / 10.0**place for place, char in enumerate(decimals, start=1))


def read_pair(numeral: str) -> tuple[float, float] | None:
    """Reads two neighbouring digits that estimate a number: ``三四十`` is 30 to 40."""
    match = _PAIR.fullmatch(numeral)
    if match is None or _DIGITS[match["high"]] != _DIGITS[match["low"]] + 1:
        return None
    ends = [_chinese(match["head"] + match[end] + match["tail"]) for end in ("low", "high")]
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def _tenths(numeral: str) -> float:
    rest = numeral[2:]
    return _DIGITS[numeral[0]] * 10 + (5 if rest == "半" else _DIGITS.get(rest, 0))


def _chinese(numeral: str) -> float | None:
    """Reads a Chinese integer; None where the characters do not make one."""
    if not numeral:
        return None
    if not any(char in _TENS or char in _MYRIADS for char in numeral):
        digits = [_DIGITS[char] for char in numeral]
        return float(sum(digit * 10**place for place, digit in enumerate(reversed(digits))))
    total = 0.0
    section = 0
    rest = numeral
    for sign, scale in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.rpartition(sign)
        if not found:
            continue
        amount = _chinese(head) if sign == "亿" or total == 0 else _section(head)
        if head == "":
            amount = 1
        if amount is None:
            return None
        total += amount * scale
        if len(tail) == 1 and tail in _DIGITS and tail not in "零〇":
            return total + float(_DIGITS[tail] * scale // 10)
        rest = tail
    if rest:
        low = _section(rest)
        if low is None:
            return None
        section = int(low)
    return total + section


def _section(numeral: str) -> float | None:
    """Reads a numeral below ten thousand; ``一百二`` is 120 as spoken."""
    value = 0
    digit: int | None = None
    last = 10000
    zero = False
    for char in numeral:
        if char in _TENS:
            if _TENS[char] >= last or (zero and not value and digit is None):
                return None
            value += (1 if digit is None else digit) * _TENS[char]
            last, digit, zero = _TENS[char], None, False
        elif char in "零〇":
            if digit is not None:
                return None
            zero = True
        elif char in _DIGITS and digit is None:
            digit = _DIGITS[char]
        else:
            return None
    if digit is not None:
        spoken = not zero and last in (100, 1000)
        value += digit * last // 10 if spoken else digit
    return float(value)
