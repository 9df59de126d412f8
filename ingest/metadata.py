"""Decides what a report is: whose, of when, of what kind, and says where each answer came from.

Every reader in :mod:`ingest.cataloguing` offers evidence with a weight; the heaviest value wins, and
what disagrees is recorded in the provenance and, where it matters, as a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.cataloguing.context import Context
from ingest.cataloguing.doubts import find_doubts
from ingest.cataloguing.evidence import Evidence, Verdict, provenance
from ingest.cataloguing.organisations import Body, BodyKind
from ingest.cataloguing.page_fields import first_date
from ingest.cataloguing.report_place import (
    PlaceFound,
    find_report_place,
    opening_body,
    subject_of,
)
from ingest.cataloguing.report_year import YearFound, find_report_year
from ingest.documents import Cleaned, Document
from ingest.lexicon.places import Places
from vectorstore.records import Metadata, Provenance, Section

_RULE_OF_LAW = re.compile(r"依法治|法治政府建设|推进依法行政")
_OF_DEPARTMENT = re.compile(
    r"[我本](?:局|委|办|厅|院|支队|大队|中心)|局党[组委]|委党组|全局(?!出发|高度|性)"
)
_LINE_END = re.compile(r"\s*\n\s*")
_PREFIX = re.compile(r"(?:中共|中国共产党|国家税务总局|新疆生产建设兵团\S{0,5})$")
_LONGEST_ISSUER = 30


@dataclass(frozen=True, slots=True)
class FoundMetadata:
    """What was found out about a report.

    Attributes:
        metadata: The values taken.
        provenance: Where they came from, one record for each value that is not empty.
        warnings: Doubts, one readable Chinese sentence each.
    """

    metadata: Metadata
    provenance: tuple[Provenance, ...]
    warnings: tuple[str, ...]


def extract_metadata(
    cleaned: Cleaned,
    outline: Sequence[Section],
    document: Document,
    given: str,
    *,
    places: Places | None = None,
) -> FoundMetadata:
    """Finds out what a report is.

    Args:
        cleaned: Its cleaned text with the labelled values of its page.
        outline: Its sections.
        document: The document as its format gave it, for what its page declares.
        given: The file name or address as the user gave it; weak evidence.
        places: Another table of places than the national one.
    """
    context = Context.of(cleaned, outline, document, given, places or Places.load())
    published = _published(context)
    page_day = _page_day(published)
    place = find_report_place(context)
    year = find_report_year(context, _signed(context), page_day)
    department = _department(context)
    issuer = _issuer(context)
    metadata = Metadata(
        title=_title(context),
        region=place.place.name if place.place else "",
        region_code=place.place.code if place.place else "",
        province=place.place.province if place.place else "",
        prefecture=place.place.prefecture if place.place else "",
        level=place.place.level if place.place else "",
        department=department.value if department else "",
        issuer=issuer.value if issuer else "",
        report_year=year.verdict.value if year.verdict else None,
        published=published.value if published else "",
        doc_type=_doc_type(context, year),
    )
    records = [*_title_records(context, metadata), *_place_records(place)]
    records += _year_records(year)
    for field, piece in (("department", department), ("issuer", issuer)):
        if piece is not None:
            records.append(provenance(field, piece.value, piece))
    if published is not None:
        records.append(
            provenance("published", published.value, published, _other_dates(context, published))
        )
    signed = context.signature is not None
    warnings = [*year.warnings, *place.warnings, *_date_warnings(context, published)]
    warnings += find_doubts(context.folded, signed=signed)
    verbatim = tuple(_verbatim(context.text, record) for record in records)
    return FoundMetadata(metadata, verbatim, tuple(dict.fromkeys(warnings)))


def _verbatim(text: str, record: Provenance) -> Provenance:
    """The record with its evidence as the text has it, where it stands in the text."""
    if record.start is None or record.end is None:
        return record
    return replace(record, evidence=text[record.start : record.end])


def _title(context: Context) -> str:
    """The title as written, on one line."""
    title = context.title
    if title is None:
        return ""
    if title.start is None:
        return title.text
    return _LINE_END.sub("", context.text[title.start : title.end])


def _signed(context: Context) -> date | None:
    signature = context.signature
    return signature.date.value if signature is not None and signature.date is not None else None


def _published(context: Context) -> Evidence[str] | None:
    """The page's own date of publication, else a date it shows, else that of the signature."""
    for name in ("published", "dated"):
        found = first_date(context.fields, name)
        if found is not None:
            field, day = found
            words = f"{field.label} {field.value}"
            return Evidence(day.value.isoformat(), 1.0, "page_field", words, field.start, field.end)
    signature = context.signature
    if signature is None or signature.date is None or not signature.date.has_day:
        return None
    day = signature.date
    words = context.text[day.start : day.end]
    return Evidence(day.value.isoformat(), 1.0, "signature", words, day.start, day.end)


def _page_day(published: Evidence[str] | None) -> date | None:
    """The day that the page gives, as distinct from the signature's."""
    if published is None or published.origin != "page_field":
        return None
    return date.fromisoformat(published.value)


def _other_dates(context: Context, published: Evidence[str]) -> Iterator[str]:
    signed = _signed(context)
    if signed is not None and signed.isoformat() != published.value:
        yield f"{signed.isoformat()} (signature)"


