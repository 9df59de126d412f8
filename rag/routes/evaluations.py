"""Routes that evaluate: question sets, runs of them, and what changed between two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from rag.evaluation.comparison import compare
from rag.evaluation.metrics import METRICS
from rag.evaluation.questions import Question
from rag.evaluation.runs import FinishedRun, Run
from rag.evaluation.sets import QuestionSet
from rag.evaluation.tables import remarks
from rag.evaluation_schemas import (
    EvaluationComparisonOut,
    EvaluationDetailOut,
    EvaluationIn,
    EvaluationOut,
    EvaluationProgressOut,
    EvaluationsOut,
    ExpectedOut,
    GroupOut,
    MetricOut,
    OutcomeOut,
    QuestionSetOut,
    QuestionSetsOut,
)
from rag.routes.context import Context, ServiceContext, problems

_NO_RUN = problems(_404="No such evaluation.")
_SET_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


router = APIRouter(prefix="/v1", tags=["evaluation"])


@router.get("/question-sets", summary="Question sets")
def question_sets(context: ServiceContext) -> QuestionSetsOut:
    """Those that come with the program, and those that were uploaded."""
    return QuestionSetsOut(sets=[_set_out(each) for each in context.evaluations.sets.all()])


@router.post(
    "/question-sets",
    summary="Keep a question set",
    status_code=201,
    responses=problems(
        _413="It is too large.", _422="It is no question set, or too many are kept."
    ),
    openapi_extra={"requestBody": _SET_BODY},
)
async def keep(context: ServiceContext, request: Request) -> QuestionSetOut:
    """Takes a form with a `file` of JSON Lines; the same set again is kept once."""
    async with request.form(max_files=1) as form:
        given = form.get("file")
        if not isinstance(given, UploadFile):
            raise HTTPException(422, "The form has no `file`.")
        data, name = await given.read(), given.filename or ""
    return _set_out(await run_in_threadpool(context.evaluations.sets.add, name, data))


@router.delete(
    "/question-sets/{set_id}",
    summary="Forget a question set",
    status_code=204,
    responses=problems(_404="No such set, or it comes with the program."),
)
def forget(context: ServiceContext, set_id: str) -> None:
    """Forgets an uploaded set; its evaluations stay."""
    if not context.evaluations.sets.remove(set_id):
        raise HTTPException(404, f"No question set {set_id} that was uploaded.")


@router.post(
    "/evaluations",
    summary="Run a question set",
    status_code=202,
    responses=problems(_404="No such set.", _503="Too many evaluations wait already."),
)
def run(context: ServiceContext, body: EvaluationIn, response: Response) -> EvaluationOut:
    """Queues a run over the collection as it is."""
    chosen = context.evaluations.sets.get(body.set_id)
    if chosen is None:
        raise HTTPException(404, f"No question set {body.set_id}.")
    queued = context.evaluations.submit(chosen)
    if queued is None:
        detail = "Too many evaluations wait already: try again when some are done."
        raise HTTPException(503, detail, {"Retry-After": "30"})
    response.headers["Location"] = f"/v1/evaluations/{queued.run_id}"
    return EvaluationOut.model_validate(_run_fields(queued))


@router.get("/evaluations", summary="Evaluations, the latest first")
def runs(context: ServiceContext) -> EvaluationsOut:
    """Every run that is kept, without what it found."""
    return EvaluationsOut(
        evaluations=[
            EvaluationOut.model_validate(_run_fields(each)) for each in context.evaluations.all()
        ]
    )


@router.get("/evaluations/{evaluation_id}", summary="One evaluation", responses=_NO_RUN)
def one(context: ServiceContext, evaluation_id: str) -> EvaluationDetailOut:
    """Progress; once it is done, metrics by type and language, and every question's outcome."""
    return _detail_out(_known(context, evaluation_id), context.evaluations.load(evaluation_id))


