"""What the server-rendered pages share: a template as a response, and trouble as a page."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from fastapi.responses import HTMLResponse

from ui.web.problem_words import explained, refusal
from ui.web.templating import render
from ui.web.views import language_query, source_name
from ui.web.visitor import Visitor
from ui.web.words import Words
from vectorstore.errors import ServiceError, ServiceRefusedError

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'{images}; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
_SCRIPTED = "; script-src 'self'; connect-src 'self'"
_MAX_NUMBER = 18  # digits; what is longer is no offset


def page(
    template: str,
    visitor: Visitor,
    *,
    here: str,
    status: int = 200,
    scripted: bool = False,
    **values: object,
) -> HTMLResponse:
    """A template as a page.

    Args:
        template: Its file.
        visitor: Who reads it.
        here: Path of the page that the masthead marks; empty for none.
        status: HTTP status code.
        scripted: Whether the page has a script of its own, which may ask the service; no other
            script ever runs.
        **values: For the template.
    """
    words = visitor.words
    html = render(
        template,
        words=words,
        here=here,
        other_language_url=visitor.other_language_url,
        query=language_query(words.lang),
        health=None,
        interactive=False,
        source_name=source_name,
        explained=partial(explained, words.lang),
        **values,
    )
    policy = _POLICY.format(images=" blob: data:" if scripted else "")
    headers = {
        "Content-Security-Policy": policy + (_SCRIPTED if scripted else ""),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
    }
    response = HTMLResponse(html, status, headers=headers)
    visitor.keep(response)
    return response


def trouble(
    visitor: Visitor,
    error: ServiceError,
    *,
    here: str,
    missing: tuple[str, str] = ("", ""),
    panel: bool = False,
) -> HTMLResponse:
    """What the service refused, or that it does not answer, as a page.

    Args:
        visitor: Who reads it.
        error: What happened.
        here: As for :func:`page`.
        missing: Title and hint where what was asked for is not there.
        panel: Whether it is shown beside the conversation.
    """
    status = error.status if isinstance(error, ServiceRefusedError) else 503
    title, hint = visitor.words.failed, refusal(visitor.words.lang, error)
    if status == HTTPStatus.NOT_FOUND and missing[0]:
        title, hint = missing
    return page(
        "trouble.html", visitor, here=here, status=status, title=title, hint=hint, panel=panel
    )


def nothing_here(visitor: Visitor) -> HTMLResponse:
    """No page has this address."""
    return page(
        "trouble.html",
        visitor,
        here="",
        status=HTTPStatus.NOT_FOUND,
        title=visitor.words.unknown_page,
        hint=visitor.words.unknown_page_hint,
        panel=False,
    )


def language(words: Words) -> dict[str, str]:
    """What keeps the language in the query of an address."""
    return {"lang": "en"} if language_query(words.lang) else {}


def number(text: str) -> int:
    """A whole number from an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_NUMBER else 0
