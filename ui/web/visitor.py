"""Who reads a page: the language, and whether the address chose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from ui.web.language import COOKIE, visitor_language
from ui.web.words import Words, words_for

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """A reader of the pages.

    Attributes:
        words: The pages' words in the reader's language.
        chose: Whether the address says which language; it is kept then.
        other_language_url: The same page in the other language.
    """

    words: Words
    chose: bool
    other_language_url: str

    @classmethod
    def of(cls, request: Request) -> Self:
        """The visitor who sent a request."""
        query = request.query_params
        lang = visitor_language(query, request.cookies, request.headers)
        other = "zh" if lang == "en" else "en"
        kept = [(name, value) for name, value in query.multi_items() if name != "lang"]
        # Said in both languages: without a word the browser's own language would come back.
        address = f"{request.url.path}?{urlencode([*kept, ('lang', other)])}"
        chose = query.get("lang", "")[:2].lower() in ("zh", "en")
        return cls(words_for(lang), chose, address)

    def keep(self, response: Response) -> None:
        """Has the browser remember the language, where it was chosen."""
        if self.chose:
            lang = "en" if self.words.lang == "en" else "zh"
            response.set_cookie(COOKIE, lang, max_age=_YEAR, samesite="lax")
