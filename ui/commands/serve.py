"""``yiju serve``."""

from __future__ import annotations

import gc
import logging
import math
import os
import signal
import socket
import threading
import time
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    DictionaryOption,
    EmbedderOption,
    StoreOption,
    model_planner,
    opened_store_and_embedder,
)
from vectorstore.errors import SettingsError, YijuError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ingest.loaders import Limits
    from ingest.pipeline import Ingestor
    from rag.access import Access
    from rag.keys import KeyFile
    from rag.model_planner import ModelPlanner
    from rag.routes.context import AnswersQuestions
    from ui.settings import Settings
    from vectorstore.conversations import ConversationStore
    from vectorstore.embedding import Embedder
    from vectorstore.store import Store

_SAMPLE_QUESTIONS = Path(__file__).parents[2] / "samples" / "questions.jsonl"
"""Offered for evaluation where the program runs from its own folder."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_BACKLOG = 2048
_LAST_SECONDS = 2.0
_log = logging.getLogger(__name__)


def serve(
    store: StoreOption = None,
    host: Annotated[
        str | None, typer.Option(help="Where to listen.  [default: $YIJU_HOST or 127.0.0.1]")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="0 takes a free one.  [default: $YIJU_PORT or 8420]"),
    ] = None,
    embedder: EmbedderOption = None,
    dictionary: DictionaryOption = None,
    page: Annotated[bool, typer.Option(help="Serve the chat page beside the API.")] = True,
    open_access: Annotated[
        bool | None,
        typer.Option(
            "--open-access",
            help="Listen beyond this machine although there are no keys (see `yiju keys`): whoever "
            "reaches the service may read, add and remove everything.",
        ),
    ] = None,
) -> None:
    """Serve the HTTP API and the chat page, until Ctrl+C.

    Example: yiju serve --port 8420
    """
    from rag.keys import KeyFile
    from ui.logs import set_up_logging
    from ui.settings import load_settings, unknown_variables

    options = {"store": store, "host": host, "port": port, "embedder": embedder}
    options["dictionary"] = dictionary
    chosen = load_settings({**options, "open_access": open_access})
    set_up_logging(chosen.log_format, chosen.log_level)
    for remark in unknown_variables():
        _log.warning(remark)
    keys = KeyFile(chosen.keys_path)
    listener = _listen(chosen, with_keys=keys.exists)
    with (
        listener,
        opened_store_and_embedder(store, embedder, create=True, dictionary=dictionary) as (
            opened,
            model,
        ),
    ):
        from vectorstore.local.conversations import open_conversations

        with (
            closing(open_conversations(chosen.store)) as conversations,
            model_planner(chosen) as planner,
        ):
            address = listener.getsockname()[0]
            app = build(
                opened, model, conversations, chosen, address, keys=keys, page=page, planner=planner
            )
            _collect_seldom()
            cold = threading.Event()
            warming = threading.Thread(
                target=_warm_up, args=(opened, model, app.state.context.engine, cold), daemon=True
            )
            warming.start()
            _run(app, listener, chosen.grace_seconds)
            cold.set()
            warming.join(_LAST_SECONDS)
    leave_behind_what_is_stuck()


def build(
    store: Store,
    embedder: Embedder,
    conversations: ConversationStore,
    chosen: Settings,
    address: str,
    *,
    keys: KeyFile,
    page: bool,
    planner: ModelPlanner | None = None,
) -> FastAPI:
    """The service, with the page mounted at ``/`` where wanted.

    Args:
        store: Holds the reports.
        embedder: The store's model.
        conversations: What was asked before.
        chosen: Limits and host names.
        address: Where it listens; on loopback only known host names are answered.
        keys: Which open it, where there are some.
        page: Whether to mount the chat page.
        planner: The model that reads questions, where the settings name one.
    """
    from importlib.metadata import version

    from ingest.loaders import Limits
    from rag.engine import Engine
    from rag.evaluation.runs import Evaluations
    from rag.lanes import Bounds
    from rag.metrics import Metrics
    from rag.service import MEBIBYTE, create_app
    from ui.settings import split

    metrics = Metrics()
    limits = Limits(allow_private_addresses=chosen.allow_private_addresses)
    app = create_app(
        Engine(
            store,
            embedder,
            conversations=conversations,
            on_stage=metrics.stage,
            model=planner,
        ),
        _ingestor(store, embedder, limits),
        version=version("yiju"),
        load_limits=limits,
        upload_bytes=chosen.upload_mb * MEBIBYTE,
        hosts=_served_names(chosen, address),
        origins=split(chosen.cors_origins),
        access=_access(keys, chosen),
        bounds=Bounds(
            running=chosen.concurrency, waiting=chosen.queue, seconds=chosen.request_seconds
        ),
        metrics=metrics,
        evaluations=Evaluations(
            chosen.store / "evaluations", lambda: Engine(store, embedder), [_SAMPLE_QUESTIONS]
        ),
    )
    if page:
        from ui.web.mount import mount_page

        mount_page(app)
    return app


def _ingestor(store: Store, embedder: Embedder, limits: Limits) -> Ingestor:
    from ingest.pipeline import Ingestor, processors

    ingestor = Ingestor(store, embedder, limits, workers=processors())
    ingestor.start()  # the first upload need not wait for its process
    return ingestor


def _access(keys: KeyFile, chosen: Settings) -> Access:
    from rag.access import Access

    return Access(
        keys, session_seconds=chosen.session_hours * 3600, per_minute=chosen.rate_per_minute
    )


def _served_names(chosen: Settings, address: str) -> tuple[str, ...]:
    """Host names to answer to; none (so: any) where the service listens beyond this machine."""
    from ui.settings import split

    given = split(chosen.hosts)
    if "*" in given or (not given and address not in _LOOPBACK):
        return ()
    return (*_LOOPBACK, address, *given)


def _listen(chosen: Settings, *, with_keys: bool) -> socket.socket:
    host, port = chosen.host, chosen.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        msg = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise SettingsError(msg) from error
    if not (with_keys or chosen.open_access or ip_address(address[0]).is_loopback):
        raise SettingsError(
            f"refusing to listen on {host} without keys: make one with `yiju keys add NAME --role "
            f"write` (they belong in {chosen.keys_path}), or say --open-access (YIJU_OPEN_ACCESS=1) "
            "where whoever reaches the service may read, add and remove everything"
        )
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        msg = f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port"
        raise SettingsError(msg) from error
    return listener


def _warm_up(
    store: Store, embedder: Embedder, engine: AnswersQuestions, stop: threading.Event
) -> None:
    """Reads the indexes, and catches their files up, before the first question must wait."""
    from rag.retrieval import Retriever
    from vectorstore.queries import FactQuery

    began = time.monotonic()
    try:
        store.refresh()
    except YijuError as error:  # another process is at it, or the folder is read only
        _log.debug("the indexes' files were not caught up: %s", error)
    try:
        Retriever(store, embedder).search("报告", text="报告", top_k=1)
        store.facts(FactQuery(indicator="报告", limit=1))
        engine.warm_up(stop)
    except YijuError as error:  # the first question will say it, or the service is stopping
        _log.debug("the indexes were not read ahead: %s", error)
    else:
        _log.debug("the indexes were read in %.1f s", time.monotonic() - began)


def _collect_seldom() -> None:
    """Has the garbage collector leave what lives as long as the service, and run less often.

    An answer over thousands of reports makes a hundred thousand objects, none of them in a cycle;
    looking through all that was loaded, time and again, took a third of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _run(app: FastAPI, listener: socket.socket, grace_seconds: float) -> None:
    """Serves until SIGTERM or Ctrl+C; then finishes what was begun, within the time of grace."""
    import uvicorn

    class Server(uvicorn.Server):
        """Tells the application as soon as it is to stop."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """Takes no more connections, and waits for the requests under way."""
            _log.info("stopping: finishing what was begun")
            for stop in app.state.on_stop:
                stop()
            await super().shutdown(sockets)

    server = Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=math.ceil(grace_seconds),
        )
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # The server puts its own handlers in their place while it runs, and raises what it caught
    # again when it is done: an orderly end, not a death by signal.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"依据 Yiju: http://{shown}:{port}/  (API: /v1, Ctrl+C stops)")
    server.run(sockets=[listener])


def leave_behind_what_is_stuck() -> None:
    """Ends the process although threads are stuck, which would otherwise hold it up for ever.

    To be called last: the store is closed by now.
    """
    stuck = [
        each
        for each in threading.enumerate()
        if each is not threading.current_thread() and not each.daemon
    ]
    deadline = time.monotonic() + _LAST_SECONDS
    for thread in stuck:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = sum(thread.is_alive() for thread in stuck)
    if left:
        _log.warning("%d requests did not end in time and are left behind", left)
        logging.shutdown()
        os._exit(0)
