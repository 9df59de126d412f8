"""The Chinese terms of a piece of an English question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.lexicon.dictionary import Dictionary, Meaning
from ingest.lexicon.english_words import WORD
from ingest.lexicon.glossary import Glossary, GlossaryEntry
from rag.question.terms import content_terms

Frequencies = Callable[[Sequence[str]], Sequence[int]]
"""In how many passages of the collection each of some words occurs."""

_HAN = r"[\u3400-\u9fff]"
_QUOTED_GLOSS = re.compile(rf"[\"“'‘][^\"“”'‘’]{{2,80}}[\"”'’]\s*\(([^()]*{_HAN}[^()]*)\)")
_GLOSS = re.compile(rf"\(([^()]*{_HAN}[^()]*)\)")
_TOKEN = re.compile(
    rf"「(?P<verbatim>[^」]+)」|〔(?P<gloss>[^〕]+)〕|(?P<han>{_HAN}[\u3400-\u9fffA-Za-z0-9+·]*)"
    rf"|(?P<place>@\d+@)|(?P<word>{WORD.pattern})|(?P<mark>[,;:()\"“”'‘’/+])"
)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+(?=[a-z\"'‘“])", re.IGNORECASE)
_PERCENT = re.compile(r"[\d.,]+%")
_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term for some English words.

    Attributes:
        text: The term.
        alternatives: Words that say the same.
        unit: What one counts it in; empty where unknown.
        found: Whether it has Chinese words at all; a word without any stands for itself.
        quoted: Whether the question puts it in quotation marks.
        doubtful: Whether a general dictionary has it for a word that may name or tell (back).
    """

    text: str
    alternatives: tuple[str, ...] = ()
    unit: str = ""
    found: bool = True
    quoted: bool = False
    doubtful: bool = False

    @property
    def written(self) -> str:
        """The term as the Chinese question writes it; nothing for a word without Chinese."""
        if not self.found:
            return ""
        return f"“{self.text}”" if self.quoted else self.text


@cache
def _empty_words() -> frozenset[str]:
    text = resources.files("rag.question.english").joinpath("stopwords.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def is_empty(word: str) -> bool:
    """Whether an English word asks, frames or joins and has no content."""
    plain = word.lower().replace("\u2019", "'")
    return len(plain) == 1 or plain in _empty_words() or plain.removesuffix("'s") in _empty_words()


class TermTranslator:
    """Translates the content words of English text.

    Args:
        glossary: Phrases of the genre.
        dictionary: Words of every kind.
        frequencies: Tells which of several words the collection uses; None where unknown.
    """

    def __init__(
        self, glossary: Glossary, dictionary: Dictionary, frequencies: Frequencies | None = None
    ) -> None:
        self._glossary = glossary
        self._dictionary = dictionary
        self._frequencies = frequencies

    def terms(self, text: str) -> list[Term]:
        """The terms of a piece of text in order, each once.

        Chinese in brackets says what the English before it means, and replaces it.
        """
        text = _GLOSS.sub(r" 〔\1〕 ", _QUOTED_GLOSS.sub(r" 「\1」 ", text))
        text = _ARTICLE.sub("", text)
        groups: list[list[Term]] = []
        tokens = list(_TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            token = tokens[at]
            used = 1
            if token["verbatim"] or token["gloss"]:
                if token["gloss"] and groups:
                    groups.pop()
                words = (token["verbatim"] or token["gloss"]).strip()
                groups.append([Term(words, quoted=token["verbatim"] is not None)])
            elif token["han"]:
                groups += [[Term(word)] for word in content_terms(token["han"])]
            elif token["word"]:
                terms, used = self._translated(_phrase(tokens, at))
                groups += [terms] if terms else []
            at += used
        return _once(term for group in groups for term in group)

    def _translated(self, words: Sequence[str]) -> tuple[list[Term], int]:
        """The terms of the longest phrase that some words begin with, and its length."""
        listed = self._glossary.match(words)
        empty = is_empty(words[0])
        if listed is not None and (listed[1] > 1 or not empty):
            return _from_entry(listed[0]), listed[1]
        if empty or _PERCENT.fullmatch(words[0]):
            return [], 1
        if words[0][0].isdigit():
            return [Term(words[0])] if len(words[0]) > 2 else [], 1
        meant = self._dictionary.match(words)
        if meant is None:
            return [Term(words[0].lower(), found=False)], 1
        return self._from_meaning(meant[0]), meant[1]

    def _from_meaning(self, meaning: Meaning) -> list[Term]:
        """The candidates that the collection uses; a noun is kept even where it uses none.

        What a noun names may be missing from the reports, which is an answer; a verb may be
        said in a hundred ways.
        """
        candidates = meaning.nouns + tuple(w for w in meaning.verbs if w not in meaning.nouns)
        counts = self._frequencies(candidates) if self._frequencies else [0] * len(candidates)
        used = [word for word, count in zip(candidates, counts, strict=True) if count]
        chosen = used or list(meaning.nouns)
        if not chosen:
            return []
        return [
            Term(chosen[0], tuple(chosen[1:_ALTERNATIVES]), doubtful=bool(meaning.verbs)),
        ]


def _phrase(tokens: Sequence[re.Match[str]], at: int) -> list[str]:
    """The words from a position on, up to the next mark, place or Chinese."""
    words = []
    for token in tokens[at:]:
        if not token["word"]:
            break
        words.append(token["word"])
    return words


def _from_entry(entry: GlossaryEntry) -> list[Term]:
    terms = [Term(forms[0], forms[1:]) for forms in entry.terms]
    last = terms[-1]
    return [*terms[:-1], Term(last.text, last.alternatives, entry.unit)]


def _once(terms: Iterable[Term]) -> list[Term]:
    """Terms without those that an earlier one already says."""
    kept: list[Term] = []
    for term in terms:
        if not any(term.text == each.text or term.text in each.alternatives for each in kept):
            kept.append(term)
    return kept