def _date_warnings(context: Context, published: Evidence[str] | None) -> Iterator[str]:
    signed, shown = _signed(context), _page_day(published)
    if signed is not None and shown is not None and shown < signed.replace(day=1):
        yield f"网页发布日期{shown}早于落款日期{signed}。"


def _department(context: Context) -> Evidence[str] | None:
    """The department that reports: the title's, else the signing one where the text says 我局.

    The office that coordinates the rule of law reports on its place, not on itself.
    """
    title, bodies = context.title, context.title_reading.bodies
    subject = subject_of(bodies) or next(iter(bodies), None)
    if subject is not None and title is not None and (subject.units or _is_department(subject)):
        if not _is_department(subject):
            return None
        origin = "title" if title.start is not None else "page_head"
        return Evidence(subject.department, 1.0, origin, title.text, title.start, title.end)
    signature = context.signature
    if signature is None or signature.body is None or not _is_department(signature.body):
        return None
    if not _speaks_for_itself(context, signature.body):
        return None
    span = (signature.start, signature.end)
    return Evidence(signature.body.department, 1.0, "signature", signature.signer, *span)


def _speaks_for_itself(context: Context, body: Body) -> bool:
    """Whether a signing department reports on itself rather than on its place.

    The text says 我局 rather than 我县; where it says neither, departments of justice (司法局) are
    taken to draft for their governments and all others to speak for themselves.
    """
    opening = opening_body(context)
    if opening is not None and opening.kind is BodyKind.DEPARTMENT:
        return opening.department == body.department
    own = len(_OF_DEPARTMENT.findall(context.folded))
    place = sum(context.own_units.values())
    return own > place or (own == place == 0 and not body.department.startswith("司法"))


def _is_department(body: Body) -> bool:
    return body.kind is BodyKind.DEPARTMENT and not _RULE_OF_LAW.search(body.department)


def _issuer(context: Context) -> Evidence[str] | None:
    """Who signs, else who publishes by the page, else who speaks in title or opening words."""
    signature = context.signature
    if signature is not None and signature.body is not None:
        start, end = signature.start, signature.end
        is_as_written = context.folded[start:end] == signature.signer
        name = context.text[start:end] if is_as_written else signature.signer
        return Evidence(name, 1.0, "signature", name, start, end)
    for field in context.field_values("issuer"):
        return Evidence(field.value, 1.0, "page_field", field.value, field.start, field.end)
    return _titled(context) or _speaker(context)


def _titled(context: Context) -> Evidence[str] | None:
    """The body that a title opens with, with all that stands before 关于."""
    title, bodies = context.title, context.title_reading.bodies
    if title is None or not bodies or bodies[0].kind is BodyKind.PLACE or not bodies[0].units:
        return None
    about = title.text.find("关于", bodies[0].end, bodies[0].end + _LONGEST_ISSUER)
    end = about if about >= 0 else bodies[0].end
    prefix = _PREFIX.search(title.text, 0, bodies[0].start)
    words = title.text[prefix.start() if prefix else bodies[0].start : end].strip()
    origin = "title" if title.start is not None else "page_head"
    return Evidence(words, 1.0, origin, words, title.start, title.end)


def _speaker(context: Context) -> Evidence[str] | None:
    """The source that the page names, for articles; else the government that opens the text."""
    sources = list(context.field_values("source"))
    body = opening_body(context)
    if body is not None and body.kind is BodyKind.GOVERNMENT and not context.is_news:
        words = context.text[body.start : body.end]
        return Evidence(words, 1.0, "body", words, body.start, body.end)
    for field in sources:
        return Evidence(field.value, 1.0, "page_field", field.value, field.start, field.end)
    return None


def _doc_type(context: Context, year: YearFound) -> str:
    if context.is_news:
        return "news"
    kind = context.title_reading.doc_type
    if kind == "other":
        kind = context.declared_reading.doc_type
    named = context.title_reading.year
    is_other_year = (
        named is not None and year.verdict is not None and named.value != year.verdict.value
    )
    return "work_report" if kind == "annual_report" and is_other_year else kind


def _title_records(context: Context, metadata: Metadata) -> Iterator[Provenance]:
    title = context.title
    if title is None:
        return
    origin = "title" if title.start is not None else "page_head"
    words = metadata.title if title.start is None else context.text[title.start : title.end]
    yield Provenance("title", metadata.title, origin, title.start, title.end, words)
    if metadata.doc_type != "other":
        yield Provenance("doc_type", metadata.doc_type, origin, title.start, title.end, words)


def _place_records(found: PlaceFound) -> Iterator[Provenance]:
    place, verdict = found.place, found.verdict
    if place is None or verdict is None:
        return
    yield provenance("region", place.name, verdict.best, _disagreeing(verdict))
    derived = Evidence(place.name, 1.0, "table", place.full_name)
    for field, value in (
        ("region_code", place.code),
        ("province", place.province),
        ("prefecture", place.prefecture),
        ("level", place.level),
    ):
        if value:
            yield provenance(field, value, derived if place.code else verdict.best)


def _year_records(found: YearFound) -> Iterator[Provenance]:
    if found.verdict is not None:
        verdict = found.verdict
        yield provenance("report_year", str(verdict.value), verdict.best, _disagreeing(verdict))


def _disagreeing(verdict: Verdict[str] | Verdict[int]) -> Iterator[str]:
    return (f"{piece.value} ({piece.origin})" for piece in verdict.against)