@router.get(
    "/evaluations/{evaluation_id}/comparison",
    summary="What changed since an earlier evaluation",
    responses=problems(_404="No such evaluation, or one is not done."),
)
def changed(
    context: ServiceContext,
    evaluation_id: str,
    baseline: Annotated[str, Query(description="The earlier one.")],
) -> EvaluationComparisonOut:
    """Questions that flipped, and metrics that moved, each with its paired interval."""
    loaded = [context.evaluations.load(each) for each in (baseline, evaluation_id)]
    if loaded[0] is None or loaded[1] is None:
        raise HTTPException(404, "Only evaluations that are done can be compared.")
    found = compare(loaded[0].report, loaded[1].report)
    return EvaluationComparisonOut.model_validate(asdict(found))


@router.delete(
    "/evaluations/{evaluation_id}",
    summary="Cancel or forget an evaluation",
    responses=_NO_RUN | {204: {"description": "It was over, and is forgotten."}},
    response_model=EvaluationOut,
)
def cancel(
    context: ServiceContext, evaluation_id: str, response: Response
) -> EvaluationOut | Response:
    """Ends one that runs after the question it is at; forgets one that is over."""
    _known(context, evaluation_id)
    ended = context.evaluations.cancel(evaluation_id)
    if ended is None:
        return Response(status_code=204)
    return EvaluationOut.model_validate(_run_fields(ended))


def _known(context: Context, evaluation_id: str) -> Run:
    found = context.evaluations.get(evaluation_id)
    if found is None:
        raise HTTPException(404, f"No evaluation {evaluation_id}.")
    return found


def _set_out(held: QuestionSet) -> QuestionSetOut:
    return QuestionSetOut(
        set_id=held.set_id,
        name=held.name,
        created=held.created,
        builtin=held.builtin,
        questions=held.questions,
        types=dict(held.types),
        langs=dict(held.langs),
    )


def _run_fields(run: Run) -> dict[str, object]:
    return {
        "evaluation_id": run.run_id,
        "set_id": run.set_id,
        "name": run.name,
        "state": run.state,
        "created": run.created,
        "finished": run.finished,
        "progress": EvaluationProgressOut(done=run.done, total=run.total, wrong=run.wrong),
        "reports": run.reports,
        "message": run.message,
    }


def _detail_out(run: Run, finished: FinishedRun | None) -> EvaluationDetailOut:
    fields = _run_fields(run)
    if finished is None:
        empty: dict[str, object] = {"embedder": "", "metrics": [], "groups": [], "outcomes": []}
        return EvaluationDetailOut.model_validate(fields | empty | {"remarks": []})
    report = finished.report
    questions = {each.id: each for each in finished.questions}
    return EvaluationDetailOut.model_validate(
        fields
        | {
            "embedder": report.collection.embedder,
            "metrics": [
                MetricOut(
                    name=each.name,
                    label=each.label,
                    unit=each.unit,
                    higher_is_better=each.higher_is_better,
                )
                for each in METRICS
            ],
            "groups": [GroupOut.model_validate(asdict(each)) for each in report.groups],
            "outcomes": [
                OutcomeOut.model_validate(
                    {
                        **{name: getattr(each, name) for name in _OUTCOME},
                        "history": list(known.history) if (known := questions.get(each.id)) else [],
                        "expected": _expected_out(questions.get(each.id)),
                        "ask_ms": each.measures.get("ask_ms"),
                        "cited": [asdict(cited) for cited in each.cited],
                    }
                )
                for each in report.outcomes
            ],
            "remarks": remarks(report),
        }
    )


_OUTCOME = (
    "id type lang question correct status verdict reasons notes extra_places intent answer"
).split()


def _expected_out(question: Question | None) -> ExpectedOut | None:
    if question is None:
        return None
    return ExpectedOut(
        answerable=question.answerable,
        regions=list(question.regions),
        values=list(question.values),
        values_any=[list(group) for group in question.values_any],
        derived=list(question.derived),
        evidence=[each.quote for each in question.evidence],
        answer=question.answer,
    )
