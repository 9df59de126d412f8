"""What the server-rendered pages share: a template as a response, and trouble as a page."""

from __future__ import annotations

from functools import partial

from fastapi.responses import HTMLResponse

from ui.web.problem_words import explained, refusal
from ui.web.templating import render
from ui.web.views import language_query, source_name
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
    words: Words,
    *,
    status: int = 200,
    scripted: bool = False,
    **values: object,
) -> HTMLResponse:
    """A template as a page.

    Args:
        template: Its file.
        words: The page's language.
        status: HTTP status code.
        scripted: Whether the page has a script of its own, which may ask the service; no other
            script ever runs.
        **values: For the template.
    """
    html = render(
        template,
        words=words,
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
    }
    return HTMLResponse(html, status, headers=headers)


def trouble(words: Words, error: ServiceError) -> HTMLResponse:
    """What the service refused, or that it does not answer, as a page."""
    status = error.status if isinstance(error, ServiceRefusedError) else 503
    missing = status == 404
    return page(
        "trouble.html",
        words,
        status=status,
        title=words.unknown_report if missing else words.failed,
        hint=words.unknown_report_hint if missing else refusal(words.lang, error),
    )


def language(words: Words) -> dict[str, str]:
    """What keeps the language in the query of an address."""
    return {"lang": "en"} if language_query(words.lang) else {}


def number(text: str) -> int:
    """A whole number from an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_NUMBER else 0
