"""What a figure is of, composed of its own words and of what was named before; a learnt choice.

A clause rarely names its thing whole: ``审结68件`` leans on 行政复议案件 said before, ``支出641亿元`` on the
heading 一般公共预算, ``夏粮9.2亿斤`` on 粮食产量. Which of these completions is meant depends on many small
signs, so all are formed and a linear model picks one. Its weights are learnt from labelled figures
(``ingest/figures/composer.json``, its card beside it); nothing but words of the report is ever composed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import rjieba

from ingest.figures.things import parallel, root_of
from ingest.figures.words import categories


class Own(NamedTuple):
    """The words of a figure's own clause, read in one way.

    Attributes:
        how: Which way (``left``: after its act, ``plain``: act and all, ``noun``: after the figure).
        thing: The thing that they name; may be empty.
        act: The act that they say.
    """

    how: str
    thing: str
    act: str


class Context(NamedTuple):
    """A thing that was named before.

    Attributes:
        kind: Where (``last``: by the figure before, ``topic``, ``paragraph``, ``heading``, ``whole``,
            ``frame``: by a clause without figures, ``used``: anywhere before, ending alike).
        thing: Its name.
        act: Its act.
        dimension: What its figure counted in; empty where it had none.
    """

    kind: str
    thing: str
    act: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
    """All that a thing may be composed of.

    Attributes:
        own: The clause's words, read in different ways, the likeliest first.
        contexts: What was named before, each thing once.
        dimension: What the figure counts in.
        measure: What of the thing it measures.
        signs: What else tells (``among``, ``first``, ``scope``).
    """

    own: tuple[Own, ...]
    contexts: tuple[Context, ...]
    dimension: str
    measure: str
    signs: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A completion.

    Attributes:
        thing: The thing.
        act: The act.
        how: How it was composed.
        context: Of which thing named before; empty where of none.
        own: The own words in it.
        same: Whether that thing's figure counted in the same dimension.
    """

    thing: str
    act: str
    how: str
    context: str
    own: str
    same: bool


def candidates(pieces: Pieces) -> list[Candidate]:
    """Every completion of a figure's own words, each thing with its act once."""
    return list(map(Candidate._make, _distinct(pieces)))


_Composed = tuple[str, str, str, str, str, bool]
"""The fields of a candidate, before it is worth making one."""


def _distinct(pieces: Pieces) -> list[_Composed]:
    found: dict[tuple[str, ...], _Composed] = {}
    for each in _candidates(pieces):
        if each[0]:
            found.setdefault(each[:2], each)
    return list(found.values())


def _candidates(pieces: Pieces) -> Iterator[_Composed]:
    main = pieces.own[0] if pieces.own else Own("left", "", "")
    for own in pieces.own:
        if own.thing:
            yield (own.thing, own.act, own.how, "", own.thing, True)
    for context in pieces.contexts:
        same = context.dimension == pieces.dimension
        kind = context.kind
        yield (context.thing, main.act or context.act, "context", kind, main.thing, same)
        if main.act and not main.thing:
            yield (context.thing + main.act, "", "acted", kind, main.act, same)
        if not main.thing:
            continue
        yield (_joined(context.thing, main.thing), main.act, "joined", kind, main.thing, same)
        root = root_of(context.thing)
        if root != context.thing:
            yield (_joined(root, main.thing), main.act, "rooted", kind, main.thing, same)
        if kind in {"last", "whole", "topic", "recent1"}:
            head = categories()["head"].suffix_of(context.thing)
            if head and not main.thing.endswith(head):
                yield (main.thing + head, main.act, "headed", kind, main.thing, same)
            alike = parallel(main.thing, context.thing)
            if alike != main.thing:
                yield (alike, main.act, "parallel", kind, main.thing, same)


def _joined(topic: str, name: str) -> str:
    """A thing and a quantity of it, without what both say (``行政复议案件`` + ``案件审结率``)."""
    at = topic.rfind(name[:2]) if len(name) > 1 else -1
    return topic[:at] + name if at > 0 else topic + name


