"""Every question with what may be answered: the signs of each candidate and what would come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from rag.answer import Answer, Status
from rag.confidence.model import Confidence, Surest
from rag.confidence.signs import Asked, Candidate, signs_of
from rag.deciding import Taught
from rag.engine import Engine
from rag.evaluation.correctness import judge
from rag.evaluation.evidence import EvidenceIndex
from rag.evaluation.fidelity import FidelityCheck
from rag.evaluation.questions import Question
from rag.tagging.tagger import Tagger
from vectorstore.embedding import Embedder
from vectorstore.store import Store


@dataclass(frozen=True, slots=True)
class Labelled:
    """One thing that may be answered.

    Attributes:
        signs: What tells whether it is right; empty where it answers nothing.
        claimed: The verdict where it is claimed; empty where it answers nothing.
        shown: The verdict where its quotes are only shown.
    """

    signs: dict[str, float]
    claimed: str
    shown: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with its candidates.

    Attributes:
        id: Its id.
        author: Who wrote it; empty where its set does not say.
        type: Its type.
        candidates: None where it is refused whatever is drafted; then ``fixed`` says what came of it.
        fixed: The verdict, likewise.
        status: The status, likewise.
    """

    id: str
    author: str
    type: str
    candidates: tuple[Labelled, ...] = ()
    fixed: str = ""
    status: str = ""


class _Recording(Confidence):
    """Takes the candidate that it is told to, and keeps what it saw of the last question."""

    def __init__(self) -> None:
        self.question = ""
        self.at = 0
        self.claims = True
        self.seen: tuple[Asked, Sequence[Candidate]] | None = None

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        """The candidate asked for; of earlier questions of a conversation the first, as it is."""
        is_asked = asked.query.question == self.question
        chosen = candidates[self.at if is_asked else 0]
        claims = self.claims or not is_asked
        if is_asked:
            self.seen = (asked, candidates)
        others = tuple(e for e in candidates if e is not chosen and e.draft.reason is None)
        return Surest(chosen, 1.0, claims and chosen.draft.reason is None, others)


EngineOf = Callable[[str, Confidence], Engine]
"""Gives the engine for the questions of an author."""


def engines(
    store: Store,
    embedder: Embedder,
    taggers: Mapping[str, Tagger],
    taught: Mapping[str, Taught] = MappingProxyType({}),
) -> EngineOf:
    """Engines whose tagger and whose choices have not seen the author, where there are such."""
    made: dict[str, Engine] = {}

    def engine_of(author: str, confidence: Confidence) -> Engine:
        if author not in made:
            made[author] = Engine(
                store,
                embedder,
                confidence=confidence,
                tagger=taggers.get(author),
                taught=taught.get(author, Taught()),
            )
        return made[author]

    return engine_of


def ask_all(
    store: Store, questions: Iterable[Question], engine_of: EngineOf
) -> Iterator[AskedQuestion]:
    """Asks questions once for each thing that may be answered, and judges what would come of it."""
    index, check = EvidenceIndex(store), FidelityCheck(store)
    recording = _Recording()
    for question in questions:
        engine = engine_of(question.author, recording)
        located = [index.locate(each) for each in question.evidence]

        def verdict(answer: Answer) -> str:
            verbatim = check.verbatim(answer)
            cited = [each.is_cited(verbatim) for each in located]  # noqa: B023 - called in this turn
            return judge(question, answer, cited).verdict.value  # noqa: B023

        yield _asked(question, engine, recording, verdict)


def _asked(
    question: Question,
    engine: Engine,
    recording: _Recording,
    verdict: Callable[[Answer], str],
) -> AskedQuestion:
    def answered(at: int, *, claims: bool) -> Answer:
        recording.question, recording.at, recording.claims = question.question, at, claims
        recording.seen = None
        return engine.ask(question.question, history=question.history)

    first = answered(0, claims=True)
    seen = recording.seen
    if seen is None:
        return AskedQuestion(
            question.id, question.author, question.type.value,
            fixed=verdict(first), status=first.status.value,
        )  # fmt: skip
    asked, candidates = seen
    found = []
    for at, each in enumerate(candidates):
        shown = verdict(answered(at, claims=False))
        if each.draft.reason is not None:
            found.append(Labelled({}, "", shown))
            continue
        others = [o for o in candidates if o is not each]
        claimed = first if at == 0 else answered(at, claims=True)
        if claimed.status is not Status.ANSWERED:  # of another year, or about a place not held
            found.append(Labelled({}, "", shown))
            continue
        found.append(Labelled(signs_of(asked, each, others), verdict(claimed), shown))
    return AskedQuestion(question.id, question.author, question.type.value, tuple(found))


def write(found: Iterable[AskedQuestion], path: Path) -> None:
    """Writes one question a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for each in found:
            file.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")


def read(path: Path) -> list[AskedQuestion]:
    """Reads what :func:`write` wrote."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["candidates"] = tuple(Labelled(**each) for each in row["candidates"])
        found.append(AskedQuestion(**row))
    return found
