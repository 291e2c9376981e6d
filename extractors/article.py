"""The frozen records that travel between the steps: Source, Page, Block, Decision, Metadata, Article.

A `Source` goes into the pipeline and an `Article` comes out; both can be pickled. A `Page` holds an lxml tree and
never leaves its process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from .options import WriteOptions
    from .write.tree import Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a page was found, as the archive or the web says; what they do not say is None.

    `archive` is the archive's path and `member` the page's name in it. The three of WARC are the record's headers.
    `fetched_at` is when a server sent the page (UTC, ISO 8601), `final_url` the address after all redirects.
    `saved_at` is when a browser or an archive saved it, as its file says (ISO 8601).
    """

    archive: str | None = None
    member: str | None = None
    warc_record_id: str | None = None
    warc_date: str | None = None
    warc_target_uri: str | None = None
    fetched_at: str | None = None
    final_url: str | None = None
    saved_at: str | None = None

    @property
    def url(self) -> str | None:
        """The page's address, where one is known."""
        return self.final_url or self.warc_target_uri

    def as_dict(self) -> dict[str, str | None]:
        """The fields by name, in this order."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes and what is known of where they came from.

    `name` is what the user called it (a path, "-", a URL); `content_type` is the whole HTTP header, if there was one.
    `more` are the further pages of an article in parts, in order; they have none themselves.
    `given` is what was said of the page outside of it: by a mail's headers, or by the book that it is a chapter of.
    `wrapped` says that the page may still lie in what it was saved as (MHTML): see `sources.source_reader.saved_page`.
    `notes` are remarks on how it was found, for the user.
    """

    name: str
    data: bytes
    url: str | None = None
    content_type: str | None = None
    more: tuple[Source, ...] = ()
    origin: Origin = field(default_factory=Origin)
    given: Given | None = None
    wrapped: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """Metadata from outside of a page.

    `source` says whose they are ("mail header", "book"). They are believed before the page's own if they have the
    `last_word`, as a mail's headers do; else they fill in what the page does not say of itself, as a book's do.
    """

    source: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    last_word: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded page: either `tree` (HTML) or `paragraphs` (plain text, see page.plain), never both."""

    source: Source
    encoding: str
    tree: HtmlElement | None = None
    paragraphs: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def is_html(self) -> bool:
        """Whether it is HTML; else it is plain text."""
        return self.tree is not None


class Kind(StrEnum):
    """What a block is, in the terms of its page.

    Formulas on a line of their own and embedded films are no blocks before the others are judged: see blocks.finish.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CODE = "code"
    CAPTION = "caption"
    TERM = "term"
    CONTROL = "control"
    IMAGE = "image"
    FORMULA = "formula"
    EMBED = "embed"


class Container(NamedTuple):
    """A structural ancestor of a block (list, item, table, row, cell, quotation …).

    Two blocks stand in the same container when `tag` and `ident` agree; `ident` is unique on its page.
    `number` is an ordered item's number or a cell's column (from 0, empty cells counted); `attrs` are the few
    attributes that mean something (start, colspan …).
    """

    tag: str
    ident: int
    number: int | None = None
    attrs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text in reading order.

    `text` has its white space folded (line breaks that the page meant are newlines; code is verbatim).
    `level` is a heading's level, 1 to 6. `containers` go from the outermost to the innermost.
    `link_share` is the share of its characters that stand in links, 0 to 1. `words` counts words, a CJK character
    being one; an image has none, and its alternative text as `text`; an embedded film or sound has none either, and its
    title as `text`. `continues` marks a line that a single line break
    parts from the block before it: both are lines of one paragraph.
    """

    index: int
    kind: Kind
    text: str
    words: int
    level: int = 0
    containers: tuple[Container, ...] = ()
    link_share: float = 0.0
    continues: bool = False


class By(StrEnum):
    """What decided about a block; the same words are in JSON records and explanations."""

    MODEL = "model"
    TRAFILATURA = "trafilatura"
    RULE = "rule"  # a boilerplate rule
    # Steps after the model: see adjust.
    DOCUMENT = "document"
    POST = "post"
    LEAD = "lead"
    REPEAT = "repeat"
    TITLE = "title"
    PROSE = "prose"
    LABEL = "label"
    TEASER = "teaser"
    NOTICE = "notice"
    NEIGHBOURS = "neighbours"
    COMMENTS = "comments"
    # What becomes part of another block: see blocks.finish.
    GUTTER = "gutter"
    FORMULA = "formula"
    CODE = "code"
    WALL = "wall"
    # Tests and learning of rules.
    EXAMPLE = "example"
    LEARNING = "learning"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a block is article, what decided so and why."""

    keep: bool
    by: By
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself. Dates are ISO 8601; `image` and `url` are absolute where a base was known."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    modified: str | None = None
    site: str | None = None
    url: str | None = None
    language: str | None = None
    description: str | None = None
    image: str | None = None
    tags: tuple[str, ...] = ()
    license: str | None = None

    def as_dict(self) -> dict[str, str | list[str] | None]:
        """The fields by name, in this order, for JSON and YAML."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was found for a field of the metadata ("title", "authors", "date" …).

    `source` says where on the page it stood ("json-ld", "og:title", "h1", "rule my-rule" …). `won` marks what the vote
    took; the candidates of a field stand in the order in which they were weighed, the strongest first.
    """

    field: str
    value: str
    source: str
    won: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """What one kind of evidence adds to a block's score, in log-odds: above 0 it speaks for article.

    `says` is a phrase without its subject, the block ("is 80 % link text"), or with a neighbour as its subject.
    """

    says: str
    weight: float