@lru_cache(maxsize=1 << 14)
def _shape(words: str) -> tuple[str, ...]:
    """What the words of a name look like."""
    if not words:
        return ("none",) * 5
    tags = rjieba.tag(words)
    kinds = categories()
    head = kinds["head"].suffix_of(words)
    return (
        f"l{min(len(words), 9)}",
        f"h{bool(head)}{len(head) == len(words)}",
        f"t{tags[-1][1][:2]}",
        f"f{tags[0][1][:2]}",
        f"e{words[-1]}",
        f"w{words[-2:]}",
        f"o{words}" if len(words) <= 5 else "long",
        f"n{min(len(tags), 4)}",
    )


def features(candidate: Candidate, pieces: Pieces, used: Mapping[str, int]) -> Iterator[str]:
    """The signs by which a candidate is judged.

    Args:
        candidate: The completion.
        pieces: What it was composed of.
        used: How often each thing was named before in the report.
    """
    yield from _of_way(
        candidate.how,
        candidate.context,
        candidate.same,
        pieces.dimension,
        pieces.measure,
        pieces.signs,
    )
    yield from _of_own(candidate.how, candidate.context, candidate.own)
    yield from _of_thing(candidate.thing)
    yield f"used{min(used.get(candidate.thing, 0), _OFTEN)}|{candidate.how}"
    yield f"act|{bool(candidate.act)}|{pieces.dimension}"
    yield f"act|{candidate.act}"


_LONGEST = 16
"""Lengths of names from which on they weigh the same."""
_OFTEN = 3
_LONG = 9
"""A name of so many characters needs no completing: on the labelled figures choosing for them all
the same changes the share right by less than .002, and takes a third of the time."""


def _of_way(
    how: str, context: str, same: bool, dimension: str, measure: str, signs: tuple[str, ...]
) -> Iterator[str]:
    """How a candidate was composed, and for what figure."""
    way = f"{how}:{context}"
    yield way
    for sign in (dimension, measure, same, *signs):
        yield f"{way}|{sign}"


def _of_own(how: str, context: str, own: str) -> Iterator[str]:
    """The figure's own words, as they were composed."""
    for sign in _shape(own):
        yield f"{how}:{context}|{sign}"
        yield f"{how}|{sign}"


def _of_thing(thing: str) -> Iterator[str]:
    """The name that came out."""
    yield f"length{min(len(thing), _LONGEST)}"
    shape = _shape(thing)
    yield f"thing|{shape[_ENDING]}"
    yield f"thing|{shape[_LAST]}"


_THOUSANDTHS = 1000
"""Weights are added up as whole numbers, so that their order does not matter."""
_ENDING = 2
"""Which sign of :func:`_shape` is the kind of the last word."""
_LAST = 4
"""Which is the last character."""


_TRIAL: list[Mapping[str, float]] = []
"""The weights that training tries, in place of the file's; none while reading."""


@cache
def _weights() -> Mapping[str, Mapping[str, int]]:
    """The weight of each sign in thousandths, by what stands before its first bar."""
    text = resources.files("ingest.figures").joinpath("composer.json").read_text("utf-8")
    weights = _TRIAL[0] if _TRIAL else json.loads(text)["weights"]
    nested: dict[str, dict[str, int]] = {}
    for sign, weight in weights.items():
        way, _, rest = sign.partition("|")
        nested.setdefault(way, {})[rest] = round(weight * _THOUSANDTHS)
    return nested


_NONE: Mapping[str, int] = {}

# The same ways, words and names come again and again; a score is a sum of parts that are remembered.


@lru_cache(maxsize=1 << 15)
def _way_score(
    how: str, context: str, same: bool, dimension: str, measure: str, signs: tuple[str, ...]
) -> int:
    weights = _weights().get(f"{how}:{context}", _NONE)
    return sum(weights.get(sign, 0) for sign in ("", dimension, measure, str(same), *signs))


