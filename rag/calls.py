"""The requests of the HTTP contract, and what becomes of their responses; no network here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from rag.comparison_schemas import ComparisonOut, IndicatorsOut, PlacesOut
from rag.conversation_schemas import ConversationOut, ConversationsOut, TranscriptOut
from rag.evaluation_schemas import (
    EvaluationComparisonOut,
    EvaluationDetailOut,
    EvaluationOut,
    EvaluationsOut,
    QuestionSetOut,
    QuestionSetsOut,
)
from rag.plan import Plan
from rag.schemas import (
    AskOut,
    FactsOut,
    HealthOut,
    JobOut,
    JobsOut,
    ReportDetailOut,
    ReportsOut,
    RetrieveOut,
    TallyOut,
)
from vectorstore.errors import ServiceRefusedError, ServiceUnreachableError
from vectorstore.queries import FactKinds, Filter, Listing, PlaceLevel

Reply = TypeVar("Reply", bound=BaseModel)
Upload = Path | tuple[str, bytes]
"""A file, or a name and the bytes."""


@dataclass(frozen=True, slots=True)
class Call(Generic[Reply]):
    """One request and the model of its reply."""

    reply: type[Reply]
    method: str
    path: str
    params: Mapping[str, Any] | None = None
    json: Mapping[str, Any] | None = None
    files: Sequence[tuple[str, tuple[str, bytes]]] | None = None

    def build(self, client: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """The request, for a client to send."""
        return client.build_request(
            self.method, self.path, params=self.params, json=self.json, files=self.files
        )


def health() -> Call[HealthOut]:
    """Asks for state and size."""
    return Call(HealthOut, "GET", "/v1/health")


def retrieve(query: str, top_k: int, mode: str, where: Filter) -> Call[RetrieveOut]:
    """Searches for passages."""
    body = {"query": query, "top_k": top_k, "mode": mode, "filters": _filters(where)}
    return Call(RetrieveOut, "POST", "/v1/retrieve", json=body)


def ask(
    question: str,
    conversation_id: str,
    where: Filter,
    language: str = "",
    plan: Plan | None = None,
) -> Call[AskOut]:
    """Asks a question, or what a plan says in its place."""
    body: dict[str, Any] = {"question": question, "filters": _filters(where)}
    if plan is not None:
        body["plan"] = plan.to_json()
    if conversation_id:
        body["conversation_id"] = conversation_id
    if language:
        body["language"] = language
    return Call(AskOut, "POST", "/v1/ask", json=body)


def conversations(words: str, limit: int, offset: int) -> Call[ConversationsOut]:
    """Lists conversations."""
    params = {"q": words, "limit": limit, "offset": offset}
    return Call(ConversationsOut, "GET", "/v1/conversations", params=params)


def conversation(conversation_id: str) -> Call[TranscriptOut]:
    """Asks for one conversation."""
    return Call(TranscriptOut, "GET", conversation_path(conversation_id))


def rename_conversation(conversation_id: str, name: str) -> Call[ConversationOut]:
    """Names a conversation."""
    path = conversation_path(conversation_id)
    return Call(ConversationOut, "PATCH", path, json={"name": name})


def reports(
    where: Filter, limit: int, offset: int, listing: Listing = Listing()
) -> Call[ReportsOut]:
    """Lists reports."""
    params: dict[str, Any] = {
        "region": where.regions,
        "year": where.years,
        "q": listing.text,
        "doc_type": listing.doc_types,
        "doubts": "" if listing.doubtful is None else listing.doubtful,
        "unknown": listing.unknown,
        "sort": f"{'-' if listing.descending else ''}{listing.order}",
        "limit": limit,
        "offset": offset,
    }
    return Call(ReportsOut, "GET", "/v1/reports", params=params)


def tally(level: PlaceLevel, where: Filter = Filter()) -> Call[TallyOut]:
    """Counts reports by place and year."""
    params = {"level": level.value, "region": where.regions, "year": where.years}
    return Call(TallyOut, "GET", "/v1/tally", params=params)


def report(report_id: str) -> Call[ReportDetailOut]:
    """Asks for one report."""
    return Call(ReportDetailOut, "GET", report_path(report_id))


def facts(
    indicator: str,
    where: Filter,
    unit: str,
    minimum: float | None,
    maximum: float | None,
    limit: int,
    offset: int,
    kinds: FactKinds = FactKinds(),
) -> Call[FactsOut]:
    """Lists figures."""
    params: dict[str, Any] = {
        "indicator": indicator,
        "region": where.regions,
        "year": where.years,
        "unit": unit,
        "thing": kinds.thing,
        "measure": kinds.measures,
        "status": kinds.statuses,
        "aggregation": kinds.aggregations,
        "scope": kinds.scopes,
        "dimension": kinds.dimensions,
        "from": kinds.since,
        "to": kinds.until,
        "limit": limit,
        "offset": offset,
    }
    params |= {
        name: bound for name, bound in (("min", minimum), ("max", maximum)) if bound is not None
    }
    return Call(FactsOut, "GET", "/v1/facts", params=params)


def indicators(words: str, limit: int = 20) -> Call[IndicatorsOut]:
    """Finds indicators by the beginning of a name."""
    return Call(IndicatorsOut, "GET", "/v1/indicators", params={"q": words, "limit": limit})


def places(words: str, limit: int = 20) -> Call[PlacesOut]:
    """Finds places by part of a name."""
    return Call(PlacesOut, "GET", "/v1/places", params={"q": words, "limit": limit})


def comparison(
    indicator: str,
    where: Filter,
    unit: str = "",
    sort: str = "",
    limit: int = 1000,
    kind: Mapping[str, str] = MappingProxyType({}),
) -> Call[ComparisonOut]:
    """Sets one indicator of all reports side by side.

    Args:
        indicator: Its name.
        where: Places and years.
        unit: The unit to compare in.
        sort: What the figures are sorted by.
        limit: How many at most.
        kind: ``measure``, ``status``, ``aggregation`` and ``scope`` that are wanted.
    """
    params = {
        **kind,
        "indicator": indicator,
        "region": where.regions,
        "year": where.years,
        "unit": unit,
        "sort": sort,
        "limit": limit,
    }
    return Call(ComparisonOut, "GET", "/v1/comparison", params=params)


def question_sets() -> Call[QuestionSetsOut]:
    """Lists question sets."""
    return Call(QuestionSetsOut, "GET", "/v1/question-sets")


def keep_questions(name: str, data: bytes) -> Call[QuestionSetOut]:
    """Sends a question set."""
    return Call(QuestionSetOut, "POST", "/v1/question-sets", files=[("file", (name, data))])


def evaluate(set_id: str) -> Call[EvaluationOut]:
    """Runs a question set."""
    return Call(EvaluationOut, "POST", "/v1/evaluations", json={"set_id": set_id})


def evaluations() -> Call[EvaluationsOut]:
    """Lists evaluations."""
    return Call(EvaluationsOut, "GET", "/v1/evaluations")


def evaluation(evaluation_id: str) -> Call[EvaluationDetailOut]:
    """Asks for one evaluation."""
    return Call(EvaluationDetailOut, "GET", f"/v1/evaluations/{_segment(evaluation_id)}")


def evaluation_comparison(evaluation_id: str, baseline: str) -> Call[EvaluationComparisonOut]:
    """Asks what changed from one evaluation to another."""
    path = f"/v1/evaluations/{_segment(evaluation_id)}/comparison"
    return Call(EvaluationComparisonOut, "GET", path, params={"baseline": baseline})


def upload(files: Sequence[Upload]) -> Call[JobOut]:
    """Sends files to ingest."""
    parts = [
        ("files", (each.name, each.read_bytes()) if isinstance(each, Path) else each)
        for each in files
    ]
    return Call(JobOut, "POST", "/v1/reports", files=parts)


def ingest_url(url: str) -> Call[JobOut]:
    """Names an address to ingest."""
    return Call(JobOut, "POST", "/v1/reports", json={"url": url})


def job(job_id: str) -> Call[JobOut]:
    """Asks how an ingestion goes."""
    return Call(JobOut, "GET", f"/v1/jobs/{_segment(job_id)}")


def jobs(limit: int = 20) -> Call[JobsOut]:
    """Asks for the ingestions of late."""
    return Call(JobsOut, "GET", "/v1/jobs", params={"limit": limit})


def cancel_job(job_id: str) -> Call[JobOut]:
    """Ends an ingestion."""
    return Call(JobOut, "DELETE", f"/v1/jobs/{_segment(job_id)}")


def reingest(report_id: str) -> Call[JobOut]:
    """Has a report read anew."""
    return Call(JobOut, "POST", report_path(report_id, "/reingest"))


def report_path(report_id: str, part: str = "") -> str:
    """Where a report, or a part of it, is served."""
    return f"/v1/reports/{_segment(report_id)}{part}"


def conversation_path(conversation_id: str) -> str:
    """Where a conversation is served."""
    return f"/v1/conversations/{_segment(conversation_id)}"


def _segment(name: str) -> str:
    return quote(name, safe="")


def _filters(where: Filter) -> dict[str, Any]:
    return {"regions": where.regions, "years": where.years, "report_ids": where.report_ids}


def credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a request that say who sent it."""
    return {
        name.lower(): value
        for name, value in headers.items()
        if name.lower() in ("authorization", "cookie")
    }


