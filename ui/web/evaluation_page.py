"""Evaluations: question sets, runs of them, every failed question, and what changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from rag import calls
from rag.client import AsyncYijuClient
from rag.evaluation_schemas import (
    EstimateOut,
    EvaluationComparisonOut,
    EvaluationDetailOut,
    GroupOut,
    MovementOut,
    OutcomeOut,
)
from rag.links import quote_path
from ui.web.evaluation_words import EvaluationWords, evaluation_words
from ui.web.pages import language, page, trouble
from ui.web.problem_words import refusal
from ui.web.views import language_query
from ui.web.visitor import Visitor
from vectorstore.errors import ServiceError, ServiceRefusedError

_ALL = "all"
_MARK = re.compile(r"\[([0-9]{1,5})\]")
_HEADLINES = (
    "correct",
    "wrong",
    "refused",
    "cost",
    "first_passages",
    "recall@5",
    "evidence_cited",
    "fidelity",
    "abstention_recall",
    "ask_ms_p50",
)
_COLUMNS = (
    "correct wrong refused shown cost first_passages values places evidence_cited recall@1 recall@5 mrr@10 fidelity abstention_recall "
    "false_refusal ask_ms_p50 ask_ms_p95"
).split()


def evaluation_pages(client: AsyncYijuClient) -> APIRouter:
    """The pages over a client of the service."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/evaluation")
    async def overview(request: Request) -> HTMLResponse:
        """Question sets and runs."""
        visitor = Visitor.of(request)
        try:
            chosen = request.query_params.get("set", "")
            return await _overview(client.as_caller(request.headers), visitor, chosen=chosen)
        except ServiceError as error:
            return trouble(visitor, error, here="/evaluation")

    @router.post("/evaluation")
    async def begin(request: Request) -> Response:
        """Keeps the set that was uploaded, or runs the one that was chosen."""
        visitor = Visitor.of(request)
        caller = client.as_caller(request.headers)
        query = language_query(visitor.words.lang)
        async with request.form() as form:
            given, chosen = form.get("file"), str(form.get("set_id") or "")
            named = isinstance(given, UploadFile) and given.filename
            data = await given.read() if isinstance(given, UploadFile) else b""
            name = given.filename or "" if isinstance(given, UploadFile) else ""
        try:
            if named:
                kept = await caller.call(calls.keep_questions(name, data))
                address = urlencode({"set": kept.set_id} | language(visitor.words))
                return RedirectResponse(f"/evaluation?{address}", 303)
            run = await caller.call(calls.evaluate(chosen))
        except ServiceError as error:
            return await _refused(caller, visitor, error)
        return RedirectResponse(f"/evaluation/{run.evaluation_id}{query}", 303)

    @router.get("/evaluation/{evaluation_id}")
    async def one(
        request: Request,
        evaluation_id: str,
        baseline: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        """What a run found, and what changed since an earlier one."""
        visitor = Visitor.of(request)
        caller = client.as_caller(request.headers)
        try:
            return await _one(caller, visitor, evaluation_id, baseline)
        except ServiceError as error:
            own = evaluation_words(visitor.words.lang)
            missing = (own.unknown_run, own.unknown_run_hint)
            return trouble(visitor, error, here="/evaluation", missing=missing)

    return router


async def _refused(client: AsyncYijuClient, visitor: Visitor, error: ServiceError) -> HTMLResponse:
    """The overview with what was wrong, where it is about what was sent."""
    if not isinstance(error, ServiceRefusedError) or error.status not in (404, 422, 503):
        return trouble(visitor, error, here="/evaluation")
    return await _overview(client, visitor, refusal(visitor.words.lang, error))


async def _overview(
    client: AsyncYijuClient, visitor: Visitor, problem: str = "", chosen: str = ""
) -> HTMLResponse:
    """Sets and runs; ``chosen`` is the set to run, the first one where there is none such."""
    sets = (await client.call(calls.question_sets())).sets
    runs = (await client.call(calls.evaluations())).evaluations
    return page(
        "evaluation.html",
        visitor,
        scripted=True,
        here="/evaluation",
        own=evaluation_words(visitor.words.lang),
        sets=sets,
        runs=runs,
        chosen=chosen if any(each.set_id == chosen for each in sets) else sets and sets[0].set_id,
        problem=problem,
        when=_when,
    )


async def _one(
    client: AsyncYijuClient, visitor: Visitor, evaluation_id: str, baseline: str
) -> HTMLResponse:
    run = await client.call(calls.evaluation(evaluation_id))
    runs = (await client.call(calls.evaluations())).evaluations
    own = evaluation_words(visitor.words.lang)
    older = [
        each for each in runs if each.state == "done" and each.evaluation_id != run.evaluation_id
    ]
    against = next((each for each in older if each.evaluation_id == baseline), None)
    changed: EvaluationComparisonOut | None = None
    if against is not None and run.state == "done":
        changed = await client.call(calls.evaluation_comparison(evaluation_id, baseline))
    shown = [name for name in _COLUMNS if any(name in each.metrics for each in run.groups)]
    return page(
        "evaluation_run.html",
        visitor,
        scripted=True,
        here="/evaluation",
        own=own,
        run=run,
        older=older,
        baseline=against,
        lost_baseline=bool(baseline) and against is None,
        changed=changed,
        moved=_moved(changed) if changed is not None else [],
        answer_pieces=_answer_pieces,
        groups=_distinct(run),
        columns=shown,
        headlines=[name for name in _HEADLINES if run.groups and name in run.groups[0].metrics],
        units={each.name: each.unit for each in run.metrics},
        wrong=[each for each in run.outcomes if each.correct is False],
        right=[each for each in run.outcomes if each.correct],
        number=_number,
        signed=partial(_signed, own),
        reason=partial(_reason, own),
        when=_when,
    )


def _distinct(run: EvaluationDetailOut) -> Sequence[GroupOut]:
    """The groups without those that only repeat another one."""
    langs = {each.lang for each in run.outcomes}
    per_type = Counter(each.type for each in run.groups if _ALL not in (each.type, each.lang))
    return [
        each
        for each in run.groups
        if (each.type != _ALL or each.lang == _ALL or len(langs) > 1)
        and (each.type == _ALL or each.lang == _ALL or per_type[each.type] > 1)
    ]


def _number(found: EstimateOut | float | None, unit: str) -> str:
    """A metric as people read it: shares in percent, times in ms."""
    if found is None:
        return ""
    value = found if isinstance(found, float) else found.value
    if unit == "share":
        return f"{value * 100:.1f}%".replace(".0%", "%")
    if unit == "cost":
        return f"{value:.2f}"
    return f"{value:.0f} ms" if unit == "ms" else f"{value:.1f}"


def _signed(own: EvaluationWords, value: float, unit: str) -> str:
    """A difference: percentage points for shares."""
    text = f"{value:+.2f}" if unit == "cost" else f"{value * (100 if unit == 'share' else 1):+.1f}"
    name = {"share": own.points, "ms": "ms"}.get(unit, "")
    return f"{text.replace('-', '−')} {name}".strip()


def _moved(changed: EvaluationComparisonOut) -> list[MovementOut]:
    """What moved as far as a reader can see it: of all questions, and of others beyond chance."""
    return [
        each
        for each in changed.movements
        if (each.type == _ALL or each.beyond_chance)
        and _number(each.old, each.unit) != _number(each.new, each.unit)
    ]


def _answer_pieces(outcome: OutcomeOut) -> list[tuple[str, str]]:
    """An answer's text in pieces, each with the address that it leads to; mostly none."""
    addresses = {each.n: quote_path(each.report_id, each.start, each.end) for each in outcome.cited}
    pieces, at = [], 0
    for mark in _MARK.finditer(outcome.answer):
        if int(mark[1]) in addresses:
            pieces += [(outcome.answer[at : mark.start()], ""), (mark[0], addresses[int(mark[1])])]
            at = mark.end()
    return [*pieces, (outcome.answer[at:], "")]


def _reason(own: EvaluationWords, reason: str) -> str:
    """Why an answer is wrong, in the page's language as far as it is known."""
    head, colon, rest = reason.partition(": ")
    if head in own.reasons:
        return own.reasons[head] + ("\uff1a" if colon else "") + rest
    return reason


def _when(stamp: str) -> str:
    """A time as people read it, UTC."""
    return stamp[:16].replace("T", " ")
