"""What the commands share: options, opening a store, and text that is safe on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.engine import Engine
    from rag.model_planner import ModelPlanner
    from ui.settings import Settings
    from vectorstore.embedding import Embedder
    from vectorstore.store import Store
    from vectorstore.words import Dictionary

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help="Folder of the store.  [default: $YIJU_STORE or ~/.local/share/yiju]",
    ),
]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="MODEL",
        help="embedded, or a sentence-transformers model.  [default: $YIJU_EMBEDDER or embedded]",
    ),
]
DictionaryOption = Annotated[
    Path | None,
    typer.Option(
        "--dictionary",
        metavar="FILE",
        help="Terms that are words, in jieba's format; the store remembers them.  "
        "[default: $YIJU_DICTIONARY or the store's]",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
RegionOption = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="PLACE", help="Only this place, or places in it; repeatable."),
]
YearOption = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="YEAR", help="Only this report year; repeatable."),
]


def settings() -> Settings:
    """The settings in force.

    Raises:
        SettingsError: A variable of the environment has an impossible value.
    """
    from ui.settings import load_settings

    return load_settings()


def store_path(given: Path | None) -> Path:
    """Folder of the store: the option's, or the settings'."""
    return given.expanduser() if given is not None else settings().store


@contextmanager
def opened_store(given: Path | None) -> Iterator[Store]:
    """The store for what needs no model.

    Raises:
        StoreNotFoundError: There is none.
    """
    from vectorstore.local import LocalStore

    path = store_path(given)
    with naming_the_remedy(path), LocalStore.open(path) as store:
        yield store


@contextmanager
def opened_store_and_embedder(
    given: Path | None,
    embedder: str | None,
    *,
    create: bool = False,
    dictionary: Path | None = None,
) -> Iterator[tuple[Store, Embedder]]:
    """The store with its embedding model, and words cut by its dictionary.

    Args:
        given: Its folder, where an option says so.
        embedder: The model, where an option says so.
        create: Make a store where there is none.
        dictionary: File of terms, where an option says so.

    Raises:
        DictionaryError: The file of terms cannot be read.
        StoreNotFoundError: There is none, and none is to be created.
        EmbedderMismatchError: It was built with another model.
    """
    from vectorstore.embedding import load_embedder
    from vectorstore.local import LocalStore
    from vectorstore.words import use, words_of

    path = store_path(given)
    with naming_the_remedy(path):
        if not create:
            LocalStore.open(path).close()  # a missing store is told before a model is loaded
        terms = _dictionary(dictionary)
        model = load_embedder(embedder or settings().embedder)
        with LocalStore.open(path, model.identity, create=create) as store:
            if terms is not None:
                store.use_dictionary(terms)
            use(words_of(store.dictionary()))
            yield store, model


def _dictionary(given: Path | None) -> Dictionary | None:
    """The terms that the option or the settings name; None where neither does."""
    from vectorstore.words import Dictionary

    path = given.expanduser() if given is not None else settings().dictionary
    return None if path is None else Dictionary.read(path)


@contextmanager
def opened_engine(
    given: Path | None, embedder: str | None, dictionary: Path | None = None
) -> Iterator[Engine]:
    """An engine over the store; see :func:`opened_store_and_embedder`.

    Raises:
        DictionaryError: The file of terms cannot be read.
        StoreNotFoundError: There is no store.
    """
    from rag.engine import Engine

    with (
        opened_store_and_embedder(given, embedder, dictionary=dictionary) as (store, model),
        model_planner(settings()) as planner,
    ):
        yield Engine(store, model, model=planner)


@contextmanager
def model_planner(chosen: Settings) -> Iterator[ModelPlanner | None]:
    """The model that reads questions, where the settings name one.

    Raises:
        SettingsError: They name no address and model.
    """
    if not chosen.planner:
        yield None
        return
    from rag.model_planner import ModelAddress, ModelPlanner

    key = "" if chosen.planner_key is None else chosen.planner_key.get_secret_value()
    planner = ModelPlanner(ModelAddress.parse(chosen.planner), key)
    try:
        yield planner
    finally:
        planner.close()


@contextmanager
def naming_the_remedy(path: Path) -> Iterator[None]:
    """Says of a missing store which command makes one."""
    from vectorstore.errors import StoreNotFoundError

    try:
        yield
    except StoreNotFoundError as error:
        msg = f"there is no store at {path}: make one with `yiju ingest FILE... --store {path}`"
        raise StoreNotFoundError(msg) from error


def visible(text: str) -> str:
    """A report's words without characters that would steer a terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def on_one_line(text: str) -> str:
    """A report's words for a line of their own."""
    return " ".join(visible(text).split())


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines, headings first, anywhere else."""
    import sys

    shown = [[on_one_line(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in (headings, *shown):
            typer.echo("\t".join(line))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in shown:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def service_address() -> str:
    """Where ``yiju serve`` answers, as set up."""
    chosen = settings()
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    return f"http://{host}:{chosen.port}"


def quote_link(report_id: str, start: int, end: int) -> str:
    """Address of a quote in its report, where ``yiju serve`` shows it."""
    from rag.links import quote_path

    return service_address() + quote_path(report_id, start, end)
