"""What stands where the article should: a consent wall, a login, a paywall, a bot check, a page that scripts build.

Recognised by the page's structure and by its words in several languages, and only where there is little text: an
article that is there is never called hidden because its page also has a cookie banner or a login form.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from ..article import Article, Block, Kind, Page, Source, Status
from ..elements.declarations import declarations
from ..text import count_words, fold
from .refresh import reloads_itself, sent_on

_MOST_ELEMENTS = 3000
_LONG = 300  # words of an article that needs no wall to explain why it is short
_WALL_PAGE = 350  # words of a page that is nothing but a wall
_LONG_ELSEWHERE, _WALL_PAGE_ELSEWHERE = 800, 1000  # the same, where the server sent to another page
_SHORT_PAGE = 150  # words of a page on which every sentence counts; on longer ones the headings do
_SHELL_PAGE = 60  # words of a page whose scripts have yet to fill it
_LOADING_PAGE = 12  # words, beside the line that says that it loads
_DOTS = " .…⋯·•"
_TEASER = 250
_SCRAP = 40
_LONGEST_ADDRESS = 200
_CIRCLE = "no article, the page only loads itself again and again: try --render, or save it in a browser"
_MISSING = 0.5  # an article with less than this share of its declared words is not whole


@dataclass(frozen=True, slots=True)
class Wall:
    """What keeps the article away: a status, and a sentence that says what to do.

    Its own words are those of some tables of words.toml, or all of the page when that is nothing but the wall.
    """

    status: Status
    problem: str
    tables: tuple[str, ...] = ()
    is_all: bool = False

    def speaks(self, text: str) -> bool:
        """Whether a text is the wall's own: what it says of itself is nothing of the article."""
        return self.is_all or any(_pattern(table).search(text) for table in self.tables)


_BOT = Wall(
    Status.BLOCKED,
    "a bot check instead of the page: save it in a browser, or give the browser's cookies with --cookies",
    ("bot", "scripts"),
)
_CONSENT = Wall(
    Status.BLOCKED,
    "a consent wall instead of the page: agree in a browser and give its cookies with --cookies, or save it there",
    ("consent",),
)
_LOGIN = Wall(Status.BLOCKED, "a login instead of the page: give the cookies of your login with --cookies", ("login",))
_PAY = Wall(
    Status.PAYWALLED,
    "behind a paywall, only a beginning is there: give a subscriber's cookies with --cookies, or save the page",
    ("pay",),
)
_SCRIPTS = Wall(
    Status.NEEDS_JAVASCRIPT, "built by scripts, nothing is there without them: --render runs them", ("scripts",)
)

_LOADING = replace(_SCRIPTS, is_all=True)


@cache
def _pattern(table: str) -> re.Pattern[str]:
    """The expressions of a table of words.toml as one."""
    return re.compile("|".join(_words()[table]), re.I)


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def find_wall(page: Page, article: Article) -> Wall | None:
    """What keeps the article of an HTML page away, or None: it is there, or the page is short for another reason."""
    tree = page.tree
    assert tree is not None
    words = article.word_count
    found = article.status is Status.OK
    declared = _declared_paywall(tree, words)
    elsewhere = _was_sent_elsewhere(page.source)
    if found and words >= (_LONG_ELSEWHERE if elsewhere else _LONG):
        return _PAY if declared else None
    if sum(b.words for b in article.blocks) <= (_WALL_PAGE_ELSEWHERE if elsewhere else _WALL_PAGE):
        wall = _whole_page(page, tree, article)
        if wall is not None:
            return wall
    there = sent_on(tree, page.source.url)
    if there is not None:
        problem = f"no article, it only sends on to another page: take {there[:_LONGEST_ADDRESS]}"
        return Wall(Status.NO_ARTICLE, problem, is_all=True)
    if article.status is not Status.OK and reloads_itself(tree, page.source.url):
        return Wall(Status.NO_ARTICLE, _CIRCLE, is_all=True)
    if declared or (words <= _TEASER and _offers_the_rest(article.blocks)):
        return _PAY
    return None


def _whole_page(page: Page, tree: HtmlElement, article: Article) -> Wall | None:
    """A page that is nothing but a wall."""
    total = sum(b.words for b in article.blocks)
    said = [_title(tree), *(b.text for b in article.blocks)]
    thin = article.status is not Status.OK or article.word_count <= _SCRAP
    loud = said if thin or total <= _SHORT_PAGE else [_title(tree), *(b.text for b in article.blocks if b.level)]
    if any(_pattern("bot").search(text) for text in loud) or (thin and _has_bot_check(tree)):
        return _BOT
    if _is_consent(article):
        return _CONSENT
    if thin and _has_password(tree) and _wants_login(page, said):
        return _LOGIN
    if thin and total <= _SHELL_PAGE and declarations(tree).scripts:
        if _is_loading(tree, article.blocks):
            return _LOADING
        if _is_shell(tree, said):
            return _SCRIPTS
    return None


