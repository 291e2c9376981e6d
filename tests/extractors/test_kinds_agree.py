"""Text, Markdown and HTML agree on what is kept of a page, whatever kind of markup it has."""

# ruff: noqa: E501  # pages as they are
from __future__ import annotations

import re
from collections import Counter

import lxml.html
import pytest
from markdown_it import MarkdownIt

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

PROSE = "<p>The water stood at the upper mark when the keeper came to the lock, and he wrote it down as always.</p>" * 3
MATHJAX = "<script src=/mathjax.js></script>"
KINDS = {
    "exponents": "<p>It held 10<sup>14</sup> drops, 9 m·s<sup>−2</sup> and 1011<sub>2</sub> on the 1<sup>st</sup>.</p>",
    "heading links": "<h2 id=a>Options <a class=anchor href='#a'>#</a><button>Copy link</button></h2><p>They are many.</p>",
    "code": "<pre><code class=language-sh><span class=line>run</span>\n<span class=line>stop now</span></code></pre>",
    "code in a paragraph": "<p><code>GET /a<br>Accept: b<br><br>c=1</code></p>",
    "code in rows": "<table><tr><td>1</td><td><code>run</code></td></tr><tr><td>2</td><td><code>stop</code></td></tr></table>",
    "formulas": rf"{MATHJAX}<p>Then \(a_1\) is the speed of the drops, and $$b^2$$ is the area of the opening.</p>",
    "formulas in pictures": "<p>The speed is <img class=latex alt='v = a^2' src=/v.png> in the middle of the opening.</p>",
    "readings": "<p>The sign says <ruby>看<rt>かん</rt>板<rt>ばん</rt></ruby> in letters of a foot.</p>",
    "emphasis": "<p>He said <b>“never”</b>again, un<em>believ</em>able as it was, and <s>left</s> went.</p>",
    "signs": "<p>In 1999. It was [sic] a*b*c, foo_bar, C:\\dir, #3 and 5 &lt; 6 for the keeper of the lock.</p>",
    "buttons": "<p><button data-term=1>A sill</button> is the lowest part of the <button>gate</button> of a lock.</p>",
    "thread": "".join(
        f"<div class=post><a class=author>ada{n}</a><blockquote>It is {n}.</blockquote><p>{PROSE[3:60]} {n}.</p></div>"
        for n in range(4)
    ),
    "unseen": "<p>It costs <span aria-hidden=true>£14.50</span><span class=sr-only>£14.50</span> a day<span hidden>, not</span>.</p>",
    "tooltips": "<p>The sill<span role=tooltip>the lowest part</span> was dry, and <span style='display:none'>so</span> we left.</p>",
    "fractions": "<p>Take 1<sup>1</sup>⁄<sub>2</sub> cups of the water, and <span class=visually-hidden>about</span> half of it.</p>",
    "a section about comments": f"<section id=comments-on-the-lock><h2>What was said of it</h2>{PROSE}</section>",
    "a mark without a note": "<p>It was dry<sup><a href='#n9'>9</a></sup> then, as the keeper of the lock had told us.</p>",
    "letters": "<p>Dear Tom,</p><p>We came to the lock at noon, and it was dry.</p><p>Yours,<br>Ada</p>",
    "scene breaks": "<p>We left the lock at noon.</p><p>* * *</p><p>The water came at night.</p><hr><p>It stayed.</p>",
    "lists": "<ul><li>The upper gate<ul><li>its sill</ul><li>The lower gate</ul>",
    "notes parted by breaks": "<p>Upper gate: dry<br>Lower gate: wet<br><br>Keeper: away</p>",
    "cards": "<div class=card><time datetime=2021-01-01>1 January</time><a href=/o>Another story of the lock</a></div>",
    "callouts": "<div class='admonition note'><p class=admonition-title>NOTE</p><p>The sill is slippery.</p></div>",
    "captions": "<figure><img src=/l.jpg alt='The lock'><figcaption>The lock at noon, by Ada Lunn</figcaption></figure>",
    "definitions": "<dl><dt>Sill</dt><dd>The lowest part of the gate.</dd><dt>Gate</dt><dd>What keeps the water.</dd></dl>",
    "lines": "<p style='white-space: pre-wrap'>The first line of it\nand the second one of it</p>",
}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def shown(html: str) -> str:
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    for script in tree.iter("sup", "sub", "br", "td", "p", "h1", "h2", "li", "pre", "blockquote"):
        digits = script.tag not in ("sup", "sub") or (script.text or "").strip("-−")[:1].isdigit()
        if digits:
            script.text, script.tail = f" {script.text or ''}", f" {script.tail or ''}"
    return str(tree.text_content())


@pytest.mark.parametrize("kind", KINDS)
def test_text_markdown_and_html_have_the_same_words(kind: str) -> None:
    page = f"<html lang=en><title>A lock</title><body><article><h1>A lock</h1>{PROSE}{KINDS[kind]}{PROSE}</article>"
    article = extract(Source("p.html", page.encode()))
    options = WriteOptions(front_matter=False)
    text, markdown = (RENDERERS[name](article, options) for name in ("text", "markdown"))
    rendered = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(markdown)
    html = lxml.html.fromstring(RENDERERS["html"](article, options))
    body = lxml.html.tostring(html.find(".//body") if html.find(".//body") is not None else html, encoding="unicode")
    assert words(shown(rendered)) == words(text)
    assert words(shown(body)) == words(text)