@lru_cache(maxsize=1 << 16)
def _own_score(how: str, context: str, own: str) -> int:
    weights = _weights()
    way, plain = weights.get(f"{how}:{context}", _NONE), weights.get(how, _NONE)
    score = 0
    for sign in _shape(own):
        score += way.get(sign, 0) + plain.get(sign, 0)
    return score


@lru_cache(maxsize=1 << 16)
def _thing_score(thing: str) -> int:
    """What a name's length and its last character weigh; its last word is another matter."""
    weights = _weights()
    length = weights.get(f"length{min(len(thing), _LONGEST)}", _NONE).get("", 0)
    return length + weights.get("thing", _NONE).get(f"e{thing[-1]}", 0)


@lru_cache(maxsize=1 << 16)
def _ending_score(thing: str) -> int:
    """What the kind of a name's last word weighs, for which the name must be cut into words."""
    return _weights().get("thing", _NONE).get(_shape(thing)[_ENDING], 0)


@cache
def _ending_reach() -> int:
    """By how much the kinds of last words may set two names apart."""
    weights = [
        weight for sign, weight in _weights().get("thing", _NONE).items() if sign.startswith("t")
    ]
    return max(0, *weights) - min(0, *weights) if weights else 0


@cache
def _often() -> tuple[Mapping[str, int], ...]:
    """What it weighs, by way, that a name was used before: never, once, twice, more often."""
    return tuple(_weights().get(f"used{times}", _NONE) for times in range(_OFTEN + 1))


def _plain_scores(found: Sequence[_Composed], pieces: Pieces, used: Mapping[str, int]) -> list[int]:
    """The scores of candidates but for the kinds of their last words."""
    weights = _weights()
    acts = weights.get("act", _NONE)
    dimension, measure, signs = pieces.dimension, pieces.measure, pieces.signs
    done, not_done = acts.get(f"True|{dimension}", 0), acts.get(f"False|{dimension}", 0)
    not_done += acts.get("", 0)
    often = _often()
    return [
        _way_score(how, context, same, dimension, measure, signs)
        + _own_score(how, context, own)
        + _thing_score(thing)
        + often[min(used.get(thing, 0), _OFTEN)].get(how, 0)
        + (done + acts.get(act, 0) if act else not_done)
        for thing, act, how, context, own, same in found
    ]


def use(weights: Mapping[str, float] | None) -> None:
    """Judges by other weights than the file's, as training does; by the file's again for None."""
    _TRIAL[:] = [] if weights is None else [weights]
    for remembered in (
        _weights, _way_score, _own_score, _thing_score, _ending_score, _ending_reach,
        _often,
    ):  # fmt: skip
        remembered.cache_clear()


def choose(pieces: Pieces, used: Mapping[str, int]) -> Candidate | None:
    """The completion that is meant; None where nothing names a thing."""
    first = pieces.own[0] if pieces.own else None
    if first is not None and len(first.thing) >= _LONG and "part" not in pieces.signs:
        return Candidate(first.thing, first.act, first.how, "", first.thing, True)
    found = _distinct(pieces)
    if len(found) < 2:
        return Candidate._make(found[0]) if found else None
    scores = _plain_scores(found, pieces, used)
    least = max(scores) - _ending_reach()
    likely = [(score, each) for score, each in zip(scores, found, strict=True) if score >= least]
    if len(likely) > 1:
        return Candidate._make(max(likely, key=lambda each: each[0] + _ending_score(each[1][0]))[1])
    return Candidate._make(likely[0][1])


def merged(contexts: Sequence[Context]) -> tuple[Context, ...]:
    """Contexts with each thing once, the nearest first."""
    found: dict[str, Context] = {}
    for each in contexts:
        if each.thing:
            found.setdefault(each.thing, each)
    return tuple(found.values())
