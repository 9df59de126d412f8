"""``yiju mcp``."""

from __future__ import annotations

from ui.commands.shared import EmbedderOption, StoreOption, opened_engine, service_address


def mcp(store: StoreOption = None, embedder: EmbedderOption = None) -> None:
    """Serve assistants on standard input and output (Model Context Protocol).

    An assistant starts this itself; links lead to where `yiju serve` shows reports. A running
    service answers the same at /mcp.

    Example: yiju mcp --store ~/reports-store
    """
    from importlib.metadata import version

    import anyio

    from rag.mcp_server import mcp_server, serve_stdio

    with opened_engine(store, embedder) as engine:
        server = mcp_server(engine, version("yiju"), service_address())
        anyio.run(serve_stdio, server)
