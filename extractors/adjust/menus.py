"""Cut menus around the text of Chinese, Japanese and Korean pages: runs of short links within the site.

The model has learned from few such pages, and tells menus by the number of words: here every character is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..page.head import page_address
from ..text import host_of
from .step import Context

_MENU = Decision(False, By.NOTICE, "one of a run of short links within the site, above or below the text")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDS_SENTENCE = re.compile("[。！？.!?…][」』”’）)]*$")
_LEAST_CJK = 0.3  # of the letters of the text
_PROSE_WORDS, _MOST_LINKED = 15, 0.3
_FEWEST_LINKS, _LONGEST_ITEM, _LONGEST_LABEL = 3, 40, 10  # characters of a link, of the label above them
_MOST_LINKS, _OUTER = 300, 4


def cut_menus(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut each run of three or more short links within the site that is above all prose or below it, and the label
    above links that are below it. What a rule keeps stays."""
    blocks = layout.blocks
    prose = [i for i, d in enumerate(decisions) if d.keep and _is_prose(blocks[i])]
    if context.tree is None or not prose or not _is_cjk("".join(blocks[i].text for i in prose)[:2000]):
        return tuple(decisions)
    result = list(decisions)
    own = _own_hosts(context.tree)
    runs = list(_runs(layout, own))
    in_runs = {i for run, _ in runs for i in run}
    # What ends below is no sentence where a table or a list of places does.
    last = max(
        (i for i, d in enumerate(decisions) if d.keep and i not in in_runs and blocks[i].words >= _PROSE_WORDS),
        default=prose[-1],
    )
    for run, links in runs:
        if links < _FEWEST_LINKS or prose[0] < run[0] < last:
            continue
        label = run[0] - 1
        has_label = label > last and len(blocks[label].text) <= _LONGEST_LABEL
        for i in (*((label,) if has_label else ()), *run):
            if result[i].keep and result[i].by is not By.RULE:
                result[i] = _MENU
    return tuple(result)


def _is_prose(block: Block) -> bool:
    return (
        block.words >= _PROSE_WORDS
        and block.link_share <= _MOST_LINKED
        and block.kind is not Kind.HEADING
        and _ENDS_SENTENCE.search(block.text) is not None
    )


def _is_cjk(text: str) -> bool:
    return len(_CJK.findall(text)) >= _LEAST_CJK * len(text)


def _own_hosts(tree: HtmlElement) -> frozenset[str]:
    """Return the host that a page names as its own, and the one that most of its links lead to."""
    hosts = Counter(filter(None, (host_of(link.get("href")) for link in islice(tree.iter("a"), _MOST_LINKS))))
    named = host_of(page_address(tree, None))
    return frozenset((*((named,) if named else ()), *(host for host, _ in hosts.most_common(1))))


def _runs(layout: Layout, own: frozenset[str]) -> Iterator[tuple[list[int], int]]:
    """Yield the runs of blocks that are nothing but short links within the site, and how many links each has."""
    run: list[int] = []
    links = 0
    for i, block in enumerate(layout.blocks):
        count = _short_links(layout, i, own) if block.link_share and block.kind is not Kind.HEADING else 0
        if count:
            run.append(i)
            links += count
        elif run and block.words:
            yield run, links
            run, links = [], 0
    if run:
        yield run, links


def _short_links(layout: Layout, place: int, own: frozenset[str]) -> int:
    """Return how many links a block has; 0 if it has letters beside them, or one is long or leads to another site."""
    found: dict[HtmlElement, int] = {}
    for element, tail in layout.chunks[place]:
        text = (element.tail if tail else element.text) or ""
        if not any(map(str.isalnum, text)):
            continue
        holder = element.getparent() if tail else element
        link = next((e for e in (holder, *islice(holder.iterancestors(), _OUTER)) if e.tag == "a"), None)
        if link is None:
            return 0
        found[link] = found.get(link, 0) + len(text.strip())
    hosts = (host_of(link.get("href")) for link in found)
    is_short = all(length <= _LONGEST_ITEM for length in found.values())
    return len(found) if is_short and all(host is None or host in own for host in hosts) else 0
