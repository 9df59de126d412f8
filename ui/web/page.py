"""The Gradio chat page. It speaks to the service through its HTTP API only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

import gradio as gr

from rag.client import AsyncYijuClient
from ui.web import conversation as talk
from ui.web.conversation import Conversation, Turn
from ui.web.corrections import UnreadableError
from ui.web.examples import Examples
from ui.web.language import visitor_language
from ui.web.views import app_html, loading_html, refusal_html, reply_html, transcript_html
from ui.web.wishes import wished_question
from vectorstore.errors import ServiceError

STATIC = files("ui.web") / "static"
FONTS = ("PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "system-ui", "sans-serif")
_CONCURRENCY = 16
_PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def theme() -> gr.themes.Base:
    """A quiet theme with the system's fonts: nothing is fetched from elsewhere."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.gray,
        font=FONTS,
        font_mono=("ui-monospace", "monospace"),
    )


def build_page(client: AsyncYijuClient) -> gr.Blocks:
    """The page over a client of the service.

    ``app`` holds the page, ``reply`` receives what is asked for; the page's script takes it from
    there, so that a long conversation is not sent and drawn again with every answer. The server
    keeps nothing: a page that stays open goes on after a restart of the service.
    """
    page: gr.Blocks = gr.Blocks(title="依据 Yiju", analytics_enabled=False)
    with page:
        app = gr.HTML(loading_html(), elem_id="app", js_on_load=None, apply_default_css=False)
        reply = gr.HTML(
            "", elem_id="reply", js_on_load=_static("bridge.js"), apply_default_css=False
        )
        handlers = _Handlers(client)
        page.load(handlers.start, None, app, **_PRIVATE)
        events: dict[str, Any] = {"concurrency_limit": _CONCURRENCY, "trigger_mode": "multiple"}
        reply.submit(handlers.ask, None, reply, **events, **_PRIVATE)
        reply.select(handlers.open, None, reply, **events, **_PRIVATE)
    return page


class _Handlers:
    """What happens on the page; every answer is HTML."""

    def __init__(self, client: AsyncYijuClient) -> None:
        self._client = client
        self._examples = Examples()

    async def start(self, request: gr.Request) -> str:
        """The whole page: with the conversation that the address names, or with examples."""
        query = request.query_params
        lang = visitor_language(query, request.cookies, request.headers)
        return app_html(await self._conversation(request, query.get("c", ""), lang))

    async def open(self, request: gr.Request, event: gr.EventData) -> str:
        """The turns of a conversation, or the empty page."""
        wish = _wish(event)
        found = await self._conversation(request, wish.get("c", ""), _lang(wish))
        return reply_html(wish.get("token", ""), transcript_html(found), found.conversation_id)

    async def ask(self, request: gr.Request, event: gr.EventData) -> str:
        """The turn that answers a question, or what is wrong with a correction."""
        wish = _wish(event)
        lang = _lang(wish)
        client = self._client.as_caller(request.headers)
        known, number = wish.get("c", ""), _number(wish.get("number", ""))
        try:
            question = await wished_question(client, wish)
        except UnreadableError as error:
            return reply_html(wish.get("token", ""), refusal_html(error, lang), known)
        except ServiceError as error:
            asked = wish.get("question", "").strip()
            turn = Turn(number, asked, failure=talk.failure_of(error))
        else:
            known, turn = await talk.ask(client, question, known, number, wish.get("language", ""))
        shown = Conversation(lang, conversation_id=known, turns=(turn,))
        return reply_html(wish.get("token", ""), transcript_html(shown), known)

    async def _conversation(self, request: gr.Request, known: str, lang: str) -> Conversation:
        client = self._client.as_caller(request.headers)
        try:
            turns = await talk.kept_turns(client, known) if known else ()
        except ServiceError:
            return Conversation(lang, conversation_id=known)
        missing = turns is None
        try:
            health = await client.health()
        except ServiceError:
            return Conversation(lang, None, (), "" if missing else known, turns or (), missing)
        fresh = Conversation(lang, health, (), "", (), missing)
        if turns:
            return replace(fresh, conversation_id=known, turns=turns)
        examples = await self._examples.of(client, health.generation, lang)
        return replace(fresh, examples=examples)


def _wish(event: gr.EventData) -> dict[str, str]:
    """What the browser sent: text under names, whatever else it may hold."""
    data = getattr(event, "_data", None)
    if not isinstance(data, Mapping):
        return {}
    return {str(name): value for name, value in data.items() if isinstance(value, str)}


def _lang(wish: Mapping[str, str]) -> str:
    return visitor_language(wish, {}, {})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