def _title(tree: HtmlElement) -> str:
    return fold((tree.findtext("head/title") or "")[:300])


def _has_bot_check(tree: HtmlElement) -> bool:
    marked = islice(tree.iter("script", "iframe", "form", "div", "meta"), _MOST_ELEMENTS)
    keys = ("src", "action", "id", "class", "data-sitekey")
    return any(_pattern("bot-marks").search((e.get(key) or "")[:500]) for e in marked for key in keys)


def _has_password(tree: HtmlElement) -> bool:
    return any((e.get("type") or "").lower() == "password" for e in islice(tree.iter("input"), _MOST_ELEMENTS))


def _wants_login(page: Page, said: list[str]) -> bool:
    """Whether a login stands before something else. A login page that was asked for is just that, a form."""
    tables = ("login", "login-titles") if _was_sent_elsewhere(page.source) else ("login",)
    return any(_pattern(table).search(text) for text in said for table in tables)


def _was_sent_elsewhere(source: Source) -> bool:
    """Whether the server sent to another page than the one that was asked for, and not just to its proper address."""
    asked, given = urlsplit(source.name), urlsplit(source.url or source.name)
    if asked.scheme not in ("http", "https"):
        return False
    if asked.netloc.removeprefix("www.") != given.netloc.removeprefix("www."):
        return True
    return not given.path.startswith(asked.path.rstrip("/"))


def _is_consent(article: Article) -> bool:
    """A page of which most is about consent, what was taken for its article too, and that has a button to give it."""
    prose = [b for b in article.blocks if b.words >= 8]
    about = {b.index: b.words for b in prose if _pattern("consent").search(b.text)}
    others = sum(b.words for b in article.kept if b.words >= 8 and b.index not in about)
    agree = any(b.words <= 6 and _pattern("agree").fullmatch(b.text.strip(" .!")) for b in article.blocks)
    told = sum(about.values())
    return agree and told >= 12 and told >= 0.6 * sum(b.words for b in prose) and others <= 0.25 * told


def _is_loading(tree: HtmlElement, blocks: tuple[Block, ...]) -> bool:
    """A page that says nothing but that it loads, or says next to nothing and shows that something is to come."""
    texts = [block.text.strip(_DOTS) for block in blocks if block.words]
    lines = [text for text in texts if _pattern("loading").fullmatch(text)]
    if lines and sum(map(count_words, texts)) - sum(map(count_words, lines)) <= _LOADING_PAGE:
        return True
    if sum(map(count_words, texts)) > _LOADING_PAGE:
        return False
    keys = ("class", "id", "role")
    elements = (e for e in islice(tree.iter(), _MOST_ELEMENTS) if isinstance(e.tag, str))
    return any(_pattern("spinners").search((e.get(key) or "")[:500]) for e in elements for key in keys)


def _is_shell(tree: HtmlElement, said: list[str]) -> bool:
    """A page that says it needs scripts, or has an empty element for them to fill."""
    asked = [*said, *(fold(e.text_content()[:2000]) for e in islice(tree.iter("noscript"), 20))]
    return any(_pattern("scripts").search(text) for text in asked) or _has_empty_mount(tree)


def _has_empty_mount(tree: HtmlElement) -> bool:
    elements = (e for e in islice(tree.iter(), _MOST_ELEMENTS) if isinstance(e.tag, str))
    return any((_pattern("mounts").fullmatch(e.get("id") or "") or "-root" in e.tag) and not _text(e) for e in elements)


def _text(element: HtmlElement) -> str:
    parts = (t for e in islice(element.iter(), 200) if e.tag not in ("script", "style", "noscript") for t in (e.text,))
    return "".join(t for t in parts if t).strip()


def _offers_the_rest(blocks: tuple[Block, ...]) -> bool:
    """Whether the page says, outside its running text, that the rest is for those who pay or register."""
    return any(b.words <= 60 and b.kind is not Kind.CODE and _pattern("pay").search(b.text) for b in blocks)


def _declared_paywall(tree: HtmlElement, words: int) -> bool:
    """Whether the page's own data calls its article paid for, and most of it is not there."""
    from ..page.json_ld import is_article, read_json_ld

    if not any("isAccessibleForFree" in (script.text or "") for script in declarations(tree).scripts[:_MOST_ELEMENTS]):
        return False
    for node in filter(is_article, read_json_ld(tree)):
        if str(node.get("isAccessibleForFree")).lower() not in ("false", "http://schema.org/false"):
            continue
        whole = _number(node.get("wordCount")) or count_words(str(node.get("articleBody") or ""))
        if whole and words < _MISSING * whole:
            return True
    return False


def _number(value: Any) -> int:
    return (
        int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 7) else 0
    )