@dataclass(frozen=True, slots=True)
class Grounds:
    """What spoke for and against one block, and how a rule would change what became of it.

    `voices` are the strongest, three a side at most; `others` is what all the rest adds, in log-odds. `path` are
    the elements around it, empty for plain text; `rule` is a rule as TOML that drops it if it was kept and keeps it if
    it was cut, None where no rule can.
    """

    voices: tuple[Voice, ...] = ()
    others: float = 0.0
    path: str = ""
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why each block of a page was kept or cut.

    For a block with a score, `base` (what the page's average word scores) + its voices' weights + its `others` is the
    log-odds of that score. The model keeps blocks from the score `threshold` on. `site` is the page's host, as far as
    it is known.
    """

    base: float
    threshold: float
    site: str | None = None
    grounds: tuple[Grounds, ...] = ()


class Status(StrEnum):
    """How an input ended; the same words stand in JSON records.

    FILTERED is no failure: the article is there, and the user has asked for others. NOT_WRITTEN: in a batch into a
    folder, its output could not be written.
    """

    OK = "ok"
    FILTERED = "filtered"
    NO_ARTICLE = "no-article"
    UNREADABLE = "unreadable"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    NEEDS_JAVASCRIPT = "needs-javascript"
    NETWORK = "network-error"
    NOT_WRITTEN = "not-written"
    INTERNAL = "internal-error"


_MOST_NAMED = 3


class MadeLater(Generic[T]):
    """A field of Article that may be given as a function without arguments.

    It is called when the field is first asked for, and its value kept. `default` is the field's value if none is given.
    """

    def __init__(self, *default: T) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, article: None, owner: type) -> T: ...
    @overload
    def __get__(self, article: Article, owner: type) -> T: ...
    def __get__(self, article: Article | None, owner: type) -> T:
        if article is None:  # dataclass asks for the default
            if not self._default:
                raise AttributeError(self._name)
            return self._default[0]
        value = article.__dict__[self._name]
        if callable(value):
            value = article.__dict__[self._name] = value()
        return value  # type: ignore[no-any-return]

    def __set__(self, article: Article, value: T | Callable[[], T]) -> None:
        article.__dict__[self._name] = value


@dataclass(frozen=True, repr=False)
class Article:
    """The result for one page: metadata, every block with its decision, and the article's own markup.

    What costs time and is not always wanted (metadata, markup, explanation) is made when it is first asked for; until
    then the article holds on to its page. An article that is pickled has its metadata and markup made; an explanation
    goes with it only if it was made before.

    `blocks` and `decisions` have the same length. `tree` is what the kept blocks show, put into one another as on
    the page, `comments_tree` that of the readers' comments; None if there is none. `draw` makes either again: see
    `shown`. `candidates` are what the vote on the metadata had to choose from. `scores` are the probabilities to be
    article that decided, None for a block without words; there are none where no model judged. `explanation` is
    there if a model judged and the article is on one page. `rules` counts the rules that fired, by id. `notes` are
    remarks for the user (a page cut off, a selector that matched nothing). `problem` says what keeps the article
    away when it stands behind a wall, and why it was filtered; what there is of it is kept. `extractor` says what
    judged the blocks: "model", "model+trafilatura" (the model with trafilatura's verdict) or "trafilatura"; None
    where nothing was judged. `emptied_by` names the rules that cut all of an article.
    """

    source: str
    status: Status
    metadata: MadeLater[Metadata] = MadeLater()
    blocks: tuple[Block, ...] = ()
    decisions: tuple[Decision, ...] = ()
    tree: MadeLater[Node | None] = MadeLater(None)
    comments_tree: MadeLater[Node | None] = MadeLater(None)
    confidence: float = 0.0
    candidates: MadeLater[tuple[Candidate, ...]] = MadeLater(())
    scores: tuple[float | None, ...] = ()
    explanation: MadeLater[Explanation | None] = MadeLater(None)
    rules: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str | None = None
    origin: Origin = field(default_factory=Origin)
    extractor: str | None = None
    emptied_by: tuple[str, ...] = ()
    draw: Callable[[bool, bool, bool], Node | None] | None = field(default=None, compare=False)

    @property
    def why_none(self) -> str:
        """Why there is no article, for a person."""
        if self.problem:
            return self.problem
        if not self.emptied_by:
            return "no article found: the page may be a listing, a form or empty"
        several = len(self.emptied_by) > 1
        names = ", ".join(self.emptied_by[:_MOST_NAMED]) + (" …" if len(self.emptied_by) > _MOST_NAMED else "")
        rules = f"rules {names} drop" if several else f"rule {names} drops"
        return f"no article found: {rules} all of it: cleancopy explain shows what"

    def __repr__(self) -> str:
        title = f"{self.title!r} " if self.title else ""
        return f"<Article {title}{self.status}, {self.word_count} words, confidence {self.confidence:.2f}>"

    def __getstate__(self) -> dict[str, Any]:
        return self.made().__dict__

    def made(self) -> Article:
        """Return the article without its page: metadata and markup are made, the explanation only if it was before."""
        made = {name: getattr(self, name) for name in ("metadata", "tree", "comments_tree", "candidates")}
        explanation = self.__dict__["explanation"]
        return self.but(**made, explanation=None if callable(explanation) else explanation, draw=None)

    def shown(self, options: WriteOptions) -> Article:
        """Return the article with markup that has no links or no images, if the options say so.

        It is made from the page; where that is gone (see `made`), it is the same article.
        """
        draw = self.draw
        links, images = options.links, options.images
        if (links and images) or draw is None:
            return self
        return self.but(
            tree=lambda: draw(False, links, images), comments_tree=lambda: draw(True, links, images), draw=None
        )

    def but(self, **changes: Any) -> Article:
        """Return the same article with other values for some fields; unlike `replace`, it makes nothing."""
        return Article(**self.__dict__ | changes)

    @property
    def title(self) -> str | None:
        """The headline, without the site's name; known without the rest of the metadata."""
        title: str | None = self.__dict__["metadata"].title
        return title

    @property
    def authors(self) -> tuple[str, ...]:
        """The people who wrote it, in order."""
        return self.metadata.authors

    @property
    def date(self) -> str | None:
        """When it was published: ISO 8601."""
        return self.metadata.date

    @property
    def text(self) -> str:
        """The article as plain text, without the title."""
        from .write.article_text import article_text

        return article_text(self.kept)

    @property
    def html(self) -> str:
        """The article as a clean fragment of HTML, without the title."""
        from .write.html import fragment

        return fragment(self.tree)

    @property
    def markdown(self) -> str:
        """The article as Markdown, without the title and without front matter."""
        from .write.markdown import article_markdown

        return article_markdown(self)

    def record(self, *extras: str) -> dict[str, Any]:
        """Return what the command prints as JSON; `extras` are more fields: "markdown", "html", "blocks"."""
        from .options import WriteOptions
        from .write.json_record import record

        return record(self, WriteOptions(extras=frozenset(extras)))

    @property
    def kept(self) -> tuple[Block, ...]:
        """The blocks of the article, in reading order."""
        return tuple(b for b, d in zip(self.blocks, self.decisions, strict=True) if d.keep)

    @property
    def comments(self) -> tuple[Block, ...]:
        """Readers' comments, in reading order."""
        return tuple(b for b, d in zip(self.blocks, self.decisions, strict=True) if d.by is By.COMMENTS)

    @property
    def word_count(self) -> int:
        """Words of the article, without its title."""
        return sum(b.words for b in self.kept)