def checked(response: httpx.Response) -> httpx.Response:
    """The response, unless it is a problem.

    Raises:
        ServiceRefusedError: It is one.
    """
    if response.is_success:
        return response
    try:
        document = response.json()
    except ValueError:
        document = {}
    problem = document if isinstance(document, dict) else {}
    said = problem.get("detail") or problem.get("title") or response.reason_phrase
    message = f"{response.request.url}: {response.status_code}: {said}"
    raise ServiceRefusedError(response.status_code, problem, message)


def parsed(reply: type[Reply], response: httpx.Response) -> Reply:
    """The reply in a response.

    Raises:
        ServiceRefusedError: The response is a problem, or not what the contract promises.
    """
    try:
        return reply.model_validate_json(checked(response).content)
    except ValidationError as error:
        msg = f"{response.request.url}: the answer is not what contract v1 promises ({error})"
        raise ServiceRefusedError(response.status_code, {}, msg) from error


def unreachable(request: httpx.Request, error: httpx.RequestError) -> ServiceUnreachableError:
    """The error for a service that does not answer."""
    origin = request.url.copy_with(path="/", query=None)
    reason = str(error) or type(error).__name__
    return ServiceUnreachableError(
        f"{origin} does not answer ({reason}): start the service with `yiju serve`"
    )


def overdue(job: JobOut, timeout: float) -> ServiceUnreachableError:
    """The error for a job that takes too long."""
    return ServiceUnreachableError(
        f"job {job.job_id} is still {job.state} after {timeout:g} s; ask for it again later"
    )


def ended(job: JobOut) -> bool:
    """Whether a job is over."""
    return job.state in ("done", "failed", "cancelled")
