"""HTML: the main content of a page, complete and in reading order.

Trafilatura says where the main content is; it does not say what is in it, because it drops short
headings, repeated paragraphs and merged table cells, and a report must not lose any. The smallest
element around all that Trafilatura found is rendered whole instead, together with what stands
right before it (title, publication table) and right after it (signature). Where Trafilatura finds
too little of a page's running text, all running text decides.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ingest.documents import Document, RawSource
from ingest.encoding import decode
from ingest.loaders.formats import Format
from ingest.loaders.html_text import BLOCKS, render
from vectorstore.errors import DamagedSourceError, EmptySourceError

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # What a page is made of is no news for the user's terminal: failures become LoadErrors.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

_INVISIBLE = (
    "script style noscript template iframe object embed svg math button select option input "
    "textarea nav footer rt rp map audio video canvas"
)
_META_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_PROSE_MARK = re.compile("[,;。,\uff0c\uff1b]")
_FURNITURE = re.compile(
    "版权所有|ICP备|公网安备|网站标识码|技术支持|建议使用|(?:主办|承办)(?:单位|[:\uff1a])|Copyright",
    re.I,
)
_FOOTER_NAME = re.compile("foot|bottom|copyright", re.I)
_SPACE = re.compile(r"\s+")
_WORDLESS = re.compile(r"[\W\d_]+")
_HEAD = 8192
_GRAM = 8
_MIN_PROSE = 15
_MIN_SHARE = 0.8
_LINK_SHARE = 0.6
_MAX_BESIDE = 400
_LONGEST_LINK = 200


def parse_html(raw: RawSource, charset: str = "") -> Document:
    """Reads a page.

    Args:
        raw: The page.
        charset: As a server declared it; the page's own declaration is asked first.

    Raises:
        EncodingError: No encoding explains the bytes.
        EmptySourceError: The page shows no text, or links only.
        DamagedSourceError: The markup cannot be read.
    """
    declared = _META_CHARSET.search(raw.data[:_HEAD])
    text = decode(raw.data, raw.given, declared.group(1).decode("ascii") if declared else charset)
    tree = _tree(text, raw.given)
    title, fields = _declarations(tree)
    found = _squeeze(_extract(tree))
    _prune(tree)
    body = tree.find("body")
    lines = _Page(tree if body is None else body, found).lines()
    if not lines:
        raise EmptySourceError(
            raw.given,
            "the page shows no article, only links or nothing; if scripts fill it in, save it "
            "from a browser as PDF",
        )
    return Document("\n".join(lines), Format.HTML.value, title, fields)


def _tree(text: str, source: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:  # raised for a document without any element
        raise EmptySourceError(source, "the page is empty") from error
    except etree.XMLSyntaxError as error:
        raise DamagedSourceError(source, f"the markup cannot be read ({error})") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise DamagedSourceError(source, "its elements are nested too deeply to be read whole")
    return tree


def _extract(tree: HtmlElement) -> str:
    searched = deepcopy(tree)
    for cell in searched.iter("td", "th"):  # wide spans cost Trafilatura seconds
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)
    try:
        return (
            trafilatura.extract(
                searched, include_comments=False, include_tables=True, favor_recall=True
            )
            or ""
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return ""  # odd markup: all running text decides


def _declarations(tree: HtmlElement) -> tuple[str, dict[str, str]]:
    """The page's own title, and what its ``<meta>`` elements say, names as written."""
    fields: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip()
        content = _SPACE.sub(" ", meta.get("content") or "").strip()
        if name and content:
            fields.setdefault(name, content)
    element = next(tree.iter("title"), None)
    title = _SPACE.sub(" ", element.text_content()).strip() if element is not None else ""
    if title:
        fields.setdefault("title", title)
    named = {name.lower(): value for name, value in fields.items()}
    return named.get("articletitle") or title, fields


def _prune(tree: HtmlElement) -> None:
    etree.strip_elements(
        tree, *_INVISIBLE.split(), etree.Comment, etree.ProcessingInstruction, with_tail=False
    )
    whole = len(tree.text_content())
    hidden = [
        each
        for each in tree.iter(etree.Element)
        if "hidden" in each.attrib or _HIDDEN.search(each.get("style") or "")
    ]
    for element in hidden:  # an article that a script will reveal is kept
        if element.getparent() is not None and len(element.text_content()) * 2 < whole:
            element.drop_tree()


def _squeeze(text: str | None) -> str:
    return _SPACE.sub("", text or "")


def _is_link(anchor: HtmlElement) -> bool:
    """Whether an ``<a>`` leads elsewhere; one around a whole article was never closed."""
    return bool(anchor.get("href")) and len(anchor.text_content()) <= _LONGEST_LINK


