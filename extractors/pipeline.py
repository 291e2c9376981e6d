"""The way of a page, step by step: read, split, judge, apply rules, describe, and put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from .adjust import Context, On, Stage, names_comments, run_steps
from .article import Article, By, Candidate, Decision, Explanation, Metadata, Page, Source, Status
from .blocks import Layout, split_text
from .errors import InputError
from .model.decide import is_article
from .model.judge import Judged, judge_page, judge_text
from .options import ExtractOptions, Limits
from .page import read_page
from .rules import Ruling, apply_rules, load_rules
from .rules.rule import Action
from .text import can_be_split, host_of
from .write import article_text

if TYPE_CHECKING:
    from .metadata import Description
    from .write.tree import Node

_BEHIND_A_WALL = 0.2
_FROM_DATA = "the text is from data in the page's source: a browser does not show it without scripts or a login"
_WALL = Decision(False, By.WALL, "what a wall before the article says of itself")


def extract(source: Source, options: ExtractOptions = ExtractOptions(), limits: Limits = Limits()) -> Article:
    """Return the article in `source`; one without an article has the status `no-article` and says why in its blocks,
    one that is less sure than the options ask for the status `filtered`. It has at most `limits.max_bytes`, unpacked.

    Raises InputError when the source cannot be read as a page, RuleError for a wrong rule file.
    """
    if source.more:
        from .multipage import join

        return join([_extract(page, options, limits) for page in (replace(source, more=()), *source.more)])
    return _extract(source, options, limits)


def _extract(source: Source, options: ExtractOptions, limits: Limits) -> Article:
    if options.url and not source.url:
        source = replace(source, url=options.url)
    page = read_page(source, options.encoding, limits)
    if not can_be_split(
        page.source.url
    ):  # what an archive, a mail or the caller says may be broken: it is no base for links
        page = replace(page, source=replace(page.source, url=None))
    return _extract_page(page, options).but(origin=page.source.origin)


def _extract_page(page: Page, options: ExtractOptions) -> Article:
    if not page.is_html:
        return _extract_text(page, options)
    return _past_walls(page, _extract_html(page, options), options)


def _past_walls(page: Page, article: Article, options: ExtractOptions) -> Article:
    """The article; where a wall hides it, what the page's data has of it, or what is to be seen and the wall's name."""
    from .walls import find_wall

    assert page.tree is not None
    wall = find_wall(page, article)
    if article.status is Status.OK and wall is None:
        return article
    from .page.embedded_data import embedded_article

    tree = embedded_article(page.tree, sum(block.words for block in article.blocks))
    if tree is not None:
        found = _extract_html(replace(page, tree=tree), options)
        if found.status is Status.OK and found.word_count > article.word_count:
            return found.but(notes=(*found.notes, _FROM_DATA))
    if wall is None:
        return article
    decisions = tuple(
        _WALL if decision.keep and wall.speaks(block.text) else decision
        for block, decision in zip(article.blocks, article.decisions, strict=True)
    )
    article = article.but(status=wall.status, problem=wall.problem, decisions=decisions)
    if not article.kept:
        return article.but(confidence=0.0, tree=None, draw=None)
    return article.but(confidence=min(article.confidence, _BEHIND_A_WALL))


def _extract_html(page: Page, options: ExtractOptions) -> Article:
    from .blocks import split
    from .blocks.finish import finish
    from .page.head import base_url

    assert page.tree is not None
    on = On.TRAFILATURA if options.extractor == "trafilatura" else On.HTML
    layout = split(page.tree)
    judged = judge_page(page.tree, layout, page.source.url, options)
    known = Context(page.tree, judged.outline, judged.scores)
    decisions = run_steps(Stage.JUDGED, on, layout, judged.decisions, known)
    ruling = _rule(page, layout, decisions, options)
    emptied_by = _emptied_by(layout, decisions, ruling, judged, options)
    described = _describe(page, ruling, options)
    known = replace(known, title=described.title)
    decisions = run_steps(Stage.RULED, on, ruling.layout, ruling.decisions, known)
    finished = finish(ruling.layout, decisions, base_url(page.tree, page.source.url))
    ruling, judged = replace(ruling, layout=finished.layout), judged.spread(finished.places)
    outline = judged.outline and judged.outline.spread(finished.places)
    has_comments = outline is not None and names_comments(outline)
    known = replace(known, outline=outline, scores=judged.scores, has_comments=has_comments)
    decisions = run_steps(Stage.FINISHED, on, finished.layout, finished.decisions, known)
    article = _assemble(page, replace(ruling, decisions=decisions), described, judged, options)
    return article.but(emptied_by=emptied_by)


def _extract_text(page: Page, options: ExtractOptions) -> Article:
    from .metadata.plain_text_metadata import PlainSubject, find_headline, read_plain_metadata

    if options.extractor == "trafilatura":
        raise InputError(page.source.name, "trafilatura reads HTML only: let the model judge plain text")
    layout = split_text(page.paragraphs)
    judged = judge_text(layout, options)
    given = page.source.given
    is_titled = bool(given is not None and given.last_word and given.title)
    known = Context(scores=judged.scores, is_titled=is_titled)
    unruled = run_steps(Stage.JUDGED, On.TEXT, layout, judged.decisions, known)
    ruling = _rule(page, layout, unruled, options)
    emptied_by = _emptied_by(layout, unruled, ruling, judged, options)
    headline = find_headline(layout.blocks, ruling.decisions)
    subject = PlainSubject(layout.blocks, ruling.decisions, headline, page.source.url)
    described = _Described(
        page, ruling, options, read_plain_metadata(subject, None),
        lambda: read_plain_metadata(subject, _kept_text(ruling)),
    )  # fmt: skip
    is_titled = is_titled or Action.TITLE in ruling.found
    known = replace(known, title=described.title, headline=headline, is_titled=is_titled)
    decisions = run_steps(Stage.RULED, On.TEXT, layout, ruling.decisions, known)
    article = _assemble(page, replace(ruling, decisions=decisions), described, judged, options)
    return article.but(emptied_by=emptied_by)


def _rule(page: Page, layout: Layout, decisions: Sequence[Decision], options: ExtractOptions) -> Ruling:
    if not options.use_rules:
        return Ruling(layout, tuple(decisions))
    from .metadata.language import declared_language, language_for_rules
    from .rules.conditions import normal_language, normal_site

    declared = page.tree.get("lang") if page.tree is not None else None
    host = _host(page)
    language = language_for_rules(declared, layout.blocks, decisions)
    site = normal_site(host) if host else None
    # With its region, where the page declares one.
    tag = normal_language(declared) if declared and declared_language(declared) else language
    rules = (r for r in load_rules(options.rule_files, language, host) if r.concerns(site, tag))
    return apply_rules(rules, layout, decisions, page.tree)


def _emptied_by(
    layout: Layout, unruled: Sequence[Decision], ruling: Ruling, judged: Judged, options: ExtractOptions
) -> tuple[str, ...]:
    """The rules that left no article of what would have been one, each with its file."""
    was, now = (layout.blocks, unruled), (ruling.layout.blocks, ruling.decisions)
    if not ruling.droppers or is_article(*now, judged.confidence) or not is_article(*was, judged.confidence):
        return ()
    files = options.rule_files
    return tuple(
        f"{rule.id!r} ({files[rule.rank].name if rule.rank < len(files) else 'built-in'})" for rule in ruling.droppers
    )


def _host(page: Page) -> str | None:
    """The host that site rules go by: of the address that is given, else of the one that the page calls its own."""
    if page.source.url or page.tree is None:
        return host_of(page.source.url)
    from .page.head import page_address

    return host_of(page_address(page.tree, None))


class _Described:
    """The metadata of a page: its title at once, all of it when it is called."""

    def __init__(
        self, page: Page, ruling: Ruling, options: ExtractOptions, title: Description, read: Callable[[], Description]
    ) -> None:
        self._page = page
        self._ruling = ruling
        self._url = options.url if options.url == page.source.url else None
        self._read = read
        title = title.completed(page.source.given, title_only=True)
        self.title = _overruled(title, ruling).metadata.title

    @cached_property
    def description(self) -> Description:
        """All of it, with what it was chosen from."""
        found = _overruled(self._read().completed(self._page.source.given, title_only=False), self._ruling)
        if self._url:  # the user's word goes before the page's own
            found = replace(found, metadata=replace(found.metadata, url=self._url))
        return found

    def __call__(self) -> Metadata:
        return self.description.metadata

    def candidates(self) -> tuple[Candidate, ...]:
        """Return what the metadata was chosen from."""
        return self.description.candidates


def _describe(page: Page, ruling: Ruling, options: ExtractOptions) -> _Described:
    from .metadata import Reading, Subject
    from .metadata.language import SAMPLE

    assert page.tree is not None
    reading = Reading(Subject(page.tree, ruling.layout, ruling.decisions, page.source.url))
    return _Described(page, ruling, options, reading.title, lambda: reading.everything(_kept_text(ruling, SAMPLE)))


def _overruled(description: Description, ruling: Ruling) -> Description:
    """Rules for title, author and date have the last word."""
    found = ruling.found
    if Action.TITLE in found:
        description = description.overruled("title", found[Action.TITLE][:1])
    if Action.AUTHOR in found:
        description = description.overruled("authors", found[Action.AUTHOR])
    if Action.DATE in found:
        from .metadata.dates import to_iso

        day = next((iso for iso in map(to_iso, found[Action.DATE]) if iso), None)
        description = description.overruled("date", (day,)) if day else description
    return description


def _kept_text(ruling: Ruling, enough: float = math.inf) -> str:
    """The text of the kept blocks, or of the first of them that have so many characters and as many again."""
    kept, size = [], 0
    for block, decision in zip(ruling.layout.blocks, ruling.decisions, strict=True):
        if decision.keep and size <= 2 * enough:
            kept.append(block)
            size += len(block.text)
    return article_text(kept)


def _assemble(page: Page, ruling: Ruling, described: _Described, judged: Judged, options: ExtractOptions) -> Article:
    blocks, decisions, confidence = ruling.layout.blocks, ruling.decisions, judged.confidence
    kept = [i for i, d in enumerate(decisions) if d.keep]
    comments = [i for i, d in enumerate(decisions) if d.by is By.COMMENTS]
    readable = is_article(blocks, decisions, confidence)
    status = Status.OK if readable else Status.NO_ARTICLE
    problem = None
    if readable and confidence < options.min_confidence:
        shown = math.floor(confidence * 1000) / 1000  # never rounded up to what was asked for
        status = Status.FILTERED
        problem = f"confidence {shown:g} is less than --min-confidence {options.min_confidence:g}"
    notes = [*page.source.notes, *judged.notes, *ruling.notes]
    if page.truncated:
        notes.append("truncated: the page is nested too deep, what follows is missing")
    draw = partial(_tree, page, ruling.layout, kept, comments)
    return Article(
        source=page.source.name,
        status=status,
        metadata=described,
        candidates=described.candidates,
        blocks=blocks,
        decisions=decisions,
        tree=partial(draw, False),
        comments_tree=partial(draw, True),
        draw=draw,
        confidence=confidence if readable else 0.0,
        extractor=judged.extractor,
        scores=judged.scores,
        explanation=partial(_explain, page, ruling, judged),
        rules=ruling.fired,
        notes=tuple(notes),
        problem=problem,
    )


def _explain(page: Page, ruling: Ruling, judged: Judged) -> Explanation | None:
    if judged.measured is None:
        return None
    from .explain import explain_page, hear

    return explain_page(ruling.layout, ruling.decisions, hear(judged.measured), judged.threshold, _host(page))


def _tree(
    page: Page,
    layout: Layout,
    kept: Sequence[int],
    comments: Sequence[int],
    of_comments: bool,
    links: bool = True,
    images: bool = True,
) -> Node | None:
    """Return the tree of the article or of its readers' comments; None for comments where there are none."""
    if of_comments and not comments:
        return None
    from .write.article_tree import article_tree
    from .write.runs import MarkupOptions

    base = page.source.url
    if page.tree is not None:
        from .page.head import base_url

        base = base_url(page.tree, base)
    return article_tree(layout, comments if of_comments else kept, MarkupOptions(base, links, images))
