"""``yiju serve``."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    EmbedderOption,
    StoreOption,
    opened_store_and_embedder,
    settings,
    store_path,
)
from vectorstore.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ui.settings import Settings
    from vectorstore.conversations import ConversationStore
    from vectorstore.embedding import Embedder
    from vectorstore.store import Store

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_BACKLOG = 2048
_GRACE_SECONDS = 2


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
    page: Annotated[bool, typer.Option(help="Serve the chat page beside the API.")] = True,
) -> None:
    """Serve the HTTP API and the chat page, until Ctrl+C.

    Example: yiju serve --port 8420
    """
    chosen = settings()
    listener = _listen(host or chosen.host, chosen.port if port is None else port)
    with (
        listener,
        opened_store_and_embedder(store, embedder, create=True) as (opened, model),
    ):
        from vectorstore.local.conversations import open_conversations

        with closing(open_conversations(store_path(store))) as conversations:
            address = listener.getsockname()[0]
            app = build(opened, model, conversations, chosen, address, page=page)
            _run(app, listener)


def build(
    store: Store,
    embedder: Embedder,
    conversations: ConversationStore,
    chosen: Settings,
    address: str,
    *,
    page: bool,
) -> FastAPI:
    """The service, with the page mounted at ``/`` where wanted.

    Args:
        store: Holds the reports.
        embedder: The store's model.
        conversations: What was asked before.
        chosen: Limits and host names.
        address: Where it listens; on loopback only known host names are answered.
        page: Whether to mount the chat page.
    """
    from importlib.metadata import version

    from ingest.pipeline import Ingestor, processors
    from rag.engine import Engine
    from rag.service import MEBIBYTE, create_app

    app = create_app(
        Engine(store, embedder, conversations=conversations),
        Ingestor(store, embedder, workers=processors()),
        version=version("yiju"),
        upload_bytes=chosen.upload_mb * MEBIBYTE,
        hosts=_served_names(chosen, address),
    )
    if page:
        from ui.web.mount import mount_page

        mount_page(app)
    return app


def _served_names(chosen: Settings, address: str) -> tuple[str, ...]:
    """Host names to answer to; none (so: any) where the service listens beyond this machine."""
    given = tuple(name.strip() for name in chosen.hosts.split(",") if name.strip())
    if "*" in given or (not given and address not in _LOOPBACK):
        return ()
    return (*_LOOPBACK, address, *given)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        msg = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise SettingsError(msg) from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        msg = f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port"
        raise SettingsError(msg) from error
    return listener


def _run(app: FastAPI, listener: socket.socket) -> None:
    import uvicorn

    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"依据 Yiju: http://{shown}:{port}/  (API: /v1, Ctrl+C stops)")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,  # an open page would hold it up for ever
    )
    uvicorn.Server(config).run(sockets=[listener])