class _Page:
    """A page's text nodes, weighed: how much of each element is text, and how much links."""

    def __init__(self, body: HtmlElement, found: str) -> None:
        self._body = body
        self._grams = {found[at : at + _GRAM] for at in range(len(found) - _GRAM + 1)}
        self._characters: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        self._links: dict[HtmlElement, int] = {}
        self._found: list[HtmlElement] = []
        self._main: list[tuple[HtmlElement, int]] = []
        self._prose: list[tuple[HtmlElement, int]] = []
        self._kept: set[HtmlElement] = set()  # around running text, never left out
        self._weigh()

    def lines(self) -> list[str]:
        """Lines of the main content; empty where the page holds nothing but links."""
        main, prose = (sum(size for _, size in nodes) for nodes in (self._main, self._prose))
        decisive = self._main if main >= _MIN_SHARE * prose else self._prose
        nodes = [element for element, _ in decisive] or self._found
        if not nodes:
            linked, all_of_it = self._linked[self._body], self._characters[self._body]
            return [] if linked * 2 >= all_of_it else render(self._body, self._is_aside)
        for element in nodes:
            self._kept.update(self._path(element))
        core = self._around(nodes)
        if core is self._body:
            return render(core, self._is_aside)
        before, after = self._beside(core)
        return [
            line for element in (*before, core, *after) for line in render(element, self._is_aside)
        ]

    def _weigh(self) -> None:
        elements = list(self._body.iter(etree.Element))
        links = {link for link in self._body.iter("a") if _is_link(link)}
        in_link = {each for link in links for each in link.iter(etree.Element)}
        for element in elements:
            self._characters[element] = self._linked[element] = 0
            self._links[element] = int(element in links)
        for element in reversed(elements):  # children before their parents
            parent = element.getparent() if element is not self._body else None
            self._count(element, element.text, element in in_link)
            if parent is not None:
                self._count(parent, element.tail, parent in in_link)
                for sizes in (self._characters, self._linked, self._links):
                    sizes[parent] += sizes[element]

    def _count(self, owner: HtmlElement, text: str | None, linked: bool) -> None:
        squeezed = _squeeze(text)
        letters = len(_WORDLESS.sub("", squeezed))  # the dates of a list of links weigh nothing
        size = len(squeezed)
        self._characters[owner] += letters
        if linked:
            self._linked[owner] += letters
        elif letters and size >= _GRAM and not _FURNITURE.search(squeezed):
            is_found = squeezed[:_GRAM] in self._grams and squeezed[-_GRAM:] in self._grams
            is_prose = size >= _MIN_PROSE and _PROSE_MARK.search(squeezed) is not None
            if is_found:
                self._found.append(owner)
            if is_prose:
                self._prose.append((owner, size))
            if is_found and is_prose:
                self._main.append((owner, size))

    def _is_aside(self, element: HtmlElement) -> bool:
        """Whether an element belongs to the site and not to the page."""
        return self._is_links(element) or self._is_site_footer(element)

    def _is_site_footer(self, element: HtmlElement) -> bool:
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        return (
            _FOOTER_NAME.search(named) is not None
            and self._characters.get(element, 0) < _MAX_BESIDE
            and _FURNITURE.search(element.text_content()) is not None
        )

    def _is_links(self, element: HtmlElement) -> bool:
        """Whether an element is a menu or a list of other pages."""
        return (
            element.tag in BLOCKS
            and element not in self._kept
            and self._links.get(element, 0) >= 3
            and self._linked[element] >= _LINK_SHARE * self._characters[element]
        )

    def _around(self, elements: list[HtmlElement]) -> HtmlElement:
        """The smallest container around all of them, never a mere paragraph or cell."""
        paths = [self._path(element) for element in dict.fromkeys(elements)]
        core = self._body
        for level in zip(*paths, strict=False):
            if any(each is not level[0] for each in level):
                break
            core = level[0]
        while core is not self._body and core.tag not in ("div", "article", "section", "main"):
            core = core.getparent()
        return core

    def _path(self, element: HtmlElement) -> list[HtmlElement]:
        path = [element]
        while path[-1] is not self._body:
            path.append(path[-1].getparent())
        return path[::-1]

    def _beside(self, core: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
        """Short blocks right before the content (from where links end) and right after it."""
        before: list[HtmlElement] = []
        budget = _MAX_BESIDE
        for sibling in self._going_up(core):
            budget -= self._characters[sibling]
            if budget < 0 or self._mostly_links(sibling):
                break
            before.append(sibling)
        after: list[HtmlElement] = []
        budget = _MAX_BESIDE // 4
        for sibling in core.itersiblings(etree.Element):
            budget -= self._characters[sibling]
            furniture = _FURNITURE.search(sibling.text_content())
            if budget < 0 or self._linked[sibling] or furniture:
                break
            after.append(sibling)
        return before[::-1], after

    def _mostly_links(self, element: HtmlElement) -> bool:
        return self._linked[element] * 2 > self._characters[element]

    def _going_up(self, core: HtmlElement) -> Iterator[HtmlElement]:
        """What precedes an element, nearest first, then what precedes its ancestors."""
        element = core
        while element is not None and element is not self._body:
            yield from element.itersiblings(etree.Element, preceding=True)
            element = element.getparent()
