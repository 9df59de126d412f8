"""The signs by which each token of a question is marked, and by which its act is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from rag.tagging.gazetteer import Stretch, known
from rag.tagging.tokens import Token, common, lowered, tokens_of

_SHORT_YEAR = re.compile("[12][0-9]|30")
"""Two digits that may stand for a year (``23年``, ``22-24``)."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿半")
_KINDS_OF_PLACE = frozenset("省市县区旗州盟乡镇")
_LOOK_AHEAD = 5
"""How far after a character the kind of place (``县``) that may end its name is looked for."""
_ENDS_OF_BODIES = frozenset("局委厅办院队部处科所会校中")
_EDGE = "^"
_APART, _TOGETHER = "_", "|"
"""What joins two tokens in a sign: whether blank stands between them, which parts hasty questions."""


@dataclass(frozen=True, slots=True)
class Families:
    """Which families of signs are used; an ablation leaves some out.

    Attributes:
        ngrams: Characters or words and their neighbours.
        words: Word boundaries and parts of speech.
        tables: Words of tables, units, places, times and figures.
    """

    ngrams: bool = True
    words: bool = True
    tables: bool = True


ALL = Families()


@dataclass(frozen=True, slots=True)
class Seen:
    """A question as the tagger sees it.

    Attributes:
        view: Its common view.
        tokens: Its tokens.
        signs: The signs of each token.
    """

    view: str
    tokens: tuple[Token, ...]
    signs: tuple[tuple[str, ...], ...]


def see(question: str, places: Sequence[Stretch] = (), families: Families = ALL) -> Seen:
    """The tokens of a question and their signs.

    Args:
        question: As asked.
        places: Where places that the collection holds are named in it.
        families: Which signs are used.
    """
    view = common(question)
    tokens = tokens_of(view)
    if not tokens:
        return Seen(view, (), ())
    rows: list[list[str]] = [["bias"] for _ in tokens]
    if families.ngrams:
        _add(rows, _ngrams(view, tokens))
    if families.words:
        _add(rows, _words(view, tokens))
    if families.tables:
        _add(rows, _tables(view, tokens, places))
    _add(rows, _edges(view, tokens))
    return Seen(view, tuple(tokens), tuple(map(tuple, rows)))


def _add(rows: list[list[str]], found: Iterator[list[str]]) -> None:
    for row, signs in zip(rows, found, strict=True):
        row += signs


def _shape(text: str) -> str:
    if text[0].isdigit():
        return _shape_of_digits(text)
    if text in _NUMERALS:
        return "numeral"
    if text.isascii():
        return "latin" if text[0].isalpha() else text
    return "han"


def _shape_of_digits(text: str) -> str:
    if _YEAR.fullmatch(text):
        return "year"
    return "short year" if _SHORT_YEAR.fullmatch(text) else f"digits{min(len(text), 4)}"


def _ngrams(view: str, tokens: Sequence[Token]) -> Iterator[list[str]]:
    """A token with up to three neighbours on each side, alone, in pairs and in threes."""
    texts = [each.text if not each.text[0].isdigit() else _shape(each.text) for each in tokens]
    padded = [_EDGE] * 3 + texts + [_EDGE] * 3
    gaps = [_TOGETHER] * 3 + _gaps(view, tokens) + [_TOGETHER] * 3
    for number, token in enumerate(tokens):
        a, b, c, d, e, f, g = padded[number : number + 7]
        ab, bc, cd, de, ef, fg = gaps[number : number + 6]
        signs = [
            f"0{d}", f"-1{c}", f"-2{b}", f"+1{e}", f"+2{f}", f"-3{a}", f"+3{g}",
            f"-10{c}{cd}{d}", f"01{d}{de}{e}", f"-21{b}{bc}{c}", f"12{e}{ef}{f}",
            f"-101{c}{cd}{d}{de}{e}", f"-210{b}{bc}{c}{cd}{d}", f"012{d}{de}{e}{ef}{f}",
            f"123{e}{ef}{f}{fg}{g}", f"-321{a}{ab}{b}{bc}{c}",
        ]  # fmt: skip
        if len(token.text) > 3 and token.text[0].isalpha():
            signs += [f"h{token.text[:4]}", f"e{token.text[-3:]}"]
        yield signs


def _gaps(view: str, tokens: Sequence[Token]) -> list[str]:
    """What joins each token with the next; in English blank between words says nothing."""
    return [
        _APART if one.end < other.start and _is_telling(view, one.end) else _TOGETHER
        for one, other in pairwise(tokens)
    ]


def _is_telling(view: str, at: int) -> bool:
    """Whether a blank stands beside a character of Chinese."""
    return any(each.isspace() or not each.isascii() for each in (view[at - 1], view[at + 1]))


def _words(view: str, tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The word that a token is part of, where in it, its part of speech, and its neighbours."""
    tagged = [("", _EDGE), *rjieba.tag(view), ("", _EDGE)]
    spots: list[tuple[int, bool, bool]] = []
    for number, (word, _) in enumerate(tagged):
        last = len(word) - 1
        spots += [(number, at == 0, at == last) for at in range(last + 1)]
    for token in tokens:
        number, first, _ = spots[token.start]
        last = spots[token.end - 1][2]
        word, tag = tagged[number]
        before, after = tagged[number - 1], tagged[min(number + 1, len(tagged) - 1)]
        where = f"{'B' if first else ''}{'E' if last else ''}"
        yield [
            f"w{word.lower()}", f"t{tag}", f"p{where}{tag}", f"t-{before[1]}", f"t+{after[1]}",
            f"t-0{before[1]}|{tag}", f"t0+{tag}|{after[1]}", f"w-{before[0].lower()}",
            f"w+{after[0].lower()}",
        ]  # fmt: skip


def _tables(view: str, tokens: Sequence[Token], places: Sequence[Stretch]) -> Iterator[list[str]]:
    """What tables, grammars and the collection know of a token and of those beside it."""
    marks = known(view, lowered(view), places)
    of_token = [marks[each.start] for each in tokens]
    for number, token in enumerate(tokens):
        signs = [f"k{name}" for name in of_token[number]]
        if number:
            signs += [f"k-{name}" for name in of_token[number - 1]]
        if number + 1 < len(tokens):
            signs += [f"k+{name}" for name in of_token[number + 1]]
        yield [*signs, f"s{_shape(token.text)}", *_endings(view, token)]


def _endings(view: str, token: Token) -> list[str]:
    """How far ahead a character stands that ends names of places, or of bodies."""
    ahead = view[token.start : token.start + _LOOK_AHEAD]
    found = ["capital"] if view[token.start].isupper() else []
    for name, ends in (("kind", _KINDS_OF_PLACE), ("body", _ENDS_OF_BODIES)):
        spot = next((at for at, char in enumerate(ahead) if char in ends), None)
        if spot is not None:
            found += [f"{name}{spot}", f"{name}{spot}{ahead[spot]}"]
    return found


def _edges(view: str, tokens: Sequence[Token]) -> Iterator[list[str]]:
    """What is near the beginning, the end, or a blank."""
    gaps = [_TOGETHER, *_gaps(view, tokens), _TOGETHER]
    for number, (before, after) in enumerate(pairwise(gaps)):
        signs = [f"gap{before}{after}"] if _APART in (before, after) else []
        if number < 2:
            signs.append(f"from{number}")
        left = len(tokens) - 1 - number
        yield [*signs, f"left{left}"] if left < 2 else signs
