"""Serves the pages over the scripted engine: ``python -m tests.browser.scripted STORE``."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from ingest.pipeline import Ingestor
from rag.service import create_app
from tests.faces import ScriptedEngine, ingest_reports
from ui.web.mount import mount_page
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


def main(folder: Path) -> None:
    embedder = load_embedder()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        LocalStore.open(folder / "store", embedder.identity, create=True) as store,
    ):
        ingest_reports(store, embedder, folder / "files")
        app = create_app(ScriptedEngine(store), Ingestor(store, embedder), version="0")
        mount_page(app)
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
