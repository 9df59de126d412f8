"""The HTTP service: contract v1 over an engine and an ingestor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI, HTTPException, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Match, Route

from ingest.loaders import Limits
from ingest.pipeline import Ingestor
from rag import problems
from rag.access import Access, AccessGuard
from rag.evaluation.runs import Evaluations
from rag.finder import IndicatorFinder
from rag.guards import BodyLimit, OwnPagesOnly, SecurityHeaders
from rag.jobs import JobRunner
from rag.lanes import Bounds, LaneGuard, Lanes
from rag.linking.learning import NameLearner
from rag.linking.subjects import Subjects
from rag.mcp_server import PATHS as MCP_PATHS
from rag.mcp_server import McpEndpoint, mcp_server
from rag.metrics import Metrics
from rag.readiness import Readiness
from rag.request_log import RequestLog
from rag.routes.chat_completions import router as chat_router
from rag.routes.context import AnswersQuestions, Context
from rag.routes.conversations import router as conversations_router
from rag.routes.evaluations import router as evaluations_router
from rag.routes.facts import router as facts_router
from rag.routes.indicators import router as indicators_router
from rag.routes.ingestion import router as ingestion_router
from rag.routes.operation import router as operation_router
from rag.routes.questions import router as questions_router
from rag.routes.reports import router as reports_router
from rag.schemas import FieldProblem, ProblemOut

MEBIBYTE = 1 << 20

_DESCRIPTION = """
Answers over a collection of government reports; every sentence shown about a report is a verbatim
quote. Offsets count Unicode code points into the report's text, half open. Errors are RFC 9457
problem documents (`application/problem+json`). `year` is the year a report reports on.
"""
_SPARE_THREADS = 16
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(
    engine: AnswersQuestions,
    ingestor: Ingestor,
    *,
    version: str,
    load_limits: Limits | None = None,
    upload_bytes: int = 64 * MEBIBYTE,
    hosts: Sequence[str] = (),
    origins: Sequence[str] = (),
    jobs: JobRunner | None = None,
    access: Access | None = None,
    bounds: Bounds | None = None,
    metrics: Metrics | None = None,
    evaluations: Evaluations | None = None,
) -> FastAPI:
    """Builds the service.

    Args:
        engine: Answers questions; its store holds the reports.
        ingestor: Puts reports into the same store.
        version: Shown by health and in the OpenAPI document.
        load_limits: Bounds on what ingestion reads.
        upload_bytes: Largest upload in all.
        hosts: Host names served, without port; empty for any.
        origins: Other sites whose pages may use the API (CORS), with a key where keys are in use.
        jobs: Runs ingestions; closed with the application.
        access: Who may do what; everybody everything where None.
        bounds: How much is taken on at a time, and for how long.
        metrics: Where requests are counted; shown at ``/metrics``.
        evaluations: Runs question sets; closed with the application. Where None they are kept only
            as long as the application.

    Returns:
        The application. ``state.access`` is who may do what, ``state.on_stop`` what to call when
        the service is told to stop, before it finishes what it has begun. Its OpenAPI document is
        at ``/v1/openapi.json``; the usual pages over it are left out, because they load their
        scripts from other servers.
    """
    counters = metrics or Metrics()
    lanes = Lanes(bounds or Bounds())
    assistants = McpEndpoint(mcp_server(engine, version))
    subjects = Subjects(engine.store)
    context = Context(
        engine=engine,
        ingestor=ingestor,
        jobs=jobs or JobRunner(on_event=counters.ingested),
        load_limits=load_limits or Limits(),
        version=version,
        evaluations=evaluations or Evaluations.kept_briefly(lambda: engine),
        metrics=counters,
        readiness=Readiness(),
        finder=IndicatorFinder(engine.store, subjects),
        subjects=subjects,
    )
    counters.watch(engine.store, lanes, context.jobs)
    app = FastAPI(
        title="Yiju 依据",
        version=version,
        description=_DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(context, lanes, assistants),
    )
    app.state.context = context
    app.state.access = access or Access()
    app.state.on_stop = [context.readiness.stop, context.jobs.stop]
    _add_routes(app, assistants)
    problems.install(app)
    _describe_problems(app)
    _add_guards(app, lanes, upload_bytes=upload_bytes, hosts=hosts, origins=origins)
    return app


def _lifespan(
    context: Context, lanes: Lanes, assistants: McpEndpoint
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What is begun before the first request, and ended after the last."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # However many requests are stuck in threads, some are left for what has no lane.
        current_default_thread_limiter().total_tokens = lanes.bounds.threads + _SPARE_THREADS
        learner = NameLearner(context.subjects)
        learner.start()
        async with assistants.running():
            yield
        learner.close()
        context.jobs.close()
        context.evaluations.close()

    return lifespan


def _add_routes(app: FastAPI, assistants: McpEndpoint) -> None:
    routers = (
        questions_router,
        reports_router,
        ingestion_router,
        facts_router,
        indicators_router,
        evaluations_router,
        chat_router,
        conversations_router,
        operation_router,
    )
    for router in routers:
        app.include_router(router)
    app.include_router(_fallback_router([route for router in routers for route in router.routes]))
    app.router.routes += [Route(path, assistants) for path in MCP_PATHS]


def _add_guards(
    app: FastAPI,
    lanes: Lanes,
    *,
    upload_bytes: int,
    hosts: Sequence[str],
    origins: Sequence[str],
) -> None:
    """Puts what looks at every request before the routes; the last is the first that it meets."""
    counters: Metrics = app.state.context.metrics
    app.add_middleware(LaneGuard, lanes=lanes, on_refusal=counters.refusal)
    # FastAPI has such a limit too, but it answers in plain text.
    app.add_middleware(BodyLimit, upload_bytes=upload_bytes, other_bytes=MEBIBYTE)
    app.add_middleware(AccessGuard, access=app.state.access)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["Location", "Retry-After", "X-Request-ID"],
        )
    app.add_middleware(OwnPagesOnly, hosts=hosts, origins=origins)
    app.add_middleware(RequestLog, on_request=counters.request)
    app.add_middleware(SecurityHeaders)


def _fallback_router(routes: Sequence[BaseRoute]) -> APIRouter:
    """Answers whatever else is asked under ``/v1``, so that a page mounted at ``/`` does not."""
    router = APIRouter()

    @router.api_route("/v1/{rest:path}", methods=_METHODS, include_in_schema=False)
    def unknown(request: Request, rest: str) -> None:
        allowed: set[str] = set()
        for route in routes:
            match, _ = route.matches(request.scope)
            if match is Match.PARTIAL:
                allowed |= getattr(route, "methods", None) or set()
        if not allowed:
            raise HTTPException(404, f"Nothing is served at /v1/{rest}.")
        names = ", ".join(sorted(allowed))
        detail = f"{request.method} is not allowed here, only {names}."
        raise HTTPException(405, detail, {"Allow": names})

    return router


def _describe_problems(app: FastAPI) -> None:
    """Puts the problem's schema into the OpenAPI document, which only routes' replies fill."""
    generate = app.openapi

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            schemas = generate().setdefault("components", {}).setdefault("schemas", {})
            template = "#/components/schemas/{model}"
            problem = ProblemOut.model_json_schema(ref_template=template)
            problem.pop("$defs", None)
            schemas[ProblemOut.__name__] = problem
            schemas[FieldProblem.__name__] = FieldProblem.model_json_schema()
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]
