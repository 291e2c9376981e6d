"""Running the examples inside rules: what must go, what must stay, which values must be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..article import Article, By, Decision, Source
from ..blocks import split_text
from ..errors import CleancopyError, InputError
from ..options import ExtractOptions
from ..text import fold
from .apply import apply_rules
from .catalogue import Entry, Example
from .conditions import normal_site
from .load import BUILTIN, read_rule_file
from .rule import Action, Rule, Where

# Extracts a page; handed in, for the steps do not know the pipeline.
Extract = Callable[[Source, ExtractOptions], Article]
_VALUES = (Action.TITLE, Action.AUTHOR, Action.DATE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One string of an example: what was wanted of it ("drops", "keeps", "finds"), and what is wrong, if anything."""

    entry: Entry
    wanted: str
    text: str
    problem: str | None

    @property
    def passed(self) -> bool:
        """Whether it came as wanted."""
        return self.problem is None


def run_examples(
    entries: Iterable[Entry], extract: Extract, compiled: dict[Path, dict[str, Rule]] | None = None
) -> list[Outcome]:
    """Run all examples of the rules. A page that cannot be read fails its examples.

    `compiled` keeps the rules of the files for the next call.
    """
    outcomes: list[Outcome] = []
    compiled = {} if compiled is None else compiled
    for entry in entries:
        if entry.file not in compiled:
            compiled[entry.file] = {rule.id: rule for rule in read_rule_file(entry.file)}
        for example in entry.examples:
            if example.page is None:
                outcomes += _of_blocks(entry, example, compiled[entry.file][entry.id])
            else:
                outcomes += _of_page(entry, example, extract)
    return outcomes


def _of_blocks(entry: Entry, example: Example, rule: Rule) -> list[Outcome]:
    """Each string is one block, wherever it stands: does the rule take it or not?"""
    if rule.path is not None:
        return [
            Outcome(entry, wanted, text, 'a selector needs a page: give the example one (page = "FILE")')
            for wanted, text in wanted_of(example)
        ]
    takes = "keeps" if rule.action is Action.KEEP else "drops"
    return [
        Outcome(entry, wanted, text, _problem_of_block(rule, wanted, takes, text))
        for wanted, text in wanted_of(example)
    ]


def wanted_of(example: Example) -> Iterable[tuple[str, str]]:
    """Each string of an example with what is wanted of it."""
    for wanted in ("drops", "keeps", "finds"):
        for text in getattr(example, wanted):
            yield wanted, text


def _problem_of_block(rule: Rule, wanted: str, takes: str, text: str) -> str | None:
    if wanted == "finds" and rule.action not in _VALUES:
        return "only rules for title, author and date find values"
    layout = split_text((fold(text),))
    decision = Decision(rule.action is not Action.KEEP, By.EXAMPLE, "")
    alone = replace(rule, sites=(), languages=(), where=Where.ANYWHERE, until=None)
    ruling = apply_rules((alone,), layout, (decision,) * len(layout.blocks), None)
    if ruling.notes:
        return ruling.notes[0]
    taken = bool(ruling.fired)
    if wanted in (takes, "finds"):
        return None if taken else _untaken(rule, layout.blocks[0].words if layout.blocks else 0)
    return "the rule takes it" if taken else None


def _untaken(rule: Rule, words: int) -> str:
    if rule.max_words is not None and words > rule.max_words:
        return f"the rule leaves it: it has {words} words, and max_words is {rule.max_words}"
    return "the rule leaves it"


def _of_page(entry: Entry, example: Example, extract: Extract) -> list[Outcome]:
    """The page goes through everything, with the rule's own file on top of the built-in packs."""
    try:
        article = _article_of(entry, str(example.page), extract)
    except CleancopyError as err:
        return [Outcome(entry, wanted, text, str(err)) for wanted, text in wanted_of(example)]
    return [
        Outcome(entry, wanted, text, _problem_on_page(article, wanted, text)) for wanted, text in wanted_of(example)
    ]


def _article_of(entry: Entry, page: str, extract: Extract) -> Article:
    from ..sources import read_source
    from ..text import is_url

    if is_url(page) or page == "-":  # a rule file may come from anybody: to test it reaches nothing but files
        raise InputError(page, "the page of an example is a file beside the rules")
    beside = entry.file.parent / page
    name = str(beside if beside.is_file() else page)
    # A rule for a site is tested as if the page came from there.
    host = normal_site(entry.sites[0]).removeprefix("*.").replace("*", "www") if entry.sites else None
    if host and ":" in host:
        host = f"[{host}]"  # an IPv6 address
    options = ExtractOptions(
        url=f"https://{host}/" if host else None,
        rule_files=() if entry.file.parent == BUILTIN else (entry.file,),
    )
    return extract(read_source(name, url=options.url), options)


def _problem_on_page(article: Article, wanted: str, text: str) -> str | None:
    text = fold(text)
    if wanted == "finds":
        meta = article.metadata
        values = [v for v in (meta.title, meta.date, *meta.authors) if v]
        return None if text in values else f"not among what was found: {', '.join(values) or 'nothing'}"
    there = [(d, b) for b, d in zip(article.blocks, article.decisions, strict=True) if text in fold(b.text)]
    if not there:
        return f"does not stand in any block of {article.source}"
    kept = [d for d, _ in there if d.keep]
    if wanted == "drops":
        return f"kept ({kept[0].by}: {kept[0].reason})" if kept else None
    return None if kept else f"cut ({there[0][0].by}: {there[0][0].reason})"
