"""Finds the signature at the end of a report: who signs it, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cataloguing.dates import FoundDate, find_dates
from ingest.cataloguing.organisations import Body, BodyKind, read_body
from ingest.lexicon.places import Places

_TAIL_LINES = 30
_TAIL = 2000
_TRIM = " |\t()\n"
_AFTERWARDS = re.compile(
    r"^(?:附件|附:|抄送|联系|主送|\(?此件|分享|下一篇|上一篇|扫一扫|打印|关闭|责任编辑|编辑)"
)
_BODY_LINE = re.compile(r"^[\u4e00-\u9fff()、 ]{3,40}$")
_INLINE = re.compile(r"(?:^|[\s。|;!])([\u4e00-\u9fff()]{3,36})[\s|]*$")
_SEAL = re.compile(r"\s*\(?(?:盖?章|公章|印)\)?$|\($")
_PROSE = re.compile(r"[。;!]")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when, either of which may be missing.

    Attributes:
        signer: The body as written (folded); empty where only a date stands there.
        body: What was read from it; None where nothing was.
        start: Span of the signer in the text, or of the date where there is none.
        end: See ``start``.
        date: The date; None where none is written.
    """

    signer: str
    body: Body | None
    start: int
    end: int
    date: FoundDate | None


def find_signature(folded: str, places: Places) -> Signature | None:
    """The signature among the last lines of a text (folded).

    It stands on lines of its own (body, then date, or the reverse), on one line, or behind the
    last full stop of a text without line breaks.
    """
    offset = max(0, len(folded) - _TAIL)
    lines = _last_lines(folded, offset)
    for index in range(len(lines) - 1, -1, -1):
        start, end = lines[index]
        date = _closing_date(folded, start, end)
        if date is None:
            continue
        signer = _signer_span(folded, lines, index, date)
        signed = _signed(folded, signer, date, places) if signer is not None else None
        if signed is not None:
            return signed
        if _is_alone(folded, start, end, date) and len(lines) - index <= 8:
            return Signature("", None, date.start, date.end, date)
    return _undated(folded, lines, places)


def _last_lines(folded: str, offset: int) -> list[tuple[int, int]]:
    lines = []
    start = offset
    for raw in folded[offset:].split("\n"):
        left = len(raw) - len(raw.lstrip(_TRIM))
        right = len(raw.rstrip(_TRIM))
        if right > left:
            lines.append((start + left, start + right))
        start += len(raw) + 1
    return lines[-_TAIL_LINES:]


def _closing_date(folded: str, start: int, end: int) -> FoundDate | None:
    """The date that ends a line, apart from a closing mark."""
    begin = max(start, end - 24)
    dates = list(find_dates(folded[begin:end]))
    if not dates or folded[begin + dates[-1].end : end].strip(_TRIM + "。"):
        return None
    found = dates[-1]
    return FoundDate(begin + found.start, begin + found.end, found.value, found.has_day)


def _is_alone(folded: str, start: int, end: int, date: FoundDate) -> bool:
    return not folded[start : date.start].strip(_TRIM) and date.end <= end + 1


def _signer_span(
    folded: str, lines: list[tuple[int, int]], index: int, date: FoundDate
) -> tuple[int, int] | None:
    """The signer before the date on its line, or on the line before or after."""
    start, end = lines[index]
    before = folded[start : date.start].rstrip(_TRIM)
    if before:
        match = _INLINE.search(before)
        if match is None or (match.start() > 0 and not _PROSE.search(before) and len(before) > 60):
            return None
        return start + match.start(1), start + match.end(1)
    neighbours = [lines[index - 1]] if index else []
    neighbours += lines[index + 1 : index + 2]
    for start, end in neighbours:
        if _BODY_LINE.match(folded[start:end]) and not _AFTERWARDS.match(folded[start:end]):
            return start, end
    if index:
        start, end = lines[index - 1]
        match = _INLINE.search(folded[max(start, end - 60) : end])
        if match is not None and match.start() > 0:
            shift = max(start, end - 60)
            return shift + match.start(1), shift + match.end(1)
    return None


def _signed(
    folded: str, span: tuple[int, int], date: FoundDate, places: Places
) -> Signature | None:
    start, end = span
    signer = _SEAL.sub("", folded[start:end])
    end = start + len(signer)
    packed = signer.replace(" ", "")
    body = read_body(packed, 0, places)
    if body is None or (body.kind is BodyKind.PLACE and body.end < len(packed)):
        return None
    written = packed if _is_spaced(signer) else signer
    return Signature(written, body, start, end, date)


def _is_spaced(words: str) -> bool:
    """``云 溪 县 人 民 政 府``: a single name spaced out, not two names."""
    return all(len(part) == 1 for part in words.split(" ") if part)


def _undated(folded: str, lines: list[tuple[int, int]], places: Places) -> Signature | None:
    """A body alone on one of the last three lines."""
    for start, end in reversed(lines[-3:]):
        words = folded[start:end]
        if not _BODY_LINE.match(words):
            continue
        packed = words.replace(" ", "")
        body = read_body(packed, 0, places)
        if body is not None and body.kind is not BodyKind.PLACE and body.end == len(packed):
            return Signature(packed if _is_spaced(words) else words, body, start, end, None)
    return None
