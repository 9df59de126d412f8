"""The Gradio chat page. It speaks to the service through its HTTP API only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import gradio as gr

from rag.client import AsyncYijuClient
from ui.web import conversation as talk
from ui.web.conversation import Conversation, Turn
from ui.web.examples import example_questions
from ui.web.views import masthead_html, transcript_html
from ui.web.words import words_for
from vectorstore.errors import ServiceError

STATIC = files("ui.web") / "static"
FONTS = ("PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "system-ui", "sans-serif")
_CONCURRENCY = 8
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
    """The page over a client of the service."""
    first = Conversation()
    words = words_for(first.lang)
    page: gr.Blocks = gr.Blocks(title="依据 Yiju", analytics_enabled=False)
    with page:
        state = gr.State(first)
        masthead = gr.HTML(
            masthead_html(first),
            elem_id="masthead",
            js_on_load=_static("masthead.js"),
            apply_default_css=False,
        )
        transcript = gr.HTML(
            "", elem_id="transcript", js_on_load=_static("transcript.js"), apply_default_css=False
        )
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                placeholder=words.placeholder,
                label=words.question_label,
                show_label=False,
                lines=1,
                max_lines=6,
                max_length=2000,
                autofocus=True,
                container=False,
                elem_id="question",
            )
            send = gr.Button(words.send, elem_id="send", variant="primary", scale=0)
        handlers = _Handlers(client)
        labels = [masthead, transcript, question, send]
        page.load(handlers.start, None, [state, *labels], **_PRIVATE)
        gr.on(
            [question.submit, send.click, transcript.click],
            handlers.ask,
            [question, state],
            [state, *labels],
            concurrency_limit=_CONCURRENCY,
            **_PRIVATE,
        )
        masthead.click(handlers.control, state, [state, *labels], **_PRIVATE)
    return page


class _Handlers:
    """What happens on the page.

    Each gives, in this order: the conversation, and updates of masthead, transcript, question
    field and button.
    """

    def __init__(self, client: AsyncYijuClient) -> None:
        self._client = client

    async def start(self, request: gr.Request) -> tuple[Any, ...]:
        """Shows the empty page in the language that the address names."""
        lang = "en" if request.query_params.get("lang") == "en" else "zh"
        return _shown(await self._fresh(lang))

    async def ask(
        self, typed: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Asks what was typed or what was clicked: first shows the question, then the answer."""
        clicked = event._data.get("question") if isinstance(event._data, dict) else None
        question = str(clicked or typed or "").strip()
        if not question:
            yield conversation, *(gr.skip() for _ in range(4))
            return
        number = conversation.next_number
        before = conversation.turns[-(talk.MAX_TURNS - 1) :]
        pending = replace(conversation, turns=(*before, Turn(number, question)))
        field = gr.skip() if clicked else gr.update(value="")
        yield (
            pending,
            masthead_html(pending),
            transcript_html(pending),
            field,
            gr.update(interactive=False),
        )
        known, turn = await talk.ask(self._client, question, conversation.conversation_id)
        answered = replace(
            conversation,
            conversation_id=known,
            turns=(*before, replace(turn, number=number)),
        )
        yield (
            answered,
            gr.skip(),
            transcript_html(answered),
            gr.skip(),
            gr.update(interactive=True),
        )

    async def control(self, conversation: Conversation, event: gr.EventData) -> tuple[Any, ...]:
        """Switches the language, or begins a new conversation."""
        if event._data.get("action") == "language":
            other = "zh" if conversation.lang == "en" else "en"
            return _shown(replace(conversation, lang=other))
        return _shown(await self._fresh(conversation.lang))

    async def _fresh(self, lang: str) -> Conversation:
        try:
            health = await self._client.health()
        except ServiceError:
            return Conversation(lang)
        return Conversation(lang, health, await example_questions(self._client))


def _shown(conversation: Conversation) -> tuple[Any, ...]:
    words = words_for(conversation.lang)
    return (
        conversation,
        masthead_html(conversation),
        transcript_html(conversation),
        gr.update(placeholder=words.placeholder, label=words.question_label),
        gr.update(value=words.send),
    )


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
