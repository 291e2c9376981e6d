"""An article on several pages: which page is the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from os.path import commonprefix
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.html import HtmlElement

from ..article import Source
from ..errors import CleancopyError
from ..options import Limits
from ..page import read_page
from ..text import fold, host_of

MOST_PAGES = 20
_MOST_LINKS = 5000
# What links to a next page say, whole: "next" alone may lead to the next article, and needs a number to be believed.
_NEXT_PAGE = re.compile(
    r"next page|continue to (?:the )?next page|page suivante|n[aä]chste seite|weiter auf seite \d+|auf seite \d+"
    r"|p[aá]gina siguiente|siguiente p[aá]gina|pr[oó]xima p[aá]gina|pagina successiva|volgende pagina|nästa sida"
    r"|næste side|neste side|nast[eę]pna strona|další strana|следующая страница|наступна сторінка|sonraki sayfa"
    r"|下一页|下一頁|次のページ(?:へ)?|次ページ|다음 페이지|الصفحة التالية",
    re.I,
)
_ARROWS = re.compile(r"^[\s»›>→|:.…-]+|[\s»›>→|:.…-]+$")
_PAGE_OF = re.compile(
    r"\b(?:page|seite|p[aá]gina|pagina|strona|strana|sida|side|страница)\s+(\d{1,2})\s+(?:of|von|de|di|van|z|av|af|из|sur)"
    r"\s+(\d{1,2})\b|(?<!\d)(\d{1,2})\s*/\s*(\d{1,2})(?!\d)",
    re.I,
)
_LONGEST_MARK = 30


def next_page(
    source: Source, before: Sequence[str | None], encoding: str | None = None, limits: Limits = Limits()
) -> str | None:
    """The address of the article's next page; None when there is none, or when it is not sure.

    It is on the same host, and none of `before`: the addresses of the pages so far. Believed are a link that says
    "next page", `rel=next` whose address has the next number in it, and the number that follows in "page 2 of 4".
    """
    try:
        tree = read_page(source, encoding, limits).tree
    except CleancopyError:
        return None
    if tree is None or not source.url:
        return None
    number = len(before) + 1
    seen = {_plain(url) for url in before if url}
    for link in (*_declared(tree, source.url, number), *_named(tree, source.url, number)):
        if host_of(link) == host_of(source.url) and _plain(link) not in seen:
            return link
    return None


def _declared(tree: HtmlElement, url: str, number: int) -> Iterator[str]:
    """Links with rel=next that go on with this page's address: on many sites they lead to the next article."""
    for element in islice(tree.iter("link", "a"), _MOST_LINKS):
        if "next" in (element.get("rel") or "").lower().split():
            link = _absolute(element.get("href"), url)
            if link and _is_continuation(url, link, number):
                yield link


def _named(tree: HtmlElement, url: str, number: int) -> Iterator[str]:
    links = [a for a in islice(tree.iter("a"), _MOST_LINKS) if a.get("href")]
    for a in links:
        text = _ARROWS.sub("", fold(a.text_content())[:80])
        link = _absolute(a.get("href"), url)
        if link and _NEXT_PAGE.fullmatch(text) and _is_continuation(url, link, number):
            yield link
    total = _pages_in_all(tree, number - 1)
    for a in links if total >= number else ():
        link = _absolute(a.get("href"), url)
        if link and fold(a.text_content()) == str(number) and _is_continuation(url, link, number):
            yield link


def _pages_in_all(tree: HtmlElement, number: int) -> int:
    """How many pages there are by a mark such as "page 2 of 4" or "2/4" that stands alone; 0 without one."""
    body = tree.find("body")
    texts = body.itertext() if body is not None else iter(())
    for text in texts:
        folded = fold(text) if len(text) < 200 else ""
        found = _PAGE_OF.fullmatch(folded) if 0 < len(folded) <= _LONGEST_MARK else None
        if found:
            at, total = (int(n) for n in found.groups() if n)
            if at == number < total:
                return total
    return 0


def _is_continuation(url: str, link: str, number: int) -> bool:
    """Whether an address is that of page `number`: `/story?page=2`, `/story-2.html`, `/story/2` go on with `/story`.

    A number that is not the next page's may be the next article's.
    """
    here, there = urlsplit(url), urlsplit(link)
    if here.path == there.path:
        changed = dict(set(parse_qsl(there.query)) - set(parse_qsl(here.query)))
        return len(changed) == 1 and _follows("", next(iter(changed.values())), number)
    stem, other = (_ENDING.sub("", path).rstrip("/") for path in (here.path, there.path))
    common = len(commonprefix((stem, other)))  # noqa: RUF071  # characters are meant
    while common and stem[common - 1].isdigit():
        common -= 1
    part = _PART.fullmatch(other[common:])
    return bool(common and part) and _follows(stem[common:], part.group(1) if part else "", number)


def _follows(old: str, new: str, number: int) -> bool:
    """Some sites count their pages from 0."""
    return new in (str(number), str(number - 1)) and old in ("", str(int(new) - 1))


_ENDING = re.compile(r"\.\w{2,5}$")
_PART = re.compile(r"(?:[/_.,-]?(?:page|seite|p|s|part|teil|pagina|strona)?[/_.,-]?)?(\d{1,2})")


def _absolute(link: str | None, url: str) -> str | None:
    try:
        joined = urljoin(url, (link or "").strip())
    except ValueError:
        return None
    return joined.partition("#")[0] if joined.startswith(("http://", "https://")) else None


def _plain(url: str) -> str:
    """An address without what makes no difference between pages."""
    return url.partition("#")[0].rstrip("/")
