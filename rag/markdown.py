r"""Report text as Markdown that shows it and does nothing else.

Whoever wrote a report must not get to write a client's headings, links, images, HTML or formulas.
Character references are used rather than backslashes: they are no structure in CommonMark, and
clients that look for ``\(…\)`` or ``$…$`` before they parse do not see them.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"""(?:
      (?:[a-z][a-z0-9+.-]*://|www\.|mailto:) [!-_a-{}~]*       # what any client makes a link
    | (?<![\w.+-]) [\w.+-]+ @ [\w-]+ (?:\.[\w-]+)+             # an e-mail address
    | (?<!\w) \w[\w-]* (?:\.[\w-]+)* \.[a-z]{2,}               # a bare host name
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
"""Clients turn these into links by themselves; inside a code span none does."""

_STRUCTURE = re.compile(r"[\\`*_<&~|$]|(?<=\])[(:]|!(?=\[)")
_LINE_START = re.compile(r"[-+#=>\[]|(?<=\d)[.)](?=\s|$)")
_NUMBERED = re.compile(r"\d{1,9}(?=[.)])")
_BREAKS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


def on_one_line(text: str) -> str:
    """Text without line breaks, and without characters that show nothing or steer a terminal."""
    flat = _BREAKS.sub(" ", text)
    return "".join(char if char.isprintable() or char.isspace() else "\ufffd" for char in flat)


def inline(text: str) -> str:
    """Text for the inside of a line or of a table's cell."""
    flat = on_one_line(text)
    pieces = []
    at = 0
    for found in _ADDRESS.finditer(flat):
        pieces += [_STRUCTURE.sub(_reference, flat[at : found.start()]), f"`{found[0]}`"]
        at = found.end()
    return "".join(pieces) + _STRUCTURE.sub(_reference, flat[at:])


def line(text: str) -> str:
    """Text for the beginning of a line or of a list's entry."""
    shown = inline(on_one_line(text).lstrip(" \t"))
    number = _NUMBERED.match(shown)
    at = number.end() if number else 0
    mark = _LINE_START.match(shown, at)
    return shown if mark is None else shown[:at] + _reference(mark) + shown[at + 1 :]


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
